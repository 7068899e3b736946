"""Money: what each option would cost by a buyer's prices, which is the cheapest, and up to which traffic.

Quotas of uses are those of a year: data of another length are scaled. Growth, cleared storage and other
traffic are assumptions: uses, seats and what is active at once grow alike, servers and domains do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from math import ceil
from typing import Any, Final

from licensim.plan.figures import ACTIVE, Figure, Label
from licensim.plan.quota.cost import Price, Prices
from licensim.plan.quota.distribution import by_amount
from licensim.plan.serving import USES
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.timeline import DAY_MS, YEAR_MS

FACTORS: Final = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
REGRETS: Final = (0.5, 2.0)
_STEPS: Final = 40
_YEAR_DAYS: Final = YEAR_MS // DAY_MS


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions beyond the data, which are of so many `days`.

    `growth` is 0.2 for 20 % more, `identity_loss` the share of clients that lose their storage while they
    hold a seat.
    """

    days: int
    growth: float = 0.0
    identity_loss: float = 0.0

    def lines(self) -> list[str]:
        """The assumptions in words."""
        found = []
        if self.days < _YEAR_DAYS:
            found.append(f"a year uses {_YEAR_DAYS}/{self.days} of what the {self.days} days of the data use")
        if self.growth:
            found.append(f"traffic grows by {self.growth:.0%}: uses, seats and what is active at once alike")
        if self.identity_loss:
            found.append(
                f"{self.identity_loss:.0%} of clients lose their storage and take a second seat meanwhile"
            )
        return found


@dataclass(frozen=True)
class Candidate:
    """One way to license: an option, its terms, and a figure for each item that it takes."""

    option: str
    terms: Mapping[str, str]
    figures: Sequence[tuple[Figure, Price]]
    assumed: Assumed

    @property
    def name(self) -> str:
        """The candidate in a few words."""
        return " ".join([self.option, *(self.terms.values())])

    @property
    def label(self) -> Label:
        """The weakest label of its figures."""
        found = self.figures[0][0].label
        for figure, _ in self.figures:
            found = found.and_(figure.label)
        return found

    def quotas(self, factor: float) -> list[int]:
        """The quota of each item if the traffic is `factor` times that of the data."""
        return [need(figure, factor, self.assumed) for figure, _ in self.figures]

    def cost(self, factor: float) -> Decimal:
        """What these quotas cost a year."""
        pairs = zip(self.quotas(factor), self.figures, strict=True)
        return sum((price.cost(quota) for quota, (_, price) in pairs), Decimal(0))

    @cached_property
    def at_once(self) -> Decimal:
        """What it costs at the traffic of the data."""
        return self.cost(1.0)


def need(figure: Figure, factor: float, assumed: Assumed) -> int:
    """The quota to buy if the traffic is `factor` times that of the data."""
    traffic = factor * (1 + assumed.growth)
    if figure.kind in ("servers", "domains"):
        return figure.quotas["ok"]
    if figure.kind in ACTIVE:
        return _concurrent(figure, traffic, _YEAR_DAYS / assumed.days)
    if figure.kind == "clients":
        return _up(figure.quotas["ok"] * traffic * (1 + assumed.identity_loss))
    year = max(1.0, _YEAR_DAYS / assumed.days)
    return _up(figure.quotas["ok"] * traffic * year)


def _up(number: float) -> int:
    return ceil(round(number, 6))


def _concurrent(figure: Figure, traffic: float, year: float) -> int:
    """The smallest quota whose allowance covers a year's exceptions if each slot has `traffic` times as many.

    It is never less than the data themselves need.
    """
    slots = by_amount([(_up(active * traffic), slot) for slot, active, _ in figure.series["slots"]])
    each = PROFILES[figure.terms.get("profile", DEFAULT_PROFILE)].exceptions
    low = figure.quotas["grace"] if traffic == 1.0 else 0
    high = max((amount for amount, _ in slots), default=low)
    while low < high:
        middle = (low + high) // 2
        if sum((amount - middle) * n for amount, n in slots if amount > middle) * year <= each * middle:
            high = middle
        else:
            low = middle + 1
    return low


def candidates(
    figures: Sequence[Figure], prices: Prices, edition: str, forget_ms: int, assumed: Assumed
) -> tuple[list[Candidate], list[str]]:
    """Every way to license that has a price, and the options without a price; under the default profile."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        if (
            one.edition in (None, edition)
            and one.forget_ms in (None, forget_ms)
            and "profile" not in one.terms
        ):
            groups.setdefault((one.option, one.terms.get("period", "")), []).append(one)
    found, unpriced = [], []
    for (option, period), of in groups.items():
        needed = [one for one in of if one.used] or of[:1]
        priced = [(one, prices.of(option, one.terms)) for one in needed]
        sound = [(one, price) for one, price in priced if price is not None]
        if len(sound) < len(priced):
            unpriced.append(f"{option} {period}".strip())
        else:
            found.append(Candidate(option, {"period": period} if period else {}, sound, assumed))
    return found, unpriced


def money(
    figures: Sequence[Figure],
    prices: Prices,
    why_not: Callable[[str, str], str | None],
    *,
    edition: str,
    forget_ms: int,
    assumed: Assumed,
    uses: Sequence[str],
) -> dict[str, Any]:
    """Rank the ways that serve each of `uses`; `why_not` returns why an option cannot, None if it can."""
    found, unpriced = candidates(figures, prices, edition, forget_ms, assumed)
    return {
        "currency": prices.currency,
        "assumptions": assumed.lines(),
        "unpriced": unpriced,
        "uses": {use: _ranked(found, partial(why_not, use)) for use in USES if use in uses},
    }


def _ranked(found: list[Candidate], why: Callable[[str], str | None]) -> dict[str, Any]:
    able = [one for one in found if why(one.option) is None]
    ordered = sorted(able, key=lambda one: one.at_once)
    return {
        "ranking": [_candidate(one) for one in ordered],
        "not_ranked": [{"name": one.name, "why": why(one.option)} for one in found if one not in able],
        "curves": {one.name: [[factor, _money(one.cost(factor))] for factor in FACTORS] for one in ordered},
        "crossovers": crossovers(ordered),
        "regret": {str(factor): _regret(ordered, factor) for factor in REGRETS},
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    items = [
        {
            "terms": dict(figure.terms),
            "quota": quota,
            "sold": price.sold(quota),
            "cost": _money(price.cost(quota)),
        }
        for quota, (figure, price) in zip(one.quotas(1.0), one.figures, strict=True)
    ]
    return {
        "name": one.name,
        "option": one.option,
        "terms": dict(one.terms),
        "cost": _money(one.at_once),
        "items": items,
        "label": one.label.word,
        "because": list(one.label.because),
    }


def crossovers(ordered: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The traffic from which another way is the cheapest, from a tenth of the data's to the last FACTOR."""
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


def _cheapest(ordered: Sequence[Candidate], factor: float) -> Candidate:
    return min(ordered, key=lambda one: one.cost(factor))


def _between(ordered: Sequence[Candidate], low: float, high: float, best: Candidate) -> float:
    while high - low > 0.001:
        middle = (low + high) / 2
        if _cheapest(ordered, middle) is best:
            low = middle
        else:
            high = middle
    return high


def _regret(ordered: Sequence[Candidate], factor: float) -> dict[str, float]:
    """How much more each way costs than the cheapest, if it was bought for the data and the traffic changes.

    What was bought stays paid; if the traffic is higher, the rest is bought as well.
    """
    least = min((one.cost(factor) for one in ordered), default=Decimal(0))
    return {one.name: _money(max(one.at_once, one.cost(factor)) - least) for one in ordered}


def _money(amount: Decimal) -> float:
    return float(round(amount, 2))
