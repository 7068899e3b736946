"""How many seats of each item are taken, and which of them ends next (DEV-4)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

Key = tuple[str, str]
"""A seat: its item and its holder."""

Until = Callable[[Key], int | None]
"""The instant until which a seat is held; None for a free seat."""


class SeatEnds:
    """Seats by the instants at which they end.

    A renewed seat keeps its old place in the queue, and is moved when that place is reached: so a renewal
    costs nothing, and the seats that end at an instant are found without looking at the others.
    """

    def __init__(self, until: Until) -> None:
        self._until = until
        self._taken: dict[str, int] = {}
        self._ends: dict[str, list[tuple[int, str]]] = {}
        self._first_ends: list[tuple[int, str]] = []
        self._noted: set[tuple[int, str]] = set()

    def follow(self, item: str, holder: str, old: int | None, new: int | None) -> None:
        """Record that a seat's end has changed from `old` to `new`; None for a free seat."""
        self._taken[item] = self._taken.get(item, 0) + (new is not None) - (old is not None)
        if new is not None and (old is None or new < old):
            ends = self._ends.setdefault(item, [])
            if not ends or new < ends[0][0]:
                self._note(item, new)
            heapq.heappush(ends, (new, holder))

    def taken(self, item: str) -> int:
        """How many seats of the item are taken."""
        return self._taken.get(item, 0)

    def next_end(self, item: str) -> int | None:
        """The nearest end of a taken seat; None where none is taken."""
        ends = self._ends.get(item, [])
        while ends:
            end, holder = ends[0]
            until = self._until((item, holder))
            if until == end:
                return end
            heapq.heappop(ends)
            if until is not None and until > end:
                heapq.heappush(ends, (until, holder))
        return None

    def ended(self, now: int) -> Iterator[Key]:
        """Yield the seats that have ended at `now`; the caller frees each before it takes the next one."""
        while self._first_ends and self._first_ends[0][0] <= now:
            noted = heapq.heappop(self._first_ends)
            self._noted.discard(noted)
            item, ends = noted[1], self._ends[noted[1]]
            while ends and ends[0][0] <= now:
                end, holder = heapq.heappop(ends)
                until = self._until((item, holder))
                if until is None or until < end:
                    continue
                if until > now:
                    heapq.heappush(ends, (until, holder))
                else:
                    yield item, holder
            if ends:
                self._note(item, ends[0][0])

    def _note(self, item: str, end: int) -> None:
        if (end, item) not in self._noted:
            self._noted.add((end, item))
            heapq.heappush(self._first_ends, (end, item))
