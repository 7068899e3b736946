"""Sums over ranges of slots: how many exceptions a year has before a slot (CDEV-5, CINST-6)."""

from __future__ import annotations

from typing import Final

_TOP: Final = 1 << 36
"""More than the number of any slot: instants are less than 2**53 ms."""


class SlotTally:
    """The amount of each slot, and sums over ranges of slots.

    A binary indexed tree (Fenwick 1994) that keeps only the nodes that are not 0: an operation takes at most
    as many steps as a slot's number has binary digits. A sum that ends at or before the first slot with an
    amount, or at or after the last one, takes no step.

    >>> tally = SlotTally()
    >>> tally.add(5, 2), tally.add(7, 1), tally.between(0, 7), tally.between(5, 8), tally.between(6, 7)
    (None, None, 2, 3, 0)
    """

    __slots__ = ("_amount_of_last", "_first", "_last", "_nodes", "_total")

    def __init__(self) -> None:
        self._nodes: dict[int, int] = {}
        self._total = 0
        self._first = _TOP
        self._last = -1
        self._amount_of_last = 0

    def add(self, slot: int, amount: int) -> None:
        """Add to the amount of a slot."""
        if not amount:
            return
        self._total += amount
        if slot > self._last:
            self._last, self._amount_of_last = slot, 0
        if slot == self._last:
            self._amount_of_last += amount
        self._first = min(self._first, slot)
        node = slot + 1
        while node < _TOP:
            self._nodes[node] = self._nodes.get(node, 0) + amount
            node += node & -node

    def between(self, first: int, before: int) -> int:
        """The sum of the slots `first <= slot < before`."""
        return self._before(before) - self._before(first)

    def _before(self, slot: int) -> int:
        if slot <= self._first:
            return 0
        if slot >= self._last:
            return self._total - (self._amount_of_last if slot == self._last else 0)
        found = 0
        while slot > 0:
            found += self._nodes.get(slot, 0)
            slot &= slot - 1
        return found
