"""A simulated session: many clients at one time that can be moved, recorded as a trace.

Its events are read as `replay` reads a trace, line by line, so that the trace of a session replays with the
same answers. `acts` are what a trace cannot state, `unsaid` names it in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from licensim.page.simulation.rhythm import Rhythms
from licensim.page.simulation.watched_simulation import WatchedSimulation
from licensim.rules.answer import Answer
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.sessions.trace import Event, ParseOrigin, Reader

COPIED: Final = "the storage of a client was copied"


class SimulatedSession:
    """One session under one license; `at` is its time, which never goes back.

    `license` is the text of the document with which it begins, if the caller sets it.
    `lines` are its trace, in the order of time.
    `acts` are changes that no trace can state, `unsaid` their kinds in words.
    `rhythms` are the devices that scan by themselves, by client.
    """

    def __init__(
        self, document: Document, parse_origin: ParseOrigin, reports: Any = None, edition: str | None = None
    ) -> None:
        self.at = 0
        self.license = ""
        self.lines: list[str] = []
        self.acts: list[dict[str, Any]] = []
        self.unsaid: list[str] = []
        self.rhythms = Rhythms()
        self.watched = WatchedSimulation(document, reports, edition)
        self._document = document
        self._settings = (parse_origin, reports, edition)
        self._faults = Faults()
        self._reader = Reader(parse_origin, self._faults.append)

    def begin_again(self) -> SimulatedSession:
        """A session without events, under the license with which this one began."""
        return SimulatedSession(self._document, *self._settings)

    def anew(self, document: Document) -> SimulatedSession:
        """The same session, decided again from its beginning under another license."""
        session = SimulatedSession(document, *self._settings)
        session.take(self.lines)
        session.rhythms = self.rhythms
        session.pass_to(self.at)
        return session

    def take(self, lines: Iterable[str]) -> list[tuple[dict[str, Any], Answer]]:
        """Decide lines of a trace. Raises Malformed with every fault; then the session must be dropped."""
        kept, before = list(lines), self._reader.lines + 1
        events = [*self._reader.feed(kept), *self._reader.finish()]
        if self._faults:
            raise Malformed(sorted(self._faults, key=lambda one: one.line or 0), self._faults.more)
        self.lines += [kept[line - before] for _, line, _ in events]
        return [self._handle(event) for event in events]

    def event(self, value: dict[str, Any], t: int) -> tuple[dict[str, Any], Answer]:
        """Decide one event, a trace event without its `t`.

        Raises Malformed, or StorageFullError; then nothing has happened.
        """
        t = max(t, self.at)
        line = json.dumps({"t": t, **value}, ensure_ascii=False, separators=(",", ":"))
        events = [*self._reader.feed([line]), *self._reader.finish()]
        if self._faults or not events:
            found = Malformed(self._faults, self._faults.more)
            self._faults.clear()
            raise found
        decided = self._handle(events[0])
        self.lines.append(line)
        return decided

    def copy(self, client: str, copy: str) -> None:
        """Let `copy`, which is not open yet, begin with the storage of `client` (ID-8); raises Malformed."""
        clients = self.watched.simulation.clients
        if client not in clients or copy in clients:
            raise Malformed((Fault("copy", "needs an open client, and a name that no client has"),))
        self.watched.copy(client, copy)
        self.note(COPIED)
        self.keep({"type": "copy", "client": client, "copy": copy})

    def clone_refusals(self) -> list[Answer]:
        """The refusals (151) that a copy got before it became a client of its own, since the last call."""
        disturbed = self.watched.disturbed
        refusals, disturbed.clone_refusals = disturbed.clone_refusals, []
        return refusals

    def keep(self, act: dict[str, Any]) -> None:
        """Keep an act that was performed now."""
        self.acts.append({**act, "after": len(self.lines), "t": self.at})

    def note(self, what: str) -> None:
        """Note something that no trace can state."""
        if what not in self.unsaid:
            self.unsaid.append(what)

    def run_to(self, t: int, most: int) -> dict[str, Any]:
        """Let time go on to `t` with all events of rhythms, at most `most` of them.

        Returns how they were answered, the last refusal, and whether `t` was reached.
        """
        found: dict[str, Any] = {"events": 0, "ok": 0, "over": 0, "refused": 0, "refusal": None}
        while (rhythm := self.rhythms.next_until(t)) is not None:
            if found["events"] >= most:
                return {**found, "done": False}
            at = rhythm.next_at
            _, answer = self.event(rhythm.scan(), at)
            found["events"] += 1
            found[answer.answer] += 1
            if answer.answer == "refused":
                found["refusal"] = answer.to_wire()
        self.pass_to(t)
        return {**found, "done": True}

    def pass_to(self, t: int) -> None:
        """Let time go on to `t`; an earlier one changes nothing."""
        if t > self.at:
            self.watched.pass_to(t)
            self.at = t

    def trace(self) -> str:
        """The session as JSON lines."""
        return "".join(f"{line}\n" for line in self.lines)

    def _handle(self, event: Event) -> tuple[dict[str, Any], Answer]:
        t, _, found = event
        self.pass_to(t)
        return found, self.watched.handle(found, t)
