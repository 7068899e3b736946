"""What is wrong with the data: counted by kind, with examples; and what may not be concluded from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from licensim.rules.license.profile import seat_periods
from licensim.rules.options import OPTIONS
from licensim.rules.options.concurrent import Concurrent
from licensim.rules.options.metered import Metered
from licensim.rules.timeline import DAY_MS, YEAR_MS
from licensim.rules.words.english import many, span

MAX_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of fault: how many rows have it, whether they are left out, and the first of them as text."""

    what: str
    rows: int
    left_out: bool
    examples: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A conclusion that the data do not allow, about an option and its terms (none: about all), and why."""

    option: str
    terms: Mapping[str, str]
    says: str


def missing_days(days: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of days without a row: first and last day of each, as numbers since the epoch.

    >>> missing_days([3, 4, 7, 9])
    [(5, 6), (8, 8)]
    """
    ordered = sorted(set(days))
    return [(one + 1, other - 1) for one, other in pairwise(ordered) if other - one > 1]


def gates(first_at: int, last_at: int, holes: Sequence[tuple[int, int]]) -> Iterator[Gate]:
    """What data from the first to the last instant, with these holes, cannot show."""
    length = last_at - first_at + 1
    shown = span(max(DAY_MS, length // DAY_MS * DAY_MS))
    for option in OPTIONS.values():
        if any(field.name == "period" for field in option.form):
            yield from _period_gates(option.name, length, shown)
        if length < YEAR_MS and isinstance(option, Metered):
            yield Gate(option.name, {}, f"the data are of {shown}: what a year uses is not shown")
        if length < YEAR_MS and isinstance(option, Concurrent):
            says = f"the data are of {shown}: how much of a year's allowance the rest of it uses is not shown"
            yield Gate(option.name, {}, says)
    if holes:
        days = sum(last - first + 1 for first, last in holes)
        yield Gate("", {}, f"{many(days, 'day')} without a row: every figure may be too low")


def _period_gates(option: str, length: int, shown: str) -> Iterator[Gate]:
    """The periods that the data are too short for."""
    for _, period, ms in seat_periods():
        if length < ms:
            says = f"the data are of {shown}, a seat lasts {span(ms)}: the peak is still rising at their end"
            yield Gate(option, {"period": period}, says)
