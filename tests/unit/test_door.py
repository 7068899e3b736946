"""The page's door on the host: every operation, and no input causes a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amounts import EXAMPLES
from doors import Door, Page
from licenses import DAY, SLOT, START, YEAR, item, value
from licensim.page.operations import perform_text

LATER = [item(option, expires_at=START + YEAR + 1) for option in ("per_domain", "per_client_device")]
DOCUMENT = value(item("per_barcode_scan", quota=10, grace=0.25), *LATER)
ORIGIN = {"scheme": "https", "host": "app.example.com", "port": None}
LOAD: dict[str, Any] = {"key": "K", "uuid": "u", "now": START, "origin": ORIGIN}
LOAD["document"] = json.dumps(DOCUMENT)
OPEN = {"type": "open"}
FRAME = {"type": "frame", "scanner": "s", "codes": [{"format": "QRCode", "text": "A"}]}


@pytest.fixture
def door() -> Door:
    """A door with one session, its license open."""
    made = Door()
    made.call("load", **LOAD)
    made.call("decide", session=1, now=START, event=OPEN)
    made.call("settle", session=1, committed=True)
    return made


def paths(reply: dict[str, Any]) -> list[str]:
    """The paths of the faults of an error."""
    assert "Malformed" == reply["error"]["name"], reply
    return sorted(fault["path"] for fault in reply["error"]["faults"])


def test_hello_has_versions_and_options() -> None:
    """The reply has versions, profiles, editions and options."""
    found = Door().call("hello")
    assert ["v2.2.19", "v2.4"] == found["profiles"]
    assert ["js-9", "js-9.6", "js-10.2.10"] == found["editions"]
    assert 7 == len(found["options"])


def test_unknown_operation_is_named() -> None:
    """An unknown operation, or one that is not a text, is malformed."""
    for op in ("fly", "", None, 1, ["load"], {"op": "load"}):
        assert ["op"] == paths(Door().reply(op))


def test_usage_of_a_slot_is_sent_at_its_end() -> None:
    """Page and authority in one worker: waiting usage, its due instant, and the notices (NET-4)."""
    door = Door()
    license_ = value(item("per_barcode_scan", quota=1, grace=0), settings={"reports": "slot"})
    door.call("load", **{**LOAD, "document": json.dumps(license_)})
    told = door.call("decide", session=1, now=START, event=OPEN)
    assert ([], None) == (told["notices"], told["flush_at"])
    door.call("settle", session=1, committed=True)
    image = {"type": "image", "codes": FRAME["codes"]}

    def used(now: int) -> int:
        count: int = door.call("status", session=1, now=now)["items"][0]["used"]
        return count

    for slot, answers in enumerate((["ok"], ["refused"])):
        now, end = START + slot * SLOT + 9, START + (slot + 1) * SLOT
        told = door.call("decide", session=1, now=now, event=image)
        door.call("settle", session=1, committed=True)
        assert ("ok", slot, end) == (told["answer"]["answer"], used(now), told["flush_at"])
        assert end == door.call("status", session=1, now=now)["due"]
        for committed in (False, True):  # an aborted transaction has sent nothing
            told = door.call("flush", session=1, now=end, entries=[])
            door.call("settle", session=1, committed=committed)
            assert answers == [one["answer"] for one in told["notices"]]
            assert slot + committed == used(end)
        assert told["flush_at"] is None
    assert 120 == told["notices"][0]["number"]
    refused = door.call("decide", session=1, now=START + 2 * SLOT, event=image)
    assert "refused" == refused["answer"]["answer"]


NO_OBJECTS = ("", "[", "[]", "1", "null", '"load"', "[" * 300 + "]" * 300, "[" * 100_000, "NaN")


@pytest.mark.parametrize("text", NO_OBJECTS)
def test_other_requests_than_an_object_are_malformed(text: str) -> None:
    """Text that is not a JSON object, or too deep, gets an error reply (ITEM-5)."""
    assert "Malformed" == json.loads(perform_text(Door().operations, text))["error"]["name"]


def test_load_names_all_that_is_missing() -> None:
    """`load` without its fields: one fault each (ITEM-5)."""
    assert ["key", "now", "uuid"] == paths(Door().reply("load"))


def test_load_names_all_faults_at_once() -> None:
    """Every field of the wrong type is named."""
    wrong: dict[str, Any] = {
        name: ["no"] for name in ("key", "uuid", "now", "document", "deployment", "origin", "edition")
    }
    wrong |= {"product": "wombat", "reports": "daily", "serves": "nobody", "password": 5, "server_id": ""}
    assert sorted(wrong) == paths(Door().reply("load", **wrong))


def test_load_names_faults_of_the_document() -> None:
    """Faults of a document have path and line."""
    document = value(item("per_barcode_scan", quota=-1), item("per_domain", domain="com"))
    reply = Door().reply("load", **{**LOAD, "document": json.dumps(document, indent=1)})
    assert ["projects[0].items[0].quota", "projects[0].items[1].domain"] == paths(reply)
    assert all(fault["line"] for fault in reply["error"]["faults"])


@pytest.mark.parametrize("host", ["App.Example.com", "münchen.de", "a b", "a/b", "1.2.3", "", "::1", "*.a"])
def test_load_refuses_a_host_that_no_url_parser_made(host: str) -> None:
    """An origin must be serialized as in the URL standard (ID-2)."""
    assert ["origin.host"] == paths(Door().reply("load", **{**LOAD, "origin": {**ORIGIN, "host": host}}))


def test_load_without_an_origin_warns() -> None:
    """A page without an http(s) origin is reported as https://localhost (ID-3)."""
    found = Door().call("load", **{**LOAD, "origin": None})
    assert ["OPAQUE_ORIGIN"] == [warning["reason"] for warning in found["warnings"]]


def test_load_without_a_document_takes_the_demo_license() -> None:
    """The demo license has one project."""
    found = Door().call("load", key="DEMO-1", uuid="u", now=START)
    assert found["project"]["known"]
    assert "DEMO-1" == found["project"]["key"]
    assert not Door().call("load", key="other", uuid="u", now=START)["project"]["known"]


def test_sessions_are_separate(door: Door) -> None:
    """Each `load` makes a separate session; other session ids are unknown."""
    assert 2 == door.call("load", **LOAD)["session"]
    for session in (0, 3, -1, "1", None, True, 1.5, [1]):
        assert ["session"] == paths(door.reply("status", session=session, now=START)), session
    assert ["session"] == paths(door.reply("status", now=START))


def test_decision_that_changes_nothing_stands_at_once(door: Door) -> None:
    """It has no entry, and to undo it changes nothing (SCAN-4)."""
    assert door.call("decide", session=1, now=START, event=FRAME)["entry"] is not None
    door.call("settle", session=1, committed=True)
    again = door.call("decide", session=1, now=START + 2000, event=FRAME)
    assert (0, None) == (again["answer"]["counted"], again["entry"])
    door.call("settle", session=1, committed=False)
    late = door.call("decide", session=1, now=START + 4000, event=FRAME)["answer"]
    assert [["QRCode", "A", 3000, START + 2000]] == late["duplicates"]


def test_aborted_transaction_has_not_happened(door: Door) -> None:
    """`settle` with committed false undoes everything (NET-5)."""
    before = door.call("snapshot", session=1), door.call("status", session=1, now=START)
    told = door.call("decide", session=1, now=START, event=FRAME)
    assert ("ok", 1) == (told["answer"]["answer"], told["answer"]["counted"])
    door.call("settle", session=1, committed=False)
    assert before == (door.call("snapshot", session=1), door.call("status", session=1, now=START))
    assert [["QRCode", "A"]] == door.call("decide", session=1, now=START, event=FRAME)["answer"]["unique"]


def test_event_names_all_faults() -> None:
    """Faults of an event have their paths (ITEM-5)."""
    door = Door()
    door.call("load", **LOAD)
    codes = [{"format": 1, "text": "A", "size": 2}, {"format": "Q"}]
    event = {"type": "frame", "codes": codes, "what": 1}
    found = paths(door.reply("decide", session=1, now=START, event=event))
    assert [f"event.codes[0].{name}" for name in ("format", "size")] == found[:2]
    assert ["event.codes[1].text", "event.scanner", "event.what"] == found[2:]


@pytest.mark.parametrize("kind", ["network", "open", "fly", None, 3, ["open"]])
def test_only_events_of_a_page_are_taken(kind: Any, door: Door) -> None:
    """`network` is not an event of a client, and an `open` needs an existing edition."""
    event = {"type": kind, "edition": "js-1", "up": True}
    reply = door.reply("decide", session=1, now=START, event=event)
    assert "error" in reply
    assert any(path.startswith("event.") for path in paths(reply))


def test_page_load_may_name_an_edition(door: Door) -> None:
    """An `open` can name an edition; without one the default is used (SCAN-3)."""
    for edition, expected in (("js-9.6", "js-9.6"), (None, "js-9")):
        event = {**OPEN, "edition": edition}
        door.call("decide", session=1, now=START, event=event)
        door.call("settle", session=1, committed=True)
        assert expected == door.call("status", session=1, now=START)["client"]["edition"]


def test_page_load_is_charged_to_its_product() -> None:
    """OPT-2: an `open`, also at a reload, is charged to an item of the page's product."""
    products = ("barcode_reader", "web_twain", "label_recognizer")
    items = [item("per_client_device", product, product=product) for product in products]
    for product in products:
        page = Page(value(*items), [], product=product)
        for _ in range(2):
            assert product == page.event(OPEN, START)["item"]
    reply = Door().reply("load", **{**LOAD, "product": "wombat"})
    assert ["product"] == paths(reply)


def test_status_shows_items_and_client(door: Door) -> None:
    """Quota, cap and grace are JSON numbers; the local license lists its items (NET-6)."""
    found = door.call("status", session=1, now=START)
    scans, domain, devices = found["items"]
    names = ("quota", "cap", "used", "grace", "answer")
    assert (10, 13, 0, 0.25, "ok") == tuple(scans[name] for name in names)
    assert ([], None) == (domain["sites"], domain["seat_until"])
    assert (0, None) == (devices["seats"], devices["seat_until"])
    assert {"per_barcode_scan": START + 3 * DAY} == {
        one["item"]: one["until"] for one in found["client"]["license"] if one["item"] != "per_domain"
    }
    assert ("licensed", "immediate", -1) == (found["state"], found["reports"], found["idle_instances"])
    assert START + 3 * DAY == found["due"]
    unknown = door.call("load", **{**LOAD, "key": "?"})["session"]
    assert [] == door.call("status", session=unknown, now=START)["items"]


def test_status_answers_a_use_of_the_item_s_product() -> None:
    """OPT-2: one more page, scan or open; a server item for pages is not judged by scans."""
    named = (("per_server", "web_twain"), ("per_domain", "barcode_reader"))
    items = [item(option, product, product=product) for option, product in named]
    items.append(item("per_client_device", "label_recognizer", product="label_recognizer"))
    page = Page(value(*items, item("per_domain", "any")), [], key="K")
    page.event(OPEN, START)
    found = page.call("status", now=START)["items"]
    assert ["page:core", "scan", "open", "scan"] == [one["evidence"]["use"] for one in found]
    assert ["ok"] * 4 == [one["answer"] for one in found]


def test_status_shows_until_when_a_seat_is_held() -> None:
    """A device's seat ends a day after its contact (DEV-2)."""
    page = Page(value(item("per_client_device")), [])
    page.event(OPEN, START)
    assert START + DAY == page.call("status", now=START)["items"][0]["seat_until"]


def test_network_turned_off_and_on(door: Door) -> None:
    """Offline the client goes on with its local license, and sends its usage later (NET-1, NET-4)."""
    door.call("network", session=1, up=False)
    told = door.call("decide", session=1, now=START, event=FRAME)["answer"]
    door.call("settle", session=1, committed=True)
    assert ("ok", "OFFLINE_CACHED", -20012) == (told["answer"], told["reason"], told["number"])
    door.call("network", session=1, up=True)
    door.call("decide", session=1, now=START, event=OPEN)
    door.call("settle", session=1, committed=True)
    assert 1 == door.call("status", session=1, now=START)["items"][0]["used"]
    assert ["session", "up"] == paths(door.reply("network", up="no"))


def test_cleared_storage_forgets_the_machine() -> None:
    """A new UUID, and the machine's X is forgotten with its storage (ID-4, CINST-2)."""
    machine: dict[str, Any] = {"deployment": "server", "origin": None, "server_id": "rack"}
    page = Page(value(item("per_concurrent_instance")), [], **machine)
    page.event(OPEN, START)
    page.event({"type": "instances", "ask": 3}, START)
    page.event({"type": "clear_storage"}, START)
    assert "u" != page.call("status", now=START)["client"]["uuid"]
    page.event(OPEN, START + SLOT)
    slots = page.call("status", now=START + SLOT)["items"][0]["slots"]
    assert [3, 1] == list(slots.values())


def test_second_tab_follows_the_first() -> None:
    """A tab reads the entries of another tab of the same client with its next decision."""
    journal: list[str] = []
    one, two = (Page(DOCUMENT, journal) for _ in range(2))
    one.event(OPEN, START)
    two.event(OPEN, START)
    for page in (one, two, one):
        page.frame(["QRCode|A"], START + 1, START + 1)
    two.catch_up()
    assert 2 == two.call("status", now=START + 1)["items"][0]["used"]  # each scanner has its own memory


def test_snapshot_stands_for_the_entries_before_it() -> None:
    """A compacted journal rebuilds the session (DESIGN: entries are compacted)."""
    journal: list[str] = []
    page = Page(DOCUMENT, journal)
    page.event(OPEN, START)
    page.frame(["QRCode|A"], START, START)
    snapshot = page.call("snapshot")["snapshot"]
    page.frame(["QRCode|B"], START, START)
    other = Page(DOCUMENT, [])
    other.call("catch_up", snapshot=snapshot, entries=journal[-1:])
    assert page.snapshot() == other.snapshot()
    assert page.call("status", now=START) == other.call("status", now=START)
    other.call("catch_up", reset=True)
    assert 0 == other.call("status", now=START)["items"][0]["used"]


NO_ENTRIES = (
    *("", "{", "{}", "null", "[1]", "[[]]", '[["used", ["i"]]]', '[["fly", ["i"], 1]]', "[" * 100_000),
    *('[["used", "i", 1]]', '[["used", [[]], 1]]', '[["swept", [], "x"]]'),
)


@pytest.mark.parametrize("text", NO_ENTRIES)
def test_invalid_journal_is_malformed(text: str, door: Door) -> None:
    """Entries of other tabs are checked; a fault names its place."""
    assert ["entries[1]"] == paths(door.reply("catch_up", session=1, entries=["[]", text]))
    assert ["entries[0]"] == paths(door.reply("decide", session=1, now=START, event=OPEN, entries=[text]))
    assert ["snapshot"] == paths(door.reply("catch_up", session=1, snapshot=text))


def test_coverage_judges_any_host(door: Door) -> None:
    """Hosts of the item's domain, other hosts, and invalid ones (DOM-6)."""
    hosts = ("EXAMPLE.com ", "a.org", "a b", "\ud800")
    found = [door.call("coverage", session=1, host=host) for host in hosts]
    assert ["ok", "refused", "refused", "refused"] == [one["answer"] for one in found]
    assert [None, 114, None, None] == [one["number"] for one in found]


def test_an_unknown_format_is_warned_of_once() -> None:
    """SCAN-7: in a filter or on a code, with the nearest name; the answer does not change."""
    page = Page(value(item("per_barcode_scan")), [])
    page.event({"type": "open"}, START)

    def texts(event: dict[str, Any]) -> list[str]:
        return [one["text"] for one in page.event(event, START)["warnings"]]

    qr = 'unknown barcode format "QR": did you mean "QRCode"?'
    keep = {"type": "settings", "scanner": "s", "formats": ["QR", "Code39"]}
    assert [[qr], []] == [texts(keep), texts(keep)]
    image = {"type": "image", "codes": [{"format": "QR", "text": "a"}, {"format": "code_39", "text": "b"}]}
    assert [['unknown barcode format "code_39": did you mean "Code39"?'], []] == [texts(image), texts(image)]


@pytest.mark.parametrize(
    ("url", "host", "answer"),
    [
        ("https://user@Shop.EXAMPLE.com:8443/cart?x=1#y", "shop.example.com", "ok"),
        ("http://a.org", "a.org", "refused"),
        ("file:///home/me/index.html", None, "refused"),
        ("https://", None, "refused"),
    ],
)
def test_coverage_judges_the_host_of_a_url(door: Door, url: str, host: str | None, answer: str) -> None:
    """A pasted URL; a URL without its own host is invalid (ID-3)."""
    found = door.call("coverage", session=1, host=url)
    assert (host, answer) == (found["ascii"], found["answer"])


@pytest.mark.parametrize("host", ["..", "a..b", ".a.example", "https://a..b/"])
def test_an_empty_label_is_no_host(host: str) -> None:
    """The URL standard accepts it, but under no license it has a unit."""
    scans = Page(value(item("per_barcode_scan")), [])
    found = scans.call("coverage", host=host)
    assert ("refused", "ID-2", False) == (found["answer"], found["rule"], "unit" in found)


@pytest.mark.parametrize(
    ("project", "host", "rule", "number"),
    [
        ({"website_domains": ["example.com"]}, "other.org", "DOM-6", 103),
        ({"settings": {"development_hosts": ["localhost"]}}, "localhost", "DOM-4", None),
        ({}, "com", "DOM-6", 114),
        ({}, "localhost", "DOM-6", 114),
    ],
)
def test_coverage_says_which_rule(project: dict[str, Any], host: str, rule: str, number: int | None) -> None:
    """Website domains are checked first; development hosts are exempt from 114 (DOM-4, DOM-6)."""
    page = Page(value(item("per_domain"), **project), [])
    found = page.call("coverage", host=host)
    assert (rule, number) == (found["rule"], found["number"])


def test_coverage_of_other_licenses() -> None:
    """Without a domain item every host is covered; an unknown key covers none."""
    scans = Page(value(item("per_barcode_scan")), [])
    assert "ok" == scans.call("coverage", host="any.org")["answer"]
    unknown = Page(value(item("per_barcode_scan")), [], key="?")
    assert 101 == unknown.call("coverage", host="any.org")["number"]


KNOWN = ({"rule": "SCAN-3"}, {"number": 120}, {"reason": "EXPIRED"}, {"option": "per_page"})


@pytest.mark.parametrize("fields", KNOWN)
def test_explain_knows_rules_numbers_reasons_and_options(fields: dict[str, Any]) -> None:
    """Each has a title, a text and a source."""
    found = Door().call("explain", **fields)
    assert found["title"]
    assert found["text"]
    assert found["source"]


def test_an_option_says_for_which_products_it_is_offered(door: Door) -> None:
    """OPT-2: one sentence, which the page shows beside the option; other terms have none."""
    assert "Offered for web_twain (with its add-ons)." == door.call("explain", option="per_page")["offered"]
    assert "" == door.call("explain", rule="OPT-2")["offered"]
    found = door.call("check", document=json.dumps(value(item("per_page"))))
    assert ["per_page is offered for web_twain (with its add-ons)"] == found["offered"]


def test_an_answer_explains_itself() -> None:
    """With its figures, in the same words as in the kit and the command line (ITEM-3)."""
    facts = {
        "option": "per_barcode_scan",
        "use": "scan",
        "used": 9,
        "adds": 1,
        "quota": 9,
        "cap": 9,
        "grace": "0",
    }
    refused = {
        "answer": "refused",
        "reason": "QUOTA_EXHAUSTED",
        "number": 120,
        "rule": "ITEM-3",
        "item": "scans",
    }
    found = Door().call("explain", answer={**refused, "counted": 0, "evidence": facts, "warnings": []})
    assert found["title"] == "Refused with QUOTA_EXHAUSTED (120) by item scans"
    assert found["text"].startswith("Scans used: 9 of 9, before and now; limit 9 without grace")
    assert found["source"]


@pytest.mark.parametrize(
    ("answer", "paths_"),
    [
        ("refused", ["answer"]),
        ({}, ["answer.answer", "answer.rule", "answer.reason", "answer.number", "answer.item"]),
        ({"answer": "no", "rule": 1, "reason": [], "number": "x", "item": 7},
         ["answer.answer", "answer.rule", "answer.reason", "answer.number", "answer.item"]),
    ],
)  # fmt: skip
def test_an_invalid_answer_is_malformed(answer: Any, paths_: list[str]) -> None:
    """All its faults at once (ITEM-5)."""
    assert sorted(paths_) == sorted(paths(Door().reply("explain", answer=answer)))


@pytest.mark.parametrize("fields", [{}, {"rule": "SCAN-99"}, {"term": ["a"]}, {"number": 10**30}])
def test_explain_says_what_can_be_asked_for(fields: dict[str, Any]) -> None:
    """An unknown term is malformed, and the fault lists the known ones."""
    assert ["term"] == paths(Door().reply("explain", **fields))


def test_forget_shows_the_windows(door: Door) -> None:
    """Each remembered code with its running window (SCAN-3)."""
    door.call("decide", session=1, now=START, event=FRAME)
    door.call("settle", session=1, committed=True)
    shown = door.call("forget", session=1, now=START + 3000)["scanners"]["s"]
    window = {"format": "QRCode", "text": "A", "since": START, "until": START + 3000}
    assert {"edition": "js-9", "forget_ms": 3000, "codes": [window]} == shown
    assert [] == door.call("forget", session=1, now=START, at=START + 3001)["scanners"]["s"]["codes"]


def test_check_and_demo_and_replay() -> None:
    """Operations without a session: grants in words, the demo license, a replay."""
    door = Door()
    demo = door.call("demo", now=START)["document"]
    assert 10 == len(door.call("check", document=json.dumps(demo))["grants"]) - 1
    opened = {
        "t": START,
        "type": "open",
        "client": "a",
        "key": "DEMO-1",
        "deployment": "browser",
        "origin": "https://a.b",
    }
    scan = {"t": START, "client": "a", **FRAME}
    trace = "\n".join(map(json.dumps, (opened, scan)))
    found = door.call("replay", trace=trace, document=json.dumps(demo))
    assert [0, 1] == [answer["counted"] for answer in found["answers"]]
    assert 1 == found["summary"]["items"]["scans"]["used"]
    assert ["document"] == paths(door.reply("check"))
    assert ["edition", "trace"] == paths(door.reply("replay", edition="js-1"))


def test_frame_names_its_faults(door: Door) -> None:
    """A frame is checked as in a trace (ITEM-5)."""
    codes = [5, {"format": "Q"}, {"format": "Q", "text": "A", "confidence": 101, "box": [0, 0, 0, 2]}]
    reply = door.reply("decide", session=1, now=START, event={**FRAME, "codes": codes})
    expected = ["event.codes[0]", "event.codes[1].text", "event.codes[2].box[3]", "event.codes[2].confidence"]
    assert expected == paths(reply)
    assert ["event.scanner"] == paths(
        door.reply("decide", session=1, now=START, event={**FRAME, "scanner": ""})
    )


def test_frame_of_codes_with_a_box(door: Door) -> None:
    """A code may have confidence and box; codes removed by filters count as filtered (SCAN-7)."""
    settings_ = {"type": "settings", "scanner": "s", "min_confidence": 50}
    door.call("decide", session=1, now=START, event=settings_)
    codes = [
        {"format": "Q", "text": "A", "confidence": 49},
        {"format": "Q", "text": "B", "confidence": 50, "box": [0, 0, 1, 1]},
        {"format": "Q", "text": "C"},
    ]
    answer = door.call("decide", session=1, now=START, event={**FRAME, "codes": codes})["answer"]
    assert ([["Q", "B"], ["Q", "C"]], 1) == (answer["unique"], answer["filtered"])


VALUES = (START, 10**30, 1.5, "", "s", "K", "open")
KEYS = st.sampled_from(("type", "x"))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(VALUES)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=2)),
    max_leaves=6,
)
SOUND: dict[str, dict[str, Any]] = {
    "load": LOAD,
    "decide": {"session": 1, "now": START, "at": START, "event": FRAME, "entries": []},
    "catch_up": {"session": 1, "snapshot": None, "entries": [], "reset": False},
    "settle": {"session": 1, "committed": True},
    "status": {"session": 1, "now": START},
    "network": {"session": 1, "up": True},
    "coverage": {"session": 1, "host": "example.com"},
    "forget": {"session": 1, "now": START},
    "explain": {"rule": "SCAN-1"},
    "check": {"document": "{}"},
    "demo": {"now": START},
    "replay": {"trace": "", "document": None, "reports": None, "edition": None, "now": START},
    "flush": {"session": 1, "now": START, "entries": []},
    "snapshot": {"session": 1},
}


@settings(max_examples=2 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(op=st.sampled_from(sorted(SOUND)), data=st.data())
def test_wrong_fields_never_get_a_traceback(op: str, data: st.DataObject) -> None:
    """Any value in any field of any operation: an answer, or faults (ITEM-5)."""
    door = Door()
    door.call("load", **LOAD)
    fields = dict(SOUND[op])
    for name in data.draw(st.sets(st.sampled_from(sorted(fields)), min_size=1, max_size=2)):
        fields[name] = data.draw(JSON)
        if fields[name] == "open":
            del fields[name]
    reply = door.reply(op, **fields)
    assert ("ok" in reply) != ("error" in reply)


NAMES = ("type", "scanner", "codes", "module", "count", "op", "ask")


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(event=st.dictionaries(st.sampled_from(NAMES), JSON))
def test_wrong_events_never_get_a_traceback(event: dict[str, Any]) -> None:
    """Any event: an answer, or faults (ITEM-5)."""
    door = Door()
    door.call("load", **LOAD)
    for kind in (event.get("type"), "frame", "image", "pages", "instance", "settings", "open", "release"):
        reply = door.reply("decide", session=1, now=START, event={**event, "type": kind})
        door.reply("settle", session=1, committed=False)
        assert ("ok" in reply) != ("error" in reply)
