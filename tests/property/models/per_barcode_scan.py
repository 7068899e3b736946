"""ITEM-3 for scans: the total, and the answer to one more event."""

from __future__ import annotations

from .records import Item, Log


def used(item: Item, log: Log) -> int:
    """All scans (or pages) that were ever recorded for the item."""
    return sum(record.n for record in log if record.kind == "use" and record.item == item.id)


def judge(item: Item, log: Log, add: int) -> str:
    """`refused` at the cap, else by the total after the event."""
    total = used(item, log)
    if total >= item.cap:
        return "refused"
    return "over" if total + add > item.quota else "ok"
