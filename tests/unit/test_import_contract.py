"""The import contract of ``rules`` works: one import from outside breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the package and its configuration."""
    shutil.copytree(
        root / "py_src", tmp_path / "py_src", ignore=shutil.ignore_patterns("_site", "__pycache__")
    )
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the copy."""
    environment = {"PYTHONPATH": str(folder / "py_src"), "PATH": ""}
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_contract_is_kept(copy: Path) -> None:
    """The unchanged package keeps it."""
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from datetime import datetime",
        "import js",
        "import pyodide.ffi",
        "import urllib.parse",
        "import encodings.idna",
        "from licensim import hosts",
        "from licensim.site_server import serving",
    ],
)
def test_one_import_of_the_outside_breaks_it(copy: Path, line: str) -> None:
    """A clock, the page, the host's parser, wrong parsers of names: the report names each."""
    module = copy / "py_src" / "licensim" / "rules" / "timeline.py"
    module.write_text(module.read_text("utf-8") + f"\n\n{line}\n", "utf-8")
    result = lint(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "licensim.rules.timeline" in result.stdout
