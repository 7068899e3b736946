"""One license of a page with a shared server: the client half here, the authority behind HTTP.

The page does what only it can: it fetches, verifies signatures with WebCrypto, and keeps the journal. An
event is first tried: one that is answered here and changes nothing has its answer at once (`try_event`). Any
other event begins while the page holds the lock of this origin's asks (ID-8), after the journal entries of
other tabs. From then on each reply is a step for the page, with the journal's entry to write before the step;
`resume` takes the step's result, until a reply is the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from licensim.page.journal import read_entry
from licensim.rules.answer import Answer, Reason, ok, refusal
from licensim.rules.client.client_half import Checkpoint, ClientHalf
from licensim.rules.client.formats import FormatWatch
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.requests import Talk
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import WriteNeeded
from licensim.rules.options.case import ClientIdentity
from licensim.transport.remote import Attempt, KnownServers, Step, Token, exchange, read_token

TRUSTED = "trusted"
"""The name under which the store keeps the last token, and the keys of the server."""

Steps = Generator[Step, Any, Answer]


@dataclass(slots=True)
class StepReply:
    """A reply to the page: a step to perform, or the answer; and the journal's entry to write first.

    `notices` are answers of reports, which belong to no event (NET-4).
    """

    step: Step | None = None
    answer: Answer | None = None
    entry: str | None = None
    notices: tuple[Answer, ...] = ()


class RemoteSession:
    """A client of one project at this origin; `opening` are the fields of its `open` event.

    `reports` None means the project's own setting, which the local license states, else `slot` (NET-4).
    `reachable` false turns the network off, as a simulated fault.
    """

    def __init__(
        self,
        client: ClientIdentity,
        opening: dict[str, Any],
        new_id: Callable[[], str],
        reports: Reporting | None = None,
        has_standby: bool = False,
    ) -> None:
        self.opening = opening
        self.reachable = True
        self.formats = FormatWatch()
        self.ledger = MemoryLedger(journal=True)
        self.half = ClientHalf(client, self.ledger, new_id, reports=reports or "slot", answers_get_lost=True)
        self.server = KnownServers(has_standby)
        self._chosen = reports
        self._steps: Steps | None = None
        self._checkpoint: Checkpoint | None = None

    @property
    def client(self) -> ClientIdentity:
        """The client of this session."""
        return self.half.client

    def catch_up(self, snapshot: str | None, entries: Sequence[str], reset: bool) -> None:
        """Apply the entries of the journal that this session does not have yet."""
        if snapshot is not None or reset:
            self.ledger.replace_by([] if snapshot is None else read_entry(snapshot, "snapshot"))
        for number, entry in enumerate(entries):
            self.ledger.apply(read_entry(entry, f"entries[{number}]"))
        if snapshot is not None or reset or entries:
            self.half.restore()
            kept = self.ledger.load(TRUSTED) or {"token": None, "keys": {}}
            self.server.token, self.server.keys = kept["token"], dict(kept["keys"])
            self._follow_project()

    def snapshot(self) -> str:
        """The whole state, which replaces all journal entries so far."""
        return _text(self.ledger.snapshot())

    def try_event(self, event: dict[str, Any], now: int, at: int) -> Answer | None:
        """Answer an event that needs no server and changes nothing durable; else None, nothing is changed."""
        checkpoint = self.half.checkpoint()
        self.server.answered = None
        self.ledger.writable = False
        try:
            next(self.half.handle(event, now, at))
        except StopIteration as stop:
            self.half.settle()
            answer: Answer = stop.value
            return answer
        except WriteNeeded:
            pass
        finally:
            self.ledger.writable = True
        self.half.rollback(checkpoint)
        return None

    def begin(
        self, event: dict[str, Any], now: int, at: int, entries: Sequence[str], report: str | None = None
    ) -> StepReply:
        """Begin an event after the journal `entries` of other tabs; the page holds the lock.

        `report` identifies what the event adds: begun a second time under it, the event counts once (NET-5).
        """
        self.half.report = report
        return self._start(lambda: self.half.handle(event, now, at), now, entries)

    def flush(self, now: int, entries: Sequence[str]) -> StepReply:
        """Begin to send the usage of every slot that has ended (NET-4); as `begin`."""
        return self._start(lambda: self.half.flush(now), now, entries)

    def trust(self, entries: Sequence[str]) -> StepReply:
        """Begin to check the local license from the journal (NET-7), before it is first used.

        The answer is `ok`, or BAD_SIGNATURE: then the license is dropped, and the next use asks again.
        """
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.half.checkpoint()
        self._steps = self._checking()
        return self.resume(None)

    def resume(self, result: Any) -> StepReply:
        """Go on with the result of the last step: a `Fetched`, or whether a signature was verified.

        Raises RemoteError if the server refuses the request or sends an invalid reply; then the event has not
        happened.
        """
        if self._steps is None:
            raise RuntimeError("nothing waits for a result")
        try:
            step = self._steps.send(result)
        except StopIteration as stop:
            return self._answered(stop.value)
        return StepReply(step=step, entry=self._entry())

    def settle(self, committed: bool) -> None:
        """Learn whether the last entry was written (`committed`); if not, the event has not happened."""
        if not committed:
            self.abandon()
            return
        self.ledger.settle()
        if self._steps is None:
            self.half.settle()  # only now: a frame whose decision was not written is not remembered

    def abandon(self) -> None:
        """Take back the event that has begun."""
        self.ledger.undo()
        self._steps = None
        if self._checkpoint is not None:
            self.half.rollback(self._checkpoint)
            self.half.restore()  # entries that were already written stay: the server knows of them

    def answered_by(self, answer: Answer) -> str | None:
        """The source of an answer: `main`, `standby` or the local `license`; None if there was none."""
        if self.server.answered is not None:
            return self.server.answered
        nobody = answer.reason in (Reason.SERVER_UNREACHABLE, Reason.CLOCK_CHANGED) or not self.half.listings
        return None if nobody else "license"

    def due(self, now: int) -> int | None:
        """The next instant at which anything changes by itself: a license's end or a report's (NET-4)."""
        instants = [self.half.due(), *(one.until for one in self.half.listings)]
        return min((at for at in instants if at is not None and at > now), default=None)

    def _start(self, talk: Callable[[], Talk], now: int, entries: Sequence[str]) -> StepReply:
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.half.checkpoint()
        self.server.answered = None
        self._steps = self._performing(talk(), now)
        return self.resume(None)

    def _performing(self, talk: Talk, now: int) -> Steps:
        """The steps of one event, until its answer."""
        try:
            request = next(talk)
            while True:
                response = None
                if self.reachable:
                    licensed = any(one.until > now for one in self.half.listings)
                    response = yield from exchange(self.server, request, licensed, now)
                    self._keep_trust()
                    self._follow_project()
                request = talk.send(response)
        except StopIteration as stop:
            answer: Answer = stop.value
            return answer

    def _checking(self) -> Steps:
        """The steps that verify the token in the store, and compare the stored listings with it."""
        if not self.half.listings:
            return ok("NET-7")
        token = self._token()
        if token is not None and set(self.half.listings) <= set(token.listings):
            verified = yield from Attempt(self.server, licensed=True).verified(token)
            if verified:
                return ok("NET-7")
        self.half.lose([one.item for one in self.half.listings])
        return refusal(Reason.BAD_SIGNATURE, "NET-7")

    def _keep_trust(self) -> None:
        kept = {"token": self.server.token, "keys": self.server.keys}
        if kept != self.ledger.load(TRUSTED):
            self.ledger.save(TRUSTED, {**kept, "keys": dict(self.server.keys)})

    def _follow_project(self) -> None:
        """Report as the project's setting says, unless this client has chosen itself (NET-4)."""
        token = self._token()
        if self._chosen is None and token is not None:
            self.half.reports = token.claims["reports"] or "slot"

    def _token(self) -> Token | None:
        """The last token; None if it is invalid or another client's."""
        token = None if self.server.token is None else read_token(self.server.token)
        return token if token is not None and token.is_for(self.client) and not token.faults else None

    def _answered(self, answer: Answer) -> StepReply:
        self._steps = None
        entry = self._entry()
        if entry is None:
            self.half.settle()
        notices, self.half.notices = self.half.notices, ()
        return StepReply(None, answer, entry, notices)

    def _entry(self) -> str | None:
        changes = self.ledger.changes()
        return _text(changes) if changes else None


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
