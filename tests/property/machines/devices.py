"""Clients with a store, on a network that loses, delays and repeats, before one server."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from licenses import START
from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.conversation import respond
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.requests import Decide, Request, Talk
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options.case import ClientIdentity

FATES = ("delivered", "request lost", "answer lost", "delayed", "twice", "crash before", "crash after")


class Crashed(Exception):
    """The page ends during an event; only its saved data is left."""


class Store:
    """The storage of a page: JSON texts by name."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = dict(texts or {})

    def load(self, name: str) -> Any:
        """The value that was saved last."""
        return json.loads(self.texts[name]) if name in self.texts else None

    def save(self, name: str, value: Any) -> None:
        """Keep a JSON value."""
        self.texts[name] = json.dumps(value)


@dataclass
class Server:
    """The authority of one project, and the requests that are still under way."""

    document: Document
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    on_their_way: list[Request] = field(default_factory=list)
    now: int = START

    def __post_init__(self) -> None:
        self.authority = Authority(self.document, lambda _key: self.ledger)

    def respond(self, request: Request) -> Any:
        """Answer a request at the server's instant, with the report's identifier, as over the wire."""
        if isinstance(request, Decide):
            listed, use = request.listings, request.use
            return self.authority.decide(
                request.client, use, listed, request.may_ask, self.now, report=request.report
            )
        return respond(self.authority, request, self.now)

    def deliver_late(self, which: int) -> None:
        """A request arrives although its client no longer waits for it."""
        if self.on_their_way:
            self.respond(self.on_their_way.pop(which % len(self.on_their_way)))

    def rows(self) -> list[str]:
        """The recorded usage, after a sweep."""
        self.ledger.sweep(self.now)
        return sorted(json.dumps(row) for row in self.ledger.snapshot())


class Device:
    """One client: its page, which a restart rebuilds from the store, and the counts that its user saw."""

    numbers = itertools.count()

    def __init__(
        self, server: Server, who: ClientIdentity, reports: Reporting, store: Store | None = None
    ) -> None:
        self.server, self.who, self.reports = server, who, reports
        self.store = store or Store()
        self.skew = 0
        self.told = 0
        """How many scans and pages were counted, according to the answers that the user got."""
        self.unsure = 0
        """How many scans and pages were under way when the page crashed."""
        self.dropped = 0
        self.restart()

    def restart(self) -> None:
        """A new page over the same store, which has the identity."""
        kept = self.store.load(self.who.deployment)
        uuid = self.who.uuid if kept is None else kept["uuid"]
        who = ClientIdentity(uuid, self.who.key, self.who.deployment, self.who.origin)
        self.edition = ClientHalf(who, self.store, new_id, reports=self.reports, answers_get_lost=True)

    @property
    def now(self) -> int:
        """The client's own clock."""
        return self.server.now + self.skew

    def copy(self) -> Device:
        """Another device that starts with a copy of this one's store."""
        other = Device(self.server, self.who, self.reports, Store(self.store.texts))
        other.skew = self.skew
        return other

    def do(self, kind: str, fates: list[str], **fields: Any) -> Answer | None:
        """Play an event over the network; None if the page crashed during it."""
        adds = len(fields.get("codes", ())) or fields.get("count", 0)
        try:
            answer = self._drive(self.edition.handle({"type": kind, **fields}, self.now), fates)
        except Crashed:
            self.unsure += adds
            self.restart()
            return None
        self.edition.settle()
        if kind in ("frame", "image", "pages") and answer.answer != "refused":
            self.told += answer.counted or 0
        return answer

    def flush(self, fates: list[str]) -> None:
        """Send the usage of slots that have ended, if it is due."""
        due = self.edition.due()
        if due is not None and due <= self.now:
            self._quietly(self.edition.flush(self.now), fates)

    def deliver_all(self) -> None:
        """Send everything, on a network without faults."""
        self._quietly(self.edition.deliver_all(), [])

    def _quietly(self, talk: Talk, fates: list[str]) -> None:
        try:
            self._drive(talk, fates)
        except Crashed:
            self.restart()

    def _drive(self, talk: Talk, fates: list[str]) -> Answer:
        waiting = iter(fates)
        try:
            request = next(talk)
            while True:
                request = talk.send(self._send(request, next(waiting, "delivered")))
        except StopIteration as stop:
            answer: Answer = stop.value
            return answer

    def _send(self, request: Request, fate: str) -> Any:
        if fate == "crash before":
            raise Crashed
        if fate in ("request lost", "delayed"):
            self.server.on_their_way += [request] if fate == "delayed" else []
            return None
        response = self.server.respond(request)
        if fate == "twice":
            response = self.server.respond(request)
        if fate == "crash after":
            raise Crashed
        return None if fate == "answer lost" else response


def new_id() -> str:
    """A new identifier, unique like a random one."""
    return f"id-{next(Device.numbers)}"
