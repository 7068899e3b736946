"""Entries of a page's journal: those of a ledger are read, all others are malformed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from licensim.page.journal import read_entry
from licensim.rules.input.fault import Malformed
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import Known

SOUND = [
    ["used", ["scans"], 3],
    ["seat", ["devices", "a"], 1000],
    ["active", ["slots", 7, "a"], 1],
    ["claim", ["a", "r"], {"slot": 7}],
    ["client", ["a"], None],
    ["kept", ["pause"], "x"],
    ["swept", [], 5],
]


def test_what_a_ledger_writes_is_read() -> None:
    """Changes and snapshots of every table (DEV-4, NET-5)."""
    ledger = MemoryLedger(journal=True)
    ledger.put_seat("devices", "a", 1000)
    ledger.add_used("scans", 2)
    ledger.record_active("slots", 7, "a", 1)
    ledger.put_client("a", Known(1, "r", None, (), 9))
    ledger.claim("a", "report", {"slot": 7})
    ledger.save("pause", "x")
    changes, snapshot = json.dumps(ledger.changes()), json.dumps(ledger.snapshot())
    other = MemoryLedger()
    other.replace_by(read_entry(changes, "entries[0]"))
    assert json.loads(json.dumps(other.snapshot())) == read_entry(snapshot, "snapshot")
    assert SOUND == read_entry(json.dumps(SOUND), "entries[0]")


@pytest.mark.parametrize(
    "change",
    [
        ["seat", ["devices"], 1000],
        ["seat", ["devices", "a", "b"], 1000],
        ["seat", ["devices", "a"], "x"],
        ["seat", ["devices", "a"], True],
        ["seat", ["devices", ["a"]], 1],
        ["seat", "devices", 1],
        ["used", ["scans"], 1.5],
        ["swept", [], "x"],
        ["moon", ["a"], 1],
        [["seat"], ["a"], 1],
        ["used", ["scans"]],
        {},
        None,
    ],
)
def test_entries_of_no_ledger_are_malformed(change: Any) -> None:
    """Another table, another key, another value: the whole entry is refused."""
    with pytest.raises(Malformed, match="is no entry of a journal"):
        read_entry(json.dumps([change]), "entries[0]")


def test_an_undone_release_gives_no_seat_back_that_has_ended() -> None:
    """TIME-4: the sweep stays, so what is put back is swept again."""
    ledger = MemoryLedger(journal=True)
    ledger.put_seat("devices", "a", 1000)
    ledger.settle()
    ledger.put_seat("devices", "a", None)
    ledger.sweep(1000)
    ledger.undo()
    assert (ledger.seat("devices", "a"), ledger.seats("devices")) == (None, 0)
