"""Simulated faults, one line each in a test: `licensim.faults`.

Every fault lasts until its `end()`, until the `with` block it opens ends, or until the test does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, Self

from licensim.fault_table import ROWS
from licensim.testing.engines.line import Line, Trouble, reason_of
from licensim.testing.errors import KitError
from licensim.testing.input.instants import duration_ms, span_text
from licensim.testing.input.terms import Terms

if TYPE_CHECKING:
    from licensim.testing.client import Client

BEGINS: Final = {row.name: row.kit.begins for row in ROWS if row.kit is not None}
"""What the log says when a fault begins, with its figures in braces."""


class ActiveFault:
    """A fault that has begun; only the first call of `end` does something."""

    def __init__(self, what: str, undo: Callable[[], None]) -> None:
        self.what = what
        self._undo: Callable[[], None] | None = undo

    def end(self) -> None:
        """End the fault."""
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __repr__(self) -> str:
        return f"<Fault {self.what}{'' if self._undo else ', ended'}>"


class FaultTarget(Protocol):
    """The part of the kit that faults change."""

    line: Line
    terms: Terms

    def record(self, what: str, *, beyond: bool) -> None:
        """Log that a fault has begun or ended; `beyond`: no trace can state it."""

    def network(self, up: bool) -> None:
        """The network between all clients and the server went down or up."""

    def now(self) -> int:
        """The present instant."""

    def set_back(self, client: Client | None, ms: int) -> None:
        """Set the clock of a client, None for all clients, back by `ms`; 0 sets it right."""

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of all browsers, or free it."""

    def clone(self, client: Client | None) -> Client:
        """Copy a client's storage into another browser; None for the only client."""


class FaultControls:
    """The faults of one test."""

    def __init__(self, target: FaultTarget) -> None:
        self._target = target
        self._there: list[ActiveFault] = []

    def offline(self) -> ActiveFault:
        """No client reaches the license server: only clients with a local license go on (NET-1)."""
        self._target.network(up=False)
        trouble = self._trouble(Trouble("offline"))

        def undo() -> None:
            self._end_trouble(trouble)
            self._target.network(up=True)

        return self._begin("offline", undo, beyond=False)

    def refuse(self, number: int | str = 120, times: int | None = None) -> ActiveFault:
        """The server refuses what it is asked, by number or reason, `times` times or always.

        Raises KitError for a reason that it never answers.
        """
        trouble = self._trouble(Trouble("refuse", reason_of(number), _demand_times(times)))
        return self._begin("refuse", lambda: self._end_trouble(trouble), number=number)

    def delay(self, ms: int, times: int | None = None) -> ActiveFault:
        """Answers take `ms`, and the clock moves on by that (NET-1).

        A client with a local license waits 3 s. One without tries again after 10 s, and gives up after 15 s.
        """
        slow_ms = duration_ms(ms=ms)
        if slow_ms < 0:
            raise KitError(f"ms must be 0 or more, not {ms}")
        trouble = self._trouble(Trouble("delay", slow_ms, _demand_times(times)))
        return self._begin("delay", lambda: self._end_trouble(trouble), span=span_text(slow_ms))

    def lose_answer(self, times: int | None = 1) -> ActiveFault:
        """The server decides, and its answer gets lost on the way (ID-8, NET-5)."""
        trouble = self._trouble(Trouble("lose_answer", None, _demand_times(times)))
        return self._begin("lose_answer", lambda: self._end_trouble(trouble))

    def expire(self, item: str | None = None, *, in_grace: bool = False) -> ActiveFault:
        """The item, or every item, has ended: 111; `in_grace` just now, which is `over` (ITEM-2)."""
        undo = self._target.terms.expire(item, self._target.now(), in_grace)
        return self._begin("expire", undo, item=item or "every item")

    def revoke(self, item: str | None = None) -> ActiveFault:
        """The item, or every item, is revoked: 113."""
        undo = self._target.terms.change(item, {"status": "revoked"})
        return self._begin("revoke", undo, item=item or "every item")

    def clone(self, client: Client | None = None) -> Client:
        """Copy a client's storage into another browser, and return the client there (ID-8).

        The one of the two that asks second is answered 151, and becomes a new client. Without an argument it
        is for the only client; raises KitError if there are several.
        """
        copy = self._target.clone(client)
        self._target.record(BEGINS["clone"].format(copy=copy.name), beyond=True)
        return copy

    def clock_back(
        self, client: Client | None = None, *, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> ActiveFault:
        """Set a client's clock back, or every client's; the server's goes on (TIME-4)."""
        span = duration_ms(hours=hours, minutes=minutes, seconds=seconds)
        if span <= 0:
            raise KitError("by how much? faults.clock_back(minutes=10)")
        self._target.set_back(client, span)
        whose = "every client's clock" if client is None else f"the clock of {client.name}"
        return self._begin(
            "clock_back", lambda: self._target.set_back(client, 0), whose=whose, span=span_text(span)
        )

    def storage_full(self) -> ActiveFault:
        """No browser can store anything: an event that must do so raises StorageFullError, nothing counts."""
        self._target.fill_storage(full=True)
        return self._begin("storage_full", lambda: self._target.fill_storage(full=False))

    def end(self) -> None:
        """End all faults."""
        for fault in self._there:
            fault.end()
        self._there.clear()

    def _begin(
        self, name: str, undo: Callable[[], None], *, beyond: bool = True, **figures: object
    ) -> ActiveFault:
        what = BEGINS[name].format(**figures)

        def well_again() -> None:
            undo()
            self._target.record(f"no longer: {what}", beyond=beyond)

        self._target.record(what, beyond=beyond)
        fault = ActiveFault(what, well_again)
        self._there.append(fault)
        return fault

    def _trouble(self, trouble: Trouble) -> Trouble:
        self._target.line.troubles.append(trouble)
        return trouble

    def _end_trouble(self, trouble: Trouble) -> None:
        troubles = self._target.line.troubles
        self._target.line.troubles = [one for one in troubles if one is not trouble]


def _demand_times(times: object) -> int | None:
    """Return how many asks a fault affects; raises KitError for an invalid number."""
    if times is None or (isinstance(times, int) and not isinstance(times, bool) and times > 0):
        return times
    raise KitError(f"times must be 1 or more, or None for until the fault ends, not {times!r}")
