"""The installation in the guides is correct, and their links lead to files."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from licensim import testing

GUIDE = Path(testing.__file__).with_name("README.md")


@pytest.fixture
def project(root: Path) -> dict[str, Any]:
    """The project table of pyproject.toml."""
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def test_every_extra_is_there(root: Path, project: dict[str, Any]) -> None:
    """The guides have exactly the extras of the project, each with its purpose."""
    text = (root / "py_src/README.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `\[(\w+)\]` \| \S", text, re.MULTILINE)) == sorted(
        project["optional-dependencies"]
    )


@pytest.mark.parametrize("guide", ["py_src/README.md", GUIDE])
def test_the_wheel_has_the_name_that_is_built(root: Path, project: dict[str, Any], guide: str | Path) -> None:
    """Without an index, it is installed from `dist/`."""
    text = (root / guide).read_text("utf-8")
    named = set(re.findall(r"dist/(licensim-[^\"\[]*\.whl)\[", text))
    assert named == {f"licensim-{project['version']}-py3-none-any.whl"}


GUIDES = (
    "README.md",
    "py_src/README.md",
    "py_src/licensim/testing/README.md",
    "py_src/licensim/testing/REFERENCE.md",
    "py_src/licensim/testing/STANDIN.md",
    "py_src/licensim/server/README.md",
    "py_src/licensim/plan/README.md",
    "web/README.md",
    "web/src/client/README.md",
    "web/src/harness/README.md",
    "web/src/standin/README.md",
    "tests/README.md",
    "tests/vectors/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    ".github/CHANGELOG.md",
)


def test_every_guide_is_among_these(root: Path) -> None:
    """The list has every guide of the project."""
    found = [*root.glob("*.md"), *root.glob(".github/*.md")]
    for name in ("py_src", "tests", "web/src", "web/build"):
        found += (root / name).rglob("*.md")
    found += (root / "web").glob("*.md")
    assert sorted(GUIDES) == sorted(str(path.relative_to(root)) for path in found)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_link_leads_somewhere(root: Path, guide: str) -> None:
    """To a file or folder of the project."""
    path = root / guide
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [] == [link for link in links if not (path.parent / link).exists()]


def test_each_folder_of_the_map_is_there(root: Path) -> None:
    """In the README, and in the guide for contributors."""
    text = (root / "README.md").read_text("utf-8") + (root / ".github/CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?<![\w/])((?:py_src|web|tests)/[\w/]*)", text))
    assert len(named) > 12
    assert [] == [one for one in sorted(named) if "NAME" not in one and not list(root.glob(f"{one}*"))]


@pytest.mark.parametrize("part", ["client", "harness"])
def test_each_folder_of_the_page_says_what_lives_there(root: Path, part: str) -> None:
    """The table in its README has exactly its folders, and no folder has too many files."""
    source = root / "web/src" / part
    folders = {one.parent for one in source.rglob("*.ts")} - {source}
    told = re.findall(r"^\| `([\w/]+)/` \|", (source / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(str(one.relative_to(source)) for one in folders)
    assert [] == [one for one in (source, *folders) if len([*one.glob("*.ts")]) > 16]
