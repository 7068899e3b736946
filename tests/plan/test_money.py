"""Quotas, costs and rankings, by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from licensim.buying.cost import Price, Prices, Tier
from licensim.buying.crossings import crossovers
from licensim.buying.prices import parse_prices, prices_schema
from licensim.plan.figures import EXACT, Figure, Kind
from licensim.plan.money import Assumed, Candidate, candidates, money, need
from licensim.plan.quota.slots import Slot, exceptions, overuses, smallest
from licensim.rules.input.fault import Malformed
from licensim.rules.timeline import SLOTS_PER_YEAR

YEAR: Final = Assumed(365)
KINDS: Final[dict[str, Kind]] = {
    "per_barcode_scan": "scans",
    "per_page": "pages",
    "per_client_device": "clients",
    "per_server": "servers",
    "per_domain": "domains",
    "per_concurrent_device": "devices",
}


def figure(option: str, ok: int, slots: Any = None, **terms: str) -> Figure:
    """A figure with this usage."""
    series = {} if slots is None else {"slots": slots}
    return Figure(
        option, KINDS[option], terms, None, None, ok, "", EXACT, {"ok": ok, "grace": ok}, series=series
    )


def price(option: str, each: int, **fields: Any) -> Price:
    """A price per unit of the quota."""
    return Price(option, [Tier(0, Decimal(each))], **fields)


@pytest.mark.parametrize(
    ("quota", "graduated", "volume"), [(0, 0, 0), (9, 90, 90), (10, 100, 100), (11, 105, 55), (30, 200, 150)]
)
def test_tiers(quota: int, graduated: int, volume: int) -> None:
    """Ten at 10, the rest at 5; or all at the price of the tier in which the quota ends."""
    tiers = [Tier(0, Decimal(10)), Tier(10, Decimal(5))]
    assert Price("per_page", tiers).cost(quota) == graduated
    assert Price("per_page", tiers, tiers_are="volume").cost(quota) == volume


def test_steps_minimum_and_a_fixed_part() -> None:
    """A quota is sold in steps and from a minimum on; a fixed part is added."""
    one = price("per_page", 2, step=5, minimum=12, fixed=Decimal(100))
    assert [(one.sold(n), int(one.cost(n))) for n in (1, 15, 16)] == [(15, 130), (15, 130), (20, 140)]


def test_growth_and_cleared_storage() -> None:
    """Uses and seats grow, cleared clients take a second seat; servers and domains stay."""
    assumed = Assumed(73, growth=0.5, identity_loss=0.1)
    found = {
        option: need(figure(option, 10), 1.0, assumed)
        for option in ("per_barcode_scan", "per_client_device", "per_server", "per_domain")
    }
    assert found == {"per_barcode_scan": 75, "per_client_device": 17, "per_server": 10, "per_domain": 10}
    assert len(assumed.lines()) == 3


def test_a_concurrent_quota_at_other_traffic() -> None:
    """Twice as full, 600 slots of 4 are 600 slots of 8."""
    slots = [(n, 4, 1) for n in range(600)]
    one = figure("per_concurrent_device", 4, slots)
    # 8 active: n = 4 leaves 4 * 600 = 2400 exceptions, 4000 allowed; n = 3 has 3000 of 3000.
    assert need(one, 2.0, YEAR) == 3
    # 60 days of 600 slots are 3650 of a year: n = 1 leaves 3 * 3650 of 1000, n = 3 leaves 3650 of 3000.
    assert need(one, 1.0, Assumed(60)) == 4


def test_the_cheapest_and_where_another_becomes_so() -> None:
    """100 scans at 1 against a domain at 150: the scans are cheaper up to 1.5 times the traffic."""
    prices = Prices("EUR", [price("per_barcode_scan", 1), price("per_domain", 150)])
    figures = [figure("per_barcode_scan", 100), figure("per_domain", 1), figure("per_server", 1)]
    found = money(
        figures, prices, lambda *_: None, edition="js-9", forget_ms=3000, assumed=YEAR, uses=["scans"]
    )
    ranked = found["uses"]["scans"]
    assert [(one["name"], one["cost"]) for one in ranked["ranking"]] == [
        ("per_barcode_scan", 100),
        ("per_domain", 150),
    ]
    assert ranked["crossovers"] == [
        {"factor": pytest.approx(1.5, abs=0.011), "from": "per_barcode_scan", "to": "per_domain"}
    ]
    assert ranked["regret"] == {
        "0.5": {"per_barcode_scan": 50.0, "per_domain": 100.0},
        "2.0": {"per_barcode_scan": 50.0, "per_domain": 0.0},
    }
    assert found["unpriced"] == ["per_server"]


def test_items_of_one_way_add_up() -> None:
    """Each module is an item; an unused one is not bought."""
    modules = [figure("per_page", n, module=module) for module, n in (("core", 10), ("ocr", 5), ("pdfr", 0))]
    prices = Prices("EUR", [price("per_page", 2, minimum=8)])
    (one,), _ = candidates(modules, prices, "js-9", 3000, YEAR)
    assert (int(one.at_once), len(one.figures)) == (2 * 10 + 2 * 8, 2)


def test_without_another_way_nothing_crosses() -> None:
    """One candidate is always the cheapest."""
    one = Candidate("per_domain", {}, [(figure("per_domain", 1), price("per_domain", 1))], YEAR)
    assert crossovers([one]) == []


def test_a_price_file() -> None:
    """Terms choose among prices; every fault is named."""
    text = json.dumps(
        {
            "currency": "EUR",
            "prices": [
                {
                    "option": "per_client_device",
                    "terms": {"period": "daily"},
                    "tiers": [{"from": 0, "each": 0.1}],
                },
                {"option": "per_client_device", "tiers": [{"from": 0, "each": 9}]},
            ],
        }
    )
    Draft202012Validator(prices_schema()).validate(json.loads(text))
    found = parse_prices(text)
    daily, other = (
        found.of("per_client_device", {"period": one, "deployment": "browser"})
        for one in ("daily", "monthly")
    )
    assert (daily and daily.cost(3), other and other.cost(3)) == (Decimal("0.3"), Decimal(27))
    assert found.of("per_page", {"module": "core"}) is None


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"option": "per_moon", "tiers": [{"from": 0, "each": 1}]}, "prices[0].option"),
        ({"option": "per_page", "tiers": []}, "prices[0].tiers"),
        ({"option": "per_page", "tiers": [{"from": 1, "each": 1}]}, "prices[0].tiers"),
        ({"option": "per_page", "tiers": [{"from": 0, "each": -1}]}, "prices[0].tiers[0].each"),
        ({"option": "per_page", "tiers": [{"from": 0, "each": 1}], "terms": {"period": "x"}},
         "prices[0].terms.period"),
    ],
)  # fmt: skip
def test_what_is_no_price(wrong: Any, path: str) -> None:
    """The fault has its path."""
    with pytest.raises(Malformed) as error:
        parse_prices(json.dumps({"currency": "EUR", "prices": [wrong]}))
    assert path in str(error.value)


def test_the_worked_example_of_instances() -> None:
    """N = 10, ten servers with X = 10: 90 extra a slot; the 112th makes it 10080, the 113th is refused."""
    slots = [Slot(n, 100) for n in range(200)]
    (found,) = overuses(slots, 10, 10_000, 0, everybody=False)
    assert found.slot == 112
    assert exceptions(slots, 10, 0) == {0: 200 * 90}


def test_an_allowance_begins_anew_each_year() -> None:
    """The last slot of a year and the first of the next are in different sums (CDEV-5)."""
    slots = [Slot(SLOTS_PER_YEAR - 1, 3), Slot(SLOTS_PER_YEAR, 3), Slot(SLOTS_PER_YEAR + 1, 3, scans=5)]
    assert [(one.slot, one.scans) for one in overuses(slots, 1, 1, 0)] == [(SLOTS_PER_YEAR + 1, 5)]
    assert not list(overuses(slots, 1, 2, 0))
    assert smallest(slots, 1, 0) == 2
