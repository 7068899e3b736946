"""`pip install licensim[playwright]` is enough for tests: nothing that only the server needs is imported."""

import re
import tomllib
from pathlib import Path

import pytest

from kit.inner import QUIET

pytest_plugins = ("pytester",)

TEST = """
from pathlib import Path
import importlib
import sys

import licensim.testing

BLOCKED = {blocked!r}


def test_it(licensim):
    licensim.item("per_barcode_scan", quota=9)
    shop = licensim.origin("https://shop.example.com")
    assert shop.open().answer == "ok"
    assert shop.scan("QRCode", "A").answer == "ok"


def test_every_module():
    kit = Path(licensim.testing.__file__).parent
    for file in kit.rglob("*.py"):
        importlib.import_module(".".join(["licensim.testing", *file.relative_to(kit).with_suffix("").parts]))
    assert not [name for name in BLOCKED if sys.modules.get(name)]
"""
BLOCK = """
import sys

for name in {blocked!r}:
    sys.modules[name] = None
"""


def _modules(root: Path) -> list[str]:
    """The modules that the extra `server` installs and the extra `playwright` does not."""
    extras = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {name: {re.split(r"[\[>=;]", one)[0] for one in of} for name, of in extras.items()}
    return sorted(named["server"] - named["playwright"])


def test_the_extra_is_enough(pytester: pytest.Pytester, root: Path) -> None:
    """Without the server's packages, a test runs, and every module of the kit loads."""
    blocked = _modules(root)
    assert "sqlalchemy" in blocked
    pytester.makepyfile(block=BLOCK.format(blocked=blocked), test_it=TEST.format(blocked=blocked))
    pytester.syspathinsert()
    pytester.runpytest_subprocess("-p", "block", *QUIET).assert_outcomes(passed=2)
