"""A version of the rules is data: with a new profile of other figures, every answer and text follows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from examples.next_version import NEXT
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.documents.fields import document_schema
from licensim.rules.explain.answers import explain_answer
from licensim.rules.explain.describe import describe
from licensim.rules.explain.topics import explain
from licensim.rules.input.fault import Malformed
from licensim.rules.license.profile import PROFILES
from licensim.rules.timeline import DAY_MS
from licensim.sessions.replay import replay_text
from licensim.testing import Licensim

START = 1_767_225_600_000
YEAR = 365 * DAY_MS


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROFILES, NEXT.name, NEXT)


def license_of(*items: dict[str, Any]) -> dict[str, Any]:
    """A license of the new version."""
    terms = {"starts_at": START, "expires_at": START + YEAR}
    items = tuple({"id": item["option"], **terms, **item} for item in items)
    return {"profile": "v2.5", "projects": [{"key": "K", "items": list(items)}]}


def answers(document: dict[str, Any], *events: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The answers to a session, with their evidence, and its summary."""
    trace = "\n".join(json.dumps({"client": "a", **event}) for event in events)
    done = replay_text(parse_document(document, ascii_host), trace, parse_origin)
    return [json.loads(line) for line in done.answers], done.summary


OPEN = {"type": "open", "key": "K", "deployment": "mobile"}
SCANS = {"option": "per_barcode_scan", "quota": 100}
DEVICES = {"option": "per_client_device", "deployment": "mobile", "period": "yearly", "quota": 2}
SLOTS = {"option": "per_concurrent_device", "quota": 3}


def scanned(t: int, count: int) -> dict[str, Any]:
    """A picture with so many codes."""
    return {"t": t, "type": "image", "codes": [{"format": "QRCode", "text": f"{n}"} for n in range(count)]}


def test_the_grace_of_uses() -> None:
    """ITEM-3: 3 % of 100: over until 103, with the version's own alert (ITEM-4)."""
    given = [{"t": START, **OPEN}, scanned(START + 1, 100), scanned(START + 2, 3), scanned(START + 3, 1)]
    found, summary = answers(license_of(SCANS), *given)
    assert ["ok", "ok", "over", "refused"] == [one["answer"] for one in found]
    assert [80] == summary["items"]["per_barcode_scan"]["alerts"]


def test_the_grace_of_seats_and_the_periods() -> None:
    """DEV-2, DEV-6: half of 2 more seats, each for a year, the only period."""
    opens = [{"t": START, **OPEN, "client": name} for name in "abcd"]
    later = {"t": START + YEAR - 1, **OPEN, "client": "d"}
    found, _ = answers(license_of(DEVICES), *opens, later)
    assert ["ok", "ok", "over", "refused", "refused"] == [one["answer"] for one in found]
    with pytest.raises(Malformed, match="must be yearly"):
        parse_document(license_of({**DEVICES, "period": "daily"}), ascii_host)


def test_the_grace_after_expiry() -> None:
    """ITEM-2: two days."""
    ends = START + YEAR
    given = [{"t": ends + 2 * DAY_MS + n, **OPEN, "client": f"c{n}"} for n in (-1, 0)]
    found, _ = answers(license_of(SCANS), *given)
    assert ["over", "refused"] == [one["answer"] for one in found]
    evidence = {"expires_at": ends, "grace_until": ends + 2 * DAY_MS}
    assert "its 2 days of grace ended at" in explain_answer({**found[1], "evidence": evidence})


def test_the_allowance() -> None:
    """CDEV-5: two exceptions a year for each of the quota."""
    _, summary = answers(license_of(SLOTS), {"t": START, **OPEN})
    assert 0 == summary["items"]["per_concurrent_device"]["exceptions"]
    (item,) = parse_document(license_of(SLOTS), ascii_host).projects[0].items
    assert 6 == item.terms["allowance"]


def test_what_a_document_grants() -> None:
    """The grants have each figure in words."""
    lines = describe(parse_document(license_of(SCANS, DEVICES, SLOTS), ascii_host))[1:]
    assert "100 barcode scans and 3 more as grace" in lines[0]
    assert "2 client devices and 1 more as grace, each for 365 days from its last contact" in lines[1]
    assert "3 devices active in the same three minutes, 6 exceptions a year" in lines[2]
    assert all(line.endswith("until 2027-01-01 00:00, over until 2027-01-03 00:00") for line in lines)


def test_explanations_name_both_versions() -> None:
    """A text without a version has the figures of all versions."""
    assert "The grace is 5 % (3 % in v2.5) where the item sets none." in explain("ITEM-3").text
    assert "10 % (50 % in v2.5)" in explain("SEATS_EXHAUSTED").text
    assert "works for 7 days (2 days in v2.5) more" in explain("ITEM-2").text


def test_the_schema() -> None:
    """The schema allows the version and its periods."""
    cases = document_schema()["oneOf"]
    (mine,) = [one for one in cases if one["properties"]["profile"]["enum"] == ["v2.5"]]
    items = mine["properties"]["projects"]["items"]["properties"]["items"]["items"]["oneOf"]
    periods = [one["properties"]["period"]["enum"] for one in items if "period" in one["properties"]]
    assert [["yearly"]] == periods


def test_the_kit(licensim: Licensim) -> None:
    """A license of it in a test."""
    licensim.license(license_of({**SCANS, "quota": 1}))
    shop = licensim.origin("https://shop.example.com")
    assert "ok" == shop.open().answer
    licensim.clock.advance(days=367)
    assert 111 == shop.open().number
