"""The client half: what runs beside the scanner and asks the license server (SPEC sections 3, 4, 12).

It is a `Licensee` (local license, asks, usage) with scanners and instances of its own: two clients that see
the same code count two scans (SCAN-10). Here each event becomes a use, or is answered without one. `open`
always asks.

The half is sans-IO: `handle` is a generator that yields requests (`Ask`, `Decide`, `Deliver`, `Leave`) and
is sent their responses, None if the server was not reached. The caller owns the transport, and calls
`settle` once the answer is final.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from licensim.rules.answer import Answer, Reason, ok, refusal
from licensim.rules.client.forget import Trail
from licensim.rules.client.licensee import Licensee, Machine, Reporting, Store
from licensim.rules.client.requests import Leave, Talk
from licensim.rules.client.scanner import ScannerState, distinct
from licensim.rules.license.profile import DEFAULT_EDITION, EDITIONS
from licensim.rules.local_license import choose
from licensim.rules.options.case import OPEN, ClientIdentity, Use, scans
from licensim.rules.verdict import Verdict

Checkpoint = tuple[Any, ...]

_NO_SCANNERS: Final[dict[str, ScannerState]] = {}
"""Shared by all clients without scanners."""


class ClientHalf(Licensee):
    """One client with its scanners.

    `default_edition` is the scanner edition of an `open` that names none, and `name` identifies the client
    on its `machine`; the rest is as in `Licensee`.
    """

    __slots__ = ("_default_edition", "_pending", "_trails", "edition", "name", "scanners")

    def __init__(
        self,
        client: ClientIdentity,
        store: Store | None,
        new_id: Callable[[], str],
        *,
        reports: Reporting = "immediate",
        default_edition: str = DEFAULT_EDITION,
        machine: Machine | None = None,
        name: str = "client",
        answers_get_lost: bool = False,
    ) -> None:
        machine = Machine() if machine is None else machine
        super().__init__(
            client, store, new_id, reports=reports, machine=machine, answers_get_lost=answers_get_lost
        )
        self.name = name
        self.scanners = _NO_SCANNERS
        self._trails = ""
        """The trails of resting scanners (SCAN-8), as JSON; of many clients most have only these."""
        self.edition = EDITIONS[default_edition]
        self._default_edition = default_edition
        self._pending: tuple[ScannerState, Verdict] | None = None

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
        """Become a new client; the license and unsent usage are dropped, and the answer names them (ID-4)."""
        return ok("ID-4", None, dropped=self.become(self._new_id()))

    # events that may ask the server

    def _open(self, event: dict[str, Any], now: int, at: int) -> Talk:
        """A page load: scanners, settings and instances end, and the server is always asked (SCAN-6)."""
        self.scanners, self._trails = _NO_SCANNERS, ""
        self.machine.put(self.name, 0)
        self.edition = EDITIONS[event.get("edition") or self._default_edition]
        if self.reports == "slot":
            yield from self._deliver_ended(now)
        product = event.get("product")
        return (yield from self._ask(replace(OPEN, opens=product) if product else OPEN, now))

    def _frame(self, event: dict[str, Any], now: int, at: int) -> Talk:
        scanner = self.scanner(event["scanner"])
        verdict = scanner.judge(scanner.keys_of(event["codes"]), at)
        answer = yield from self._use(scans(len(verdict.new)), now)
        if answer.answer != "refused":
            self._pending = (scanner, verdict)
        answer.sightings = verdict
        return answer

    def rest(self, at: int) -> bool:
        """Drop what the scanners remember if all their windows have ended; return whether they have."""
        if not all(one.rests(at) for one in self.scanners.values()):
            return False
        resting = {name: one.trail for name, one in self.scanners.items() if not one.is_set}
        trails = self._resting() | {name: trail for name, trail in resting.items() if trail}
        self._trails = json.dumps(trails) if trails else ""
        self.scanners = {name: one for name, one in self.scanners.items() if one.is_set} or _NO_SCANNERS
        return True

    def _resting(self) -> dict[str, Trail]:
        """The trails of resting scanners, by name; a scanner rests when its forget windows have ended."""
        trails: dict[str, Trail] = json.loads(self._trails) if self._trails else {}
        return trails

    def unsettle(self) -> None:
        """Do not remember the last frame: its answer is not final."""
        self._pending = None

    def settle(self) -> None:
        """Remember the last frame, now that its answer is final; a refused frame is never remembered."""
        if self._pending is not None:
            scanner, verdict = self._pending
            scanner.remember(verdict)
            self._pending = None

    def checkpoint(self) -> Checkpoint:
        """What `rollback` needs to take back the events that come before the next `settle`."""
        license_ = (self.state, self.client, self.listings, self.last_at, self.request, self.latest)
        machine = self.machine
        shared = (machine.instances, machine.alive, machine.of_client, self._alive())
        memory = (self.scanners, self._trails, self.edition)
        return (*license_, *memory, *shared, self.unsent.copy())

    def rollback(self, checkpoint: Checkpoint) -> None:
        """Restore the state of the checkpoint: the events since then have not happened."""
        self.state, self.client, self.listings, self.last_at, self.request, self.latest = checkpoint[:6]
        self.scanners, self._trails, self.edition = checkpoint[6:9]
        machine = self.machine
        machine.instances, alive, machine.of_client, own = checkpoint[9:13]
        machine.put(self.name, own)
        machine.alive = alive
        self.own_unsent().put_back(checkpoint[13])
        self.unsettle()

    def _image(self, event: dict[str, Any], now: int, at: int) -> Talk:
        """A still image uses a scanner's filters, but not its memory (SCAN-6)."""
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
        if answer.answer != "refused":
            self._signal("released")
        return replace(answer, counted=None)

    def _instances(self, event: dict[str, Any], now: int, at: int) -> Talk:
        answer = yield from self._ask(Use("instance", asks=event["ask"]), now)
        return replace(answer, counted=None)

    def _instance(self, event: dict[str, Any], now: int, at: int) -> Talk:
        if event["op"] == "destroy":
            before = self.machine.alive
            self.machine.put(self.name, max(0, self._alive() - 1))
            return ok("CINST-5", 0, **self._places(before))
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
            return refusal(Reason.NO_IDLE_INSTANCE, "CINST-5", item, **self._places(self.machine.alive))
        answer, before = (yield from self._use(use, now)), self.machine.alive
        if answer.answer != "refused":
            self.machine.put(self.name, self._alive() + 1)
        return replace(answer, evidence={**answer.evidence, **self._places(before)})

    def _alive(self) -> int:
        return self.machine.of_client.get(self.name, 0)

    def _places(self, before: int) -> dict[str, Any]:
        machine = self.machine
        places = {"instances": max(1, machine.instances), "alive": machine.alive, "idle": machine.idle()}
        return {**places, "alive_before": before}

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

    def scanner(self, name: str) -> ScannerState:
        """The scanner of this name, made when it is first named."""
        found = self.scanners.get(name)
        if found is None:
            trails = self._resting()
            found = ScannerState(self.client.deployment, self.edition, trails.pop(name, ()))
            self._trails = json.dumps(trails) if trails else ""
            if self.scanners is _NO_SCANNERS:
                self.scanners = {}
            self.scanners[name] = found
        return found
