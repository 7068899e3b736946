"""The price file: its parser and its JSON Schema, from one table. All prices are the buyer's, none ours."""

from __future__ import annotations

from typing import Any, Final

from licensim.buying.cost import Price, Prices, Tier
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.fields import MAX_QUOTA, Field, Fraction, Integer, OneOf, Schema, Text
from licensim.rules.input.json_text import exact, read_json
from licensim.rules.input.shapes import ListOf, Object
from licensim.rules.license.profile import PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULES
from licensim.rules.origins.origin import DEPLOYMENTS

_MAX_PRICE: Final = 10**9
_PERIODS: Final = tuple(dict.fromkeys(period for one in PROFILES.values() for period in one.periods))
_TERMS: Final[dict[str, Field]] = {
    "period": OneOf(_PERIODS),
    "module": OneOf(MODULES),
    "deployment": OneOf(DEPLOYMENTS),
}
_TIER: Final = Object(
    {
        "from": Integer(0, MAX_QUOTA, doc="the quota from which this price holds; 0 in the first tier"),
        "each": Fraction(_MAX_PRICE, doc="the price of one unit of the quota a year"),
    },
    {},
    title="a tier",
)


def _price() -> Object:
    return Object(
        {"option": OneOf(tuple(OPTIONS)), "tiers": ListOf(_TIER, min_items=1)},
        {
            "terms": Object({}, _TERMS, title="the items that it is for; all of the option when left out"),
            "step": Integer(1, MAX_QUOTA, doc="the quota is sold in multiples of this, 1 when left out"),
            "minimum": Integer(0, MAX_QUOTA, doc="the least quota that is sold, 0 when left out"),
            "fixed": Fraction(_MAX_PRICE, doc="a year, besides the quota; 0 when left out"),
            "tiers_are": OneOf(
                ("graduated", "volume"),
                doc="graduated (default): each tier's part has its own price; volume: all has the last one's",
            ),
        },
        title="the price of an option",
    )


def _fields() -> Object:
    return Object({"currency": Text(), "prices": ListOf(_price(), min_items=1)}, {}, title="a price file")


def parse_prices(text: str) -> Prices:
    """Parse a price file. Raises Malformed with every fault."""
    faults: list[Fault] = []
    found: Any = _fields().parse(read_json(text, parse_float=exact), "", faults)
    if not faults:
        faults += [
            Fault(f"prices[{number}].tiers", "the first must be from 0, and each further one from more")
            for number, one in enumerate(found["prices"])
            if [tier["from"] for tier in one["tiers"]]
            != sorted({0, *(tier["from"] for tier in one["tiers"])})
        ]
    if faults:
        raise Malformed(tuple(faults))
    return Prices(found["currency"], [_of(one) for one in found["prices"]])


def _of(found: dict[str, Any]) -> Price:
    tiers = [Tier(tier["from"], tier["each"]) for tier in found["tiers"]]
    rest = {name: found[name] for name in ("terms", "step", "minimum", "fixed", "tiers_are") if name in found}
    return Price(found["option"], tiers, **rest)


def prices_schema() -> Schema:
    """Return the price file as JSON Schema 2020-12; only `parse_prices` checks that tiers rise."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "licensim price file",
        **_fields().schema(),
    }
