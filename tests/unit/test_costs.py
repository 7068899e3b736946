"""What a session costs under each option by a buyer's prices, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doors import Door
from licenses import DAY, START
from licensim.buying.prices import parse_prices
from licensim.cli.main import main
from licensim.hosts import parse_origin
from licensim.sessions.compare import Survey
from licensim.sessions.costs import Costing
from licensim.sessions.trace import Reader

Wire = dict[str, Any]


def priced(option: str, each: float, **fields: Any) -> Wire:
    """A price of one unit a year."""
    return {"option": option, "tiers": [{"from": 0, "each": each}], **fields}


def price_file(*prices: Wire) -> str:
    """A price file."""
    return json.dumps({"currency": "EUR", "prices": list(prices)})


def session(devices: int, scans: int, days: int = 1, deployment: str = "browser") -> str:
    """Devices at one site, each with so many new codes on each day."""
    lines: list[Wire] = []
    for day in range(days):
        at = START + day * DAY
        for one in range(devices):
            client: Wire = {"t": at, "client": f"c{one}"}
            place = {"origin": "https://shop.example.com"} if deployment == "browser" else {}
            lines.append({**client, "type": "open", "key": "K", "deployment": deployment, **place})
            codes = [{"format": "QRCode", "text": f"{one} {day} {scan}"} for scan in range(scans)]
            lines += [{**client, "type": "image", "codes": [code]} for code in codes]
    return "".join(json.dumps(line) + "\n" for line in lines)


def costs(trace: str, *prices: Wire) -> Wire:
    """The costs of a trace."""

    def events() -> Any:
        reader = Reader(parse_origin, lambda fault: pytest.fail(str(fault)))
        return reader.feed(trace.splitlines()) + reader.finish()

    survey = Survey()
    survey.add(events())
    costing = Costing(survey, parse_prices(price_file(*prices)))
    costing.add(events())
    return costing.result()


def totals(found: Wire, span: str) -> dict[str, float]:
    """The cost of each way over a span, the cheapest first."""
    return {one["name"]: one["cost"] for one in found["spans"][span]["ranking"]}


def test_uses_add_up_over_a_longer_time_seats_and_domains_do_not() -> None:
    """Two days with 4 devices and 5 scans each are 40 scans: 600 a month, 7300 a year."""
    prices = priced("per_barcode_scan", 0.1), priced("per_client_device", 9), priced("per_domain", 50)
    found = costs(session(4, 5, days=2), *prices)
    assert found["days"] == 2
    seats, domain = {"per client device quarterly": 36.0}, {"per domain": 50.0}
    assert totals(found, "session") == {"per barcode scan": 4.0, **seats, **domain}
    assert totals(found, "month") == {**seats, **domain, "per barcode scan": 60.0}
    assert totals(found, "year") == {**seats, **domain, "per barcode scan": 730.0}
    assert found["spans"]["month"]["sentences"] == [
        (
            "For a month of it, per client device quarterly is the cheapest: 36.00 EUR for a quota of 4 "
            "(client devices at once)."
        ),
        "The next is per domain, at 50.00 EUR.",
        "Below 0.299 times the traffic per barcode scan is the cheapest.",
        "Above 1.25 times the traffic per domain is the cheapest.",
        "This session is of 2 days: its uses count 15 times, seats and places once; prices are for a year.",
    ]


def test_each_priced_period_is_a_way_of_its_own() -> None:
    """A seat for a day is free again on the next one."""
    daily, monthly = ({"terms": {"period": one}} for one in ("daily", "monthly"))
    prices = priced("per_client_device", 7, **daily), priced("per_client_device", 8, **monthly)
    found = costs(session(1, 1), *prices)
    assert totals(found, "session") == {"per client device daily": 7.0, "per client device monthly": 8.0}


def test_what_cannot_serve_says_so_in_words() -> None:
    """Never as a cost of 0: by product, by deployment, and without a price."""
    prices = priced("per_page", 1), priced("per_server", 1), priced("per_barcode_scan", 1)
    found = costs(session(1, 1), *prices)
    assert list(totals(found, "year")) == ["per barcode scan"]
    assert {one["option"]: one["why"] for one in found["not_ranked"]} == {
        "per_page": "not offered for barcode_reader, only for web_twain (with its add-ons) (OPT-2)",
        "per_server": "does not serve scans of browser (OPT-1)",
        "per_client_device": "has no price",
        "per_domain": "has no price",
        "per_concurrent_device": "has no price",
        "per_concurrent_instance": "does not serve scans of browser (OPT-1)",
    }
    assert "No other option" in found["spans"]["session"]["sentences"][1]
    nothing = costs(session(1, 1), priced("per_server", 1))
    assert nothing["spans"]["session"]["sentences"] == ["No option with a price can serve this session."]


def test_a_concurrent_quota_relies_on_its_allowance() -> None:
    """3 devices in one slot a day: a quota of 1 has 2 exceptions; 730 a year are within its 1000."""
    found = costs(session(3, 1), priced("per_concurrent_device", 100))
    assert totals(found, "session") == totals(found, "year") == {"per concurrent device": 100.0}
    many = costs(session(6, 1), priced("per_concurrent_device", 100))
    assert totals(many, "year") == {"per concurrent device": 200.0}  # 5 * 365 > 1000; 4 * 365 < 2000


def test_costs_rise_along_their_curve() -> None:
    """At each factor of the traffic, for the table behind the picture."""
    found = costs(session(2, 2), priced("per_barcode_scan", 1))
    assert found["spans"]["session"]["curves"]["per barcode scan"][3] == [1.0, 4.0]
    assert found["spans"]["session"]["curves"]["per barcode scan"][-1] == [4.0, 16.0]


def test_an_empty_session_costs_what_is_bought_at_least() -> None:
    """Nothing happened: a quota of 0 is priced as it is sold."""
    found = costs("", priced("per_barcode_scan", 1, fixed=5))
    assert totals(found, "year") == {"per barcode scan": 5.0}


def test_the_page_and_the_command_line_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same trace and price file; faults of the file are named."""
    trace, prices = session(2, 3), price_file(priced("per_barcode_scan", 1), priced("per_domain", 4))
    (tmp_path / "t.jsonl").write_text(trace)
    (tmp_path / "p.json").write_text(prices)
    assert main(["compare", str(tmp_path / "t.jsonl"), "--prices", str(tmp_path / "p.json"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["costs"]
    shown = Door().call("sim_costs", trace=trace, prices=prices)
    assert shown == {**told, "events": 8, "of": 8}
    assert main(["compare", str(tmp_path / "t.jsonl"), "--prices", str(tmp_path / "p.json")]) == 0
    table = capsys.readouterr().out
    assert "per domain                                      4.00            4.00            4.00" in table
    assert "per_page                pages                       not offered for barcode_reader" in table
    (tmp_path / "p.json").write_text("{}")
    assert main(["compare", str(tmp_path / "t.jsonl"), "--prices", str(tmp_path / "p.json")]) == 2
    assert "p.json:1: currency: missing" in capsys.readouterr().err
    fault = Door().reply("sim_costs", trace=trace, prices="{}")["error"]["faults"]
    assert [one["path"] for one in fault] == ["currency", "prices"]


def test_one_standard_input_is_not_two_files(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said before anything is read."""
    assert main(["compare", "-", "--prices", "-"]) == 2
    error = "licensim compare: --prices and the trace cannot both be standard input\n"
    assert capsys.readouterr() == ("", error)
