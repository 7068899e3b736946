"""Section 9: the devices active in each slot, and the allowance of each year."""

from __future__ import annotations

from .records import Item, Log, Who, overused, slot


def active(item: Item, log: Log) -> dict[int, set[str]]:
    """CDEV-2: the UUIDs with a counted scan, by slot."""
    slots: dict[int, set[str]] = {}
    for record in log:
        if record.kind == "use" and record.item == item.id and record.n > 0:
            slots.setdefault(slot(record.t), set()).add(record.who.uuid)
    return slots


def sums(item: Item, log: Log) -> dict[int, int]:
    """How many devices each slot holds."""
    return {number: len(uuids) for number, uuids in active(item, log).items()}


def judge(item: Item, log: Log, who: Who, add: int, t: int) -> str:
    """CDEV-4, CDEV-5."""
    if overused(item, sums(item, log), t):
        return "refused"
    here = active(item, log).get(slot(t), set()) | ({who.uuid} if add else set())
    return "over" if len(here) > item.quota else "ok"
