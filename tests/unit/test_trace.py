"""Traces: every type's fields, every fault with its line, the order of time (DESIGN, Trace)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import Document, Fault, Malformed, demo_document, parse_document
from licensim.rules.origins.origin import Origin
from licensim.sessions.replay import Replay, replay_text, text_lines
from licensim.sessions.trace import BATCH, Reader, Unreadable
from licensim.sessions.trace_plain import FLAT

T = 1_767_225_600_000
PAGE = {"client": "c", "key": "DEMO-1", "deployment": "browser", "origin": "https://a.example/cart?x"}
CODE = {"format": "QRCode", "text": "x"}
SOUND: dict[str, dict[str, Any]] = {
    "open": {
        **PAGE,
        "product": "web_twain",
        "server_id": "s",
        "serves": "web",
        "password": "p",
        "edition": "js-9.6",
    },
    "settings": {
        "client": "c",
        "scanner": "s",
        "duplicate_forget_time": -5,
        "formats": ["QRCode"],
        "region": [0, 0, 0.5, 1],
        "min_confidence": 30.5,
        "one_d_trust_frames": 2,
    },
    "frame": {
        "client": "c",
        "scanner": "s",
        "codes": [{**CODE, "confidence": 99, "box": [0, 0.1, 0, 1]}, CODE],
    },
    "image": {"client": "c", "codes": [CODE], "scanner": "s"},
    "pages": {"client": "c", "module": "core", "count": 3},
    "pause": {"client": "c", "scanner": "s"},
    "close": {"client": "c", "scanner": "s"},
    "release": {"client": "c"},
    "instances": {"client": "c", "ask": 2},
    "instance": {"client": "c", "op": "create"},
    "clear_storage": {"client": "c"},
    "network": {"up": False},
}
REQUIRED = {
    "open": ("client", "key", "deployment", "origin"),
    "settings": ("client", "scanner"),
    "frame": ("client", "scanner", "codes"),
    "image": ("client", "codes"),
    "pages": ("client", "module", "count"),
    "pause": ("client", "scanner"),
    "close": ("client", "scanner"),
    "release": ("client",),
    "instances": ("client", "ask"),
    "instance": ("client", "op"),
    "clear_storage": ("client",),
    "network": ("up",),
}


def event(kind: str, t: int = 0, **changes: Any) -> dict[str, Any]:
    """Return a valid event of a type, with changes."""
    return {"t": t, "type": kind, **SOUND[kind], **changes}


def read(*lines: Any) -> tuple[list[tuple[int, int, dict[str, Any]]], list[Fault]]:
    """Read lines, given as text or values, after an open; return the other events, and the faults."""
    faults: list[Fault] = []
    reader = Reader(parse_origin, faults.append)
    texts = [one if isinstance(one, str | Unreadable) else json.dumps(one) for one in lines]
    events = reader.feed([json.dumps(event("open"))]) + reader.feed(texts) + reader.finish()
    return events[1:], sorted(faults, key=lambda fault: fault.line or 0)


def faults_of(*lines: Any) -> list[tuple[int | None, str, str]]:
    """Return line, path and text of every fault; the first line given is line 2."""
    return [(fault.line, fault.path, fault.what) for fault in read(*lines)[1]]


@pytest.mark.parametrize("kind", SOUND)
def test_each_type_is_read_as_it_is(kind: str) -> None:
    """The table of DESIGN, row by row."""
    events, faults = read(event(kind))
    assert faults == []
    expected = event(kind)
    if kind == "open":
        expected["origin"] = Origin("https://a.example")
    assert events == [(0, 2, expected)]


@pytest.mark.parametrize("kind", SOUND)
def test_only_required_fields_are_missed(kind: str) -> None:
    """Each required field is reported if missing, optional ones are not."""
    for name in SOUND[kind]:
        broken = {key: value for key, value in event(kind).items() if key != name}
        if (kind, name) == ("open", "server_id"):
            broken["client"] = "another"  # a client keeps its value
        expected = [(2, name, "missing")] if name in REQUIRED[kind] else []
        assert faults_of(broken) == expected, name


@pytest.mark.parametrize("kind", SOUND)
def test_t_and_type_are_required(kind: str) -> None:
    """Every line has both."""
    no_time = {key: value for key, value in event(kind).items() if key != "t"}
    assert faults_of(no_time) == [(2, "t", "missing")]
    no_type = {key: value for key, value in event(kind).items() if key != "type"}
    assert (2, "type", "missing") in faults_of(no_type)


@pytest.mark.parametrize("kind", SOUND)
def test_an_unknown_field_is_a_fault(kind: str) -> None:
    """A misspelled field must not be ignored."""
    assert faults_of(event(kind, colour=1)) == [(2, "colour", f"unknown field of {kind}")]


@pytest.mark.parametrize(
    ("kind", "changes", "path", "what"),
    [
        ("frame", {"t": -1}, "t", "must be 0 to 8640000000000000, not -1"),
        ("frame", {"t": True}, "t", "must be an integer, not true"),
        ("frame", {"t": 0.5}, "t", "must be an integer, not 0.5"),
        ("frame", {"client": ""}, "client", "must not be empty"),
        ("frame", {"client": 3}, "client", "must be a string, not 3"),
        ("frame", {"client": ["c"]}, "client", "must be a string, not a list"),
        ("frame", {"codes": None}, "codes", "must be a list, not null"),
        ("frame", {"codes": {}}, "codes", "must be a list, not an object"),
        ("frame", {"codes": [CODE, "x"]}, "codes[1]", 'must be an object, not "x"'),
        ("frame", {"codes": [{"text": "x"}]}, "codes[0].format", "missing"),
        ("frame", {"codes": [{"format": "QRCode"}]}, "codes[0].text", "missing"),
        ("frame", {"codes": [{**CODE, "colour": 1}]}, "codes[0].colour", "unknown field of a code"),
        ("frame", {"codes": [{**CODE, "format": ""}]}, "codes[0].format", "must not be empty"),
        (
            "frame",
            {"codes": [{**CODE, "format": "a\tb"}]},
            "codes[0].format",
            "must not contain control characters",
        ),
        ("frame", {"codes": [{**CODE, "text": 1}]}, "codes[0].text", "must be a string, not 1"),
        (
            "frame",
            {"codes": [{**CODE, "confidence": 101}]},
            "codes[0].confidence",
            "must be 0 to 100, not 101",
        ),
        (
            "frame",
            {"codes": [{**CODE, "confidence": -0.1}]},
            "codes[0].confidence",
            "must be 0 to 100, not -0.1",
        ),
        (
            "frame",
            {"codes": [{**CODE, "confidence": True}]},
            "codes[0].confidence",
            "must be a number, not true",
        ),
        (
            "frame",
            {"codes": [{**CODE, "box": [0, 0, 1]}]},
            "codes[0].box",
            "must be [x0, y0, x1, y1], not 3 values",
        ),
        (
            "frame",
            {"codes": [{**CODE, "box": [0, 0, 1, 1.5]}]},
            "codes[0].box[3]",
            "must be 0 to 1, not 1.5",
        ),
        (
            "frame",
            {"codes": [{**CODE, "box": [0.5, 0, 0.4, 1]}]},
            "codes[0].box",
            "x0 must be at most x1",
        ),
        ("settings", {"region": [0, 0, 0, 1]}, "region", "x0 must be less than x1"),
        ("settings", {"region": [0, 1, 1, 1]}, "region", "y0 must be less than y1"),
        ("settings", {"region": "all"}, "region", 'must be [x0, y0, x1, y1], not "all"'),
        ("settings", {"min_confidence": 101}, "min_confidence", "must be 0 to 100, not 101"),
        ("settings", {"one_d_trust_frames": 0}, "one_d_trust_frames", "must be 1 to 5, not 0"),
        ("settings", {"one_d_trust_frames": 6}, "one_d_trust_frames", "must be 1 to 5, not 6"),
        ("settings", {"formats": [""]}, "formats[0]", "must not be empty"),
        ("settings", {"duplicate_forget_time": 0.5}, "duplicate_forget_time", "must be an integer, not 0.5"),
        ("pages", {"count": 0}, "count", "must be 1 to 9007199254740991, not 0"),
        ("pages", {"module": "fax"}, "module", 'must be one of core, webcam, pdfr, ocr, not "fax"'),
        ("instances", {"ask": 0}, "ask", "must be 1 to 9007199254740991, not 0"),
        ("instance", {"op": "kill"}, "op", 'must be one of create, destroy, not "kill"'),
        ("network", {"up": 1}, "up", "must be true or false, not 1"),
        ("open", {"edition": "js-8"}, "edition", 'must be one of js-9, js-9.6, js-10.2.10, not "js-8"'),
        ("open", {"serves": "me"}, "serves", 'must be one of users, service, kiosk, web, one, not "me"'),
        (
            "open",
            {"product": "wombat"},
            "product",
            'must be one of barcode_reader, web_twain, label_recognizer, not "wombat"',
        ),
        ("open", {"origin": "a.example"}, "origin", 'no URL: "a.example"'),
        ("open", {"origin": None}, "origin", "must be a string, not null"),
        ("pause", {"type": "resume"}, "type", None),
    ],
)
def test_a_wrong_value_is_one_exact_fault(
    kind: str, changes: dict[str, Any], path: str, what: str | None
) -> None:
    """Each wrong value is one fault that names the valid values."""
    ((line, found, text),) = faults_of(event(kind, **changes))
    assert (line, found) == (2, path)
    assert what is None or text == what


def test_null_in_an_optional_field_is_as_if_absent() -> None:
    """Exporters write every column; only in `settings` null has a meaning."""
    nulls: dict[str, Any] = {"server_id": None, "serves": None, "password": None, "edition": None}
    events, faults = read(
        event("open", client="another", **nulls),
        event("frame", codes=[{**CODE, "confidence": None, "box": None}]),
        event("image", scanner=None),
    )
    assert faults == []
    assert not nulls.keys() & events[0][2].keys()
    assert events[1][2]["codes"] == [CODE]
    assert "scanner" not in events[2][2]


def test_null_in_settings_stays() -> None:
    """There null resets the field, and an absent field does not change."""
    fields: dict[str, Any] = {name: None for name in SOUND["settings"] if name not in ("client", "scanner")}
    events, faults = read(
        event("settings", **fields), {"t": 0, "type": "settings", "client": "c", "scanner": "s"}
    )
    assert faults == []
    assert events[0][2] == event("settings", **fields)
    assert events[1][2].keys() == {"t", "type", "client", "scanner"}


@pytest.mark.parametrize("deployment", ["mobile", "desktop", "embedded", "server"])
def test_only_a_page_has_an_origin_and_an_edition(deployment: str) -> None:
    """DESIGN: only browsers have origin and edition; null counts as absent."""
    native = {"t": 0, "type": "open", "client": "n", "key": "k", "deployment": deployment}
    assert faults_of(native, {**native, "origin": None, "edition": None}) == []
    only = "only for deployment browser"
    assert faults_of({**native, "origin": "https://a.example", "edition": "js-9"}) == [
        (2, "origin", only),
        (2, "edition", only),
    ]


def test_barcode_texts_are_any_strings() -> None:
    """SCAN-1: the comparison is exact for any text."""
    codes = [{"format": "QRCode", "text": text} for text in ("", "\x00", "\ud800", '"\\', "😀" * 5000)]
    assert read(event("frame", codes=codes))[0][0][2]["codes"] == codes


def test_a_client_must_be_open() -> None:
    """Before its other events, in the order of time."""
    what = '"x" was not opened before'
    assert faults_of(event("release", client="x"), event("open", 1, client="x")) == [(2, "client", what)]
    assert faults_of(event("release", 1, client="x"), event("open", 0, client="x")) == []
    assert faults_of(event("open", client="x"), event("release", client="x")) == []


def test_an_open_at_fault_is_not_a_fault_of_every_line_after_it() -> None:
    """One cause, one fault."""
    assert faults_of(event("open", client="x", serves="me"), event("release", client="x")) == [
        (2, "serves", 'must be one of users, service, kiosk, web, one, not "me"')
    ]


def test_a_client_keeps_origin_deployment_and_server_id() -> None:
    """Another key, edition or path is allowed (ID-7, ID-1); a reload does not change the machine."""
    assert faults_of(event("open", key="other", origin="https://a.example:443/", edition="js-9")) == []
    assert faults_of(event("open", origin="http://a.example")) == [
        (2, "origin", '"c" was opened with another origin before')
    ]
    native = {"t": 0, "type": "open", "client": "c", "key": "k", "deployment": "server"}
    assert faults_of(native) == [(2, "deployment", '"c" was opened with another deployment before')]
    without = {key: value for key, value in event("open").items() if key != "server_id"}
    for reload in (event("open", server_id="t"), without):
        assert faults_of(reload) == [(2, "server_id", '"c" was opened with another server_id before')]


@pytest.mark.parametrize(("behind", "sound"), [(999, True), (1000, True), (1001, False)])
def test_a_line_may_be_a_second_behind_the_newest(behind: int, sound: bool) -> None:
    """A second behind the newest line before it, not behind the last one."""
    lines = [event("release", t) for t in (5000, 4500, 5000 - behind)]
    what = "1001 ms behind the newest line before it, more than 1000"
    assert faults_of(*lines) == ([] if sound else [(4, "t", what)])


def test_events_come_in_the_order_of_time_then_of_lines() -> None:
    """Also across many blocks, and with lines that wait for others."""
    events, faults = read(*(event("release", t) for t in (2000, 1500, 2000, 1000, 1500)))
    assert faults == []
    assert [(at, line) for at, line, _ in events] == [(1000, 5), (1500, 3), (1500, 6), (2000, 2), (2000, 4)]


def test_a_long_trace_is_sorted_and_little_of_it_is_kept() -> None:
    """Memory has the lines of one second and one batch, not the whole session."""
    faults: list[Fault] = []
    reader = Reader(parse_origin, faults.append)
    times = [n - n % 7 * 100 if n > 1000 else n for n in range(5 * BATCH)]
    lines = [json.dumps(event("open"))] + [json.dumps(event("release", t)) for t in times]
    found = []
    for start in range(0, len(lines), 500):
        found += reader.feed(lines[start : start + 500])
        assert len(reader._waiting) <= 2 * BATCH + 1500
    found += reader.finish()
    assert faults == []
    expected = sorted((t, line) for line, t in enumerate(times, 2))
    assert [(at, line) for at, line, _ in found[1:]] == expected


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("", "empty line"),
        (" \t", "empty line"),
        ("{", "not JSON: expecting property name enclosed in double quotes (column 2)"),
        ("[]", "must be an object, not a list"),
        ("3", "must be an object, not 3"),
        ('{"t": 1} {"t": 2}', "not JSON: extra data (column 10)"),
        ("\ufeff{}", "not JSON: unexpected UTF-8 BOM (decode using utf-8-sig) (column 1)"),
        ("[" * 100_000, "nested too deeply"),
        ('{"t": NaN}', "not JSON: NaN is not a number of JSON"),
        (Unreadable("not UTF-8 at byte 1"), "not UTF-8 at byte 1"),
    ],
)
def test_a_line_other_than_an_object_is_one_fault(line: Any, what: str) -> None:
    """At the line itself: its path is the root."""
    assert faults_of(line, event("release")) == [(2, "", what)]


def test_white_space_around_a_line_is_allowed() -> None:
    """JSON allows it, also in lines that are recognized quickly."""
    line = json.dumps(event("frame"))
    assert [at for at, _, _ in read(line, f" {line}\t", line.replace(" ", ""))[0]] == [0, 0, 0]


FRAME = '"type": "frame", "client": "c", "scanner": "s"'
REPEATED = (
    f'{{"t": 0, "t": 0, {FRAME}, "codes": []}}',
    f'{{"t": 0, "client": "c", {FRAME}, "codes": []}}',
    f'{{"t": 0, {FRAME}, "codes": [], "codes": []}}',
    f'{{"t": 0, {FRAME}, "codes": [{{"format": "QRCode", "text": "a", "text": "b"}}]}}',
    f'{{"t": 0, {FRAME}, "codes": [{{"format": "QRCode", "text": "\\"", "text": "b"}}]}}',
    f'{{"t": 0, {FRAME}, "codes": [{{"format": "QRCode", "text": "", "confidence": 1, "confidence": 2}}]}}',
)


@pytest.mark.parametrize("line", REPEATED)
def test_a_repeated_key_is_a_fault_also_where_lines_are_recognized_quickly(line: str) -> None:
    """A frame before the line makes its names known, so that the quick way may apply."""
    ((number, _, what),) = faults_of(event("frame"), line)
    assert (number, what) == (3, "appears more than once")


ODD_CODES: tuple[Any, ...] = (
    [{**CODE, "confidence": None}],
    [{**CODE, "confidence": 100}],
    [{**CODE, "confidence": 100.5}],
    [{**CODE, "box": [0, 0, 1, 1]}],
    [{**CODE, "box": [0, 0, 1, True]}],
    [{**CODE, "box": [0, 0, 1, 1, 1]}],
    [{**CODE, "box": {"x0": 0}}],
    [{**CODE, "box": "0011"}],
    [{**CODE, "box": [1, 0, 0, 1]}],
    [{**CODE, "colour": 1}],
    [{**CODE, "text": None}],
    [{**CODE, "text": '"'}],
    [{**CODE, "format": "never seen"}],
    [{**CODE, "format": []}],
    [[]],
    [None],
    "codes",
    {},
    7,
)


@pytest.mark.parametrize("codes", ODD_CODES, ids=str)
@pytest.mark.parametrize("kind", ["frame", "image"])
def test_the_quick_way_agrees_with_the_definitions(kind: str, codes: Any) -> None:
    """The lines of a known scanner are judged like its first ones."""
    odd = event(kind, codes=codes)
    alone, first = read(odd)
    after, second = read(event("frame"), odd)
    assert [fault.what for fault in second] == [fault.what for fault in first]
    assert [fields for _, _, fields in after[1:]] == [fields for _, _, fields in alone]


@pytest.mark.parametrize(
    "odd", [None, True, 0, 1, 1.0, -1, 0.5, 2**53, "c", "new", "core", "", [], {}], ids=str
)
@pytest.mark.parametrize("kind", FLAT)
def test_the_quick_way_agrees_for_every_flat_type(kind: str, odd: Any) -> None:
    """Each field of each type, changed, removed and repeated."""
    for name in event(kind):
        changed = event(kind, **{name: odd})
        removed = {key: value for key, value in changed.items() if key != name}
        repeated = json.dumps(event(kind))[:-1] + f', "{name}": {json.dumps(odd)}}}'
        for line in (changed, removed, repeated):
            alone, first = read(line)
            after, second = read(event(kind), line)
            assert [(fault.path, fault.what) for fault in second] == [(one.path, one.what) for one in first]
            assert [fields for _, _, fields in after[1:]] == [fields for _, _, fields in alone]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]), ("a\r\nb\r\n", ["a", "b"]), ("\n", [""])],
)
def test_only_the_last_newline_is_no_line(text: str, lines: list[str]) -> None:
    """An empty line is a fault, but the end of the file is not a line."""
    assert text_lines(text) == lines


# replay


@pytest.fixture(scope="module")
def demo() -> Document:
    """The demo license, in force at T."""
    return parse_document(demo_document(T), ascii_host)


def lines_of(*events: dict[str, Any]) -> str:
    """Return events, an open before them, as the text of a trace."""
    return "".join(json.dumps(one) + "\n" for one in (event("open", T), *events))


def test_answers_come_in_file_order_though_decided_in_the_order_of_time(demo: Document) -> None:
    """The second line is earlier in time: it counts, and the first line is its duplicate."""
    late, early = (event("frame", T + at, codes=[CODE]) for at in (900, 100))
    answers = [json.loads(one) for one in replay_text(demo, lines_of(late, early), parse_origin).answers]
    assert [(one["line"], one["counted"]) for one in answers] == [(1, 0), (2, 0), (3, 1)]


def test_answers_have_exactly_the_seven_keys(demo: Document) -> None:
    """In DESIGN's order, for every type of event."""
    text = lines_of(*(event(kind, T + n) for n, kind in enumerate(SOUND, 1)))
    answers = replay_text(demo, text, parse_origin).answers
    keys = ["line", "answer", "reason", "number", "rule", "item", "counted"]
    assert [list(json.loads(one)) for one in answers] == [keys] * (len(SOUND) + 1)


def test_replay_names_all_faults_of_a_trace_sorted_by_line(demo: Document) -> None:
    """Faults in the order of time are sorted among faults of single lines."""
    text = lines_of(event("release", T, client="x"), event("pages", T, count=0)) + "\n"
    with pytest.raises(Malformed) as caught:
        replay_text(demo, text, parse_origin)
    assert [(fault.line, fault.path) for fault in caught.value.faults] == [
        (2, "client"),
        (3, "count"),
        (4, ""),
    ]


def test_after_a_fault_nothing_is_answered(demo: Document) -> None:
    """The rest is still checked."""
    faults: list[Fault] = []
    session = Replay(demo, parse_origin, faults.append)
    session.feed(["nope", json.dumps(event("open", T))])
    assert session.finish() == []
    assert session.faults == len(faults) == 1


def test_an_empty_trace_has_no_answers(demo: Document) -> None:
    """And an empty summary."""
    found = replay_text(demo, "", parse_origin)
    assert found.answers == []
    assert found.summary["items"]["scans"]["used"] == 0


def test_edition_is_a_default_only(demo: Document) -> None:
    """An `open` uses the edition that it names, else the default."""
    plain = {key: value for key, value in event("open", T).items() if key != "edition"}
    frames = [event("frame", T + at, codes=[CODE]) for at in range(0, 9001, 1500)]
    text = "".join(json.dumps(one) + "\n" for one in (plain, *frames))

    def used(text: str, edition: str | None) -> int:
        found = replay_text(demo, text, parse_origin, edition=edition)
        return int(found.summary["items"]["scans"]["used"])

    assert (used(text, None), used(text, "js-10.2.10")) == (1, 3)
    assert used(lines_of(*frames), "js-10.2.10") == 1


def test_how_the_lines_are_cut_into_blocks_does_not_matter(demo: Document) -> None:
    """One line at a time, or all at once."""
    frames = [
        event("frame", T + (n + 12 * (n % 5)) * 20, codes=[{**CODE, "text": str(n % 3)}]) for n in range(300)
    ]
    text = lines_of(*frames)
    session = Replay(demo, parse_origin, lambda fault: pytest.fail(str(fault)))
    one_by_one = [answer for line in text_lines(text) for answer in session.feed([line])] + session.finish()
    whole = replay_text(demo, text, parse_origin)
    assert one_by_one == whole.answers
    assert session.summary() == whole.summary
