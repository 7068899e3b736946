"""Quotas of what is active at once: exceptions, and when their allowance is used up (CDEV-5, CINST-6)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from licensim.rules.timeline import SLOTS_PER_YEAR, first_slot, year_first_slot


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


def _years(slots: Sequence[Slot], starts_at: int) -> Iterator[tuple[int, Sequence[Slot]]]:
    """The slots of each year of an item, by its first slot; those before the item's start are left out."""
    place = bisect_left(slots, first_slot(starts_at), key=_number)
    while place < len(slots):
        year = year_first_slot(starts_at, slots[place].slot)
        if year is None:
            raise AssertionError("slots from the start on have a year")
        end = bisect_left(slots, year + SLOTS_PER_YEAR, lo=place, key=_number)
        yield year, slots[place:end]
        place = end


def _number(one: Slot) -> int:
    return one.slot


def exceptions(slots: Sequence[Slot], quota: int, starts_at: int) -> Mapping[int, int]:
    """The exceptions of each year of an item, by the year's first slot (CDEV-3, CDEV-5)."""
    return {
        year: sum(one.active - quota for one in ones if one.active > quota)
        for year, ones in _years(slots, starts_at)
    }


def overuses(
    slots: Sequence[Slot], quota: int, allowance: int, starts_at: int, *, everybody: bool = True
) -> Iterator[Overuse]:
    """The years in which something is refused; `slots` are in order.

    With `everybody` each scan is refused once the allowance is used up (CDEV-5), else only what would lift
    a slot above the quota (CINST-6); the scans are then not known.
    """
    for _, ones in _years(slots, starts_at):
        spent = 0
        refused = []
        for one in ones:
            if spent > allowance and (everybody or one.lifts(quota)):
                refused.append(one)
            elif one.active > quota:
                spent += one.active - quota
        if refused:
            yield Overuse(refused[0].slot, sum(one.scans for one in refused))


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
