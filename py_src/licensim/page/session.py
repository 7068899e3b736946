"""One embedded license of a page: both halves over one journaled ledger, a decision a transaction.

The page keeps the journal in IndexedDB. An event is first tried on the ledger as it is, opened for
reading; where it would change something the page opens a transaction, hands over what other tabs have
written since (`catch_up`), and lets the event be decided and written down in it (`transact`). Only when
the transaction is complete does the decision stand (`settle`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from licensim.page.journal import read_entry
from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.conversation import converse
from licensim.rules.client.edition import Checkpoint, Edition
from licensim.rules.client.formats import FormatWatch
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.repetition import Repetition
from licensim.rules.client.scanner import Scanner
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import WriteNeeded
from licensim.rules.options.case import Client
from licensim.rules.verdict import Verdict


class Session:
    """A client of one project at this origin, with the authority beside it.

    `opening` are the fields of its `open` event. `reachable` turns the network between the two halves
    off, as a simulated fault.
    """

    def __init__(
        self,
        document: Document,
        client: Client,
        opening: dict[str, Any],
        new_id: Callable[[], str],
        reports: Reporting | None = None,
    ) -> None:
        project = document.project(client.key)
        own = project.settings.reports if project else None
        self.document = document
        self.opening = opening
        self.reachable = True
        self.formats = FormatWatch()
        self.ledger = MemoryLedger(journal=True)
        self.authority = Authority(document, lambda _key: self.ledger)
        self.edition = Edition(client, self.ledger, new_id, reports=reports or own or "immediate")
        self.repetition = Repetition(self.edition, self.authority, self.ledger)
        self._checkpoint: Checkpoint | None = None
        self._learning: tuple[Answer, int] | None = None
        self._new_codes: tuple[Scanner, list[str], int, int] | None = None

    @property
    def client(self) -> Client:
        """Who this session is."""
        return self.edition.client

    def catch_up(self, snapshot: str | None, entries: Sequence[str], reset: bool) -> None:
        """Take in what the journal holds and this session does not know yet.

        With a snapshot, or `reset`, the state is replaced first.
        """
        if snapshot is not None or reset:
            self.ledger.replace_by([] if snapshot is None else read_entry(snapshot, "snapshot"))
        for number, entry in enumerate(entries):
            self.ledger.apply(read_entry(entry, f"entries[{number}]"))
        if snapshot is not None or reset or entries:
            self.repetition.forget()
            self.edition.restore()

    def snapshot(self) -> str:
        """The whole state, to stand in the journal for all entries so far."""
        return _text(self.ledger.snapshot())

    def try_event(self, event: dict[str, Any], now: int, at: int) -> Answer | None:
        """Answer an event that changes nothing durable; None, and nothing changed, for any other."""
        self._checkpoint = checkpoint = self.edition.checkpoint()
        self.ledger.writable = False
        try:
            answer = self._decide(event, now, at)
        except WriteNeeded:
            self.edition.rollback(checkpoint)
            return None
        finally:
            self.ledger.writable = True
        self._learning = (answer, now)
        self.settle(committed=True)
        return answer

    def await_settling(self, scanner: Scanner, keys: list[str], now: int, at: int) -> None:
        """A frame of new codes was counted by a standing decision: it is remembered by `settle`."""
        self._checkpoint = None
        self._new_codes = (scanner, keys, now, at)

    def entry(self) -> str | None:
        """What has changed since the last `settle`, to be written down; None for nothing."""
        changes = self.ledger.changes()
        return _text(changes) if changes else None

    def transact(
        self, event: dict[str, Any], now: int, at: int, entries: Sequence[str]
    ) -> tuple[Answer, str | None]:
        """Decide an event on top of what others have written; the answer, and what to write down.

        Nothing of it stands before `settle(committed=True)`.
        """
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.edition.checkpoint()
        answer = self._decide(event, now, at)
        self._learning = (answer, now)
        return answer, self.entry()

    def flush(self, now: int, entries: Sequence[str]) -> tuple[Answer, str | None]:
        """Send the usage of the slots that have ended (NET-4); as `transact`."""
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.edition.checkpoint()
        self.repetition.forget()
        answer = converse(self.edition.flush(now), self.authority if self.reachable else None, now)
        return answer, self.entry()

    def notices(self) -> list[Answer]:
        """The answers of the reports that were sent since the last call: they belong to no event."""
        taken, self.edition.notices = self.edition.notices, ()
        return list(taken)

    def settle(self, committed: bool) -> None:
        """The transaction is complete, or was aborted: then its decision has not happened."""
        learning, self._learning = self._learning, None
        new_codes, self._new_codes = self._new_codes, None
        if committed:
            if new_codes is not None:
                scanner, keys, now, at = new_codes
                self.edition.repeat(scanner, Verdict(at, 0, keys, keys, [], [], {}), now, granted=True)
            self.ledger.settle()
            self.edition.settle()
        else:
            self.ledger.undo()
            self.edition.unsettle()
            self.edition.notices = ()
            self.formats = FormatWatch()  # nobody has heard what it said
            if self._checkpoint is not None:
                self.edition.rollback(self._checkpoint)
        if committed and learning is not None and self.reachable:
            self.repetition.learn(*learning)

    def _decide(self, event: dict[str, Any], now: int, at: int) -> Answer:
        self.repetition.forget()
        if event["type"] == "clear_storage":
            self.authority.forget_machine(self.client)
        talk = self.edition.handle(event, now, at)
        return converse(talk, self.authority if self.reachable else None, now)

    def due(self, now: int) -> int | None:
        """When anything changes by itself next: the authority's, or a report's instant (NET-4)."""
        instants = [self.authority.due(self.client.key, now), self.edition.due()]
        instants += [one.until for one in self.edition.listings if one.until > now]
        return min((at for at in instants if at is not None), default=None)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
