"""The world of a simulated session: a `Simulation` whose license, clocks and network can be disturbed."""

from __future__ import annotations

from typing import Any

from licensim.rules.answer import Answer
from licensim.rules.authority import Authority
from licensim.rules.document import Document
from licensim.rules.edition import Edition
from licensim.rules.ledger import MemoryLedger
from licensim.rules.options import OPTIONS
from licensim.rules.simulation import Simulation

MAX_SAMPLES = 4_000
"""Of one item's seats; older ones are thinned out, so that a long session stays small."""


class World(Simulation):
    """One world, with what a visitor does to it and no trace can say.

    `behind` has, by client, how many milliseconds its own clock is behind the world's (TIME-4). `seats` are
    the seats taken of each item, as `[instant, seats]` from each change on.
    """

    def __init__(self, document: Document, reports: Any = None, edition: str | None = None) -> None:
        super().__init__(document, reports, edition)
        self.behind: dict[str, int] = {}
        self.seats: dict[str, list[list[int]]] = {}

    def ledger(self, key: str) -> MemoryLedger | None:
        """What is recorded of a project; None for an unknown key."""
        return self._ledgers.get(key)

    def relicense(self, document: Document) -> None:
        """Go on under another license: what was recorded stays, by the items' names."""
        for project in document.projects:
            self._ledgers.setdefault(project.key, MemoryLedger())
        self.document = document
        self.authority = Authority(document, self._ledgers.__getitem__)
        self._repetitions.clear()  # they stand on decisions of the license before

    def pass_to(self, t: int) -> None:
        """Let time pass to `t`: slots end, and every seat is freed at the instant of its end (DEV-4)."""
        while (end := self._next_seat_end()) is not None and end <= t:
            self.advance(end)
            for project in self.document.projects:
                self._ledgers[project.key].sweep(end)
            self.sample(end)
        self.advance(t)

    def next_report(self, t: int) -> int | None:
        """The end of the next slot whose usage waits for it; None where none does."""
        due = self.due()
        return None if due is None or due <= t else due

    def sample(self, t: int) -> None:
        """Note how many seats are taken, where that has changed."""
        for project in self.document.projects:
            ledger = self._ledgers[project.key]
            for item in project.items:
                if OPTIONS[item.option].takes_seats:
                    self._sample(item.id, t, ledger.seats(item.id))

    def _sample(self, item: str, t: int, taken: int) -> None:
        samples = self.seats.setdefault(item, [])
        if samples and samples[-1][1] == taken:
            return
        samples.append([t, taken])
        if len(samples) > MAX_SAMPLES:
            del samples[: MAX_SAMPLES // 2 : 2]

    def _next_seat_end(self) -> int | None:
        ends = [
            end
            for project in self.document.projects
            for item in project.items
            if (end := self._ledgers[project.key].next_seat_end(item.id)) is not None
        ]
        return min(ends, default=None)

    def _frame(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        if client.name in self.behind:
            return self._decide(client, event, t)
        return super()._frame(client, event, t)

    def _decide(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        """Decide by the client's own clock, where that is another one than the world's."""
        behind = self.behind.get(client.name)
        if behind is None:
            return super()._decide(client, event, t)
        answer = self._run(client.handle(event, t - behind, t), t)
        client.settle()
        return answer
