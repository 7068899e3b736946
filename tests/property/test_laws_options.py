"""Laws of any option: each use is charged to one item, with the same answer in every place."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from amounts import EXAMPLES
from examples.eighth.per_picture import PerPicture
from examples.eighth.registering import registered
from licenses import START, YEAR, document
from licensim.hosts import ascii_host, parse_origin
from licensim.page.session import PageSession
from licensim.rules.answer import Answer, ok
from licensim.rules.documents.document import Document, parse_document
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case, ClientIdentity
from licensim.sessions.simulation import Simulation
from property.traces import Event, items_of, seeded
from server.inside import Inside, RemoteWorld

SEEDS = range(3 * EXAMPLES)


def story(seed: int) -> tuple[Any, list[Event]]:
    """A document as a JSON value, and events in the order of time with parsed origins."""
    found, trace = seeded(seed)
    events = [dict(event) for event in sorted(trace, key=lambda event: event["t"])]
    for event in events:
        if event["type"] == "open":
            event["origin"] = parse_origin(event["origin"]) if "origin" in event else None
    return found, events


def parsed(found: Any) -> Document:
    """A document given as a JSON value."""
    return parse_document(found, ascii_host)


def test_sessions_reach_every_option() -> None:
    """In the seeded sessions each registered option grants and refuses."""
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(200):
        found, events = story(seed)
        option_of = {item["id"]: item["option"] for item in items_of(found)}
        world = Simulation(parsed(found))
        for event in events:
            answer = world.handle(event, event["t"])
            if answer.item is not None:
                seen[option_of[answer.item], answer.answer] += 1
    wanted = [(name, answer) for name in OPTIONS for answer in ("ok", "refused")]
    assert [] == [one for one in wanted if seen[one] < 3], seen


def amounts(world: Simulation, t: int, name: str) -> dict[str, int]:
    """The `used` or `seats` of each item that has one of them."""
    return {item: one[name] for item, one in world.summary(t)["items"].items() if name in one}


def test_use_is_charged_to_one_item_and_never_beyond_its_end() -> None:
    """Law: a use adds only to the item of its answer (ITEM-1), never to one that has refused with 120.

    With the network up, because offline usage is recorded in any case (NET-5).
    """
    ended = 0
    for seed in SEEDS:
        found, events = story(seed)
        world, ends, before = Simulation(parsed(found), "immediate"), dict[str, int](), dict[str, int]()
        for event in (event for event in events if event["type"] != "network"):
            answer, t = world.handle(event, event["t"]), event["t"]
            used = amounts(world, t, "used")
            added = {item: more for item, now in used.items() if (more := now - before.get(item, 0))}
            if added:
                assert ([answer.item], True) == (list(added), answer.answer != "refused"), (seed, event)
                assert max(added.values()) <= (answer.counted or 0), (seed, event)
            most = used | amounts(world, t, "seats")
            if answer.number == 120 and answer.item in most:
                ends.setdefault(answer.item, most[answer.item])
            assert [] == [item for item, end in ends.items() if most[item] > end], (seed, event)
            before = used
        ended += len(ends)
    assert ended > len(SEEDS) // 4


def told(answer: Answer) -> dict[str, Any]:
    """An answer without the client's name, which differs between simulation and page."""
    seen = answer.sightings
    codes = None if seen is None else (seen.at, seen.late_ms, seen.new, seen.duplicates, seen.untrusted)
    found = {**answer.to_wire(), "codes": codes, "warnings": None}
    found["evidence"].pop("server", None)
    return found


def of_one_client(events: list[Event]) -> list[Event]:
    """The events of the first client, whose opens are all like its first one, and those of the network."""
    opening = next(event for event in events if event["type"] == "open")
    mine = [event for event in events if event.get("client") in (None, opening["client"])]
    return [{**opening, "t": event["t"]} if event["type"] == "open" else event for event in mine]


class Page:
    """A page with its license embedded, and the journal that it writes."""

    def __init__(self, found: Document, opening: Event) -> None:
        self.found, self.opening = found, opening
        self.journal: list[str] = []
        self.session = self.loaded()

    def loaded(self) -> PageSession:
        """The page as it is loaded: from the journal, if there is one."""
        names = ("key", "deployment", "origin", "server_id", "serves", "password")
        given: dict[str, Any] = {name: self.opening.get(name) for name in names}
        session = PageSession(
            self.found,
            ClientIdentity("page", **given),
            self.opening,
            map("page-{}".format, itertools.count()).__next__,
        )
        session.catch_up(None, self.journal, reset=False)
        return session

    def handle(self, event: Event, t: int, *, abort: bool = False) -> Answer:
        """Decide an event, and store the changes; with `abort` the first try fails."""
        if event["type"] == "network":
            self.session.reachable = event["up"]
            return ok("NET-1")
        answer, entry = self.session.decide(event, t, t)
        if entry is not None and abort:
            self.session.settle(committed=False)
            answer, entry = self.session.decide(event, t, t)
        if entry is not None:
            self.session.settle(committed=True)
            self.journal.append(entry)
        return answer

    def usage(self, t: int) -> dict[str, Any]:
        """The recorded usage of every item."""
        return self.session.authority.usage(self.opening["key"], t)


def test_page_decides_as_a_replay_does() -> None:
    """Law: an embedded license answers as the simulation, also after aborts; its journal rebuilds it."""
    for seed in SEEDS:
        found, events = story(seed)
        events, chance = of_one_client(events), random.Random(seed)  # noqa: S311 - no secret
        world = Simulation(parsed(found), "immediate")
        page, t = Page(parsed(found), next(one for one in events if one["type"] == "open")), 0
        for event in events:
            t = event["t"]
            expected = told(world.handle(event, t))
            assert expected == told(page.handle(event, t, abort=chance.random() < 0.3)), (seed, event)
        usage = page.usage(t)
        assert usage == world.authority.usage(page.opening["key"], t), seed
        page.session = page.loaded()
        assert usage == page.usage(t), seed


class PerLook(PerPicture):
    """A naive option: each look of a scanner counts; it does not declare what repeated looks are."""

    name = "per_look"

    def charge(self, case: Case) -> int:
        if case.use.kind == "scan":
            case.ledger.add_used(case.item.id, 1)
        return 0


LOOK: Event = {"type": "frame", "client": "a", "scanner": "s", "codes": [{"format": "QRCode", "text": "A"}]}
OPENING: Event = {
    "type": "open", "client": "a", "key": "K", "deployment": "browser",
    "origin": parse_origin("https://app.example.com"),
}  # fmt: skip


@pytest.mark.parametrize("where", ["replay", "page", "server"])
def test_nothing_is_granted_that_was_not_decided(where: str, tmp_path: Path) -> None:
    """Law: an option that declares no repeats decides each time; of 10 equal looks a quota of 3 grants 3."""
    with registered(PerLook()):
        term = {"starts_at": START, "expires_at": START + YEAR}
        found = document({"id": "looks", "option": "per_look", "quota": 3, **term})
        if where == "server":
            with Inside(f"sqlite:///{tmp_path / 'looks.sqlite3'}", found, tmp_path) as app:
                answers = looks(RemoteWorld(found, app, "immediate", None))
        else:
            answers = looks(Simulation(found, "immediate") if where == "replay" else Page(found, OPENING))
    assert ["ok"] * 3 + ["refused"] * 7 == answers


def looks(world: Simulation | Page) -> list[str]:
    """The answers to ten looks at the same code, a tenth of a second apart."""
    world.handle(OPENING, START)
    return [world.handle(LOOK, START + 100 * number).answer for number in range(10)]
