"""The one clock of a test: the server's, every local license's and every page's (TIME-1)."""

from __future__ import annotations

import time
from typing import Protocol

from licensim.testing.errors import KitError
from licensim.testing.input.instants import LAST_AT, Instant, duration_ms, instant, span_text, text_of

MAX_STEPS = 1_000_000


class Party(Protocol):
    """A part of the kit that follows the clock."""

    def due(self, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""

    def wakes(self, now: int) -> int | None:
        """The nearest instant after `now` at which a client must act; None for never."""

    def tick(self, now: int) -> None:
        """The clock shows `now`: do what is due, and return when no message is on its way."""

    def moved(self, what: str) -> None:
        """The test has moved the clock; `what` says how, in words."""


class Clock:
    """Stands still until it is moved; `run` lets it go like a real one.

    Actions on the way are done in order, each at its own instant: `advance` finds the nearest instant at
    which a client must act, sets every clock to it, waits until all actions are done, and looks again. A seat
    or local license that ends on the way has ended at the next action.
    """

    def __init__(self, start: int, party: Party) -> None:
        self._now = start
        self._party = party
        self._running_since: float | None = None

    @property
    def now(self) -> int:
        """The present instant, in milliseconds since the epoch."""
        if self._running_since is None:
            return self._now
        return self._now + int((time.monotonic() - self._running_since) * 1000)

    @property
    def text(self) -> str:
        """The present instant as UTC date and time."""
        return text_of(self.now)

    @property
    def running(self) -> bool:
        """Whether it goes like a real clock."""
        return self._running_since is not None

    def freeze(self) -> None:
        """Stand still, as at the beginning of a test."""
        self._now, self._running_since = self.now, None
        self._party.moved("freezes")
        self._party.tick(self._now)

    def run(self) -> None:
        """Go like a real clock from now on, for pages that need their timers."""
        self._now, self._running_since = self.now, time.monotonic()
        self._party.moved("runs")
        self._party.tick(self._now)

    def set(self, when: Instant) -> None:
        """Move forward to an instant, and do everything that is due until then.

        Raises KitError for a past instant: setting a clock back is a fault, `faults.clock_back`.
        """
        at = instant(when)
        if at < self.now:
            raise KitError(f"the clock is at {self.text} and never goes back: use faults.clock_back(...)")
        self._move(at, f"is set to {text_of(min(at, LAST_AT))}")

    def advance(
        self,
        *,
        days: float | None = None,
        hours: float | None = None,
        minutes: float | None = None,
        seconds: float | None = None,
        ms: float | None = None,
    ) -> None:
        """Move forward by a duration, and do everything that is due until then."""
        given = (days, hours, minutes, seconds, ms)
        if all(one is None for one in given):
            raise KitError("advance by how much? Give days, hours, minutes, seconds or ms")
        span = duration_ms(*(one or 0 for one in given))
        if span < 0:
            raise KitError("the clock never goes back: use faults.clock_back(...)")
        self._move(self.now + span, f"moves on by {span_text(span)}")

    def advance_to_due(self) -> int | None:
        """Move to the next instant at which anything changes by itself; None, without a move, for never."""
        due = self._party.due(self.now)
        if due is not None:
            self._move(due, f"moves on to what is due, {text_of(due)}")
        return due

    def step_to(self, at: int) -> None:
        """Move forward to an instant without a line in the log, as frames and slow answers do."""
        for _ in range(MAX_STEPS):
            wakes = self._party.wakes(self.now)
            if wakes is None or wakes > at:
                break
            self._show(wakes)
        self._show(max(at, self.now))

    def catch_up(self) -> None:
        """Do what has become due while the clock has run."""
        if self._running_since is not None:
            self.step_to(self.now)

    def _move(self, at: int, what: str) -> None:
        if at > LAST_AT:
            raise KitError("no clock goes beyond the year 9999")
        self._party.moved(what)
        self.step_to(at)

    def _show(self, now: int) -> None:
        if self._running_since is not None:
            self._running_since = time.monotonic()
        self._now = now
        self._party.tick(now)

    def __repr__(self) -> str:
        return f"<Clock {self.text}{' running' if self.running else ''}>"
