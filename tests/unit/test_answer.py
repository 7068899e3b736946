"""Answers, profiles, and small parts that the vectors do not test."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from licenses import DAY, SLOT, START, YEAR, Alone, client, codes, document, item, world
from licensim.rules.answer import NUMBERS, Answer, Reason, ok, refusal
from licensim.rules.authority.authority import MAX_CLIENT_ITEMS, Authority
from licensim.rules.authority.requests import Ask, Decision
from licensim.rules.client.forget import MAX_PREFIXES, PREFIXES, code_key, split_key
from licensim.rules.client.requests import Decide
from licensim.rules.documents.document import item_value
from licensim.rules.input.fields import INVALID
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.license.profile import EDITIONS, PROFILES, compare
from licensim.rules.local_license import LicensedItem, canonical_bytes, choose
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ALL_USES, OPEN, Use, scans
from licensim.rules.options.quota import cap_of, quota_of


def test_answer_has_no_truth_value() -> None:
    """`if answer` would grant what was refused."""
    for answer in (ok("NET-1"), refusal(Reason.NO_ITEM, "OPT-1")):
        with pytest.raises(TypeError, match=r"ask \.answer"):
            assert answer


@pytest.mark.parametrize("answer", [
    ok("NET-1"), ok("ID-4", None, dropped=[1]), refusal(Reason.INSECURE_CONTEXT, "ID-6"),
    Answer("over", "ITEM-3", None, 'it"em ü', 3), Answer("refused", "DEV-6", Reason.SEATS_EXHAUSTED, "i", 0),
])  # fmt: skip
def test_line_of_an_answer_is_its_seven_fields(answer: Answer) -> None:
    """The hand-written text of a line is the JSON of the wire, without evidence (DESIGN)."""
    facts = {name: value for name, value in answer.to_wire().items() if name not in ("evidence", "warnings")}
    for line in (1, 2):
        assert {"line": line, **facts} == json.loads(answer.to_line(line))


def test_numbers_are_the_vendors() -> None:
    """Three reasons share 120; some have none (SPEC section 13)."""
    assert 3 == list(NUMBERS.values()).count(120)
    without = {reason for reason in Reason if reason not in NUMBERS}
    assert {
        "INSECURE_CONTEXT",
        "CLOCK_CHANGED",
        "BAD_SIGNATURE",
        "REPORT_EARLY",
        "REPORT_LATE",
        "ORIGIN_MISMATCH",
    } == without - {"SETTING_REFUSED"}


def test_profiles_and_editions_differ_in_these_lines() -> None:
    """The changes of v2.4 and of the newer editions (SPEC section 14, CINST-3, SCAN-5)."""
    lines = compare(PROFILES["v2.2.19"], PROFILES["v2.4"])
    assert ["name", "periods", "asks_record"] == [name for name, _, _ in lines]
    assert [] == compare(EDITIONS["js-9"], EDITIONS["js-9"])
    newer = compare(EDITIONS["js-9"], EDITIONS["js-10.2.10"])
    assert ["name", "restarts", "max_forget_ms", "clamps_negative"] == [name for name, _, _ in newer]


def test_claims_have_one_text() -> None:
    """Equal claims make equal bytes, different claims different ones, for the signature (NET-7)."""
    claims = {"until": 1, "client": "ü", "listings": [{"b": 1, "a": 2}]}
    assert b'{"client":"\xc3\xbc","listings":[{"a":2,"b":1}],"until":1}' == canonical_bytes(claims)
    assert canonical_bytes(dict(reversed(claims.items()))) == canonical_bytes(claims)
    assert canonical_bytes({**claims, "until": 2}) != canonical_bytes(claims)


@pytest.mark.parametrize(("label", "now", "serves"), [
    ("scan", 4, True), ("scan", 5, False), ("open", 4, True), ("open", 5, False), ("page:core", 4, False),
])  # fmt: skip
def test_listing_serves_until_its_end(label: str, now: int, serves: bool) -> None:
    """Its validity is half-open, and it serves only its listed uses (TIME-5, NET-6)."""
    listing = LicensedItem("i", ("scan",), 5, 9, seat=False, rank=1)
    assert serves == listing.serves(label, now)
    assert listing == LicensedItem.from_wire(json.loads(json.dumps(listing.to_wire())))
    first = listing._replace(item="first", rank=0)
    assert ("first" if serves else None) == getattr(choose([listing, first], label, now), "item", None)


def test_caps_are_exact() -> None:
    """Rounded half up in decimals, also for huge quotas (ITEM-3)."""
    tenth, twentieth = Decimal("0.1"), Decimal("0.05")
    assert [0, 1, 1, 2] == [cap_of(quota, tenth) - quota for quota in (4, 5, 14, 15)]
    assert [0, 1, 1, 2] == [cap_of(quota, twentieth) - quota for quota in (9, 10, 29, 30)]
    assert 450_359_962_737_050 == cap_of(2**53 - 1, twentieth) - (2**53 - 1)  # of ...049.55
    assert [15, 14] == [cap_of(50, Decimal("0.29")) - 50, cap_of(50, Decimal("0.28999999999999998")) - 50]


def test_item_without_a_quota_is_a_bug_to_ask() -> None:
    """The parser ensures that only `per_domain` has no quota (ITEM-5)."""
    found = document(item("per_domain")).projects[0].items[0]
    assert "quota" not in item_value(found)
    with pytest.raises(AssertionError, match="per_domain has no quota"):
        quota_of(found)
    assert (0, 0) == OPTIONS["per_domain"].alert_level(found, MemoryLedger(), START)


def test_uses_by_name() -> None:
    """The uses that a local license can list (OPT-1)."""
    labels = ["scan", "page:core", "page:webcam", "page:pdfr", "page:ocr", "instance"]
    assert labels == [use.label for use in ALL_USES]
    assert ("open", 1) == (OPEN.label, OPEN.asks)
    assert [(0, None), (31, None), (32, None), (1000, None)] == [
        (scans(count).count, scans(count).asks) for count in (0, 31, 32, 1000)
    ]
    assert "INVALID" == repr(INVALID)


@pytest.mark.parametrize(("fields", "machine", "server", "kind"), [
    ({}, "u", "host:app.example.com", "web"),
    ({"server_id": "r"}, "server_id:r", "server_id:r", "web"),
    ({"deployment": "server"}, "u", "u", "service"),
    ({"deployment": "server", "server_id": "r"}, "server_id:r", "server_id:r", "service"),
    ({"deployment": "desktop", "serves": "kiosk"}, "u", "u", "kiosk"),
    ({"deployment": "desktop"}, "u", "u", "one"),
    ({"serves": "one"}, "u", "host:app.example.com", "one"),
])  # fmt: skip
def test_who_is_a_machine_and_a_server(fields: dict[str, Any], machine: str, server: str, kind: str) -> None:
    """A machine is its `server_id`, else for the seat its host, else its UUID (SRV-1, SRV-3, CINST-2)."""
    who = client(**fields)
    assert (machine, server, kind) == (who.machine, who.server, who.server_class)


@pytest.mark.parametrize("pair", [
    ("QRCode", "A|B"), ("a|b", "c"), ("a", "b|c"), ("[x", "y"), ("[", "|"), ("", ""), (chr(34), "["),
])  # fmt: skip
def test_key_of_a_code_has_format_and_text(pair: tuple[str, str]) -> None:
    """Keys are equal only for equal pairs, and can be read back (SCAN-1)."""
    assert pair == split_key(code_key(*pair))
    assert code_key(*pair) != code_key(pair[0] + "x", pair[1])


@pytest.mark.parametrize(("key", "pair"), [("[|A", ("[", "A")), ("[1|A", ("[1", "A")), ("A", ("A", ""))])
def test_invalid_key_of_a_code_can_be_read(key: str, pair: tuple[str, str]) -> None:
    """So that no barcode text can break a page."""
    assert pair == split_key(key)


def test_prefixes_of_formats_are_bounded() -> None:
    """At most a thousand formats are kept."""
    for number in range(MAX_PREFIXES + 50):
        assert ("odd" + str(number), "t") == split_key(code_key(f"odd{number}", "t"))
    assert MAX_PREFIXES >= len(PREFIXES)


def test_full_cache_of_the_authority_changes_no_answer() -> None:
    """More clients than the cache holds change no answer (ITEM-1)."""
    ledger = MemoryLedger()
    authority = Authority(document(item("per_barcode_scan", quota=10)), lambda _: ledger)
    listed = authority.authorize(Ask(client("u"), OPEN), START).listings or ()
    for number in range(MAX_CLIENT_ITEMS + 1):
        authority.decide(client(f"n{number}", "server"), Use("scan"), listed, False, START)
    decision = authority.decide(client("u"), Use("scan", 1), listed, False, START)
    assert decision.answer is not None
    assert ("ok", 1) == (decision.answer.answer, ledger.used("per_barcode_scan"))


def test_when_to_call_again() -> None:
    """The next instant at which anything changes by itself; None if nothing will (DEV-4, CDEV-5)."""
    expires = START + YEAR
    sim = world(item("per_client_device"), item("per_barcode_scan"))
    assert expires == sim.authority.due("K", START)
    sim.open(START + 5)
    assert START + 5 + DAY == sim.authority.due("K", START + 5)
    assert expires == sim.authority.due("K", START + 5 + DAY)
    assert expires + 7 * DAY == sim.authority.due("K", expires)
    assert sim.authority.due("K", expires + 7 * DAY) is None
    assert START == sim.authority.due("K", START - 1)
    slots = world(item("per_concurrent_device"), item("per_concurrent_instance"))
    assert [START + SLOT, START + SLOT, START + 2 * SLOT] == [
        slots.authority.due("K", START + after) for after in (0, SLOT - 1, SLOT)
    ]


def test_wrong_setting_is_refused_and_changes_nothing() -> None:
    """`js-9` refuses a negative time; `js-9.6` clamps a long one with a warning (SCAN-5)."""
    sim = world(item("per_barcode_scan"))
    sim.open(START, edition="js-9.6")
    refused = sim.do("settings", START, scanner="s", duplicate_forget_time=-1, formats=[])
    assert ("refused", None, "SCAN-5", {"duplicate_forget_time": -1}) == (
        refused.answer,
        refused.counted,
        refused.rule,
        refused.evidence,
    )
    assert 1 == sim.frame(START, "A").counted
    clamped = sim.do("settings", START, scanner="s", duplicate_forget_time=10_001)
    assert ["duplicateForgetTime 10001 is clamped to 10000"] == [one["text"] for one in clamped.warnings]
    assert [] == sim.do("settings", START, scanner="s", duplicate_forget_time=10_000).warnings


def test_evidence_says_how_much_of_what() -> None:
    """Used before, added, quota and cap, also in repeated answers (ITEM-3)."""
    sim = world(item("per_barcode_scan", quota=100))
    sim.open(START)
    found = [
        sim.frame(START + n, *texts).evidence
        for n, texts in enumerate((("A",), ("A", "B"), ("C", "D"), ("A",)))
    ]
    assert [(0, 1), (1, 1), (2, 2), (4, 0)] == [(one["used"], one["adds"]) for one in found]
    assert {(100, 105)} == {(one["quota"], one["cap"]) for one in found}


def test_seats_have_their_reason() -> None:
    """The evidence has the machine, and why it is a server (SRV-1)."""
    sim = world(item("per_server", quota=1))
    evidence = sim.open(START).evidence
    assert ("host:app.example.com", 0, 1) == (evidence["server"], evidence["seats"], evidence["quota"])
    assert "web server" in evidence["because"]
    exempt = sim.open(START, "b", origin="http://localhost:1")
    assert ("ok", 0, True) == (exempt.answer, exempt.counted, exempt.evidence["exempt"])


def test_item_that_was_dropped_from_the_license_is_asked_for_again() -> None:
    """A local license with an item that the document no longer has is invalid (NET-3)."""
    ledger = MemoryLedger()
    gone = LicensedItem("gone", ("scan",), 2**63, 2**63, seat=False, rank=0)
    authority = Authority(document(item("per_barcode_scan")), lambda _: ledger)
    assert authority.decide(client(), Use("scan"), [gone], True, START).answer is None


def test_client_that_must_ask_again_and_again_stops() -> None:
    """If a server grants and then requires an ask again, the client does not ask a third time (NET-3)."""
    alone = Alone(document(item("per_server"), item("per_barcode_scan")), client())
    talk = alone.edition.handle({"type": "frame", "scanner": "s", "codes": codes("A")}, START)
    ask = next(talk)
    assert isinstance(ask, Ask)
    grant = alone.authority.authorize(ask, START)
    decide = talk.send(grant)
    assert isinstance(decide, Decide)
    assert not decide.may_ask
    assert isinstance(talk.send(Decision(None)), Ask)
    talk.send(grant)
    with pytest.raises(StopIteration) as stop:
        talk.send(Decision(None))
    assert ("refused", Reason.NO_ITEM, "NET-3") == (
        stop.value.value.answer,
        stop.value.value.reason,
        stop.value.value.rule,
    )
