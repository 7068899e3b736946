"""The exact rule and evidence of every answer, for each option and check."""

from __future__ import annotations

from typing import Any

import pytest

from licenses import DAY, ORIGIN, SLOT, START, WEEK, YEAR, item, world

SLOT_NUMBER = START // SLOT
BROWSER = {"deployment": "browser", "origin": ORIGIN}
SCAN = ("frame", {"scanner": "s", "codes": [{"format": "Q", "text": "A"}]})
PAGES = ("pages", {"module": "core", "count": 2})
SAYS: dict[str, Any] = {
    "scans": (
        item("per_barcode_scan", "scans", quota=1, grace=0), SCAN,
        [(answer, "ITEM-3", {"used": used, "adds": adds, "quota": 1, "cap": 1, "grace": "0"})
         for answer, used, adds in (("ok", 0, 0), ("ok", 0, 1), ("refused", 1, 0))],
    ),
    "pages": (
        item("per_page", "pages", quota=1, grace=3), PAGES,
        [(answer, "ITEM-3", {"used": used, "adds": adds, "quota": 1, "cap": 4, "grace": "3"})
         for answer, used, adds in (("ok", 0, 0), ("over", 0, 2), ("over", 2, 2))],
    ),
    "devices": (
        item("per_client_device", "devices", quota=1), SCAN,
        [
            ("ok", "DEV-6", {"seats": taken, "holds": bool(taken), "quota": 1, "cap": 1, "grace": "0.10"})
            for taken in (0, 1, 1)
        ],
    ),
    "servers": (
        item("per_server", "servers", quota=1), PAGES,
        [("ok", "SRV-2", {"seats": taken, "holds": bool(taken), "server": "host:app.example.com", "quota": 1,
                          "serves": "web",
                          "because": "it is a web server that deploys the SDK to browsers"})
         for taken in (0, 1, 1)],
    ),
    "domain": (
        item("per_domain", "domain"), SCAN,
        [("ok", "DOM-1", {"host": "app.example.com", "domain": "example.com"})] * 3,
    ),
    "concurrent": (
        item("per_concurrent_device", "concurrent", quota=1), SCAN,
        [("ok", "CDEV-4", {"slot": SLOT_NUMBER, "before": before, "active": active, "quota": 1,
                           "exceptions": 0, "allowance": 1000})
         for before, active in ((0, 0), (0, 1), (1, 1))],
    ),
    "too many": (
        item("per_concurrent_device", "too many", quota=0, allowance=0), SCAN,
        [(answer, "CDEV-4", {"slot": SLOT_NUMBER, "before": before, "active": active, "quota": 0,
                             "exceptions": 0, "allowance": 0})
         for answer, before, active in (("ok", 0, 0), ("over", 0, 1), ("over", 1, 1))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAYS)
def test_plain_answers_name_their_rule_and_evidence(name: str) -> None:
    """An open, a use, and a repetition; each with option and use (ITEM-3, DEV-6, SRV-2, DOM-1, CDEV-4)."""
    license_, (kind, fields), expected = SAYS[name]
    uses = ["open", *["page:core" if kind == "pages" else "scan"] * 2]
    heads = [{"option": license_["option"], "use": use} for use in uses]
    modules = {"module": license_["module"]} if "module" in license_ else {}
    sim = world(license_)
    answers = [sim.open(START), sim.do(kind, START, **fields), sim.do(kind, START, **fields)]
    told = [
        (one, rule, head | modules | facts) for (one, rule, facts), head in zip(expected, heads, strict=True)
    ]
    assert told == [(answer.answer, answer.rule, answer.evidence) for answer in answers]
    assert {name} == {answer.item for answer in answers}


def test_instances_name_their_rule_and_evidence() -> None:
    """Asks, scans and refusals of instances: slot, sum, X and quota (CINST-2, CINST-6)."""
    sim = world(item("per_concurrent_instance", quota=2, allowance=0))
    answers = [sim.open(START, name, deployment="server") for name in "ab"]
    answers += [sim.do("instances", START, name, ask=2) for name in "ab"]
    answers += [sim.do("instances", START, "a", ask=3), sim.do("instances", START + SLOT, "a", ask=1)]
    answers += [sim.do("instances", START + SLOT, "b", ask=1)]
    names = ("use", "asked", "instances", "before", "active", "exceptions")
    facts = [
        ("open", 0, 1, 0, 1, 0),
        ("open", 0, 1, 1, 2, 0),
        ("instance", 1, 2, 2, 3, 0),
        ("instance", 1, 2, 3, 4, 0),
        ("instance", 2, 3, 4, 4, 0),
        ("instance", 2, 2, 0, 2, 2),
        ("instance", 2, 2, 2, 2, 2),
    ]
    slots = [SLOT_NUMBER] * 5 + [SLOT_NUMBER + 1] * 2
    same = {"option": "per_concurrent_instance", "quota": 2, "allowance": 0}
    evidence = [
        {**same, "slot": slot, **dict(zip(names, fact, strict=True))}
        for slot, fact in zip(slots, facts, strict=True)
    ]
    evidence[-1] |= {"wanted": 4, "next_year_at": START + YEAR, "grace_until": START + YEAR + WEEK}
    assert evidence == [answer.evidence for answer in answers]
    assert ["CINST-6"] * 4 + ["CINST-2", "CINST-6", "CINST-6"] == [answer.rule for answer in answers]
    verbs = ["ok", "ok", "over", "over", "refused", "ok", "refused"]
    assert verbs == [answer.answer for answer in answers]


@pytest.mark.parametrize("option", ["per_domain", "per_client_device", "per_concurrent_device"])
def test_an_item_without_a_count_stores_no_count(option: str) -> None:
    """Also after many equally answered frames of new codes (DOM-7, DEV-1, CDEV-4)."""
    sim = world(item(option))
    sim.open(START)
    assert 5 == sum(sim.frame(START + at, f"CODE {at}").counted or 0 for at in range(5))
    assert 0 == sim.ledger.used(option)


def test_refusal_of_overused_devices_has_the_allowance() -> None:
    """120 has the allowance (CDEV-5)."""
    sim = world(item("per_concurrent_device", quota=0, allowance=0))
    sim.open(START)
    sim.frame(START, "A")
    refused = sim.frame(START + SLOT, "B")
    evidence = {"option": "per_concurrent_device", "use": "scan", "slot": SLOT_NUMBER + 1}
    evidence |= {"before": 0, "active": 0, "quota": 0, "exceptions": 1, "allowance": 0}
    evidence |= {"next_year_at": START + YEAR, "grace_until": START + YEAR + WEEK}
    assert ("CDEV-5", 120, evidence) == (refused.rule, refused.number, refused.evidence)


@pytest.mark.parametrize(("option", "fields", "rule", "number", "evidence"), [
    ("per_barcode_scan", {"deployment": "mobile"}, "OPT-1", 108,
     {"deployment": "browser", "takes": ["mobile"]}),
    ("per_concurrent_instance", {}, "OPT-1", 108, {"deployment": "browser", "takes": ["server"]}),
    ("per_barcode_scan", {"status": "revoked"}, "ITEM-2", 113, {}),
    ("per_barcode_scan", {"starts_at": START + 1}, "ITEM-2", 112, {"starts_at": START + 1}),
    ("per_barcode_scan", {"starts_at": START - YEAR, "expires_at": START - WEEK}, "ITEM-2", 111,
     {"expires_at": START - WEEK, "grace_until": START}),
    ("per_domain", {"domain": "b.org"}, "DOM-6", 114, {"host": "app.example.com", "domain": "b.org"}),
])  # fmt: skip
def test_checks_before_the_quota_have_their_evidence(
    option: str, fields: dict[str, Any], rule: str, number: int, evidence: dict[str, Any]
) -> None:
    """Deployment, times and host: each refusal has only the evidence of its own check (ITEM-6)."""
    refused = world(item(option, **fields)).open(START)
    assert (rule, number, option) == (refused.rule, refused.number, refused.item)
    assert {"option": option, "use": "open", **evidence} == refused.evidence


def test_grace_after_expiry_says_until_when() -> None:
    """`over` by ITEM-2, also if the quota is exceeded too."""
    expires = START + SLOT
    sim = world(item("per_barcode_scan", quota=1, grace=9, expires_at=expires))
    answer = sim.open(expires)
    evidence = {"option": "per_barcode_scan", "use": "open", "used": 0, "adds": 0, "quota": 1, "cap": 10}
    evidence |= {"grace": "9", "expires_at": expires, "grace_until": expires + WEEK}
    assert ("over", "ITEM-2", None, evidence) == (answer.answer, answer.rule, answer.reason, answer.evidence)


@pytest.mark.parametrize(("project", "fields", "rule", "number", "evidence"), [
    ({}, {"origin": "http://a.example.com"}, "ID-6", None, {"origin": "http://a.example.com"}),
    ({"session_password": "s"}, {"password": "t"}, "NET-8", 102, {"given": True}),
    ({"session_password": "s"}, {}, "NET-8", 102, {"given": False}),
    ({"session_password": "\u00e9"}, {"password": "e\u0301"}, "NET-8", 102, {"given": True}),
    ({"session_password": "s"}, {"password": "\ud800"}, "NET-8", 102, {"given": True}),
    ({"website_domains": ["a.org", "b.org"]}, {}, "DOM-6", 103,
     {"host": "app.example.com", "website_domains": ["a.org", "b.org"]}),
])  # fmt: skip
def test_checks_of_the_project_have_their_evidence(
    project: dict[str, Any], fields: dict[str, Any], rule: str, number: int | None, evidence: dict[str, Any]
) -> None:
    """Origin, password and website domains, without evidence of items (ITEM-6)."""
    refused = world(item("per_barcode_scan"), **project).open(START, **fields)
    assert (rule, number, evidence, None) == (refused.rule, refused.number, refused.evidence, refused.item)


def test_a_refusal_of_the_project_is_each_event_s_own() -> None:
    """The warning of one refusal is not repeated in the next one (ID-3, ITEM-6)."""
    sim = world(item("per_barcode_scan"), session_password="s")
    opaque = [warning["rule"] for warning in sim.open(START, origin="file:///page.html").warnings]
    assert (["ID-3"], []) == (opaque, sim.frame(START + 1, "A").warnings)


@pytest.mark.parametrize(("wanted", "given", "same"), [
    ("secret", "secret", True), ("secret", "secrets", False), ("secret", "secre", False),
    ("secret", "Secret", False), ("secret", "secretsecret", False), ("ss", "s", False), ("s", "ss", False),
    ("ab", "ba", False), ("a", "", False),
])  # fmt: skip
def test_password_must_match_whole(wanted: str, given: str, same: bool) -> None:
    """A part of it, or a repetition, is wrong (NET-8)."""
    sim = world(item("per_barcode_scan"), session_password=wanted)
    assert same == (sim.open(START, password=given).answer == "ok")


@pytest.mark.parametrize(("fields", "because"), [
    ({"deployment": "desktop"}, "nothing says that it serves anybody else, so it is not a server"),
    ({"deployment": "mobile"}, "nothing says that it serves anybody else, so it is not a server"),
    ({"deployment": "embedded"}, "nothing says that it serves anybody else, so it is not a server"),
    ({"deployment": "desktop", "serves": "one"}, "one person uses it, so it is not a server"),
    ({"serves": "one"}, "one person uses it, so it is not a server"),
    ({"deployment": "server", "serves": "one"}, "one person uses it, so it is not a server"),
])  # fmt: skip
def test_a_use_without_a_server_gets_the_reason(fields: dict[str, Any], because: str) -> None:
    """104 with the class and its reason, also if other items serve other uses (SRV-1)."""
    sim = world(item("per_server"), item("per_page", module="ocr"), item("per_concurrent_device"))
    sim.open(START, **fields)
    for refused in (
        sim.do("pages", START, module="core", count=1),
        world(item("per_server")).open(START, **fields),
    ):
        assert ("refused", 104, None) == (refused.answer, refused.number, refused.item)
        told = (refused.rule, refused.evidence["serves"], refused.evidence["because"])
        assert ("SRV-1", "one", because) == told


def test_a_server_of_whatever_class_creates_no_instance() -> None:
    """By OPT-1, not by its class (SRV-1)."""
    for serves in ("one", "users"):
        sim = world(item("per_server"), item("per_page"))
        sim.open(START, deployment="server", serves=serves)
        refused = sim.do("instance", START, op="create")
        assert ("OPT-1", 104) == (refused.rule, refused.number)


def test_a_use_of_another_product_gets_the_products() -> None:
    """104 by OPT-2, with the product of the use and those of the items."""
    products = ("barcode_reader", "label_recognizer", "barcode_reader")
    sim = world(*(item("per_client_device", str(n), product=one) for n, one in enumerate(products)))
    sim.open(START)
    page = sim.do("pages", START, module="core", count=1)
    for refused, use in ((page, "page:core"), (sim.open(START, product="web_twain"), "open")):
        assert ("OPT-2", 104, None, 0) == (refused.rule, refused.number, refused.item, refused.counted)
        told = {"use": use, "product": "web_twain", "products": ["barcode_reader", "label_recognizer"]}
        assert told.items() <= refused.evidence.items()


def test_a_trial_is_300_devices_with_the_grace_of_any_item() -> None:
    """Devices 301 to 330 are over, the next is refused (ITEM-8, DEV-6)."""
    trial = item("per_client_device", "trial", quota=300, expires_at=START + 30 * DAY)
    sim = world(trial)
    answers = [sim.open(START, f"client {n}").answer for n in range(331)]
    assert ["ok"] * 300 + ["over"] * 30 + ["refused"] == answers
    assert {"seats": 330, "peak": 330, "alerts": [75, 90, 95, 100, 110]}.items() <= sim.used(
        "trial", START
    ).items()


def test_no_item_and_unknown_key() -> None:
    """104 by OPT-1; 101 by ITEM-6, but the check for plain http comes first."""
    sim = world(item("per_page"))
    sim.open(START)
    refused = sim.frame(START, "A")
    assert ("OPT-1", 104, None) == (refused.rule, refused.number, refused.item)
    offers = [{"option": "per_page", "module": "core"}]
    assert {"use": "scan", "deployment": "browser", "offers": offers} == refused.evidence
    sim.handle({"type": "open", "client": "x", "key": "?", "deployment": "mobile"}, START)
    assert ("ITEM-6", 101) == (sim.frame(START, "A", name="x").rule, sim.frame(START, "A", name="x").number)


def test_local_events_name_their_rule() -> None:
    """Settings, pause, release, storage and network: `ok` by the rule behind them."""
    sim = world(item("per_barcode_scan"))
    sim.open(START)
    rules = [
        sim.do("settings", START, scanner="s", formats=[]).rule,
        sim.do("pause", START, scanner="s").rule,
        sim.do("close", START, scanner="s").rule,
        sim.do("release", START).rule,
        sim.do("clear_storage", START).rule,
        sim.do("network", START, up=False).rule,
        sim.do("release", START).rule,
        sim.open(START).rule,
    ]
    assert ["SCAN-5", "SCAN-6", "SCAN-6", "SRV-2", "ID-4", "NET-1", "NET-1", "NET-1"] == rules
