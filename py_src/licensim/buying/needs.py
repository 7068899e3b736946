"""How large a quota must be for other traffic, or for a longer time, than was observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

Kind = Literal["uses", "seats", "places", "active"]
"""What a quota counts: uses, holders of seats, servers and domains, or what is active in a slot."""


@dataclass(frozen=True, slots=True)
class Need:
    """What was observed of one item.

    `amount` is the smallest quota for it. Uses, seats and what is active grow with the traffic, places do
    not; only uses add up over time. Of what is `active`, `slots` has [active, how many slots], and `each` is
    the allowance of exceptions a year for each of the quota.
    """

    kind: Kind
    amount: int
    slots: Sequence[tuple[int, int]] = ()
    each: int = 0

    def quota(self, traffic: float = 1.0, times: float = 1.0, more_seats: float = 0.0) -> int:
        """The quota for `traffic` times as much at a time, over `times` as long.

        `more_seats` is the share of holders that take a second seat.

        >>> Need("uses", 10).quota(2.0, 3.0), Need("seats", 10).quota(2.0, 3.0), Need("places", 2).quota(2.0)
        (60, 20, 2)
        """
        if self.kind == "places":
            return self.amount
        if self.kind == "seats":
            return up(self.amount * traffic * (1 + more_seats))
        if self.kind == "uses":
            return up(self.amount * traffic * max(1.0, times))
        return self._active(traffic, times)

    def _active(self, traffic: float, times: float) -> int:
        """The smallest quota whose allowance covers the exceptions; never less than was observed."""
        slots = [(up(active * traffic), count) for active, count in self.slots]
        low = self.amount if traffic == 1.0 else 0
        high = max((active for active, _ in slots), default=low)
        while low < high:
            middle = (low + high) // 2
            exceptions = sum((active - middle) * count for active, count in slots if active > middle)
            if exceptions * times <= self.each * middle:
                high = middle
            else:
                low = middle + 1
        return low


def up(number: float) -> int:
    """A number rounded up, without the noise of its last digits."""
    return ceil(round(number, 6))


def by_amount(amounts: Iterable[int]) -> list[tuple[int, int]]:
    """Count how often each amount appears.

    >>> by_amount([3, 2, 3])
    [(2, 1), (3, 2)]
    """
    return sorted(Counter(amounts).items())
