"""Section 10: the X instances that each machine asked for, recorded by slot."""

from __future__ import annotations

from .records import Item, Log, Record, Who, overused, slot


def held_x(log: Log, machine: str) -> int:
    """CINST-2: the highest X since the machine's storage was cleared, at least 1.

    X is per machine and project, for all items.
    """
    highest = 1
    for record in log:
        if record.who.machine != machine:
            continue
        if record.kind == "clear":
            highest = 1
        elif record.kind == "ask":
            highest = max(highest, record.x)
    return highest


def records_slot(item: Item, record: Record, ask_counts: bool) -> bool:
    """CINST-3: a counted scan, and (not in v2.4) an ask."""
    if record.item != item.id:
        return False
    return (record.kind == "ask" and ask_counts) or (record.kind == "use" and record.n > 0)


def recorded(item: Item, log: Log, ask_counts: bool) -> dict[int, dict[str, int]]:
    """X of each machine in each slot: the highest of the slot."""
    slots: dict[int, dict[str, int]] = {}
    for index, record in enumerate(log):
        if records_slot(item, record, ask_counts):
            here, machine = slots.setdefault(slot(record.t), {}), record.who.machine
            here[machine] = max(here.get(machine, 0), held_x(log[: index + 1], machine))
    return slots


def sums(item: Item, log: Log, ask_counts: bool) -> dict[int, int]:
    """The sum of X of each slot."""
    return {number: sum(here.values()) for number, here in recorded(item, log, ask_counts).items()}


def judge(item: Item, log: Log, who: Who, t: int, *, x: int | None, add: int, ask_counts: bool) -> str:
    """CINST-6. `x`: the instances asked for, None for a scan; `add`: the counted scans.

    In v2.4 an ask records nothing: it is refused as if it did, else the slot's current sum decides.
    """
    number, machine = slot(t), who.machine
    here = recorded(item, log, ask_counts).get(number, {})
    lifted = dict(here)
    lifted[machine] = max(here.get(machine, 0), held_x(log, machine), x or 1)
    before, after = sum(here.values()), sum(lifted.values())
    if overused(item, sums(item, log, ask_counts), t) and after > before and after > item.quota:
        return "refused"
    stands = after if (add or (x is not None and ask_counts)) else before
    return "over" if stands > item.quota else "ok"


def too_many(item: Item, log: Log, machine: str, x: int | None) -> bool:
    """CINST-2: whether the machine's X, this ask included, is more than N."""
    return max(x or 1, held_x(log, machine)) > item.quota


def alive(log: Log, machine: str) -> int:
    """CINST-4: the living instances of a machine; a reload ends those of its client."""
    living: dict[str, int] = {}
    for record in log:
        if record.kind == "clear" and record.who.machine == machine:
            living = {}
        elif record.who.machine == machine and record.kind == "create":
            living[record.client] = living.get(record.client, 0) + 1
        elif record.kind == "destroy" and record.client in living:
            living[record.client] = max(0, living[record.client] - 1)
        elif record.kind == "reload":
            living.pop(record.client, None)
    return sum(living.values())
