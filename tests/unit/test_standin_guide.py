"""The stand-in's guide: its table of members is the table, and its words are those of the code."""

import json
from pathlib import Path
from typing import Any

import pytest

from licensim import testing

GUIDE = Path(testing.__file__).with_name("STANDIN.md").read_text("utf-8")


@pytest.fixture
def members(root: Path) -> list[dict[str, Any]]:
    """The rows of the table."""
    rows: list[dict[str, Any]] = json.loads((root / "web/src/standin/members.json").read_text("utf-8"))
    return rows


def line_of(row: dict[str, Any]) -> str:
    """The line of the guide for a row."""
    simulated = "yes" if row["simulated"] else "named"
    return f"| `{row['name']}` | {row['since']} | {row['source']} | {simulated} | {row['difference']} |"


def test_its_table_of_members_is_the_table(members: list[dict[str, Any]]) -> None:
    """Each member, in its order, with where it comes from and how it differs."""
    table = GUIDE.partition("members.json -->\n")[2].splitlines()
    assert table[2:] == [line_of(row) for row in members]


def test_the_table_is_sound(members: list[dict[str, Any]]) -> None:
    """No member twice; what is only named, and each choice of ours, says how it differs."""
    names = [row["name"] for row in members]
    assert len(set(names)) == len(names)
    assert {row["source"] for row in members} <= {"D", "S", "O"}
    assert [row["name"] for row in members if not row["difference"] and not row["simulated"]] == []
    assert [row["name"] for row in members if not row["difference"] and row["source"] == "O"] == []


def test_what_a_page_may_say_is_in_the_guide(root: Path) -> None:
    """Every field of the consent, and every field of the kit's `sdk`."""
    options = (root / "web/src/standin/start/consent.ts").read_text("utf-8").partition("interface Call")[0]
    for name in ("assets", "key", "document", "server", "standby", "reports", "edition", "password"):
        assert name in options
        assert f"`{name}`" in GUIDE
    for name in ("version", "openLicense", "onCall", "onUnsimulated"):
        assert f"readonly {name}?" in options
        assert f"`{name}`" in GUIDE
