"""The same random sessions embedded, over SQLite and over PostgreSQL, through HTTP: the same answers."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.eighth.per_picture import PerPicture
from examples.eighth.registering import registered
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.answer import Answer
from licensim.rules.client.licensee import WHY_DROPPED, Reporting
from licensim.rules.documents.document import Document, parse_document
from licensim.sessions.simulation import Simulation
from licensim.sessions.trace import Reader
from property.traces import items_of, seeded
from server.conftest import DATABASES, NewDatabase, emptied
from server.inside import Inside, RemoteWorld

SESSIONS = int(os.environ.get("LICENSIM_SERVER_SESSIONS", "40"))
"""How many sessions each database gets."""


def answers_of(world: Simulation, trace: list[dict[str, Any]]) -> tuple[list[str], dict[str, Any]]:
    """The answers of a world, as JSON lines, and its totals.

    Without each item's worst answer: a client's own refusals (CINST-5) are never sent to a server.
    """
    faults: list[Any] = []
    reader = Reader(parse_origin, faults.append)
    events = [*reader.feed([json.dumps(event) for event in trace]), *reader.finish()]
    assert not faults
    answers = [told(world.handle(event, at), line) for at, line, event in events]
    world.finish(reader.newest)
    items = world.summary(reader.newest)["items"]
    return answers, {name: {**item, "answer": None} for name, item in items.items()}


def told(answer: Answer, line: int) -> str:
    """An answer as a JSON line; dropped usage as sums.

    Over HTTP each use with a lost answer is a separate report, and so is its line about dropped usage
    (NET-5).
    """
    sums: Counter[str] = Counter()
    for warning in [one for one in answer.warnings if one["reason"] in WHY_DROPPED]:
        answer.warnings.remove(warning)
        count, _, what = warning["text"].partition(" ")
        sums[what] += int(count)
    return answer.to_line(line) + json.dumps(sums)


@pytest.fixture(autouse=True)
def _eighth() -> Iterator[None]:
    with registered(PerPicture()):
        yield


def drawn(seed: int) -> tuple[Document, list[dict[str, Any]], Reporting]:
    """A session without cleared storage of machines, of which a server over HTTP gets no message (CINST-2).

    Offline usage is reported there one by one, else per slot: scans add up, pictures do not.
    """
    value, trace = seeded(seed)
    bought, unwanted = {item["option"] for item in items_of(value)}, set[str]()
    unwanted |= {"clear_storage"} if "per_concurrent_instance" in bought else set()
    unwanted |= {"network"} if PerPicture.name in bought else set()
    trace = [event for event in trace if event["type"] not in unwanted]
    return parse_document(json.dumps(value), ascii_host), trace, "slot" if seed % 4 == 3 else "immediate"


@pytest.mark.parametrize("kind", DATABASES)
def test_random_sessions(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    """Law: a shared server gives every answer and total that the embedded license gives."""
    seen: Counter[str] = Counter()
    url = new_database(kind)
    for seed in range(SESSIONS):
        document, trace, reports = drawn(seed)
        expected = answers_of(Simulation(document, reports), trace)
        with Inside(emptied(url), document, tmp_path) as app:
            got = answers_of(RemoteWorld(document, app, reports, None), trace)
        assert expected == got, (seed, reports)
        seen.update(line.split('"')[5] for line in expected[0])
    assert min(seen[answer] for answer in ("ok", "over", "refused")) > SESSIONS // 2, seen
