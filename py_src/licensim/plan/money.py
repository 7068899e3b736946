"""Money: what each option would cost by a buyer's prices, which is the cheapest, and up to which traffic.

Quotas of uses are those of a year: data of another length are scaled. Growth, cleared storage and other
traffic are assumptions: uses, seats and what is active at once grow alike, servers and domains do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Final

from licensim.buying.cost import Price, Prices
from licensim.buying.crossings import amount, crossovers, curve
from licensim.buying.needs import Kind, Need, by_amount
from licensim.buying.serving import USES
from licensim.plan.figures import ACTIVE, Figure, Label
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.timeline import DAY_MS, YEAR_MS

REGRETS: Final = (0.5, 2.0)
_GROWS: Final[Mapping[str, Kind]] = {"clients": "seats", "servers": "places", "domains": "places"}
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
    return _need(figure).quota(traffic, _YEAR_DAYS / assumed.days, assumed.identity_loss)


def _need(figure: Figure) -> Need:
    if figure.kind in ACTIVE:
        slots = by_amount(active for _, active, _ in figure.series["slots"])
        each = PROFILES[figure.terms.get("profile", DEFAULT_PROFILE)].exceptions
        return Need("active", figure.quotas["grace"], slots, each)
    return Need(_GROWS.get(figure.kind, "uses"), figure.quotas["ok"])


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
        "curves": {one.name: curve(one) for one in ordered},
        "crossovers": crossovers(ordered),
        "regret": {str(factor): _regret(ordered, factor) for factor in REGRETS},
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    items = [
        {
            "terms": dict(figure.terms),
            "quota": quota,
            "sold": price.sold(quota),
            "cost": amount(price.cost(quota)),
        }
        for quota, (figure, price) in zip(one.quotas(1.0), one.figures, strict=True)
    ]
    return {
        "name": one.name,
        "option": one.option,
        "terms": dict(one.terms),
        "cost": amount(one.at_once),
        "items": items,
        "label": one.label.word,
        "because": list(one.label.because),
    }


def _regret(ordered: Sequence[Candidate], factor: float) -> dict[str, float]:
    """How much more each way costs than the cheapest, if it was bought for the data and the traffic changes.

    What was bought stays paid; if the traffic is higher, the rest is bought as well.
    """
    least = min((one.cost(factor) for one in ordered), default=Decimal(0))
    return {one.name: amount(max(one.at_once, one.cost(factor)) - least) for one in ordered}
