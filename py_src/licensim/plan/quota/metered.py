"""Quotas of what is counted: scans and pages (ITEM-3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from licensim.rules.options.quota import cap_of

Hours = Sequence[tuple[int, int]]
"""What was used in each hour, in order: the number of the hour since the epoch, and how much."""


def smallest_with_grace(needed: int, grace: Decimal) -> int:
    """The smallest quota whose cap is at least `needed`.

    >>> smallest_with_grace(11, Decimal("0.05")), smallest_with_grace(10, Decimal("0.05"))
    (10, 10)
    """
    low, high = 0, needed
    while low < high:
        middle = (low + high) // 2
        if cap_of(middle, grace) >= needed:
            high = middle
        else:
            low = middle + 1
    return low


def quota_with_grace(used: int, last: int, grace: Decimal) -> int:
    """The smallest quota under which no use is refused, the grace included (ITEM-3).

    `used` is all of it, `last` what its last event added: that is counted whole if the cap was not reached
    before it.

    >>> quota_with_grace(22, 1, Decimal("0.05")), quota_with_grace(22, 2, Decimal("0.05"))
    (21, 20)
    """
    return 0 if used == 0 else smallest_with_grace(used - last + 1, grace)


def hour_of(hours: Hours, limit: int) -> tuple[int, int] | None:
    """The hour in which the total reaches `limit`, and the total before it; None where it never does.

    >>> hour_of([(5, 3), (7, 4)], 4), hour_of([(5, 3), (7, 4)], 8)
    ((7, 3), None)
    """
    totals = list(accumulate(n for _, n in hours))
    place = bisect_left(totals, limit)
    if limit <= 0 or place == len(totals):
        return None
    return hours[place][0], totals[place] - hours[place][1]
