"""Costs against the traffic: which way to license is the cheapest, and where another becomes so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Protocol

FACTORS: Final = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
"""The traffic of a curve, as multiples of what was observed."""
_STEPS: Final = 40


class Way(Protocol):
    """One way to license."""

    @property
    def name(self) -> str:
        """The way in a few words."""

    def cost(self, factor: float) -> Decimal:
        """What it costs a year at so many times the traffic."""


def crossovers(ordered: Sequence[Way]) -> list[dict[str, Any]]:
    """The traffic from which another way is the cheapest, from a tenth of the observed to the last FACTOR.

    Of equally cheap ways the first in order counts.
    """
    if len(ordered) < 2:
        return []
    low, high = 0.1, FACTORS[-1]
    grid = [low + (high - low) * n / _STEPS for n in range(_STEPS + 1)]
    best = [_cheapest(ordered, factor) for factor in grid]
    found = []
    for n in range(_STEPS):
        if best[n] is not best[n + 1]:
            factor = _between(ordered, grid[n], grid[n + 1], best[n])
            found.append({"factor": round(factor, 3), "from": best[n].name, "to": best[n + 1].name})
    return found


def curve(way: Way) -> list[list[float]]:
    """What a way costs at each of FACTORS."""
    return [[factor, amount(way.cost(factor))] for factor in FACTORS]


def amount(cost: Decimal) -> float:
    """A cost to two decimals, for JSON."""
    return float(round(cost, 2))


def _cheapest(ordered: Sequence[Way], factor: float) -> Way:
    return min(ordered, key=lambda one: one.cost(factor))


def _between(ordered: Sequence[Way], low: float, high: float, best: Way) -> float:
    while high - low > 0.001:
        middle = (low + high) / 2
        if _cheapest(ordered, middle) is best:
            low = middle
        else:
            high = middle
    return high
