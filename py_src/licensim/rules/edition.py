"""The client half: what runs beside the scanner and asks the license server (SPEC sections 3, 4, 12).

How it behaves. A client holds a local license or none. Without one that serves a use, the use asks the
server first, as `open` always does; with one it does not ask (NET-3). Under `immediate` reporting each
event is then decided and recorded by the server at once; under `slot` it is answered from the local
license, and its usage is sent when its slot ends (NET-4). When the server is not reached, a local
license lets the client go on with a warning, and what it uses is kept for its next ask (NET-1). A
refused ask drops the local license; a refused use refuses that use alone (NET-2).

`behavior.TABLE` is that behavior: for each state and signal the next state. Entering `unlicensed` drops
the local license; nothing else does.

The half is sans-IO: `handle` is a generator that yields requests (`Ask`, `Decide`, `Deliver`, `Leave`) and
is sent their responses, None where the server was not reached. Whoever drives it owns the transport,
and calls `settle` once the answer stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

from licensim.rules.answer import Answer, Reason, ok, refusal
from licensim.rules.authority import Ask, Decision, Grant, Report
from licensim.rules.behavior import TABLE, Signal, State
from licensim.rules.case import OPEN, Client, Use, scans
from licensim.rules.forget import Verdict
from licensim.rules.local_license import Listing, choose
from licensim.rules.profile import DEFAULT_EDITION, EDITIONS
from licensim.rules.scanner import Scanner, distinct
from licensim.rules.timeline import MINUTE_MS
from licensim.rules.usage import Kept, UsageBuffer

CLOCK_TOLERANCE_MS: Final = 5 * MINUTE_MS
"""How far behind the latest time it has seen a client's clock may be (TIME-4)."""


@dataclass(frozen=True, slots=True)
class Decide:
    """A request: decide and record this use at once; answered with a `Decision`.

    `report` identifies what the use adds, empty where it adds nothing or the answer cannot get lost.
    """

    client: Client
    use: Use
    listings: tuple[Listing, ...]
    may_ask: bool
    report: str = ""


@dataclass(frozen=True, slots=True)
class Deliver:
    """A request: take these reports; answered with their answers and the renewed ends."""

    client: Client
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """A request: free this client's seats; answered with an `Answer`."""

    client: Client


Checkpoint = tuple[Any, ...]
Reporting = Literal["slot", "immediate"]
Request = Ask | Decide | Deliver | Leave
Talk = Generator[Request, Any, Answer]


class Store(Protocol):
    """Where the client half keeps what a reload must find again."""

    def load(self, name: str) -> Any:
        """What was last saved under the name; None for nothing."""

    def save(self, name: str, value: Any) -> None:
        """Keep a JSON value; None drops it."""


@dataclass(slots=True)
class Machine:
    """What the clients of one machine share: the X that holds there, and instances alive (CINST-2)."""

    instances: int = 0
    alive: dict[str, int] = field(default_factory=dict)

    def idle(self) -> int:
        """How many instances may still be created; without an ask X is 1."""
        return max(1, self.instances) - sum(self.alive.values())


class Edition:
    """One client: its identity, scanners, local license and unsent usage.

    `store` keeps what a reload must find again (None for a client that ends with the process), `new_id`
    makes random identifiers (ID-4, ID-8), `reports` is NET-4's setting, `default_edition` the scanner
    edition of an `open` that names none, and `name` tells the client apart on its `machine`. `notices`
    collects the answers of reports, which belong to no event. `answers_get_lost` says that there is a real
    network: each use then has an identifier, by which its loss is made good (NET-5).
    """

    def __init__(
        self,
        client: Client,
        store: Store | None,
        new_id: Callable[[], str],
        *,
        reports: Reporting = "immediate",
        default_edition: str = DEFAULT_EDITION,
        machine: Machine | None = None,
        name: str = "client",
        answers_get_lost: bool = False,
    ) -> None:
        self.client = client
        self.reports: Reporting = reports
        self.machine = Machine() if machine is None else machine
        self.name = name
        self.state: State = "unlicensed"
        self.scanners: dict[str, Scanner] = {}
        self.notices: list[Answer] = []
        self.listings: tuple[Listing, ...] = ()
        self.unsent = UsageBuffer(new_id)
        self.last_at: int | None = None
        self.request: str | None = None
        self.latest = 0
        self.edition = EDITIONS[default_edition]
        self._default_edition = default_edition
        self._answers_get_lost = answers_get_lost
        self._pending: tuple[Scanner, Verdict] | None = None
        self._judged: tuple[dict[str, Any], Scanner, Verdict] | None = None
        self._store = store
        self._new_id = new_id
        self.restore()

    def handle(self, event: dict[str, Any], now: int, at: int | None = None) -> Talk:
        """Answer one event (a trace event without client and t) at `now`, this client's own clock.

        `at` is the instant of a frame (SCAN-11), None for `now`; both in milliseconds.
        """
        at = now if at is None else at
        kind = event["type"]
        if kind in self._LOCAL:
            answer = self._LOCAL[kind](self, event, at)
        else:
            answer = yield from self._ASKING[kind](self, event, now, at)
        self.latest = max(self.latest, now)
        return answer

    def flush(self, now: int) -> Talk:
        """Send the usage of every slot that has ended and was not tried yet (NET-4)."""
        yield from self._deliver([one for one in self.unsent.ended(now) if not one.tried])
        return ok("NET-4")

    def lose(self, items: Collection[str]) -> None:
        """The local license no longer counts for these items: their server was released (SRV-2)."""
        self.listings = tuple(one for one in self.listings if one.item not in items)
        self._save()

    def deliver_all(self) -> Talk:
        """Send everything that is still kept, as at the end of a replay."""
        yield from self._deliver(self.unsent.all())
        return ok("NET-4")

    def due(self) -> int | None:
        """When to call `flush` next; None where nothing waits for the end of its slot."""
        return self.unsent.due() if self.reports == "slot" else None

    def idle_instances(self, now: int) -> int:
        """X minus the instances alive on the machine; -1 where its license must be renewed (CINST-4)."""
        if not self._holds(Use("instance"), now):
            return -1
        return self.machine.idle()

    # events that the client answers by itself

    def _settings(self, event: dict[str, Any], at: int) -> Answer:
        fields = {key: value for key, value in event.items() if key not in ("type", "scanner")}
        warnings = self.scanner(event["scanner"]).configure(fields, at)
        if warnings is None:
            value = event["duplicate_forget_time"]
            refused = refusal(Reason.SETTING_REFUSED, "SCAN-5", duplicate_forget_time=value)
            return replace(refused, counted=None)
        return Answer("ok", "SCAN-5", warnings=warnings)

    def _pause(self, event: dict[str, Any], at: int) -> Answer:
        self.scanner(event["scanner"]).window.clear()
        return ok("SCAN-6")

    def _clear_storage(self, event: dict[str, Any], at: int) -> Answer:
        """A new client from here on; license and unsent usage are gone, and named (ID-4)."""
        return ok("ID-4", None, dropped=self.become(self._new_id()))

    def become(self, uuid: str) -> list[dict[str, int]]:
        """Be another client, with nothing stored; returns the unsent usage that this drops."""
        gone = [{"slot": one.report.slot, "count": one.report.count} for one in self.unsent.clear()]
        self.last_at, self.request = None, None
        self.client = replace(self.client, uuid=uuid)
        self.machine.instances = 0
        self.machine.alive.clear()
        self._signal("cleared")
        return gone

    # events that may ask the server

    def _open(self, event: dict[str, Any], now: int, at: int) -> Talk:
        """A page load: scanners, settings and instances end, and the server is always asked (SCAN-6)."""
        self.scanners = {}
        self.machine.alive.pop(self.name, None)
        self.edition = EDITIONS[event.get("edition") or self._default_edition]
        if self.reports == "slot":
            yield from self._deliver(self.unsent.ended(now))
        return (yield from self._ask(OPEN, now))

    def _frame(self, event: dict[str, Any], now: int, at: int) -> Talk:
        scanner, verdict = self.judge(event, at)
        answer = yield from self._use(scans(len(verdict.new)), now)
        if answer.answer != "refused":
            self._pending = (scanner, verdict)
        answer.sightings = verdict
        return answer

    def judge(self, event: dict[str, Any], at: int) -> tuple[Scanner, Verdict]:
        """What the codes of a frame are to their scanner; looking twice at an event is free."""
        if self._judged is None or self._judged[0] is not event:
            scanner = self.scanner(event["scanner"])
            verdict = scanner.judge(scanner.keys_of(event["codes"]), at)
            self._judged = (event, scanner, verdict)
        return self._judged[1:]

    def repeat(self, scanner: Scanner, verdict: Verdict, now: int, *, granted: bool) -> None:
        """Take a frame in that was answered like the one before it (see `repetition`)."""
        if granted:
            scanner.remember(verdict)
        self.latest = now  # an answer resets it (TIME-4)
        self._judged = None

    def unsettle(self) -> None:
        """Do not remember that frame: its answer does not stand."""
        self._pending = self._judged = None

    def settle(self) -> None:
        """Remember the last frame, now that its answer stands; a refused one is never remembered."""
        if self._pending is not None:
            scanner, verdict = self._pending
            scanner.remember(verdict)
            self._pending = None
        self._judged = None

    def checkpoint(self) -> Checkpoint:
        """What `rollback` needs to take back the events that come before the next `settle`."""
        license_ = (self.state, self.client, self.listings, self.last_at, self.request, self.latest)
        shared = (self.machine.instances, dict(self.machine.alive))
        return (*license_, self.scanners, self.edition, *shared, self.unsent.to_wire())

    def rollback(self, checkpoint: Checkpoint) -> None:
        """Be as at the checkpoint: the events since have not happened."""
        self.state, self.client, self.listings, self.last_at, self.request, self.latest = checkpoint[:6]
        self.scanners, self.edition, self.machine.instances, self.machine.alive = checkpoint[6:10]
        self.unsent.restore(checkpoint[10])
        self.unsettle()

    def _image(self, event: dict[str, Any], now: int, at: int) -> Talk:
        """A still image stands alone: a scanner's filters, never its memory (SCAN-6)."""
        name, codes = event.get("scanner"), event["codes"]
        keys = distinct(codes) if name is None else self.scanner(name).keys_of(codes)
        answer = yield from self._use(scans(len(keys)), now)
        answer.sightings = Verdict(at, 0, keys, keys, [], [], {})
        return answer

    def _pages(self, event: dict[str, Any], now: int, at: int) -> Talk:
        return (yield from self._use(Use("page", event["count"], event["module"]), now))

    def _release(self, event: dict[str, Any], now: int, at: int) -> Talk:
        answer: Answer | None = yield Leave(self.client)
        if answer is None:
            self._signal("unreachable")
            return replace(refusal(Reason.SERVER_UNREACHABLE, "NET-1"), counted=None)
        self.latest = now
        self._signal("released")
        return answer

    def _instances(self, event: dict[str, Any], now: int, at: int) -> Talk:
        answer = yield from self._ask(Use("instance", asks=event["ask"]), now)
        return replace(answer, counted=None)

    def _instance(self, event: dict[str, Any], now: int, at: int) -> Talk:
        if event["op"] == "destroy":
            alive = self.machine.alive.get(self.name, 0)
            self.machine.alive[self.name] = max(0, alive - 1)
            return ok("CINST-5", 0, **self._places())
        answer = yield from self._create(now)
        return replace(answer, counted=0 if answer.answer == "refused" else 1)

    def _create(self, now: int) -> Talk:
        use = Use("instance")
        if not self._holds(use, now):
            refused = yield from self._ask_for(use, now)
            if refused is not None:
                return refused
        if self.machine.idle() <= 0:
            listing = choose(self.listings, use.label, now)
            item = None if listing is None else listing.item
            return refusal(Reason.NO_IDLE_INSTANCE, "CINST-5", item, **self._places())
        answer = yield from self._use(use, now)
        if answer.answer != "refused":
            self.machine.alive[self.name] = self.machine.alive.get(self.name, 0) + 1
        return replace(answer, evidence={**answer.evidence, **self._places()})

    def _places(self) -> dict[str, Any]:
        alive = sum(self.machine.alive.values())
        return {"instances": max(1, self.machine.instances), "alive": alive, "idle": self.machine.idle()}

    _LOCAL: Final = {
        "settings": _settings,
        "pause": _pause,
        "close": _pause,
        "clear_storage": _clear_storage,
    }
    _ASKING: Final = {
        "open": _open,
        "frame": _frame,
        "image": _image,
        "pages": _pages,
        "release": _release,
        "instances": _instances,
        "instance": _instance,
    }

    # asking and using

    def _use(self, use: Use, now: int) -> Talk:
        """One use: asks first without a valid local license for it, and at most once (NET-3)."""
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
            return refusal(Reason.NO_ITEM, "NET-3")
        return decision.answer

    def _report_id(self, use: Use) -> str:
        """The identifier of what a use adds; empty where none is needed."""
        return self._new_id() if use.count and self._answers_get_lost else ""

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
            yield from self._deliver(self.unsent.all())
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
            self._signal("refused")
            return refusal(Reason.CLOCK_CHANGED, "TIME-4")
        return grant.answer

    def _authorize(self, use: Use) -> Generator[Request, Any, Grant | None]:
        if self.request is None:
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
        moved_back = now < self.latest - CLOCK_TOLERANCE_MS
        self._signal("unreachable")
        listing = choose(self._valid(now), use.label, now)
        if listing is not None:
            return Answer("ok", "NET-1", Reason.OFFLINE_CACHED, listing.item, 0)
        if moved_back:
            return refusal(Reason.CLOCK_CHANGED, "TIME-4", latest=self.latest, now=now)
        return refusal(Reason.SERVER_UNREACHABLE, "NET-1")

    def _holds(self, use: Use, now: int) -> bool:
        """Whether the local license lets the client go on with this use."""
        label = use.label
        return any(one.serves(label, now) for one in self._valid(now))

    def _valid(self, now: int) -> tuple[Listing, ...]:
        """The local license; none while the clock is behind the latest time seen (TIME-4)."""
        return () if now < self.latest - CLOCK_TOLERANCE_MS else self.listings

    # usage that the server does not know yet

    def _use_offline(self, use: Use, report: str, now: int) -> Answer:
        listing = choose(self._valid(now), use.label, now)
        if listing is None:
            return refusal(Reason.SERVER_UNREACHABLE, "NET-1")
        if report:
            self.unsent.keep_sent(use, listing.item, now, report)
            self._save()
        else:
            self._keep(use, listing, now)
        return Answer("ok", "NET-1", Reason.OFFLINE_CACHED, listing.item, use.count)

    def _use_locally(self, use: Use, now: int) -> Answer:
        """Answer from the local license; the usage is reported when its slot ends (NET-4)."""
        listing = choose(self.listings, use.label, now)
        if listing is None:
            return refusal(Reason.NO_ITEM, "NET-3")
        self._keep(use, listing, now)
        in_grace = now >= listing.expires_at
        rule = "ITEM-2" if in_grace else "NET-4"
        return Answer("over" if in_grace else "ok", rule, None, listing.item, use.count)

    def _keep(self, use: Use, listing: Listing, now: int) -> None:
        if use.count:
            self.unsent.keep(use, listing.item, now)
            self._save()

    def _deliver(self, kept: list[Kept]) -> Generator[Request, Any, None]:
        if not kept:
            return
        for one in kept:
            one.tried = True
        self._save()  # before it is sent: nothing is ever added to what the server may know
        response = yield Deliver(self.client, tuple(one.report for one in kept))
        if response is None:
            self._signal("unreachable")
            return
        answers, ends = response
        self._signal("answered")
        self._acknowledge(list(zip(kept, answers, strict=True)))
        self._move_ends(ends)

    def _acknowledge(self, answered: list[tuple[Kept, Answer]]) -> None:
        """Drop what was taken; a client whose report found no room stops using that item (NET-5).

        One that came too early is kept, one that came too late is dropped (TIME-3).
        """
        self.unsent.acknowledge(one for one, answer in answered if answer.reason is not Reason.REPORT_EARLY)
        self.notices += [answer for _, answer in answered]
        out_of_time = (Reason.REPORT_EARLY, Reason.REPORT_LATE)
        refused = [(one, answer) for one, answer in answered if answer.answer == "refused"]
        stopped = {one.report.item for one, answer in refused if answer.reason not in out_of_time}
        if stopped and self.reports == "slot":
            self.listings = tuple(one for one in self.listings if one.item not in stopped)
        self._save()

    def _move_ends(self, ends: dict[str, int]) -> None:
        if not ends:
            return
        self.listings = tuple(
            replace(one, until=ends[one.item]) if one.item in ends else one for one in self.listings
        )
        self._save()

    # state

    def _signal(self, signal: Signal) -> None:
        before, self.state = self.state, TABLE[self.state][signal]
        if self.state == "unlicensed":
            self.listings = ()
        if before != self.state or signal != "answered":
            self._save()

    def scanner(self, name: str) -> Scanner:
        """The scanner of a name; it exists from its first mention."""
        if name not in self.scanners:
            self.scanners[name] = Scanner(self.client.deployment, self.edition)
        return self.scanners[name]

    def _save(self) -> None:
        if self._store is not None:
            self._store.save(self.client.deployment, self.stored())

    def stored(self) -> dict[str, Any]:
        """What a reload must find again, as JSON values: what a copied storage has (ID-8)."""
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
        """Take up what the store has of this client; nothing for a new one (ID-7)."""
        kept = None if self._store is None else self._store.load(self.client.deployment)
        if kept is not None and kept["uuid"] == self.client.uuid:
            self.take_up(kept)

    def take_up(self, kept: dict[str, Any]) -> None:
        """Go on from what a client of this UUID has `stored`."""
        self.state, self.last_at, self.request = kept["state"], kept["last_at"], kept["request"]
        self.latest = max(self.latest, kept["latest"])  # this page may have seen a later one (TIME-4)
        self.machine.instances = kept["instances"]
        self.listings = tuple(Listing.from_wire(one) for one in kept["listings"])
        self.unsent.restore(kept["unsent"])
