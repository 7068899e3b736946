"""The guide is correct: its first test runs, its names exist, and no public name is missing."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.inner import run
from licensim import testing
from licensim.fault_table import ROWS, InKit, Row
from licensim.testing import Client, Licensim, Replies, Reply, Scanner
from licensim.testing.camera import Camera
from licensim.testing.clock import Clock
from licensim.testing.faults import FaultControls
from licensim.testing.input.options import ALLOWABLE, FixtureOptions

pytest_plugins = ("pytester",)

GUIDE = Path(testing.__file__).with_name("README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
INTERNAL = [
    "act",
    "client",
    "answered",
    "called",
    "now",
    "move_to",
    "due",
    "wakes",
    "tick",
    "moved",
    "record",
    "network",
    "set_back",
    "fill_storage",
    "clone",
    "kept",
    "session_text",
    "findings",
    "close",
    "replies_of",
    "engine",
    "trace_text",
    "consoles",
]
REST = ["do", "do_all", "step_to", "catch_up", "is_refusal", "index", "count", "running", "page", "name"]


def test_the_first_test_runs(pytester: pytest.Pytester) -> None:
    """Unchanged from the guide."""
    run(pytester, BLOCKS[0]).assert_outcomes(passed=1)


@pytest.mark.parametrize("block", BLOCKS)
def test_code_is_code(block: str) -> None:
    """Every block compiles."""
    compile(block, "guide", "exec")


@pytest.mark.parametrize(
    ("pattern", "owner"),
    [
        (r"licensim\.(\w+)\(", Licensim),
        (r"licensim\.clock\.(\w+)", Clock),
        (r"licensim\.faults\.(\w+)", FaultControls),
        (r"shop\.camera\.(\w+)", Camera),
        (r"shop\.(\w+)\(", Client),
    ],
)
def test_every_name_in_the_guide_exists(pattern: str, owner: type) -> None:
    """Every call in the guide exists."""
    named = set(re.findall(pattern, GUIDE))
    assert named
    assert [name for name in sorted(named) if not hasattr(owner, name)] == []


@pytest.mark.parametrize("owner", [Licensim, Client, Scanner, FaultControls, Clock, Camera, Reply, Replies])
def test_every_public_name_is_in_the_guide(owner: type) -> None:
    """Every public name is in the guide, except those that only the kit's own parts use."""
    names = [name for name, _ in inspect.getmembers(owner) if not name.startswith("_")]
    hidden = INTERNAL if owner is Licensim else REST
    assert [name for name in names if name not in hidden and not re.search(rf"\b{name}\b", GUIDE)] == []


def test_every_option_is_in_the_guide(pytestconfig: pytest.Config) -> None:
    """The options of command line, ini file and marker."""
    for name in FixtureOptions.__dataclass_fields__:
        assert f"| `{name}` |" in GUIDE
        pytestconfig.getoption(f"licensim_{name}")
        pytestconfig.getini(f"licensim_{name}")
    for word in ALLOWABLE:
        assert f"| `{word}` |" in GUIDE


def in_the_guide(row: Row, kit: InKit) -> str:
    """The line of the guide for a row of the table of faults."""
    arguments = [
        name if one.default is one.empty else f"{name}={one.default}"
        for name, one in inspect.signature(getattr(FaultControls, row.name)).parameters.items()
        if name != "self"
    ]
    means = "".join(f". `{name}`: {what}" for name, what in kit.parameters.items())
    return f"| `{row.name}({', '.join(arguments)})` | {row.suffers} | {row.does}{means} |"


def test_its_table_of_faults_is_the_table() -> None:
    """It has each fault of the kit with its parameters, its target, and its effect."""
    [table] = re.findall(r"\| fault \|.*\n\|---\|---\|---\|\n((?:\|.*\n)+)", GUIDE)
    assert table.splitlines() == [in_the_guide(row, row.kit) for row in ROWS if row.kit]


FACTS: list[Callable[[Reply], object]] = [lambda reply: reply.evidence, lambda reply: reply.item]


@pytest.mark.parametrize("fact", FACTS)
def test_any_fact_is_a_look(licensim: Licensim, fact: Callable[[Reply], object]) -> None:
    """As the guide says: a refusal is checked if any of its facts was read; its text does not count."""
    licensim.item("per_barcode_scan", quota=0)
    reply = licensim.origin("https://shop.example.com").open()
    assert "Refused with QUOTA_EXHAUSTED (120)" in repr(reply)
    assert not reply.looked_at
    fact(reply)
    assert reply.looked_at
