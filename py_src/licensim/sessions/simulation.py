"""A whole recorded session in memory: many clients, one license server, one network between them.

`Simulation` answers the events of a trace in the order of time. It has the license rules and
nothing else: replay, comparison, the reference tests and the page's simulated clients all drive it.
"""

from __future__ import annotations

import itertools
import sys
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from licensim.rules.answer import SEVERITY, Answer, LicensimError, ok
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.conversation import converse
from licensim.rules.client.formats import FormatWatch
from licensim.rules.client.licensee import Dropped, Machine, Reporting
from licensim.rules.client.report_queue import ReportQueue
from licensim.rules.client.requests import Talk
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import WriteNeeded
from licensim.rules.license.items import Document
from licensim.rules.license.profile import PROFILES
from licensim.rules.options.case import ClientIdentity
from licensim.rules.origins.origin import OPAQUE_ORIGIN
from licensim.sessions.releases import Releases
from licensim.sessions.streaks import Streaks
from licensim.sessions.surroundings import PLAIN, Surroundings

IDLE_MS: Final = 60_000
"""After so long without a frame (in ms) a client's scanners are checked for memory that can be dropped."""


class StorageFullError(LicensimError):
    """A client could not store its decision: nothing was counted."""


class Simulation:
    """One license document with all its clients.

    `reports` overrides the projects' own setting, whose default is `immediate` (NET-4); `edition` is
    that of an `open` without one, None for the profile's; `surroundings` are what no trace states. The cost
    of an event does not grow with the number of clients, machines, projects or slots.
    """

    def __init__(
        self,
        document: Document,
        reports: Reporting | None = None,
        edition: str | None = None,
        surroundings: Surroundings = PLAIN,
        *,
        streaks: bool = True,
    ) -> None:
        self.document = document
        self.edition = edition or PROFILES[document.profile].edition
        self.clients: dict[str, ClientHalf] = {}
        """Each client under the key it was last opened with, by name, in the order of first opens."""
        self.reachable = True
        self._surroundings = surroundings
        self._reports = reports
        self._ledgers = {project.key: MemoryLedger() for project in document.projects}
        self.authority = Authority(document, self._ledgers.__getitem__)
        # With other surroundings a client's clock and storage decide, too, and each response is listened to.
        self.streaks = Streaks(self.authority) if streaks and surroundings is PLAIN else None
        self._keys: dict[str, dict[str, ClientHalf]] = {}
        self._first: dict[str, int] = {}
        self._any_machine = Machine()
        self._machines: dict[tuple[str, str], Machine] = {}
        self._worst: dict[tuple[str, str], str] = {}
        self._dropped: dict[tuple[str, str, Dropped], int] = {}
        self._between: list[dict[str, Any]] = []
        # Identifiers are numbers, so that each replay of a trace is exactly the same.
        self._new_id = map("sim-{}".format, itertools.count(1)).__next__
        self._queue: ReportQueue[ClientHalf] = ReportQueue()
        self._releases = Releases()
        self._looking: dict[ClientHalf, int] = {}
        """Clients whose scanners remember something, with the instant of the last check; the oldest first."""
        self._formats = FormatWatch()

    def handle(self, event: dict[str, Any], t: int) -> Answer:
        """Answer one valid trace event; its origin, if any, is an `Origin`. `t` never goes back."""
        if self._queue:
            self.advance(t)
        kind = event["type"]
        if kind == "network":
            self.reachable = event["up"]
            return ok("NET-1")
        client = self._client(event)
        answer = self._event(client, event, t)
        if kind == "frame" and client not in self._looking and self._surroundings.forgets:
            self._forget_idle(t)
            self._looking[client] = t
        if self._queue:
            self._queue.note(client, client.due())
        answer.warnings += self._formats.look_at(event)
        if kind == "open" and client.client.origin is not None and client.client.origin.opaque:
            answer.warnings.append(OPAQUE_ORIGIN)
        return answer

    def _forget_idle(self, t: int) -> None:
        """Drop what clients remember of frames once it decides nothing: it saves memory with many clients.

        Each call checks two clients, so that the clients with memory never become many.
        """
        for client, since in [*itertools.islice(self._looking.items(), 2)]:
            if t <= since + IDLE_MS:
                return
            del self._looking[client]
            if self.streaks is not None:
                self.streaks.end(client)
            if not client.rest(t):
                self._looking[client] = t

    def _event(self, client: ClientHalf, event: dict[str, Any], t: int) -> Answer:
        kind = event["type"]
        if kind == "frame" and self.streaks is not None and self.reachable:
            return self._frame(self.streaks, client, event, t)
        if kind == "clear_storage":
            for half in self._of(client.name):
                self.authority.forget_machine(half.client)
        answer = self._decide(client, event, t)
        if kind == "release":
            self._releases.add(client, answer.evidence.get("servers", ()))
        return answer

    def _frame(self, streaks: Streaks, client: ClientHalf, event: dict[str, Any], t: int) -> Answer:
        """Decide a frame: as the client's last one, where nothing else has changed."""
        answer = streaks.answer(client, event, t)
        if answer is not None:
            return answer
        ledger = self._ledgers.get(client.client.key)
        if ledger is None:
            return self._decide(client, event, t)
        before = ledger.version, ledger.amounts
        answer = self._decide(client, event, t)
        streaks.begin(client, ledger, before, answer, t)
        return answer

    def _decide(self, client: ClientHalf, event: dict[str, Any], t: int) -> Answer:
        own = self._surroundings.own_time(client, t)
        if event["type"] == "clear_storage" or self._surroundings.has_room(client):
            answer = self._answer_at(client, event, own, t)
        else:
            answer = self._decide_without_room(client, event, own, t)
        if answer.item is not None and answer.answer != "ok":
            self._remember(client.client.key, answer.item, answer.answer)
        return answer

    def _answer_at(self, client: ClientHalf, event: dict[str, Any], own: int, t: int) -> Answer:
        """The client's answer at its `own` time; all its keys share a new UUID (ID-7)."""
        self._releases.apply(client)
        before = client.client.uuid
        answer = self._run(client.handle(event, own), t)
        client.settle()
        if client.client.uuid != before:
            for half in self._of(client.name):
                if half is not client:
                    half.become(client.client.uuid)
                    self._queue.note(half, half.due())
                    answer.warnings += self._note_dropped(half)
        if client.dropped or client.notices:
            answer.warnings += self._note_dropped(client)
        return answer

    def _decide_without_room(self, client: ClientHalf, event: dict[str, Any], own: int, t: int) -> Answer:
        """Decide an event that changes nothing durable, as a page does before it opens a transaction.

        Raises StorageFullError for any other event, which then has not happened.
        """
        self._releases.apply(client)
        ledger = self._ledgers.get(client.client.key, MemoryLedger())
        before, stored = client.checkpoint(), client.stored()
        ledger.writable = False
        try:
            answer = self._run(client.handle(event, own, t), t)
        except WriteNeeded:
            answer = None
        finally:
            ledger.writable = True
        # The latest time alone is never stored, only together with another change (TIME-4).
        if answer is None or {**client.stored(), "latest": 0} != {**stored, "latest": 0}:
            client.rollback(before)
            raise StorageFullError(
                "the decision could not be stored, nothing was counted: the storage is full"
            )
        client.settle()
        return answer

    def _note_dropped(self, client: ClientHalf) -> list[dict[str, Any]]:
        """Note the usage that a client has dropped; return the warnings about it (TIME-3, ID-4)."""
        client.notices = ()
        dropped, client.dropped = client.dropped, ()
        for one in dropped:
            place = (client.client.key, client.name, replace(one, count=0))
            self._dropped[place] = self._dropped.get(place, 0) + one.count
        return [one.warning() for one in dropped]

    def _remember(self, key: str, item: str, answer: str) -> None:
        worst = self._worst.get((key, item), "ok")
        if SEVERITY[answer] > SEVERITY[worst]:
            self._worst[key, item] = answer

    def advance(self, t: int) -> None:
        """Send the usage of every slot that ends at or before `t`, when it ends (NET-4)."""
        while (due := self.due()) is not None and due <= t:
            for client in self._queue.take(due):
                self._run(client.flush(due), due)
                self._between += self._note_dropped(client)
                self._queue.note(client, client.due())

    def due(self) -> int | None:
        """The end of the nearest slot with usage to report; None without usage."""
        return self._queue.next_at()

    def finish(self, t: int) -> list[dict[str, Any]]:
        """Every client sends its unsent usage, even if the network is down.

        Returns the warnings that belong to no event.
        """
        self.reachable = True
        for name, only in self.clients.items():
            for client in self._of(name) if name in self._keys else (only,):
                if client.unsent:
                    self._run(client.deliver_all(), t)
                    self._between += self._note_dropped(client)
        return self._between

    def summary(self, t: int) -> dict[str, Any]:
        """What every item has recorded as of `t`, and the worst answer of the lines charged to it.

        `dropped` has the dropped usage, if any, by client, item and slot.
        """
        items: dict[str, Any] = {}
        names: dict[tuple[str, str], str] = {}
        for project in self.document.projects:
            for name, usage in self.authority.usage(project.key, t).items():
                shown = f"{project.key}/{name}" if name in items else name
                names[project.key, name] = shown
                answer = self._worst.get((project.key, name), "ok")
                items[shown] = {"option": usage["option"], "quota": usage["quota"], "answer": answer}
                items[shown].update(usage)
        dropped = [
            {
                "client": client,
                "item": names.get((key, one.item), one.item),
                "slot": one.slot,
                "count": count,
                "reason": one.reason,
            }
            for (key, client, one), count in self._dropped.items()
        ]
        return {"items": items, "dropped": dropped} if dropped else {"items": items}

    def ledger_of(self, key: str) -> MemoryLedger | None:
        """What is recorded of a project; None for an unknown key."""
        return self._ledgers.get(key)

    def relicense(self, document: Document) -> None:
        """Go on under another license: what was recorded stays, by the items' names."""
        for project in document.projects:
            self._ledgers.setdefault(project.key, MemoryLedger())
        self.document = document
        self.authority = Authority(document, self._ledgers.__getitem__)
        if self.streaks is not None:
            self.streaks = Streaks(self.authority)

    def copy(self, name: str, copy: str) -> None:
        """Let the client `copy` begin with what `name` has stored: same UUID, same local license (ID-8)."""
        self.apply_releases()
        for original in self._of(name):
            half = ClientHalf(
                replace(original.client),
                None,
                self._new_id,
                reports=original.reports,
                default_edition=self.edition,
                machine=Machine(),
                name=copy,
            )
            half.take_up(deepcopy(original.stored()))
            self._put(copy, original.client.key, half)
            self._queue.note(half, half.due())
            if original is self.clients[name]:
                self.clients[copy] = half

    def apply_releases(self) -> None:
        """Apply to every client the releases of its server's seats (SRV-2), as its next event would."""
        for name in self.clients:
            for client in self._of(name):
                self._releases.apply(client)

    def _client(self, event: dict[str, Any]) -> ClientHalf:
        name = event["client"]
        if event["type"] != "open":
            return self.clients[name]
        known = self.clients.get(name)
        if known is not None:
            known.machine.put(
                name, 0
            )  # a reload ends its instances; those of its other keys have ended before
        half = self._half(name, event["key"])
        if half is None:
            half = self._new_client(event)
            self._put(name, event["key"], half)
        else:
            half.client = _as_opened(event, half.client.uuid)
            half.machine = self._machine(half.client)
        self.clients[name] = half
        return half

    def _half(self, name: str, key: str) -> ClientHalf | None:
        """A client under one of its keys."""
        if name in self._keys:
            return self._keys[name].get(key)
        known = self.clients.get(name)
        return known if known is not None and known.client.key == key else None

    def _of(self, name: str) -> list[ClientHalf]:
        """A client under each of its keys, in the order of their first opens."""
        if name in self._keys:
            return list(self._keys[name].values())
        return [self.clients[name]] if name in self.clients else []

    def _put(self, name: str, key: str, half: ClientHalf) -> None:
        """Add a client, new or under a new key."""
        known = self.clients.setdefault(name, half)
        if known is not half:
            keys = self._keys.setdefault(name, {known.client.key: known})
            keys[key] = half
        self._releases.begin(half)
        if half.reports == "slot" and not self._queue:
            self._first = {one: n for n, one in enumerate(self.clients)}
        if self._first:
            first = self._first.setdefault(name, len(self._first))
            if half.reports == "slot":
                self._queue.place(half, (first, len(self._keys.get(name, ()))))

    def _new_client(self, event: dict[str, Any]) -> ClientHalf:
        """A client for this key; its UUID serves all keys of its origin (ID-7)."""
        known = self.clients.get(event["client"])
        client = _as_opened(event, self._new_id() if known is None else known.client.uuid)
        return ClientHalf(
            client,
            None,
            self._new_id,
            reports=self._reporting(client.key),
            default_edition=self.edition,
            machine=self._machine(client),
            name=event["client"],
        )

    def _machine(self, client: ClientIdentity) -> Machine:
        """What the clients of a machine share: instances, which only servers have (CINST-1)."""
        if client.deployment != "server" and client.server_id is None:
            return self._any_machine
        if client.deployment != "server":
            return Machine()
        key = (client.key, client.server_id or client.uuid)
        return self._machines.setdefault(key, Machine())

    def _reporting(self, key: str) -> Reporting:
        project = self.document.project(key)
        own = project.settings.reports if project else None
        return self._reports or own or "immediate"

    def _run(self, talk: Talk, t: int) -> Answer:
        return converse(talk, self.authority if self.reachable else None, t, self._surroundings.on_response)


def _as_opened(event: dict[str, Any], uuid: str) -> ClientIdentity:
    return ClientIdentity(
        uuid,
        sys.intern(event["key"]),
        sys.intern(event["deployment"]),
        event.get("origin"),
        event.get("server_id"),
        event.get("serves"),
        event.get("password"),
    )
