"""The license of a client: what it holds, what it asks for, what it uses and has not yet sent.

How it behaves. A client holds a local license or none. Without one that serves a use, the use asks the
server first; with one it does not ask (NET-3). Under `immediate` reporting each use is then decided and
recorded by the server at once; under `slot` it is answered from the local license, and its usage is sent
when its slot ends (NET-4). When the server is not reached, a local license lets the client go on with a
warning, and its usage is kept for its next ask (NET-1). A refused ask drops the local license; a
refused use refuses that use alone (NET-2).

`behavior.TABLE` is that behavior: for each state and signal the next state. Entering `unlicensed` drops
the local license; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

from licensim.rules.answer import Answer, Reason, Verb, ok, refusal
from licensim.rules.authority.requests import Ask, Decision, Grant
from licensim.rules.client.behavior import TABLE, Signal, State
from licensim.rules.client.requests import Decide, Deliver, Request, Talk
from licensim.rules.client.usage import NOTHING, Kept, UsageBuffer
from licensim.rules.local_license import LicensedItem, choose
from licensim.rules.options.case import ClientIdentity, Use, scans
from licensim.rules.timeline import MINUTE_MS, slot_of, slot_starts_at

CLOCK_TOLERANCE_MS: Final = 5 * MINUTE_MS
"""How far a client's clock may be behind the latest time that it knows, in ms (TIME-4)."""

NOT_TAKEN: Final = (Reason.REPORT_EARLY, Reason.PASSWORD_WRONG, Reason.ORIGIN_MISMATCH)
"""Reasons after which a client keeps a refused report and sends it again, until TIME-3 refuses it (NET-5)."""

STORAGE_CLEARED: Final = "STORAGE_CLEARED"
"""The reason of usage that was lost unsent when the storage was cleared (ID-4)."""

WHY_DROPPED: Final = {
    "REPORT_LATE": ("TIME-3", "reported more than 30 days after the slot's end"),
    STORAGE_CLEARED: ("ID-4", "the storage was cleared before it was reported"),
}
"""For each reason to drop usage: the rule, and the reason in words."""

Reporting = Literal["slot", "immediate"]


class Store(Protocol):
    """Where the client half keeps what a reload must find again."""

    def load(self, name: str) -> Any:
        """What was last saved under the name; None for nothing."""

    def save(self, name: str, value: Any) -> None:
        """Keep a JSON value; None drops it."""


_NOBODY: Final[dict[str, int]] = {}
"""Shared by all machines without instances: most clients have a machine of their own."""


@dataclass(slots=True)
class Machine:
    """What the clients of one machine share: the X that holds there, and instances alive (CINST-2).

    `of_client` has the number of instances of each client, by its name.
    """

    instances: int = 0
    alive: int = 0
    of_client: dict[str, int] = field(default_factory=lambda: _NOBODY)

    def idle(self) -> int:
        """How many instances may still be created; without an ask X is 1."""
        return max(1, self.instances) - self.alive

    def put(self, client: str, alive: int) -> None:
        """Set how many instances of a client are alive."""
        self.alive += alive - self.of_client.pop(client, 0)
        if alive:
            if self.of_client is _NOBODY:
                self.of_client = {}
            self.of_client[client] = alive

    def clear(self) -> None:
        """Forget X and all instances: the storage is cleared."""
        self.instances, self.alive, self.of_client = 0, 0, _NOBODY


@dataclass(frozen=True, slots=True)
class Dropped:
    """Usage that will never be recorded: its slot, the item that the local license charged, and the reason.

    `reason` is `REPORT_LATE` (TIME-3), or `STORAGE_CLEARED` (ID-4).
    """

    item: str
    slot: int
    count: int
    reason: str

    @classmethod
    def of(cls, kept: Kept, reason: str) -> Dropped:
        """The usage that is lost with a report."""
        return cls(kept.report.item or "", kept.report.slot, kept.report.count, reason)

    def warning(self) -> dict[str, Any]:
        """A warning about this usage."""
        rule, why = WHY_DROPPED[self.reason]
        text = f"{self.count} of {self.item}, used in slot {self.slot}, dropped: {why}"
        return {"reason": self.reason, "rule": rule, "text": text}


class Licensee:
    """One client: its identity, local license and unsent usage.

    `store` keeps what a reload must find again (None for a client that ends with the process), `new_id`
    makes random identifiers (ID-4, ID-8), `reports` is NET-4's setting, and `machine` is where it runs.
    `notices` collects the answers of reports, which belong to no event, and `dropped` the usage that is lost
    for good, until the caller takes them. `answers_get_lost` says that there is a real network: each use then
    has an identifier, so that it can be sent again and counts once (NET-5).
    """

    __slots__ = (
        "_answers_get_lost", "_new_id", "_store", "client", "dropped", "last_at", "latest", "listings",
        "machine", "notices", "report", "reports", "request", "state", "unsent",
    )  # fmt: skip

    def __init__(
        self,
        client: ClientIdentity,
        store: Store | None,
        new_id: Callable[[], str],
        *,
        reports: Reporting,
        machine: Machine,
        answers_get_lost: bool,
    ) -> None:
        self.client = client
        self.reports: Reporting = reports
        self.machine = machine
        self.state: State = "unlicensed"
        self.notices: tuple[Answer, ...] = ()
        self.dropped: tuple[Dropped, ...] = ()
        self.listings: tuple[LicensedItem, ...] = ()
        self.unsent = NOTHING
        self.last_at: int | None = None
        self.request: str | None = None
        self.latest = 0
        self.report: str | None = None
        """The identifier of what the current event adds, if the caller has chosen one; None: a new one."""
        self._answers_get_lost = answers_get_lost
        self._store = store
        self._new_id = new_id
        self.restore()

    def flush(self, now: int) -> Talk:
        """Send the usage of every slot that has ended and was not tried yet (NET-4)."""
        untried = self.unsent.untried(now)
        if untried:
            self.unsent.try_all(now)
            yield from self._deliver(lambda: untried)
        return ok("NET-4")

    def lose(self, items: Collection[str]) -> None:
        """Drop these items from the local license: their server was released (SRV-2)."""
        self.listings = tuple(one for one in self.listings if one.item not in items)
        self._save()

    def deliver_all(self) -> Talk:
        """Send all kept usage, as at the end of a replay."""
        yield from self._deliver_all()
        return ok("NET-4")

    def due(self) -> int | None:
        """When to call `flush` next; None where nothing waits for the end of its slot."""
        return self.unsent.due() if self.reports == "slot" else None

    def become(self, uuid: str) -> list[dict[str, int]]:
        """Become another client, with nothing stored; return the unsent usage that this drops."""
        gone = [one for one in self.unsent.all() if one.report.count]
        self.unsent = NOTHING
        self.dropped += tuple(Dropped.of(one, STORAGE_CLEARED) for one in gone)
        self.last_at, self.request = None, None
        self.client = replace(self.client, uuid=uuid)
        self.machine.clear()
        self._signal("cleared")
        return [{"slot": one.report.slot, "count": one.report.count} for one in gone]

    # asking and using

    def _use(self, use: Use, now: int) -> Talk:
        """One use: without a valid local license for it the client asks first, at most once (NET-3)."""
        asked = False
        if not self._holds(use, now):
            refused = yield from self._ask_for(use, now)
            if refused is not None:
                return refused
            asked = True
        if self.reports == "slot":
            return self._use_locally(use, now)
        report = self._report_id(use)
        decision = yield from self._decide(use, report, may_ask=not asked, now=now)
        if decision is not None and decision.answer is None:
            refused = yield from self._ask_for(use, now)
            if refused is not None:
                return refused
            decision = yield from self._decide(use, report, may_ask=False, now=now)
        if decision is None:
            return self._use_offline(use, report, now)
        if decision.answer is None:
            return refusal(Reason.NO_ITEM, "NET-3", use=use.label)
        return decision.answer

    def _report_id(self, use: Use) -> str:
        """The identifier of what a use adds; empty where none is needed."""
        return (self.report or self._new_id()) if use.count and self._answers_get_lost else ""

    def _decide(
        self, use: Use, report: str, *, may_ask: bool, now: int
    ) -> Generator[Request, Any, Decision | None]:
        request = Decide(self.client, use, self.listings, may_ask, report)
        decision: Decision | None = yield request
        if decision is None:
            self._signal("unreachable")
            return None
        self.latest = now
        self._signal("answered")
        self._move_ends(decision.ends)
        return decision

    def _ask_for(self, use: Use, now: int) -> Generator[Request, Any, Answer | None]:
        """Ask on behalf of a use; the refusal, or None where the use can go on."""
        answer = yield from self._ask(replace(use, count=0, asks=1), now)
        return replace(answer, counted=0) if answer.answer == "refused" else None

    def _ask(self, use: Use, now: int) -> Talk:
        """Ask for a local license (ID-8), after sending what was kept offline (NET-4)."""
        if self.reports == "immediate":
            yield from self._deliver_all()
        grant = yield from self._authorize(use)
        if grant is not None and grant.answer.reason is Reason.CLONED:
            self._become_new()
            grant = yield from self._authorize(use)
        if grant is None:
            return self._unreached(use, now)
        self.latest = now
        if grant.listings is None:
            self._signal("refused")
            return grant.answer
        self.listings, self.last_at, self.request = grant.listings, grant.at, None
        self.machine.instances = max(self.machine.instances, grant.instances)
        self._signal("granted")
        if all(listing.until <= now for listing in self.listings):
            until = max((listing.until for listing in self.listings), default=now)
            self._signal("refused")
            return refusal(Reason.CLOCK_CHANGED, "TIME-4", until=until, now=now)
        return grant.answer

    def _authorize(self, use: Use) -> Generator[Request, Any, Grant | None]:
        if self.request is None and (self._answers_get_lost or self._store is not None):
            self.request = self._new_id()
            self._save()
        grant: Grant | None = yield Ask(self.client, use, self.last_at, self.request)
        return grant

    def _become_new(self) -> None:
        """A clone drops its UUID and local license and is a new client (ID-8)."""
        self.client = replace(self.client, uuid=self._new_id())
        self.last_at, self.request = None, None
        self._signal("cloned")

    def _unreached(self, use: Use, now: int) -> Answer:
        """The server was not reached: go on with a valid local license, else refuse (NET-1)."""
        moved_back, ended = now < self.latest - CLOCK_TOLERANCE_MS, self._ended(use)
        self._signal("unreachable")
        listing = choose(self._valid(now), use.label, now)
        if listing is not None:
            self._keep(scans(0), listing, now)
            return _cached(listing, use, 0, now)
        if moved_back:
            return refusal(Reason.CLOCK_CHANGED, "TIME-4", latest=self.latest, now=now)
        return refusal(Reason.SERVER_UNREACHABLE, "NET-1", **ended)

    def _ended(self, use: Use) -> dict[str, Any]:
        """The evidence of when the last local license for a use ended; empty if there was none."""
        ends = [one.until for one in self.listings if one.serves(use.label, one.until - 1)]
        return {"until": max(ends)} if ends else {}

    def _holds(self, use: Use, now: int) -> bool:
        """Whether the local license lets the client go on with this use."""
        label = use.label
        return any(one.serves(label, now) for one in self._valid(now))

    def _valid(self, now: int) -> tuple[LicensedItem, ...]:
        """The local license; none while the clock is behind the latest time seen (TIME-4)."""
        return () if now < self.latest - CLOCK_TOLERANCE_MS else self.listings

    # usage that the server does not know yet

    def _use_offline(self, use: Use, report: str, now: int) -> Answer:
        listing = choose(self._valid(now), use.label, now)
        if listing is None:
            return refusal(Reason.SERVER_UNREACHABLE, "NET-1", **self._ended(use))
        if report:
            self.own_unsent().keep_sent(use, listing.item, now, report)
            self._save()
        else:
            self._keep(use, listing, now)
        return _cached(listing, use, use.count, now)

    def _use_locally(self, use: Use, now: int) -> Answer:
        """Answer from the local license; the usage is reported when its slot ends (NET-4)."""
        listing = choose(self.listings, use.label, now)
        if listing is None:
            return refusal(Reason.NO_ITEM, "NET-3", use=use.label)
        self._keep(use, listing, now)
        evidence = {**_local(listing, use), "sent_at": slot_starts_at(slot_of(now) + 1)}
        if listing.is_in_grace(now):
            return Answer("over", "ITEM-2", None, listing.item, use.count, evidence)
        return Answer("ok", "NET-4", None, listing.item, use.count, evidence)

    def _keep(self, use: Use, listing: LicensedItem, now: int) -> None:
        """Keep usage; a use that adds nothing is kept once a slot, so that its host is recorded (DOM-7)."""
        records_host = listing.records_hosts and not self.unsent.is_filling(use, listing.item, now)
        if use.count or records_host:
            self.own_unsent().keep(use, listing.item, now)
            self._save()

    def own_unsent(self) -> UsageBuffer:
        """The client's own buffer, which may be changed; `NOTHING` may not."""
        if self.unsent is NOTHING:
            self.unsent = UsageBuffer(self._new_id)
        return self.unsent

    def _deliver_all(self) -> Generator[Request, Any, None]:
        if self.unsent:
            self.unsent.try_all()
            yield from self._deliver(self.unsent.all)

    def _deliver_ended(self, now: int) -> Generator[Request, Any, None]:
        if self.unsent.has_ended(now):
            self.unsent.try_all(now)
            yield from self._deliver(lambda: self.unsent.ended(now))

    def _deliver(self, waiting: Callable[[], list[Kept]]) -> Generator[Request, Any, None]:
        """Send the waiting reports, which are marked as tried, in parts that a server accepts."""
        self._save()  # before it is sent: usage is never added to a report that the server may have
        is_more = True
        while is_more:
            request = Deliver(self.client, waiting)
            response = yield request
            if response is None:
                self._signal("unreachable")
                return
            answers, ends = response
            self._signal("answered")
            self._acknowledge(list(zip(request.kept, answers, strict=True)))
            self._move_ends(ends)
            is_more, waiting = bool(request.rest), request.rest.copy

    def _acknowledge(self, answered: list[tuple[Kept, Answer]]) -> None:
        """Drop accepted reports; a client whose report found the item exhausted stops using it (NET-5).

        A report that came too early is kept, one that came too late is dropped (TIME-3).
        """
        self.unsent.acknowledge(one for one, answer in answered if answer.reason not in NOT_TAKEN)
        late = [one for one, answer in answered if answer.reason is Reason.REPORT_LATE and one.report.count]
        self.dropped += tuple(Dropped.of(one, Reason.REPORT_LATE.value) for one in late)
        self.notices += tuple(answer for _, answer in answered)
        unrecorded = (*NOT_TAKEN, Reason.REPORT_LATE)
        refused = [(one, answer) for one, answer in answered if answer.answer == "refused"]
        stopped = {one.report.item for one, answer in refused if answer.reason not in unrecorded}
        if stopped and self.reports == "slot":
            self.listings = tuple(one for one in self.listings if one.item not in stopped)
        self._save()

    def _move_ends(self, ends: dict[str, int]) -> None:
        if not ends:
            return
        self.listings = tuple(
            one._replace(until=ends[one.item]) if one.item in ends else one for one in self.listings
        )
        self._save()

    # state

    def _signal(self, signal: Signal) -> None:
        before, self.state = self.state, TABLE[self.state][signal]
        if self.state == "unlicensed":
            self.listings = ()
        if before != self.state or signal != "answered":
            self._save()

    def _save(self) -> None:
        if self._store is not None:
            self._store.save(self.client.deployment, self.stored())

    def stored(self) -> dict[str, Any]:
        """What a reload must find again, as JSON values; a copy of the storage has the same (ID-8)."""
        return {
            "state": self.state,
            "uuid": self.client.uuid,
            "listings": [one.to_wire() for one in self.listings],
            "last_at": self.last_at,
            "request": self.request,
            "latest": self.latest,
            "unsent": self.unsent.to_wire(),
            "instances": self.machine.instances,
        }

    def restore(self) -> None:
        """Load what the store has of this client; nothing for a new one (ID-7)."""
        kept = None if self._store is None else self._store.load(self.client.deployment)
        if kept is not None and kept["uuid"] == self.client.uuid:
            self.take_up(kept)

    def take_up(self, kept: dict[str, Any]) -> None:
        """Go on from the `stored` values of a client with this UUID."""
        self.state, self.last_at, self.request = kept["state"], kept["last_at"], kept["request"]
        self.latest = max(self.latest, kept["latest"])  # this page may have seen a later one (TIME-4)
        self.machine.instances = kept["instances"]
        self.listings = tuple(LicensedItem.from_wire(one) for one in kept["listings"])
        self.own_unsent().restore(kept["unsent"])


def _local(listing: LicensedItem, use: Use) -> dict[str, Any]:
    """The evidence of an answer from the local license: it knows no amounts."""
    return {"use": use.name, "until": listing.until, "expires_at": listing.expires_at}


def _cached(listing: LicensedItem, use: Use, counted: int, now: int) -> Answer:
    """The answer of a client that goes on without its server: `over` in the item's grace (NET-1)."""
    answer: Verb = "over" if listing.is_in_grace(now) else "ok"
    return Answer(answer, "NET-1", Reason.OFFLINE_CACHED, listing.item, counted, _local(listing, use))
