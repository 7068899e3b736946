"""Section 6: the holders of seats, from all contacts of all clients."""

from __future__ import annotations

from .records import DAY_MS, Item, Log, Record, Who

PERIODS = {"daily": 1, "monthly": 30, "quarterly": 90, "yearly": 365}


def validity(item: Item, contact_at: int) -> int:
    """DEV-2."""
    return min(contact_at + PERIODS[item.fields["period"]] * DAY_MS, item.end(contact_at))


def renews(item: Item, record: Record) -> bool:
    """DEV-3: whether the record is a contact that renews the validity of a held seat."""
    if record.kind == "ask":
        return True
    return record.kind == "use" and record.n > 0 and item.fields.get("refresh", "contact") == "contact"


def seats(item: Item, log: Log, t: int) -> dict[str, int]:
    """The UUIDs that hold a seat at `t`, each with the end of its validity (DEV-4)."""
    until: dict[str, int] = {}
    for record in log:
        uuid = record.who.uuid
        held = until.get(uuid, 0) > record.at
        taken = record.kind == "ask" and record.item == item.id
        if record.kind == "release":
            until.pop(uuid, None)
        elif taken or (held and renews(item, record)):
            until[uuid] = validity(item, record.at)
    return {uuid: end for uuid, end in until.items() if end > t}


def judge(item: Item, log: Log, who: Who, t: int) -> str:
    """DEV-6, ITEM-7: a holder is never refused; a new client takes one more seat."""
    held = seats(item, log, t)
    after = len(held) if who.uuid in held else len(held) + 1
    if who.uuid not in held and after > item.cap:
        return "refused"
    return "over" if after > item.quota else "ok"
