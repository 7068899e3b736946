"""The world of a simulated session: a `Simulation` whose license, clocks and network can be disturbed."""

from __future__ import annotations

import heapq
from copy import deepcopy
from dataclasses import replace
from typing import Any

from licensim.rules.answer import Answer, LicensimError, Reason
from licensim.rules.authority.authority import Authority, Grant
from licensim.rules.client.edition import Edition
from licensim.rules.client.licensee import Machine
from licensim.rules.client.requests import Talk
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import WriteNeeded
from licensim.rules.options import OPTIONS
from licensim.sessions.simulation import Simulation

MAX_SAMPLES = 4_000
"""Of one item's seats; older ones are thinned out, so that a long session stays small."""


class StorageFullError(LicensimError):
    """A client could not store its decision: nothing was counted."""


class World(Simulation):
    """One world, with what a visitor does to it and no trace can say.

    `behind` has, by client, how many milliseconds its own clock is behind the world's (TIME-4). `full` names
    the clients whose storage has no room, `copies` those that began with a copy of another's storage, with
    that other one (ID-8). `told` are the refusals that a clone met on the way to its answer, until
    they are taken. `seats` are the seats taken of each item, as `[instant, seats]` from each change on.
    """

    def __init__(self, document: Document, reports: Any = None, edition: str | None = None) -> None:
        super().__init__(document, reports, edition)
        self.behind: dict[str, int] = {}
        self.full: set[str] = set()
        self.copies: dict[str, str] = {}
        self.told: list[Answer] = []
        self.seats: dict[str, list[list[int]]] = {}
        self._seat_ends: list[tuple[int, str]] = []
        self._noted_ends: set[tuple[int, str]] = set()
        self._sampled = False

    def ledger(self, key: str) -> MemoryLedger | None:
        """What is recorded of a project; None for an unknown key."""
        return self._ledgers.get(key)

    def relicense(self, document: Document) -> None:
        """Go on under another license: what was recorded stays, by the items' names."""
        for project in document.projects:
            self._ledgers.setdefault(project.key, MemoryLedger())
        self.document = document
        self.authority = Authority(document, self._ledgers.__getitem__)
        self._sampled = False
        self._repetitions.clear()  # they stand on decisions of the license before

    def copy(self, name: str, copy: str) -> None:
        """Let the client `copy` begin with what `name` has stored: same UUID, same local license (ID-8)."""
        self.hear_releases()
        for original in self._of(name):
            edition = Edition(
                replace(original.client),
                None,
                self._new_id,
                reports=original.reports,
                default_edition=self.edition,
                machine=Machine(),
                name=copy,
            )
            edition.take_up(deepcopy(original.stored()))
            self._put(copy, original.client.key, edition)
            self._queue.note(edition, edition.due())
            if original is self.clients[name]:
                self.clients[copy] = edition
        self.copies[copy] = name

    def handle(self, event: dict[str, Any], t: int) -> Answer:
        """Answer one event, and note how many seats are taken after it."""
        answer = super().handle(event, t)
        if not self._sampled:
            self._sampled = True
            for project in self.document.projects:
                self.sample(project.key, t)
        elif event["type"] != "network":
            self.sample(self.clients[event["client"]].client.key, t)
        return answer

    def pass_to(self, t: int) -> None:
        """Let time pass to `t`: slots end, and every seat is freed at the instant of its end (DEV-4)."""
        while self._seat_ends and self._seat_ends[0][0] <= t:
            end, key = heapq.heappop(self._seat_ends)
            self._noted_ends.discard((end, key))
            self.advance(end)
            self._ledgers[key].sweep(end)
            self.sample(key, end)
        self.advance(t)

    def next_report(self, t: int) -> int | None:
        """The end of the next slot whose usage waits for it; None where none does."""
        due = self.due()
        return None if due is None or due <= t else due

    def sample(self, key: str, t: int) -> None:
        """Note how many seats of a project are taken, where that has changed, and when the next one ends."""
        project, ledger = self.document.project(key), self._ledgers.get(key)
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

    def _forget_idle(self, t: int) -> None:
        """Forget nothing: the page shows what each scanner remembers."""

    def _frame(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        if client.name in self.behind or client.name in self.full:
            return self._decide(client, event, t)
        return super()._frame(client, event, t)

    def _decide(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        """Decide by the client's own clock, and only what its storage has room for."""
        own = t - self.behind.get(client.name, 0)
        if event["type"] == "clear_storage":
            self.copies.pop(client.name, None)
        elif client.name in self.full:
            return self._decide_without_room(client, event, own, t)
        if own == t:
            return super()._decide(client, event, t)
        return self._told(client, event, own, t)

    def _decide_without_room(self, client: Edition, event: dict[str, Any], own: int, t: int) -> Answer:
        """Decide what changes nothing durable, as a page does before it opens a transaction.

        Raises StorageFullError for any other event, and nothing has happened.
        """
        self._releases.tell(client)
        ledger = self._ledgers.get(client.client.key, MemoryLedger())
        before, stored = client.checkpoint(), client.stored()
        ledger.writable = False
        try:
            answer = self._run(client.handle(event, own, t), t)
        except WriteNeeded:
            answer = None
        finally:
            ledger.writable = True
        # The latest time alone is never stored: it goes with whatever is (TIME-4).
        if answer is None or {**client.stored(), "latest": 0} != {**stored, "latest": 0}:
            client.rollback(before)
            raise StorageFullError(
                "the decision could not be stored, nothing was counted: the storage is full"
            )
        client.settle()
        return answer

    def _run(self, talk: Talk, t: int) -> Answer:
        """Drive a talk, and keep what the server told a clone (ID-8)."""
        return super()._run(self._overheard(talk), t)

    def _overheard(self, talk: Talk) -> Talk:
        response: Any = None
        while True:
            try:
                request = talk.send(response)
            except StopIteration as stop:
                answer: Answer = stop.value
                return answer
            response = yield request
            if isinstance(response, Grant) and response.answer.reason is Reason.CLONED:
                self.told.append(response.answer)
