"""How use is spread over days, months and slots: percentiles, sums and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

PERCENTILES: Final = (50, 95, 99)
DAYS_PER_MONTH: Final = 30
"""A month of a plan, as of an item (DEV-2)."""


def percentiles(values: Iterable[int], zeros: int = 0) -> dict[str, int]:
    """For each percentile the smallest value that at least so many percent of the values do not exceed.

    `zeros` is the number of further values that are 0.

    >>> percentiles([1, 2, 3, 4]), percentiles([7], zeros=99)
    ({'p50': 2, 'p95': 4, 'p99': 4, 'max': 4}, {'p50': 0, 'p95': 0, 'p99': 0, 'max': 7})
    """
    ordered = sorted(values)
    count = len(ordered) + zeros
    if not count:
        return dict.fromkeys([*(f"p{one}" for one in PERCENTILES), "max"], 0)
    found = {f"p{one}": _at(ordered, -(-count * one // 100) - zeros) for one in PERCENTILES}
    return {**found, "max": ordered[-1] if ordered else 0}


def _at(ordered: Sequence[int], place: int) -> int:
    return ordered[place - 1] if place > 0 else 0


def by(values: Mapping[int, int], days: range, length: int) -> list[int]:
    """Sum the `values` of days over periods of `length` days, from the first of `days` on.

    >>> by({0: 1, 29: 2, 30: 4}, range(61), 30)
    [3, 4, 0]
    """
    sums = [0] * -(-len(days) // length)
    for day, value in values.items():
        sums[(day - days.start) // length] += value
    return sums
