"""Replay: warnings are in the answers, in the summary, and on the error stream."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doors import Door
from licenses import DAY, ORIGIN, SLOT, START, item, value
from licensim.cli.main import main
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.timeline import slot_of
from licensim.sessions.replay import MAX_WARNINGS, Replayed, replay_text

Event = dict[str, Any]
CODE = {"format": "QRCode", "text": "A"}
OPEN = {"type": "open", "key": "K", "deployment": "browser", "origin": ORIGIN}
DOMAIN = item("per_domain")


def trace(*events: Event) -> str:
    """A trace of one client, `c`; events without `t` are at START."""
    return "".join(json.dumps({"t": START, **_client(one), **one}) + "\n" for one in events)


def _client(event: Event) -> Event:
    return {} if event["type"] == "network" else {"client": "c"}


def replayed(*events: Event, document: Event | None = None, reports: Any = None) -> Replayed:
    """Replay it under one domain license."""
    license_ = parse_document(document or value(DOMAIN), ascii_host)
    return replay_text(license_, trace(*events), parse_origin, reports)


def warnings(done: Replayed) -> dict[int, list[str]]:
    """The warnings of the answers, by line; lines without warnings are left out."""
    answers = [json.loads(line) for line in done.answers]
    return {one["line"]: one["warnings"] for one in answers if "warnings" in one}


def pages(t: int, count: int) -> Event:
    """An event that uses pages at an instant."""
    return {"t": t, "type": "pages", "module": "core", "count": count}


NETWORK = {"type": "network", "up": False}
LATE = START + 30 * DAY + SLOT
"""The last instant at which a report of the first slot is accepted."""


@pytest.mark.parametrize("reports", ["immediate", "slot"])
@pytest.mark.parametrize("after", [0, 1])
def test_usage_that_is_reported_too_late_is_named(reports: str, after: int) -> None:
    """In the answer to the report's line, and in the summary: client, item, slot, amount (TIME-3)."""
    reopened = {"t": LATE + after, **OPEN}
    up = {"t": LATE + after, "type": "network", "up": True}
    done = replayed(OPEN, NETWORK, pages(START, 2), pages(START + SLOT - 1, 3), up, reopened, reports=reports)
    why = "dropped: reported more than 30 days after the slot's end"
    text = f"5 of per_domain, used in slot {slot_of(START)}, {why}"
    gone = {"client": "c", "item": "per_domain", "slot": slot_of(START), "count": 5, "reason": "REPORT_LATE"}
    assert ({6: [text]} if after else {}) == warnings(done)
    assert ([gone] if after else None) == done.summary.get("dropped")


def test_usage_that_is_still_kept_at_the_end_is_named_too() -> None:
    """The end of the trace has no line, so only the summary names it."""
    done = replayed(OPEN, NETWORK, pages(START, 2), {**NETWORK, "t": LATE + 1})
    assert {} == warnings(done)
    assert [("REPORT_LATE", 2)] == [(one["reason"], one["count"]) for one in done.summary["dropped"]]


@pytest.mark.parametrize("reports", ["immediate", "slot"])
def test_usage_dropped_with_the_storage_is_named(reports: str) -> None:
    """Cleared storage drops unsent usage, slot by slot (ID-4)."""
    clear = {"t": START + 2 * SLOT, "type": "clear_storage"}
    done = replayed(OPEN, NETWORK, pages(START, 2), pages(START + SLOT, 1), clear, reports=reports)
    why = "dropped: the storage was cleared before it was reported"
    expected = [(slot_of(START), 2), (slot_of(START) + 1, 1)]
    texts = [f"{count} of per_domain, used in slot {slot}, {why}" for slot, count in expected]
    assert {5: texts} == warnings(done)
    assert expected == [(one["slot"], one["count"]) for one in done.summary["dropped"]]
    assert {"STORAGE_CLEARED"} == {one["reason"] for one in done.summary["dropped"]}


def test_a_new_uuid_drops_the_usage_of_the_other_keys() -> None:
    """One storage has the usage of all keys (ID-7); items of two projects have the summary's names."""
    document = {"profile": "v2.2.19", "projects": [{"key": key, "items": [DOMAIN]} for key in "KL"]}
    other = {**OPEN, "key": "L"}
    clear = {"type": "clear_storage"}
    done = replayed(other, OPEN, NETWORK, pages(START, 1), other, pages(START, 2), clear, document=document)
    dropped = [(one["item"], one["count"]) for one in done.summary["dropped"]]
    assert [("per_domain", 1), ("L/per_domain", 2)] == dropped
    assert 2 == len(warnings(done)[7])


def test_usage_recorded_in_time_is_not_dropped() -> None:
    """And without dropped usage there is no such field."""
    done = replayed(OPEN, pages(START, 1), {"type": "clear_storage"})
    assert {"items"} == done.summary.keys()
    assert {} == warnings(done)


@pytest.mark.parametrize("origin", ["file:///home/me/index.html", "capacitor://localhost", "null", "data:,x"])
def test_a_page_without_an_origin_is_named_at_each_load(origin: str) -> None:
    """It is decided as https://localhost, and its answer has a warning (ID-3)."""
    done = replayed({**OPEN, "origin": origin}, pages(START, 1), {**OPEN, "origin": origin})
    text = "this page has no http or https origin; it is reported as https://localhost"
    assert {1: [text], 3: [text]} == warnings(done)
    assert {} == warnings(replayed({**OPEN, "origin": "https://localhost"}))


def test_an_unknown_format_is_named_where_it_first_stands() -> None:
    """Once, with the format that may be meant; later answers are unchanged."""
    document = value(item("per_barcode_scan"))
    frames = [
        {"type": "frame", "t": START + at, "scanner": "s", "codes": [{**CODE, "format": "QR"}]}
        for at in (0, 33, 66, 99)
    ]
    settings = {"type": "settings", "t": START + 99, "scanner": "s", "formats": ["EAN-13"]}
    image = {"type": "image", "t": START + 99, "codes": [{**CODE, "format": "EAN-13"}]}
    done = replayed(OPEN, *frames, settings, image, document=document)
    assert warnings(done) == {
        2: ['unknown barcode format "QR": did you mean "QRCode"?'],
        6: ['unknown barcode format "EAN-13": did you mean "EAN13"?'],
    }
    counted = [json.loads(line)["counted"] for line in done.answers]
    assert [0, 1, 0, 0, 0, None, 1] == counted


def test_a_clamped_setting_is_named() -> None:
    """A clamp is reported (SCAN-5)."""
    settings = {"type": "settings", "scanner": "s", "duplicate_forget_time": 20_000}
    done = replayed({**OPEN, "edition": "js-9.6"}, settings)
    assert {2: ["duplicateForgetTime 20000 is clamped to 10000"]} == warnings(done)


def test_the_page_says_the_same_of_its_simulated_clients() -> None:
    """ID-3 and TIME-3: the page gives the same warnings."""
    door = Door()
    door.call("sim_load", document=json.dumps(value(DOMAIN)), t=START)
    opening = {**OPEN, "client": "c", "origin": "file:///x"}
    answer = door.call("sim_event", event=opening, t=START)["answer"]
    assert ["OPAQUE_ORIGIN"] == [one["reason"] for one in answer["warnings"]]


def test_the_command_says_it_on_its_error_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first hundred warnings with their lines, and the number of further ones."""
    monkeypatch.chdir(tmp_path)
    odd: list[Event] = [
        {"type": "image", "codes": [{**CODE, "format": f"#{n}"}]} for n in range(MAX_WARNINGS + 1)
    ]
    events: list[Event] = [
        {**OPEN, "origin": "file:///x"},
        NETWORK,
        pages(START, 1),
        *odd,
        {**NETWORK, "t": LATE + 1},
    ]
    Path("trace.jsonl").write_text(trace(*events), "utf-8")
    Path("license.json").write_text(json.dumps(value(DOMAIN)), "utf-8")
    assert main(["replay", "--license", "license.json", "trace.jsonl", "--summary", "summary.json"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("trace.jsonl:1: warning: this page has no http or https origin")
    assert "trace.jsonl:4: warning: unknown barcode format" in said[1]
    assert (MAX_WARNINGS + 1, "trace.jsonl: warning: and 2 more") == (len(said), said[-1])


def test_the_command_says_what_the_end_of_a_trace_drops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message has no line number."""
    monkeypatch.chdir(tmp_path)
    Path("trace.jsonl").write_text(trace(OPEN, NETWORK, pages(START, 1), {**NETWORK, "t": LATE + 1}), "utf-8")
    Path("license.json").write_text(json.dumps(value(DOMAIN)), "utf-8")
    assert main(["replay", "--license", "license.json", "trace.jsonl"]) == 0
    assert capsys.readouterr().err.startswith("trace.jsonl: warning: 1 of per_domain, used in slot ")


@pytest.mark.parametrize("gap", [2_999, 3_000, 3_001, 60_001, 10 * SLOT])
@pytest.mark.parametrize("format_name", ["QRCode", "EAN13"])
def test_a_crowd_is_forgotten_only_where_it_does_not_matter(gap: int, format_name: str) -> None:
    """Memory that can still make a duplicate stays, and so do the frames for trust and the settings."""
    code = {"format": format_name, "text": "A"}

    def seen(client: str, at: int) -> Event:
        return {"client": client, "type": "frame", "t": START + at, "scanner": "s", "codes": [code]}

    crowd = [{**OPEN, "client": f"d{n}"} for n in range(9)]
    trust = {"type": "settings", "t": START + gap, "scanner": "s", "one_d_trust_frames": 2}
    events = [
        *(OPEN, *crowd, seen("c", 0)),
        *(seen(f"d{n}", gap - 1) for n in range(4)),
        *(seen("c", gap), seen("d8", gap), trust),
        *(seen("c", gap + 10_000), seen("c", gap + 20_000)),
    ]
    done = replayed(*events, document=value(item("per_barcode_scan", quota=100)))
    counted = [
        json.loads(line)["counted"] for line, event in zip(done.answers, events, strict=True)
        if event["type"] == "frame" and event.get("client") == "c"
    ]  # fmt: skip
    assert [1, int(gap > 3_000), 1, 1] == counted
