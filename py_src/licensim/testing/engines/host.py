"""The `host` engine: both halves of the license in the test's own process, no browser (SPEC section 12).

A browser is a dictionary here: a `Storage` for each profile and origin, like IndexedDB. The core itself makes
all decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import uuid4

from licensim.page.wire import answer_value
from licensim.rules.answer import Answer, Reason
from licensim.rules.authority.requests import Ask, Decision, Grant
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.conversation import respond
from licensim.rules.client.licensee import Machine, Reporting
from licensim.rules.client.report_queue import ReportQueue
from licensim.rules.client.requests import Deliver, Leave, Request, Talk
from licensim.testing.engines.engine import Event, Result, Unsent
from licensim.testing.engines.line import Line, simulated
from licensim.testing.engines.service import Service
from licensim.testing.errors import StorageFullError
from licensim.testing.input.place import Place, not_open
from licensim.testing.input.terms import Terms


@dataclass(slots=True)
class Storage:
    """The storage of one browser for one origin: the UUID for all keys, the rest by key (ID-4, ID-7)."""

    uuid: str
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrote_last: dict[str, Place] = field(default_factory=dict)
    full: bool = False


@dataclass(frozen=True, slots=True)
class TabStore:
    """The storage for one origin and key, as the tab at `place` sees it (the port `Store`)."""

    storage: Storage
    place: Place

    def load(self, name: str) -> Any:
        """The value that was last saved under the name; None if there is none."""
        return self.storage.kept.get(self.place.key, {}).get(name)

    def save(self, name: str, value: Any) -> None:
        """Keep a value; raises StorageFullError if the storage is full."""
        if self.storage.full:
            raise StorageFullError("the browser's storage is full: nothing was counted")
        self.storage.kept.setdefault(self.place.key, {})[name] = value
        self.storage.wrote_last[self.place.key] = self.place

    def is_changed(self) -> bool:
        """Whether another tab wrote last."""
        return self.storage.wrote_last.get(self.place.key, self.place) != self.place


class HostEngine:
    """Clients, network and license server of one test, in memory."""

    name: Final = "host"

    def __init__(self, terms: Terms, line: Line, reports: Reporting | None, edition: str | None) -> None:
        self.skews: dict[str | None, int] = {}
        self._line: Final = line
        self._service: Final = Service(terms, reports)
        self._edition: Final = edition
        self._storages: dict[tuple[str, str], Storage] = {}
        self._halves: dict[Place, ClientHalf] = {}
        self._machines: dict[tuple[str, str], Machine] = {}
        self._queue: ReportQueue[Place] = ReportQueue()
        self._noted_skews: dict[str | None, int] = {}
        self._full = False

    # the methods of every engine

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        """Answer the events of one client at their instants."""
        return [self._answer(place, at, event) for at, event in events]

    def tick(self, now: int) -> list[Result]:
        """Send the usage of every slot that has ended (NET-4); return the answers of refused reports."""
        found: list[Result] = []
        if self.skews != self._noted_skews:
            self._noted_skews = dict(self.skews)
            for place in self._halves:
                self._note(place)
        for place in self._queue.take(now):
            half = self._halves[place]
            while (due := self._report_due(place, half)) is not None and due <= now:
                self._converse(place, half, half.flush(self._own_now(place, due)), due)
                found += self._notices(place, half, due)
            self._note(place)
        return found

    def due(self, now: int) -> int | None:
        """The nearest instant after `now` at which anything changes by itself."""
        found: list[int | None] = [*self._service.due(now)]
        for half in self._halves.values():
            found += [one.until for one in half.listings]
        return min((at for at in [*found, self.wakes(now)] if at is not None and at > now), default=None)

    def wakes(self, now: int) -> int | None:
        """The end of the nearest slot with usage to report (NET-4)."""
        at = self._queue.next_at()
        return at if at is not None and at > now else None

    def settle(self) -> None:
        """Return at once: everything is decided at once here."""

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded."""
        return self._service.authority.usage(key, now)

    def unsent(self) -> list[Unsent]:
        """The usage that clients hold and the server does not know."""
        return [
            Unsent(place, one.report.slot, one.report.count, one.report.item or "")
            for place, half in self._halves.items()
            for one in half.unsent.all()
        ]

    def uuid(self, place: Place) -> str:
        """The client's UUID (ID-4)."""
        return self._storage(place).uuid

    def license(self, place: Place) -> list[tuple[str, int]]:
        """The client's local license: items, and the instant at which each ends."""
        half = self._halves.get(place)
        return [] if half is None else [(one.item, one.until) for one in half.listings]

    def idle_instances(self, place: Place, now: int) -> int:
        """How many instances may still be created, -1 where the license must be renewed (CINST-4)."""
        if place not in self._halves:
            raise not_open(place)
        return self._halves[place].idle_instances(self._own_now(place, now))

    def clone(self, place: Place, copy: Place) -> None:
        """Let `copy` begin with a copy of the storage of `place` (ID-8)."""
        if _storage_key(place) not in self._storages:
            raise not_open(place)
        self._storages[_storage_key(copy)] = deepcopy(self._storage(place))

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of all browsers, or free it."""
        self._full = full
        for storage in self._storages.values():
            storage.full = full

    def close(self) -> None:
        """Do nothing: nothing is open here."""

    # its own steps

    def _answer(self, place: Place, at: int, event: Event) -> Result:
        half = self._present(place, event)
        if event["type"] == "clear_storage":
            self._service.authority.forget_machine(half.client)
        before = half.checkpoint()
        try:
            answer = self._converse(place, half, half.handle(event, self._own_now(place, at), at), at)
            self._demand_room(place)
        except StorageFullError:
            self._service.ledger(place.key).undo()
            half.rollback(before)
            raise
        finally:
            self._note(place)
        self._service.ledger(place.key).settle()
        half.settle()
        if event["type"] == "clear_storage":
            self._storage(place).uuid = half.client.uuid
        return self._result(place, at, answer, half, event)

    def _demand_room(self, place: Place) -> None:
        """Raise StorageFullError if the ledger has changed and the storage is full: a page stores both."""
        if self._storage(place).full and self._service.ledger(place.key).changes():
            raise StorageFullError("the browser's storage is full: nothing was counted")

    def _present(self, place: Place, event: Event) -> ClientHalf:
        """The client half at a place, after loading what other tabs have stored since."""
        half, storage = self._halves.get(place), self._storage(place)
        uuid = storage.uuid
        if half is None:
            half = self._halves[place] = self._new(place)
        elif half.client.uuid != uuid:
            half.become(uuid)  # another tab has cleared the storage
        elif TabStore(storage, place).is_changed():
            half.restore()
        if event["type"] == "open":
            half.client = place.client(uuid)
        return half

    def _note(self, place: Place) -> None:
        """Note when the client at a place must report next; clients are in the order of their first use."""
        self._queue.note(place, self._report_due(place, self._halves[place]))

    def _new(self, place: Place) -> ClientHalf:
        self._queue.place(place, (len(self._halves),))
        storage = self._storage(place)
        client = place.client(storage.uuid)
        machine = self._machines.setdefault((place.key, client.machine), Machine())
        return ClientHalf(
            client,
            TabStore(storage, place),
            _new_id,
            reports=self._service.reporting(place.key),
            default_edition=self._edition or self._service.authority.profile.edition,
            machine=machine,
            name=place.who,
            answers_get_lost=True,
        )

    def _storage(self, place: Place) -> Storage:
        key = _storage_key(place)
        if key not in self._storages:
            self._storages[key] = Storage(_new_id(), full=self._full)
        return self._storages[key]

    def _own_now(self, place: Place, at: int) -> int:
        """The client's own clock, which may have been set back (TIME-4)."""
        return at - self.skews.get(place.name, self.skews.get(None, 0))

    def _report_due(self, place: Place, half: ClientHalf) -> int | None:
        due = half.due()
        return None if due is None else due + self.skews.get(place.name, self.skews.get(None, 0))

    def _converse(self, place: Place, half: ClientHalf, talk: Talk, at: int) -> Answer:
        """Drive a client's talk over the line; then store its UUID, which is new for a clone."""
        response = None
        while True:
            try:
                request = talk.send(response)
            except StopIteration as stop:
                self._storage(place).uuid = half.client.uuid
                answer: Answer = stop.value
                return answer
            licensed = any(one.until > self._own_now(place, at) for one in half.listings)
            tried = partial(self._respond, request, at)
            response = self._line.carry(tried, _refusing(request), licensed=licensed)

    def _respond(self, request: Request, at: int, after_ms: int) -> Any:
        """The server's response to a try that is made `after_ms` after the ask's beginning."""
        return respond(self._service.authority, request, at + after_ms)

    def _result(self, place: Place, at: int, answer: Answer, half: ClientHalf, event: Event) -> Result:
        name = event.get("scanner")
        scanner = None if name is None else half.scanner(name)
        answer.warnings += [one.warning() for one in half.dropped]
        half.dropped = ()
        wire = answer_value(answer, event.get("codes", []), scanner)
        return Result(place, at, wire, self._line.taken(), self._notices(place, half, at))

    def _notices(self, place: Place, half: ClientHalf, at: int) -> list[Result]:
        """The answers of reports that were not a plain `ok`."""
        taken, half.notices = half.notices, ()
        shown = [one for one in taken if one.answer != "ok"]
        return [Result(place, at, answer_value(one, [], None), report=True) for one in shown]


def _refusing(request: Request) -> Callable[[Reason | None], Any] | None:
    """The function that makes the refusal of a request; None if even a refusing server accepts it."""
    if isinstance(request, Deliver | Leave):
        return None
    asks = isinstance(request, Ask)
    makes = Grant if asks else Decision
    return lambda reason: makes(simulated(reason, asks=asks))


def _storage_key(place: Place) -> tuple[str, str]:
    return (place.holder, "" if place.origin is None else place.origin.text)


def _new_id() -> str:
    return str(uuid4())
