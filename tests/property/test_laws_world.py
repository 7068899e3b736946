"""Laws of whole sessions: differences that must not change answers, and refusals that change nothing."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from amounts import EXAMPLES
from licenses import START, YEAR, World, document
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.answer import Answer
from licensim.rules.documents.document import parse_document, to_value
from licensim.rules.options import OPTIONS
from licensim.sessions.replay import replay_text
from licensim.sessions.simulation import Simulation
from licensim.sessions.surroundings import PLAIN, Surroundings
from property.traces import Document, Event, seeded

SEEDS = range(EXAMPLES)


def story(seed: int, options: tuple[str, ...] | None = None) -> tuple[Document, list[Event], Any]:
    """A document, events in the order of time with parsed origins, and how usage is reported."""
    found, trace = seeded(seed, options)
    events = [dict(event) for event in sorted(trace, key=lambda event: event["t"])]
    for event in events:
        if event["type"] == "open":
            event["origin"] = parse_origin(event["origin"]) if "origin" in event else None
    return found, events, "slot" if seed % 4 == 3 else "immediate"


class Memorious(Surroundings):
    """Surroundings in which no client ever drops its scanners' memory."""

    forgets = False


def world(found: Document, reports: Any, around: Surroundings = PLAIN) -> Simulation:
    """A simulation of a document given as a JSON value."""
    return Simulation(parse_document(json.dumps(found), ascii_host), reports, None, around)


def full(answer: Answer) -> dict[str, Any]:
    """The whole content of an answer."""
    sightings = answer.sightings
    seen = None if sightings is None else (sightings.at, sightings.late_ms, sightings.new)
    old = None if sightings is None else (sightings.duplicates, sightings.untrusted)
    return {**answer.to_wire(), "seen": seen, "old": old}


def scanners(sim: Simulation) -> int:
    """The number of scanners in memory."""
    return sum(len(client.scanners) for client in sim.clients.values())


@pytest.mark.parametrize("part", [0, 1])
def test_letting_go_changes_no_answer(part: int) -> None:
    """Law: sessions get the same answers if no scanner's memory is ever dropped (SCAN-3, SCAN-8)."""
    let_go = 0
    for number in SEEDS[part::2]:
        found, events, reports = story(number)
        one, other = world(found, reports), world(found, reports, Memorious())
        for event in events:
            assert full(other.handle(event, event["t"])) == full(one.handle(event, event["t"])), number
        last = events[-1]["t"]
        assert other.summary(last) == one.summary(last)
        let_go += scanners(other) - scanners(one)
    assert let_go


@pytest.mark.parametrize("part", [0, 1])
def test_sweeping_early_or_late_does_not_matter(part: int) -> None:
    """Law: a status query at any instant, which sweeps, changes no answer (DEV-4)."""
    seated = tuple(name for name, option in OPTIONS.items() if option.takes_seats)
    for number in SEEDS[part::2]:
        found, events, reports = story(number, None if part else seated)
        one, other, before = world(found, reports), world(found, reports), 0
        chance = random.Random(number)  # noqa: S311 - no secret
        for event in events:
            for _ in range(chance.choice((0, 0, 1, 2))):
                before = chance.choice((before, event["t"] - 1, event["t"]))
                other.summary(before)
            assert full(one.handle(event, event["t"])) == full(other.handle(event, event["t"])), number
        assert one.summary(events[-1]["t"]) == other.summary(events[-1]["t"])


COUNTING = frozenset({"frame", "image", "pages", "instance"})


@pytest.mark.parametrize("part", [0, 1, 2])
def test_refused_event_changes_nothing(part: int) -> None:
    """Law: a refused use changes neither ledger nor forget windows nor trust (ITEM-7).

    A granted ask stays, and stored offline usage is sent with it.
    """
    refused: Counter[str] = Counter()
    for number in SEEDS[part::3]:
        found, events, reports = story(number)
        sim = world(found, "immediate" if reports == "slot" else reports, Memorious())
        for event in events:
            before = memory(sim, event, event["t"])
            answer = sim.handle(event, event["t"])
            after = memory(sim, event, event["t"])
            if answer.answer == "refused" and event["type"] in COUNTING and before["asked"] == after["asked"]:
                assert before == after, (number, event)
                refused[event["type"]] += 1
    assert EXAMPLES < 300 or min(refused[kind] for kind in ("frame", "image", "pages")) >= 3, refused


def memory(sim: Simulation, event: Event, now: int) -> dict[str, Any]:
    """The state that a refusal must not change: the swept ledger, and the scanners of the event's client."""
    client = sim.clients.get(event.get("client", ""))
    if client is None:
        return {"asked": None}
    ledger = sim._ledgers.get(client.client.key)
    if ledger is None:
        return {"asked": None}
    ledger.sweep(now)
    windows = [(name, one.window) for name, one in client.scanners.items() if one.window.at is not None]
    return {
        "ledger": sorted(ledger.snapshot(), key=json.dumps),
        "scanners": [(name, dict(one.seen), list(one._history), one.at) for name, one in windows],
        "asked": (ledger.client(client.client.uuid), bool(client.unsent)),
    }


def ample() -> Any:
    """A document of items with large quotas, of every option whose clients share no seat (SRV-3)."""
    options = [option for option in OPTIONS.values() if not option.seats_machines]
    own = [(option.name, fields) for option in options for fields in option.ample(("browser",))]
    term = {"starts_at": START, "expires_at": START + YEAR}
    return document(
        *({"id": f"i{n}", "option": name, **term, **fields} for n, (name, fields) in enumerate(own))
    )


def test_clients_do_not_share_their_scans() -> None:
    """Law: below all limits, a client's answers do not depend on another client (SCAN-10)."""
    found = ample()
    together_again = 0
    for number in SEEDS:
        _, events, _ = story(number)
        events = [event for event in events if event["type"] not in ("network", "open")]
        together, alone = World(found), World(found)
        for each in (together, alone):
            each.open(START, "a", password=None)
        for name in "bcd":
            together.open(START, name, password=None)
        for event in events:
            answer = full(together.handle(event, event["t"]))
            if event["client"] == "a":
                expected = full(alone.handle(event, event["t"]))
                del answer["evidence"], expected["evidence"]  # the total is that of all clients
                assert expected == answer
                together_again += event["type"] == "frame"
    assert together_again > EXAMPLES


def test_order_of_lines_within_a_second_does_not_matter() -> None:
    """Law: lines of different `t` get the same answers in any order that replay accepts (SCAN-11)."""
    for number in SEEDS[::3]:
        found, trace = seeded(number)
        trace = sorted(trace, key=lambda event: event["t"])
        for earlier, later in pairwise(trace):
            later["t"] = max(later["t"], earlier["t"] + 1)
        chance = random.Random(number)  # noqa: S311 - no secret
        mixed = sorted(trace, key=lambda event: event["t"] + chance.randrange(500))
        assert replayed(found, trace) == replayed(found, mixed), number


def test_names_of_clients_do_not_matter() -> None:
    """Law: other names of clients, which sort differently, change no answer and no summary (ID-1)."""
    for number in SEEDS[::3]:
        found, trace = seeded(number)
        names = dict(zip("abcd", "zyxw", strict=True))
        renamed = [{**one, "client": names[one["client"]]} if "client" in one else one for one in trace]
        answers, summary = replayed(found, trace)
        for one in summary.get("dropped", ()):
            one["client"] = names[one["client"]]
        assert (answers, summary) == replayed(found, renamed), number


def replayed(found: Document, trace: list[Event]) -> tuple[dict[int, Any], Any]:
    """The answers by instant and number of events at it, and the summary."""
    lines = "".join(json.dumps(event) + "\n" for event in trace)
    parsed = parse_document(json.dumps(found), ascii_host)
    done = replay_text(parsed, lines, parse_origin)
    answers = [json.loads(line) for line in done.answers]
    for answer in answers:
        del answer["line"]
    order = sorted(range(len(trace)), key=lambda place: (trace[place]["t"], place))
    return dict(enumerate(answers[place] for place in order)), done.summary


def test_documents_survive_the_round_trip() -> None:
    """Law: a document, written as a value and parsed again, is the same document (ITEM-5)."""
    for number in SEEDS:
        found, _ = seeded(number)
        parsed = parse_document(json.dumps(found), ascii_host)
        value = to_value(parsed)
        assert parsed == parse_document(value, ascii_host)
        assert parsed == parse_document(json.dumps(value, default=float), ascii_host)
        assert value == to_value(parse_document(value, ascii_host))
