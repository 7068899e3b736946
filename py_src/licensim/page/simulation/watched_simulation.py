"""A watched simulation: a visitor can change its license, clocks, storage and network."""

from __future__ import annotations

import heapq
from typing import Any

from licensim.rules.answer import Answer, Reason
from licensim.rules.authority.requests import Grant
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.documents.document import Document
from licensim.rules.options import OPTIONS
from licensim.sessions.simulation import Simulation
from licensim.sessions.surroundings import Surroundings

MAX_SAMPLES = 4_000
"""How many samples of an item's seats are kept; older ones are thinned out, so a long session stays small."""


class Disturbances(Surroundings):
    """What a visitor does to clients and no trace can state.

    `behind` has, by client, how many milliseconds its own clock is behind the session's (TIME-4). `full`
    names the clients whose storage has no room. `copies` names the clients that began with a copy of
    another's storage, with that other one (ID-8). `clone_refusals` has the refusals that a clone got
    before its answer, until the caller takes them.
    """

    forgets = False  # the page shows what each scanner remembers

    def __init__(self) -> None:
        self.behind: dict[str, int] = {}
        self.full: set[str] = set()
        self.copies: dict[str, str] = {}
        self.clone_refusals: list[Answer] = []

    def own_time(self, client: ClientHalf, t: int) -> int:
        """See `behind`."""
        return t - self.behind.get(client.name, 0)

    def has_room(self, client: ClientHalf) -> bool:
        """See `full`."""
        return client.name not in self.full

    def on_response(self, response: Any) -> None:
        """See `clone_refusals`."""
        if isinstance(response, Grant) and response.answer.reason is Reason.CLONED:
            self.clone_refusals.append(response.answer)


class WatchedSimulation:
    """One simulation, its disturbances, and each item's taken seats: `[instant, seats]` for each change."""

    def __init__(self, document: Document, reports: Any = None, edition: str | None = None) -> None:
        self.disturbed = Disturbances()
        self.simulation = Simulation(document, reports, edition, self.disturbed)
        self.seats: dict[str, list[list[int]]] = {}
        self._seat_ends: list[tuple[int, str]] = []
        self._noted_ends: set[tuple[int, str]] = set()
        self._sampled = False

    def relicense(self, document: Document) -> None:
        """Go on under another license: what was recorded stays, by the items' names."""
        self.simulation.relicense(document)
        self._sampled = False

    def copy(self, name: str, copy: str) -> None:
        """Let the client `copy` begin with a copy of `name`'s storage (ID-8)."""
        self.simulation.copy(name, copy)
        self.disturbed.copies[copy] = name

    def handle(self, event: dict[str, Any], t: int) -> Answer:
        """Answer one event, and note how many seats are taken after it; raises StorageFullError."""
        answer = self.simulation.handle(event, t)
        if event["type"] == "clear_storage":
            self.disturbed.copies.pop(event["client"], None)
        if not self._sampled:
            self._sampled = True
            for project in self.simulation.document.projects:
                self._sample_all(project.key, t)
        elif event["type"] != "network":
            self._sample_all(self.simulation.clients[event["client"]].client.key, t)
        return answer

    def pass_to(self, t: int) -> None:
        """Let time pass to `t`: slots end, and every seat is freed at the instant of its end (DEV-4)."""
        while self._seat_ends and self._seat_ends[0][0] <= t:
            end, key = heapq.heappop(self._seat_ends)
            self._noted_ends.discard((end, key))
            self.simulation.advance(end)
            ledger = self.simulation.ledger_of(key)
            if ledger is not None:
                ledger.sweep(end)
            self._sample_all(key, end)
        self.simulation.advance(t)

    def next_report(self, t: int) -> int | None:
        """The end of the next slot with usage to report; None without usage."""
        due = self.simulation.due()
        return None if due is None or due <= t else due

    def _sample_all(self, key: str, t: int) -> None:
        """Note how many seats of a project are taken, where that has changed, and when the next one ends."""
        project, ledger = self.simulation.document.project(key), self.simulation.ledger_of(key)
        if project is None or ledger is None:
            return
        ends = []
        for item in project.items:
            if OPTIONS[item.option].takes_seats:
                self._sample(item.id, t, ledger.seats(item.id))
                ends.append(ledger.next_seat_end(item.id))
        end = min((one for one in ends if one is not None), default=None)
        if end is not None and (end, key) not in self._noted_ends:
            self._noted_ends.add((end, key))
            heapq.heappush(self._seat_ends, (end, key))

    def _sample(self, item: str, t: int, taken: int) -> None:
        samples = self.seats.setdefault(item, [])
        if samples and samples[-1][1] == taken:
            return
        samples.append([t, taken])
        if len(samples) > MAX_SAMPLES:
            del samples[: MAX_SAMPLES // 2 : 2]
