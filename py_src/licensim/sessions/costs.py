"""Costs: what the use of one session would cost under each option, by a buyer's prices.

The session is replayed under an ample license of each option that has a price, as `compare` does, under one
edition; per period where the prices name periods. All prices are for a year's quota. A quota is that of the
session alone, or of a month or a year of such days: then uses add up, seats and places do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from licensim.buying.cost import Price, Prices
from licensim.buying.crossings import amount, crossovers, curve
from licensim.buying.needs import Kind, Need, by_amount
from licensim.rules.license.profile import DEFAULT_EDITION, DEFAULT_PROFILE, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS
from licensim.rules.words.english import listed, many
from licensim.sessions.compare import Part, Run, Survey, plain_event, run_of
from licensim.sessions.trace import Event

SPANS: Final[dict[str, int | None]] = {"session": None, "month": 30, "year": 365}
"""For how many days a quota is bought; None for the session alone."""
NO_PRICE: Final = "has no price"
SPAN_WORDS: Final = {"session": "this session", "month": "a month of it", "year": "a year of it"}

Parts = Sequence[tuple[Need, Price, dict[str, str]]]
"""Items: what each one needs, its price, and its terms."""


@dataclass(frozen=True, slots=True)
class PricedWay:
    """One way to license over a span: an option, a price for each of its items, and `times` the session."""

    name: str
    option: str
    parts: Parts
    times: float

    def cost(self, factor: float) -> Decimal:
        """See `Way.cost`."""
        costs = (price.cost(need.quota(factor, self.times)) for need, price, _ in self.parts)
        return sum(costs, Decimal(0))

    def to_value(self) -> dict[str, Any]:
        """It as a JSON value: cost and quotas at the session's traffic."""
        quotas = [(need.quota(1.0, self.times), price, terms) for need, price, terms in self.parts]
        items = [
            {"terms": terms, "quota": quota, "sold": price.sold(quota)} for quota, price, terms in quotas
        ]
        return {"name": self.name, "option": self.option, "cost": amount(self.cost(1.0)), "items": items}


class Costing:
    """The costs of a session that `survey` has seen, event by event."""

    def __init__(self, survey: Survey, prices: Prices, edition: str = DEFAULT_EDITION) -> None:
        self._survey = survey
        self._prices = prices
        self._runs = {
            (option, period): run_of(survey, option, edition, {"period": period} if period else {})
            for option in OPTIONS
            for period in _periods(option, prices)
        }
        self._first_at: int | None = None
        self._last_at = 0

    def add(self, events: Iterable[Event]) -> None:
        """Decide further events."""
        for at, _, event in events:
            self._first_at = at if self._first_at is None else self._first_at
            self._last_at = at
            plain = plain_event(event)
            for run in self._runs.values():
                run.handle(plain, at)

    def result(self) -> dict[str, Any]:
        """The ranking for each span, and why the other options are not in it."""
        first = self._last_at if self._first_at is None else self._first_at
        days = self._last_at // DAY_MS - first // DAY_MS + 1
        found: list[tuple[str, str, Parts]] = []
        not_ranked = [
            {"name": _words(option), "option": option, "why": self._survey.why_not(option) or NO_PRICE}
            for option in OPTIONS
            if not _periods(option, self._prices)
        ]
        for (option, _), run in self._runs.items():
            parts = run.parts(self._last_at)
            name = " ".join([_words(option), *filter(None, [parts[0].terms.get("period")])])
            priced = self._priced(option, parts)
            why = self._survey.why_not(option) or _refuses(run, self._survey.events)
            if why is None and priced is not None:
                found.append((name, option, priced))
            else:
                not_ranked.append({"name": name, "option": option, "why": why or NO_PRICE})
        spans = {}
        for span, length in SPANS.items():
            times = 1.0 if length is None else max(1.0, length / days)
            ways = [PricedWay(name, option, parts, times) for name, option, parts in found]
            spans[span] = self._ranked(span, sorted(ways, key=lambda one: one.cost(1.0)))
            if length is not None and ways:
                spans[span]["sentences"].append(_arithmetic(days, times))
        shown = {"currency": self._prices.currency, "days": days, "spans": spans}
        return {**shown, "not_ranked": not_ranked}

    def _priced(self, option: str, parts: Sequence[Part]) -> Parts | None:
        """The items that are used, or the first one, with their prices; None if one has no price."""
        found = []
        for part in [one for one in parts if one.amount] or parts[:1]:
            price = self._prices.of(option, part.terms)
            if price is None:
                return None
            found.append((_need(option, part), price, part.terms))
        return found

    def _ranked(self, span: str, ways: Sequence[PricedWay]) -> dict[str, Any]:
        crossed = crossovers(ways)
        return {
            "ranking": [one.to_value() for one in ways],
            "curves": {one.name: curve(one) for one in ways},
            "crossovers": crossed,
            "sentences": _sentences(span, ways, crossed, self._prices.currency),
        }


def _periods(option: str, prices: Prices) -> list[str]:
    """The periods that the prices of an option name, an empty text for none; empty without a price."""
    found = [one.terms.get("period", "") for one in prices.prices if one.option == option]
    return list(dict.fromkeys(found))


def _need(option: str, part: Part) -> Need:
    """What an item needs, by what its option records."""
    usage = part.usage
    if "slots" in usage:
        slots = by_amount(usage["slots"].values())
        return Need("active", 0, slots, PROFILES[DEFAULT_PROFILE].exceptions)
    kind: Kind = "uses"
    if OPTIONS[option].takes_seats:
        kind = "places" if OPTIONS[option].seats_machines else "seats"
    elif OPTIONS[option].records_hosts:
        kind = "places"
    return Need(kind, part.amount)


def _refuses(run: Run, events: int) -> str | None:
    return f"refuses {run.refused:,} of {many(events, 'event')}" if run.refused else None


def _sentences(
    span: str, ways: Sequence[PricedWay], crossed: Sequence[dict[str, Any]], currency: str
) -> list[str]:
    """The cheapest way, the next one, and where another becomes so: with less and with more traffic."""
    if not ways:
        return ["No option with a price can serve this session."]
    best = ways[0].to_value()
    units = OPTIONS[best["option"]].unit
    quotas = listed([_quota(item, alone=len(best["items"]) == 1) for item in best["items"]])
    cost = _money(best["cost"], currency)
    found = [
        f"For {SPAN_WORDS[span]}, {best['name']} is the cheapest: {cost} for a quota of {quotas} ({units})."
    ]
    if len(ways) == 1:
        return [*found, "No other option with a price can serve it."]
    second = ways[1].to_value()
    found.append(f"The next is {second['name']}, at {_money(second['cost'], currency)}.")
    if not crossed:
        return [*found, "From a tenth to 4 times the traffic none becomes cheaper."]
    below = [one for one in crossed if one["factor"] < 1][-1:]
    above = [one for one in crossed if one["factor"] >= 1][:1]
    return [*found, *map(_crossing, below + above)]


def _arithmetic(days: int, times: float) -> str:
    """How the session stands for a longer span."""
    session = f"This session is of {many(days, 'day')}"
    return f"{session}: its uses count {times:.3g} times, seats and places once; prices are for a year."


def _quota(item: dict[str, Any], *, alone: bool) -> str:
    """What is bought of an item; one of several with its module or deployment."""
    own = [] if alone else [value for name, value in item["terms"].items() if name != "period"]
    return " ".join([f"{item['sold']:,}", *own])


def _crossing(one: dict[str, Any]) -> str:
    if one["factor"] < 1:
        return f"Below {one['factor']:g} times the traffic {one['from']} is the cheapest."
    more = "With more traffic" if one["factor"] < 1.01 else f"Above {one['factor']:g} times the traffic"
    return f"{more} {one['to']} is the cheapest."


def _words(option: str) -> str:
    """An option as the page names it."""
    return option.replace("_", " ")


def _money(cost: float, currency: str) -> str:
    return f"{cost:,.2f} {currency}"
