"""Every version has one source; all copies agree with it."""

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import licensim


def read_json(path: Path) -> Any:
    """A JSON file's value."""
    return json.loads(path.read_text("utf-8"))


def locked(path: Path) -> dict[str, set[str]]:
    """The versions that a lock pins, by package; several if they depend on the Python."""
    versions: dict[str, set[str]] = {}
    for name, pinned in re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text("utf-8"), re.MULTILINE):
        versions.setdefault(name, set()).add(pinned)
    return versions


@pytest.fixture(scope="module")
def package(root: Path) -> Any:
    """``web/package.json``, the source of Pyodide's version."""
    return read_json(root / "web" / "package.json")


@pytest.fixture(scope="module")
def lock(root: Path) -> Any:
    """``web/package-lock.json``."""
    return read_json(root / "web" / "package-lock.json")


@pytest.fixture(scope="module")
def build(built_site: Path) -> Any:
    """The built site's ``build.json``."""
    return read_json(built_site / "licensim" / "build.json")


@pytest.fixture(scope="module")
def pyodide_python(root: Path) -> tuple[str, str]:
    """Major and minor of the Python inside Pyodide."""
    info = read_json(root / "web" / "node_modules" / "pyodide" / "pyodide-lock.json")["info"]
    major, minor, _ = info["python"].split(".")
    return major, minor


def test_licensim_has_one_version(root: Path, package: Any, lock: Any, build: Any, built_site: Path) -> None:
    """Python package, npm package, lock, built files, wheel."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    wheels = [path.name.split("-")[1] for path in built_site.glob("simple/licensim/*.whl")]
    said = [
        licensim.__version__,
        package["version"],
        lock["version"],
        lock["packages"][""]["version"],
        build["version"],
    ]
    assert [project] * (len(said) + 1) == [*said, *wheels]


def test_pyodide_has_one_version(root: Path, package: Any, lock: Any, build: Any) -> None:
    """Pinned exactly, locked, installed and built from the same."""
    pinned = package["devDependencies"]["pyodide"]
    installed = read_json(root / "web" / "node_modules" / "pyodide" / "package.json")["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", pinned)
    assert [pinned] * 3 == [lock["packages"]["node_modules/pyodide"]["version"], installed, build["pyodide"]]


def test_the_page_boots_with_the_interpreter_that_was_packed(root: Path, build: Any) -> None:
    """The page's options for ``loadPyodide`` agree with the stock package."""
    stock = read_json(root / "web" / "node_modules" / "pyodide" / "pyodide-lock.json")["info"]
    assert {"info": stock, "packages": {}} == build["lock"]


def test_the_wheel_is_of_the_python_inside_pyodide(built_site: Path, pyodide_python: tuple[str, str]) -> None:
    """Its tag names the interpreter whose bytecode it holds; no other wheel is in the index."""
    names = [path.name for path in built_site.glob("simple/**/*.whl")]
    assert [f"licensim-{licensim.__version__}-cp{''.join(pyodide_python)}-none-any.whl"] == names


def test_wheels_that_run_in_pyodide_are_fetched_for_its_python(
    root: Path, pyodide_python: tuple[str, str]
) -> None:
    """The compiler and micropip need a newer Python than the host has, so ``build.sh`` names it."""
    named = re.findall(r"--python-version (\S+)", (root / "build.sh").read_text("utf-8"))
    assert [".".join(pyodide_python)] == named


def test_micropip_is_the_one_that_this_pyodide_ships(root: Path) -> None:
    """So that the tests' stock page is like that of any user."""
    stock = read_json(root / "web" / "node_modules" / "pyodide" / "pyodide-lock.json")["packages"]
    assert {stock["micropip"]["version"]} == locked(root / ".locks" / "micropip.txt")["micropip"]


@pytest.mark.parametrize(
    "name", ["playwright", "pytest-playwright", "mypy", "ruff", "ada-url", "publicsuffixlist"]
)
def test_installed_versions_are_the_locked_ones(root: Path, name: str) -> None:
    """An outdated environment would give other answers."""
    assert version(name) in locked(root / ".locks" / "dev.txt")[name]


def test_npm_packages_are_pinned_exactly(package: Any) -> None:
    """No ranges: the tested versions are installed."""
    ranges = {
        name: pin
        for name, pin in package["devDependencies"].items()
        if not re.fullmatch(r"\d+\.\d+\.\d+|file:stubs/[a-z-]+", pin)
    }
    assert {} == ranges


def test_locks_name_no_registry(root: Path) -> None:
    """They work with any configured registry or mirror."""
    texts = {
        path.name: path.read_text("utf-8")
        for path in [*root.glob(".locks/*"), root / "web/package-lock.json"]
    }
    assert {} == {
        name: text for name, text in texts.items() if '"resolved": "http' in text or "index-url" in text
    }
    assert [] == [name for name, text in texts.items() if name.endswith(".txt") and "://" in text]


def test_every_locked_package_has_a_hash(root: Path) -> None:
    """So that ``pip`` refuses every other file."""
    for path in root.glob(".locks/*.txt"):
        pins = re.sub(r"(?m)^#.*\n", "", path.read_text("utf-8"))
        for block in re.split(r"\n(?=\S)", pins.strip()):
            assert "--hash=sha256:" in block, f"{path.name}: {block}"


def test_docs_name_the_pinned_pyodide(root: Path, package: Any) -> None:
    """A version in a guide is the one in use."""
    text = "".join((root / name).read_text("utf-8") for name in ("README.md", "web/README.md"))
    pinned = package["devDependencies"]["pyodide"]
    assert {pinned} | set(re.findall(r"Pyodide (\d+\.\d+\.\d+)", text)) == {pinned}
