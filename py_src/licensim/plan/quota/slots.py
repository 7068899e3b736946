"""Quotas of what is active at once: exceptions, and when their allowance is used up (CDEV-5, CINST-6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from licensim.rules.timeline import year_first_slot


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot in use: its global number, how many are active in it, how many scans were counted in it.

    `wanted` is how many there would be if every ask recorded; None if every ask does, or there is none
    (CINST-3).
    """

    slot: int
    active: int
    scans: int = 0
    wanted: int | None = None

    def lifts(self, quota: int) -> bool:
        """Whether something in it would lift it above a quota."""
        return (self.active if self.wanted is None else self.wanted) > quota


@dataclass(frozen=True, slots=True)
class Overuse:
    """A year whose allowance was used up: the first slot with refusals, and the scans from there on."""

    slot: int
    scans: int


def exceptions(slots: Sequence[Slot], quota: int, starts_at: int) -> Mapping[int, int]:
    """The exceptions of each year of an item, by the year's first slot (CDEV-3, CDEV-5)."""
    found: dict[int, int] = {}
    for one in slots:
        year = year_first_slot(starts_at, one.slot)
        if year is not None:
            found[year] = found.get(year, 0) + max(0, one.active - quota)
    return found


def overuses(
    slots: Sequence[Slot], quota: int, allowance: int, starts_at: int, *, everybody: bool = True
) -> Iterator[Overuse]:
    """The years in which something is refused; `slots` are in order.

    With `everybody` each scan is refused once the allowance is used up (CDEV-5), else only what would lift
    a slot above the quota (CINST-6); the scans are then not known.
    """
    year: int | None = None
    spent, found = 0, None
    for one in slots:
        now = year_first_slot(starts_at, one.slot)
        if now != year:
            if found is not None:
                yield found
            year, spent, found = now, 0, None
        if year is None:
            continue
        if spent > allowance and (everybody or one.lifts(quota)):
            found = Overuse(one.slot, 0) if found is None else found
            found = Overuse(found.slot, found.scans + one.scans)
            continue
        spent += max(0, one.active - quota)
    if found is not None:
        yield found


def smallest(
    slots: Sequence[Slot], each: int, starts_at: int, *, at_least: int = 0, everybody: bool = True
) -> int:
    """The smallest quota that refuses nothing, with an allowance of `each` for each of the quota."""
    low, high = at_least, max([at_least, *(one.active for one in slots)])
    while low < high:
        middle = (low + high) // 2
        if next(overuses(slots, middle, each * middle, starts_at, everybody=everybody), None) is None:
            high = middle
        else:
            low = middle + 1
    return low
