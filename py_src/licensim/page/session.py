"""One embedded license of a page: both halves over one journaled ledger, one transaction a decision.

The page keeps the journal in IndexedDB. An event is decided once, on the ledger as this tab knows it. If
that changes something durable, the page writes the change in a transaction; the decision is final when the
transaction is complete (`settle`). If another tab has written since, the page takes the decision back, passes
the other tab's entries (`catch_up`), and the event is decided again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from licensim.page.journal import read_entry
from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import Checkpoint, ClientHalf
from licensim.rules.client.conversation import converse
from licensim.rules.client.formats import FormatWatch
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.requests import Talk
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options.case import ClientIdentity


class PageSession:
    """A client of one project at this origin, with the authority beside it.

    `opening` are the fields of its `open` event. `reachable` false turns the network between the two
    halves off, as a simulated fault.
    """

    def __init__(
        self,
        document: Document,
        client: ClientIdentity,
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
        self.half = ClientHalf(client, self.ledger, new_id, reports=reports or own or "immediate")
        self._checkpoint: Checkpoint | None = None

    @property
    def client(self) -> ClientIdentity:
        """The client of this session."""
        return self.half.client

    def catch_up(self, snapshot: str | None, entries: Sequence[str], reset: bool) -> None:
        """Apply the entries of the journal that this session does not have yet.

        With a snapshot, or `reset`, the state is replaced first.
        """
        if snapshot is not None or reset:
            self.ledger.replace_by([] if snapshot is None else read_entry(snapshot, "snapshot"))
        for number, entry in enumerate(entries):
            self.ledger.apply(read_entry(entry, f"entries[{number}]"))
        if snapshot is not None or reset or entries:
            self.half.restore()

    def snapshot(self) -> str:
        """The whole state, which replaces all journal entries so far."""
        return _text(self.ledger.snapshot())

    def decide(
        self, event: dict[str, Any], now: int, at: int, entries: Sequence[str] = ()
    ) -> tuple[Answer, str | None]:
        """Decide an event after the entries of other tabs; return the answer, and the entry to write.

        If there is an entry, the decision is final only after `settle(committed=True)`.
        """
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.half.checkpoint()
        if event["type"] == "clear_storage":
            self.authority.forget_machine(self.client)
        answer = self._converse(self.half.handle(event, now, at), now)
        return answer, self._entry()

    def flush(self, now: int, entries: Sequence[str] = ()) -> tuple[Answer, str | None]:
        """Send the usage of the slots that have ended (NET-4); as `decide`."""
        self.catch_up(None, entries, reset=False)
        self._checkpoint = self.half.checkpoint()
        answer = self._converse(self.half.flush(now), now)
        return answer, self._entry()

    def notices(self) -> list[Answer]:
        """The answers of the reports that were sent since the last call: they belong to no event."""
        taken, self.half.notices = self.half.notices, ()
        return list(taken)

    def settle(self, committed: bool) -> None:
        """Learn whether the transaction is complete (`committed`); if not, its decision has not happened."""
        if committed:
            self.ledger.settle()
            self.half.settle()
        else:
            self.ledger.undo()
            self.half.unsettle()
            self.half.notices = ()
            self.formats = FormatWatch()  # its warnings were not shown
            if self._checkpoint is not None:
                self.half.rollback(self._checkpoint)

    def _converse(self, talk: Talk, now: int) -> Answer:
        return converse(talk, self.authority if self.reachable else None, now)

    def _entry(self) -> str | None:
        """The changes since the last `settle`; without any, the decision is final at once."""
        changes = self.ledger.changes()
        if not changes:
            self.settle(committed=True)
            return None
        return _text(changes)

    def due(self, now: int) -> int | None:
        """The next instant at which anything changes by itself: an answer, or a report's instant (NET-4)."""
        instants = [self.authority.due(self.client.key, now), self.half.due()]
        instants += [one.until for one in self.half.listings if one.until > now]
        return min((at for at in instants if at is not None), default=None)


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
