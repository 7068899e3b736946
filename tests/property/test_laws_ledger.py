"""Laws of the ledger in memory: its journal rebuilds it, and undone changes leave no trace."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amounts import EXAMPLES
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import Known, WriteNeeded
from licensim.rules.timeline import DAY_MS, SLOT_MS, SLOTS_PER_YEAR

SMALL = st.integers(0, 3)
ITEMS = st.sampled_from("ij")
HOLDERS = st.sampled_from("xyz")
UNTIL = st.one_of(st.none(), st.integers(0, 40))
CHANGE = st.one_of(
    st.tuples(st.just("add_used"), ITEMS, SMALL),
    st.tuples(st.just("put_seat"), ITEMS, HOLDERS, UNTIL),
    st.tuples(st.just("put_seat"), ITEMS, HOLDERS, st.integers(0, 40)),
    st.tuples(st.just("add_release"), ITEMS, HOLDERS),
    st.tuples(st.just("record_active"), ITEMS, st.sampled_from((0, 1, SLOTS_PER_YEAR)), HOLDERS, SMALL),
    st.tuples(st.just("add_site"), ITEMS, HOLDERS),
    st.tuples(st.just("add_alert"), ITEMS, st.sampled_from((75, 90)), SMALL),
    st.tuples(st.just("put_client"), HOLDERS, UNTIL, st.sampled_from((1, 2, None))),
    st.tuples(st.just("put_asked"), HOLDERS, SMALL),
    st.tuples(st.just("claim"), HOLDERS, st.sampled_from("rs"), st.just({"facts": [1], "slot": 9})),
    st.tuples(st.just("save"), st.just("browser"), st.sampled_from(({"a": 1}, None))),
    st.tuples(st.just("sweep"), st.integers(0, 40)),
    st.tuples(st.just("look"), ITEMS),
)
TRANSACTION = st.tuples(st.booleans(), st.lists(CHANGE, max_size=6))
TRANSACTIONS = st.lists(TRANSACTION, max_size=12)


def change(ledger: MemoryLedger, name: str, *arguments: Any) -> None:
    """One change; `look` reads values that are computed once and then updated."""
    if name == "look":
        ledger.exceptions(arguments[0], 1, 0, SLOTS_PER_YEAR)
        ledger.next_seat_end(arguments[0])
    elif name == "put_seat" and arguments[2] is not None:
        ledger.put_seat(
            arguments[0], arguments[1], ledger.swept_at + 1 + arguments[2]
        )  # none ends before now
    elif name == "put_client":
        uuid, until, at = arguments
        known = None if until is None else Known(at, None, None, (), ledger.swept_at + 1 + until)
        ledger.put_client(uuid, known)
    else:
        getattr(ledger, name)(*arguments)


def shown(ledger: MemoryLedger) -> dict[str, Any]:
    """The whole content of a ledger."""
    rows = [row for row in ledger.snapshot() if row[0] != "used"]
    found: dict[str, Any] = {"rows": sorted(map(json.dumps, rows))}
    for item in "ij":
        years = [(limit, first) for limit in (0, 1, 2) for first in (0, SLOTS_PER_YEAR)]
        found[item] = {
            "used": ledger.used(item),
            "seats": ledger.seats(item),
            "peak": ledger.peak(item),
            "next": ledger.next_seat_end(item),
            "slots": ledger.slots(item),
            "sums": [ledger.slot_sum(item, slot) for slot in (0, 1, 2, SLOTS_PER_YEAR)],
            "years": [ledger.exceptions(item, limit, at, at + SLOTS_PER_YEAR) for limit, at in years],
            "so far": [ledger.exceptions(item, limit, at, at + 1) for limit, at in years],
            "sites": ledger.sites(item),
            "alerts": ledger.alerts(item),
        }
    return found


def by_hand(ledger: MemoryLedger, item: str, limit: int, first: int) -> int:
    """The exceptions of a year, computed again (CDEV-3, CDEV-5)."""
    slots = ledger.slots(item).items()
    return sum(max(0, amount - limit) for slot, amount in slots if first <= slot < first + SLOTS_PER_YEAR)


@settings(max_examples=EXAMPLES, deadline=None)
@given(transactions=TRANSACTIONS, compact_at=st.sets(st.integers(0, 11)))
def test_journal_rebuilds_the_ledger(
    transactions: list[tuple[bool, list[Any]]], compact_at: set[int]
) -> None:
    """Law: entries, compacted at any point, rebuild the committed state; aborted changes leave nothing."""
    ledger, journal = MemoryLedger(journal=True), list[str]()
    snapshot = "[]"
    for number, (commit, changes) in enumerate(transactions):
        for one in sorted(changes, key=lambda one: one[0] != "sweep"):  # a decision sweeps first (DEV-4)
            change(ledger, *one)
        if commit and (entry := ledger.changes()):
            journal.append(json.dumps(entry))
        if commit:
            ledger.settle()
        else:
            ledger.undo()
        if number in compact_at:
            snapshot, journal = json.dumps(ledger.snapshot()), []
    rebuilt = MemoryLedger()
    rebuilt.replace_by(json.loads(snapshot))
    for text in journal:
        rebuilt.apply(json.loads(text))
    rebuilt.sweep(ledger.swept_at)
    assert shown(ledger) == shown(rebuilt)
    for item in "ij":
        for limit in (0, 1):
            assert by_hand(ledger, item, limit, 0) == ledger.exceptions(item, limit, 0, SLOTS_PER_YEAR)


@settings(max_examples=EXAMPLES, deadline=None)
@given(before=st.lists(CHANGE, max_size=12), undone=st.lists(CHANGE, max_size=12))
def test_undo_restores_exactly(before: list[Any], undone: list[Any]) -> None:
    """Law: after `undo` the ledger is as before the transaction, except for swept entries (TIME-4)."""
    ledger, other = MemoryLedger(journal=True), MemoryLedger()
    for one in before:
        change(ledger, *one)
        change(other, *one)
    ledger.settle()
    for one in undone:
        change(ledger, *one)
    ledger.undo()
    other.sweep(ledger.swept_at)
    assert shown(other) == shown(ledger)
    assert [] == ledger.changes()


@settings(max_examples=EXAMPLES, deadline=None)
@given(before=st.lists(CHANGE, max_size=8), tried=CHANGE)
def test_ledger_opened_for_reading_changes_nothing(before: list[Any], tried: Any) -> None:
    """Law: a call that would write raises and changes nothing; other calls work (ITEM-7)."""
    ledger, other = MemoryLedger(journal=True), MemoryLedger()
    for one in before:
        change(ledger, *one)
        change(other, *one)
    rows = ledger.snapshot()
    ledger.writable = False
    try:
        change(ledger, *tried)
    except WriteNeeded:
        assert rows == ledger.snapshot()
    else:
        change(other, *tried)
        assert shown(other) == shown(ledger)


@pytest.mark.parametrize("late_ms", [0, 1])
def test_memory_of_slots_is_bounded(late_ms: int) -> None:
    """The active clients of a slot are kept while reports may come, the sum forever (TIME-3)."""
    ledger = MemoryLedger()
    ledger.record_active("i", 5, "x", 1)
    ledger.sweep(6 * SLOT_MS + 30 * DAY_MS + late_ms * SLOT_MS)
    assert (1 - late_ms, 1) == (ledger.active("i", 5, "x"), ledger.slot_sum("i", 5))


@pytest.mark.parametrize(("after_ms", "at"), [(-1, 1), (0, None), (1, None)])
def test_authorization_ends_with_the_last_validity(after_ms: int, at: int | None) -> None:
    """At that instant, not a millisecond before (DEV-4, TIME-5)."""
    ledger = MemoryLedger()
    ledger.put_client("x", Known(1, "r", None, (), SLOT_MS + 7))
    ledger.sweep(SLOT_MS + 7 + after_ms)
    known = ledger.client("x")
    assert known is not None
    assert (at, at and "r") == (known.at, known.request)


@pytest.mark.parametrize(("after_ms", "tables"), [(0, {"client", "claim"}), (1, set()), (SLOT_MS, set())])
def test_memory_of_clients_is_bounded(after_ms: int, tables: set[str]) -> None:
    """The data for late reports is kept until TIME-3 refuses the last one, and no longer (DEV-4)."""
    ledger = MemoryLedger()
    ledger.put_client("x", Known(1, "r", None, (), SLOT_MS))
    ledger.claim("x", "r", {"facts": [1], "slot": 0})
    ledger.sweep(SLOT_MS + 30 * DAY_MS + after_ms)
    rows = {row[0] for row in ledger.snapshot() if row[0] != "swept"}
    assert tables - {"claim"} == rows - {"claim"}
    assert after_ms < SLOT_MS or "claim" not in rows
