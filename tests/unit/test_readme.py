"""What the README says of how licensim is installed is so."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from licensim import testing

GUIDE = Path(testing.__file__).with_name("README.md")


@pytest.fixture
def project(root: Path) -> dict[str, Any]:
    """What pyproject.toml says of the project."""
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def test_every_extra_is_there(root: Path, project: dict[str, Any]) -> None:
    """With what it is for, and no other."""
    text = (root / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `\[(\w+)\]` \| \S", text, re.MULTILINE)) == sorted(
        project["optional-dependencies"]
    )


@pytest.mark.parametrize("guide", ["README.md", GUIDE])
def test_the_wheel_has_the_name_that_is_built(root: Path, project: dict[str, Any], guide: str | Path) -> None:
    """While there is no index, it is installed from `dist/`."""
    text = (root / guide).read_text("utf-8")
    named = set(re.findall(r"dist/(licensim-[^\"\[]*\.whl)\[", text))
    assert named == {f"licensim-{project['version']}-py3-none-any.whl"}
