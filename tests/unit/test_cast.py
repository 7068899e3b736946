"""A cast: it expands into the same events each time, and the page's run of them is the replay's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doors import Door
from licenses import DAY, FIELDS, SLOT, START, document, item, value
from licensim.hosts import parse_origin
from licensim.rules.documents.document import Document
from licensim.rules.origins.origin import Origin
from licensim.sessions.cast import Cast, Stage, events, read_cast, role_under
from licensim.sessions.replay import replay_text

Wire = dict[str, Any]
CAST = {"devices": 30, "days": 3, "scans": 4, "places": 3}
HERE = "https://app.example.com"
FRIDAY = START + DAY


def origins(count: int) -> list[Origin]:
    """The origins of a page's cast."""
    texts = [HERE, *(f"https://shop-{one}.example.com" for one in range(2, count + 1))]
    return [one for one in map(parse_origin, texts) if one is not None]


def expanded(cast: Cast, license_: Document, begin: int = START) -> list[tuple[int, Wire]]:
    """The events of a cast."""
    return list(events(cast, Stage(role_under(license_, "K"), "K", origins(cast.places)), begin))


def trace(lines: list[tuple[int, Wire]]) -> str:
    """The events as a trace."""
    texts = [
        {**one, "origin": one["origin"].text} if "origin" in one else one for one in (two for _, two in lines)
    ]
    return "".join(json.dumps({"t": at, **one}) + "\n" for (at, _), one in zip(lines, texts, strict=True))


class Run:
    """A cast at work, through the door of the page."""

    def __init__(self, license_: Wire, cast: Wire, most: int = 500, now: int = START) -> None:
        self.door = Door()
        fields = {"document": json.dumps(license_), "key": "K", "now": now, "here": HERE}
        self.progress = self.door.call("sim_cast", cast=cast, **fields)
        while not self.progress["done"]:
            self.progress = self.door.call("sim_cast_run", most=most)

    def status(self, **fields: Any) -> Wire:
        """What the page shows."""
        return self.door.call("sim_cast_status", **fields)


def test_the_same_cast_is_always_the_same() -> None:
    """The seed decides; another one has as many events, at other instants."""
    license_ = document(item("per_barcode_scan"))
    first, again = (expanded(read_cast(CAST), license_) for _ in range(2))
    other = expanded(read_cast({**CAST, "seed": 2}), license_)
    assert first == again
    assert len(first) == len(other) == 30 * 3 * 5
    assert [at for at, _ in first] != [at for at, _ in other]
    assert first[0][0] == 1_767_254_422_745


def test_devices_open_and_scan_within_the_hours_and_days_of_work() -> None:
    """In the order of time; each device opens once a day, before its scans; each code is new."""
    cast = read_cast({**CAST, "days": 8, "week": 5, "from_ms": 9 * 3_600_000, "to_ms": 17 * 3_600_000})
    assert FRIDAY == cast.begin(START + 1)
    found = expanded(cast, document(item("per_barcode_scan")), FRIDAY)
    assert sorted(at for at, _ in found) == [at for at, _ in found]
    assert {(at - FRIDAY) // DAY for at, _ in found} == {0, 3, 4, 5, 6, 7}
    assert {9 <= at % DAY / 3_600_000 < 17 for at, _ in found} == {True}
    opened: dict[tuple[int, str], int] = {}
    for at, event in found:
        day = at // DAY, event["client"]
        opened[day] = opened.get(day, 0) + 1
        assert (event["type"] == "open") == (opened[day] == 1)
    assert set(opened.values()) == {5}
    codes = [event["codes"][0]["text"] for _, event in found if event["type"] == "image"]
    assert len(set(codes)) == len(codes)
    assert {event["origin"].text for _, event in found if event["type"] == "open"} == {
        one.text for one in origins(3)
    }


@pytest.mark.parametrize("option", FIELDS)
def test_a_cast_at_work_is_a_replay_of_its_events(option: str) -> None:
    """Under every option: the same figures, and as many licensed and refused, whatever the slices."""
    fields: Wire = {"quota": 2} if "quota" in FIELDS[option] else {}
    license_ = item(option, **fields)
    run = Run(value(license_), CAST, most=77)
    status = run.status()
    parsed = document(license_)
    text = trace(expanded(read_cast(CAST), parsed))
    replayed = replay_text(parsed, text, parse_origin)
    lines = [json.loads(line) for line in replayed.answers]
    opens = [json.loads(line)["type"] == "open" for line in text.splitlines()]
    answers = [line["answer"] for line, opened in zip(lines, opens, strict=True) if not opened]
    assert status["uses"] == {verb: answers.count(verb) for verb in ("ok", "over", "refused")}
    summary, (shown,) = replayed.summary["items"][option], status["items"]
    for name in ("used", "peak", "sites", "exceptions"):
        assert shown.get(name) == summary.get(name)
    assert 450 == run.progress["events"] == run.progress["of"] == len(lines)


def test_slices_change_nothing() -> None:
    """One event at a time, or all at once: the same sentences, samples and figures."""
    license_ = value(item("per_client_device", quota=20), item("per_barcode_scan", quota=100))
    one, all_ = (Run(license_, CAST, most).status() for most in (1, 10**6))
    assert one == all_


def test_its_sentences_say_what_happened() -> None:
    """How many were licensed, who was refused, when first and why, and what was recorded."""
    status = Run(value(item("per_client_device", quota=20)), CAST).status()
    assert status["sentences"] == [
        "30 devices made 360 scans on 3 days. 264 were licensed, 244 of them as overuse, and 96 refused.",
        (
            "8 of the 30 devices were refused at least once. The first refusal was at 2026-01-01 10:17 UTC: "
            "all 22 seats are taken, 2 more than were bought. The next is free in 21 h 43 min."
        ),
        "Recorded: 22 of 20 seats, at most 22 at once.",
    ]
    unlimited = Run(value(item("per_barcode_scan", quota=10**6)), {**CAST, "devices": 1, "days": 1}).status()
    assert unlimited["sentences"][0] == "1 device made 4 scans on 1 day. All were licensed."


def test_seats_and_quota_are_followed_over_time() -> None:
    """Samples rise with the use, and fall when seats end; slots are those of the day shown."""
    licensed = item("per_client_device", quota=20), item("per_barcode_scan", quota=100)
    samples = Run(value(*licensed), {**CAST, "week": 1}).status()["samples"]
    taken = [seats for _, seats in samples["per_client_device"]]
    assert taken[0] == 0
    assert max(taken) == 20
    assert taken[-1] == 0
    instants = [at for at, _ in samples["per_client_device"]]
    assert sorted(instants) == instants
    concurrent = Run(value(item("per_concurrent_device", quota=5)), CAST)
    first, last = (concurrent.status(day=START + day * DAY)["items"][0]["slots"] for day in (0, 2))
    assert all(START <= int(slot) * SLOT < START + DAY for slot in first)
    assert all(START + 2 * DAY <= int(slot) * SLOT < START + 3 * DAY for slot in last)


def test_it_leaves_the_visitors_own_session_alone() -> None:
    """Its license is a copy; what the page counts, and its time, stay as they were."""
    run = Run(value(item("per_barcode_scan", quota=3)), CAST)
    opening = {"type": "open", "client": "me", "key": "K", "deployment": "browser", "origin": HERE}
    run.door.call("sim_load", document=json.dumps(value(item("per_barcode_scan"))), t=START, opening=opening)
    before = run.door.call("sim_status", client="me")
    run.door.call("sim_cast", cast=CAST, document=json.dumps(value(item("per_domain"))), key="K", now=START,
                  here=HERE)  # fmt: skip
    run.door.call("sim_cast_run", most=10**6)
    assert before == run.door.call("sim_status", client="me")
    run.door.call("sim_cast_end")
    assert "is not at work" in run.door.reply("sim_cast_status")["error"]["message"]


def test_a_whole_cast_has_its_costs() -> None:
    """In slices: the same costs as those of its events as a trace."""
    run = Run(value(item("per_client_device")), CAST)
    each = {"per_barcode_scan": 1, "per_client_device": 2, "per_page": 1}
    prices = [{"option": option, "tiers": [{"from": 0, "each": one}]} for option, one in each.items()]
    file = json.dumps({"currency": "EUR", "prices": prices})
    assert {"events": 100, "of": 450} == run.door.call("sim_cast_costs", prices=file, most=100)
    found = run.door.call("sim_cast_costs", most=10**6)
    lines = trace(expanded(read_cast(CAST), document(item("per_client_device"))))
    assert found == run.door.call("sim_costs", trace=lines, prices=file)
    assert found["spans"]["session"]["ranking"][0]["cost"] == 2 * 30
    run.door.call("sim_cast_end")
    assert "missing" in run.door.reply("sim_cast_costs")["error"]["message"]


@pytest.mark.parametrize(("change", "path"), [
    ({"devices": 0}, "cast.devices"), ({"devices": 10_001}, "cast.devices"), ({"days": 0}, "cast.days"),
    ({"scans": 1.5}, "cast.scans"), ({"places": None}, "cast.places"), ({"speed": 1}, "cast.speed"),
    ({"from_ms": 5, "to_ms": 5}, "cast.to_ms"), ({"devices": 10_000, "days": 100}, "cast"),
])  # fmt: skip
def test_a_cast_at_fault_is_not_played(change: Wire, path: str) -> None:
    """It comes from a form or a link: its faults are named with their paths."""
    reply = Door().reply("sim_cast", cast={**CAST, **change}, document="{}", key="K", now=START, here=HERE)
    assert [path] == [fault["path"] for fault in reply["error"]["faults"]]


def test_nobody_serves_a_cast_of_another_key() -> None:
    """Its devices are then browsers, and each scan is refused with its reason."""
    door = Door()
    license_ = json.dumps(value(item("per_server")))
    door.call("sim_cast", cast=CAST, document=license_, key="ANOTHER", now=START, here=HERE)
    door.call("sim_cast_run", most=10**6)
    status = door.call("sim_cast_status")
    assert status["uses"] == {"ok": 0, "over": 0, "refused": 360}
    assert status["sentences"][1].startswith("All 30 devices were refused at least once.")
