"""Streaks change no answer: a simulation with them and one without agree, evidence and ledgers included.

Delete this file together with `licensim/sessions/streaks.py`.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from amounts import EXAMPLES
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.client.licensee import Reporting
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Fault
from licensim.rules.options import OPTIONS
from licensim.sessions.simulation import Simulation
from licensim.sessions.trace import Event, Reader
from property.traces import Document, items_of, seeded

ALL = tuple(OPTIONS)


def held_in_view(seed: int, options: tuple[str, ...]) -> tuple[Document, list[Event]]:
    """A session whose frames come several times each, some with one more code."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    document, trace = seeded(seed, options, 4 if len(options) > 1 else 2)
    lines = []
    for event in sorted(trace, key=lambda event: int(event["t"])):
        lines.append(event)
        for turn in range(random.choice((0, 3, 6)) if event["type"] == "frame" else 0):
            more = [{"format": "QRCode", "text": f"new {len(lines)}"}] if random.random() < 0.4 else []
            lines.append({**event, "t": event["t"] + turn, "codes": [*event["codes"], *more]})
    for item in (one for one in items_of(document) if "quota" in one):
        item["quota"] += random.choice((0, 2, 10, 30))
    lines.sort(key=lambda event: int(event["t"]))
    faults = list[Fault]()
    reader = Reader(parse_origin, faults.append)
    events = reader.feed(map(json.dumps, lines)) + reader.finish()
    assert faults == []
    return document, events


def holds(simulation: Simulation, event: dict[str, Any], t: int) -> bool:
    """Whether the next frame is within a streak."""
    half = simulation.clients.get(event.get("client", ""))
    if simulation.streaks is None or half is None or event["type"] != "frame":
        return False
    streak = simulation.streaks.running.get(half)
    return streak is not None and streak.holds(half, t)


@pytest.mark.parametrize("options", [ALL, *((option,) for option in ALL)], ids="-".join)
def test_same_with_and_without(options: tuple[str, ...]) -> None:
    """Law: every answer, what is recorded, and what clients have stored are the same."""
    within = granted = 0
    for seed in range(EXAMPLES):
        document, events = held_in_view(seed, options)
        reports: Reporting = "slot" if seed % 5 == 4 else "immediate"
        with_, without = (
            Simulation(parse_document(json.dumps(document), ascii_host), reports, streaks=streaks)
            for streaks in (True, False)
        )
        for t, line, event in events:
            within += holds(with_, event, t)
            got, wanted = with_.handle(event, t), without.handle(event, t)
            assert got == wanted, f"seed {seed}, line {line}: {event}"
            granted += event["type"] == "frame" and got.answer == "ok"
        for project in document["projects"]:
            ledgers = [one.ledger_of(project["key"]) for one in (with_, without)]
            usage = [one.authority.usage(project["key"], events[-1][0]) for one in (with_, without)]
            assert usage[0] == usage[1], f"seed {seed}"
            assert ledgers[0] is not None
            assert ledgers[1] is not None
            assert ledgers[0].snapshot() == ledgers[1].snapshot(), f"seed {seed}"
        stored = [{name: half.stored() for name, half in one.clients.items()} for one in (with_, without)]
        assert stored[0] == stored[1], f"seed {seed}"
    assert within * 20 >= granted, f"only {within} of {granted} granted frames were within a streak"
