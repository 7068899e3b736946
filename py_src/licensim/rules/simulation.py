"""A whole recorded world in memory: many clients, one license server, one network between them.

`Simulation` answers the events of a trace in the order of time. It is the license rules with nothing
around them: replay, comparison, the reference tests and the page's simulated clients all drive it.
"""

from __future__ import annotations

from typing import Any

from licensim.rules.answer import SEVERITY, Answer, ok
from licensim.rules.authority import Ask, Authority
from licensim.rules.case import Client
from licensim.rules.document import Document
from licensim.rules.edition import Edition
from licensim.rules.ledger import MemoryLedger
from licensim.rules.licensee import Machine, Reporting
from licensim.rules.profile import PROFILES
from licensim.rules.repetition import Repetition
from licensim.rules.requests import Decide, Deliver, Request, Talk


class Simulation:
    """The world of one license document.

    `reports` overrides the projects' own setting, whose default is `immediate` (NET-4); `edition` is
    that of an `open` without one, None for the profile's.
    """

    def __init__(
        self, document: Document, reports: Reporting | None = None, edition: str | None = None
    ) -> None:
        self.document = document
        self.edition = edition or PROFILES[document.profile].edition
        self.clients: dict[str, Edition] = {}
        self._editions: dict[tuple[str, str], Edition] = {}
        self.reachable = True
        self._reports = reports
        self._ledgers = {project.key: MemoryLedger() for project in document.projects}
        self.authority = Authority(document, self._ledgers.__getitem__)
        self._machines: dict[tuple[str, str], Machine] = {}
        self._worst: dict[tuple[str, str], str] = {}
        self._ids = 0
        self._first: dict[str, int] = {}
        self._slotted = False
        self._repetitions: dict[Edition, Repetition] = {}

    def handle(self, event: dict[str, Any], t: int) -> Answer:
        """Answer one sound trace event; its origin, if any, is an `Origin`. Times never go back."""
        if self._slotted:
            self.advance(t)
        kind = event["type"]
        if kind == "frame" and self.reachable:
            return self._frame(self.clients[event["client"]], event, t)
        if kind == "network":
            self.reachable = event["up"]
            return ok("NET-1")
        client = self._client(event)
        if client in self._repetitions:
            self._repetitions[client].forget()
        if kind == "clear_storage":
            for _, edition in self._of(client.name):
                self.authority.forget_machine(edition.client)
        answer = self._decide(client, event, t)
        if kind == "release":
            self._release_behind(client, answer)
        return answer

    def _frame(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        repetition = self._repetitions.get(client)
        if repetition is None:
            return self._decide(client, event, t)
        again = repetition.answer(event, t, t)
        if again is not None:
            return again
        answer = self._decide(client, event, t)
        repetition.learn(answer, t)
        return answer

    def _decide(self, client: Edition, event: dict[str, Any], t: int) -> Answer:
        answer = self._told(client, event, t, t)
        if answer.item is not None and answer.answer != "ok":
            self._remember(client.client.key, answer.item, answer.answer)
        return answer

    def _told(self, client: Edition, event: dict[str, Any], own: int, t: int) -> Answer:
        """The client's answer at its `own` time; a new UUID is new for all its keys, as storage is (ID-7)."""
        before = client.client.uuid
        answer = self._run(client.handle(event, own), t)
        client.settle()
        if client.client.uuid != before:
            for _, edition in self._of(client.name):
                if edition is not client:
                    edition.become(client.client.uuid)
        return answer

    def _remember(self, key: str, item: str, answer: str) -> None:
        worst = self._worst.get((key, item), "ok")
        if SEVERITY[answer] > SEVERITY[worst]:
            self._worst[key, item] = answer

    def advance(self, t: int) -> None:
        """Send the usage of every slot that ends at or before `t`, when it ends (NET-4)."""
        while (due := self.due()) is not None and due <= t:
            for client in self._in_order():
                if client.due() == due:
                    self._run(client.flush(due), due)

    def due(self) -> int | None:
        """The end of the nearest slot whose usage waits for it; None where none does."""
        ends = [end for client in self._editions.values() if (end := client.due()) is not None]
        return min(ends, default=None)

    def finish(self, t: int) -> None:
        """Every client sends what it still holds, the network being up or not."""
        self.reachable = True
        for client in self._in_order():
            self._run(client.deliver_all(), t)

    def summary(self, t: int) -> dict[str, Any]:
        """What every item has recorded as of `t`, and the worst answer of the lines charged to it."""
        items: dict[str, Any] = {}
        for project in self.document.projects:
            for name, usage in self.authority.usage(project.key, t).items():
                shown = f"{project.key}/{name}" if name in items else name
                answer = self._worst.get((project.key, name), "ok")
                items[shown] = {"option": usage["option"], "quota": usage["quota"], "answer": answer}
                items[shown].update(usage)
        return {"items": items}

    def _client(self, event: dict[str, Any]) -> Edition:
        name = event["client"]
        if event["type"] != "open":
            return self.clients[name]
        for _, other in self._of(name):
            other.machine.alive.pop(name, None)
        self._first.setdefault(name, len(self._first))
        edition = self._editions.get((name, event["key"]))
        if edition is None:
            edition = self._editions[name, event["key"]] = self._new_client(event)
            self._slotted = self._slotted or edition.reports == "slot"
            ledger = self._ledgers.get(event["key"])
            if ledger is not None:
                self._repetitions[edition] = Repetition(edition, self.authority, ledger)
        edition.client = _as_opened(event, edition.client.uuid)
        edition.machine = self._machine(edition.client)
        self.clients[name] = edition
        return edition

    def _new_client(self, event: dict[str, Any]) -> Edition:
        """A client for this key; its UUID serves all keys of its origin (ID-7)."""
        known = self.clients.get(event["client"])
        client = _as_opened(event, self._new_id() if known is None else known.client.uuid)
        return Edition(
            client,
            None,
            self._new_id,
            reports=self._reporting(client.key),
            default_edition=self.edition,
            name=event["client"],
        )

    def _machine(self, client: Client) -> Machine:
        key = (client.key, client.server_id or client.uuid)
        return self._machines.setdefault(key, Machine())

    def _release_behind(self, released: Edition, answer: Answer) -> None:
        """A released server frees its seat for all behind it, whether or not they can hear of it (SRV-2)."""
        servers: list[str] = answer.evidence.get("servers", [])
        for (_, key), edition in self._editions.items() if servers else ():
            same = edition.client.server == released.client.server
            if same and key == released.client.key and edition is not released:
                edition.lose(servers)

    def _of(self, name: str) -> list[tuple[str, Edition]]:
        """A client under each of its keys, with the key."""
        return [(key, one) for (of, key), one in self._editions.items() if of == name]

    def _in_order(self) -> list[Edition]:
        """All clients in the order of their first `open` (NET-4)."""
        return sorted(self._editions.values(), key=lambda one: self._first[one.name])

    def _reporting(self, key: str) -> Reporting:
        project = self.document.project(key)
        own = project.settings.reports if project else None
        return self._reports or own or "immediate"

    def _new_id(self) -> str:
        """Identifiers of a simulation are numbered, so that a replay repeats itself exactly."""
        self._ids += 1
        return f"simulated-{self._ids}"

    def _run(self, talk: Talk, t: int) -> Answer:
        return converse(talk, self.authority if self.reachable else None, t)


def converse(talk: Talk, authority: Authority | None, now: int) -> Answer:
    """Drive a client's talk with an authority that is reached at once; None: it is not reached."""
    try:
        request = next(talk)
        while True:
            request = talk.send(None if authority is None else respond(authority, request, now))
    except StopIteration as stop:
        answer: Answer = stop.value
        return answer


def respond(authority: Authority, request: Request, now: int) -> Any:
    """What an authority answers to a request of the client half."""
    if isinstance(request, Decide):
        use, listings = request.use, request.listings
        return authority.decide(request.client, use, listings, request.may_ask, now, report=request.report)
    if isinstance(request, Ask):
        return authority.authorize(request, now)
    if isinstance(request, Deliver):
        return authority.report(request.client, request.reports, now)
    return authority.release(request.client, now)


def _as_opened(event: dict[str, Any], uuid: str) -> Client:
    return Client(
        uuid,
        event["key"],
        event["deployment"],
        event.get("origin"),
        event.get("server_id"),
        event.get("serves"),
        event.get("password"),
    )
