"""Playwright's clock of a context, set to the test's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from licensim.testing.errors import UNCAUGHT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

STEP_MS: Final = 60_000
"""In a step up to this a page's timers fire each time they are due; in a longer one once, as after sleep."""
NOTICEABLE_MS: Final = 50
AHEAD_MS: Final = (2_000, 20_000, 200_000)
"""By how much a running page may be ahead of the test: more on a busy machine."""
IN_PAGE: Final = "ClockController"
"""An error with this in its stack was thrown by a timer of a page."""
PAST: Final = "to the past"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class BrowserClock:
    """The clock of all pages of one context: `Date`, timers and animation frames.

    `console` gets errors that a page's timer throws while the test moves the clock: they are errors of the
    page, and the clock goes on.
    """

    def __init__(self, context: BrowserContext, now: int, console: list[str], *, running: bool) -> None:
        self._clock: Final = context.clock
        self._console: Final = console
        self._running = running
        self._shown = now
        self._shown_since = time.monotonic()
        self._clock.install(time=_date(now))
        if not running and context.pages:
            self._pause(now)
        elif not running:
            self._clock.pause_at(_date(now))

    def show(self, now: int, *, running: bool) -> None:
        """Show an instant; from there the clock stands still or runs."""
        ahead = now - self._reading()
        if self._running and not running:
            self._pause(now)
        elif ahead > (NOTICEABLE_MS if self._running else 0):
            self._go(ahead)
        if running and not self._running:
            self._clock.resume()
        self._running, self._shown, self._shown_since = running, now, time.monotonic()

    def _go(self, ms: int) -> None:
        from playwright.sync_api import Error  # noqa: PLC0415 - here it is loaded already

        try:
            (self._clock.run_for if ms <= STEP_MS else self._clock.fast_forward)(ms)
        except Error as error:
            message, _, stack = error.message.partition("\n")
            if IN_PAGE not in stack:
                raise
            self._console.append(f"{UNCAUGHT}{message.split(': ', 1)[-1]}")

    def _pause(self, now: int) -> None:
        """Stop at an instant; pages that are a little ahead of it go back, and no timer fires."""
        from playwright.sync_api import Error  # noqa: PLC0415 - here it is loaded already

        for ahead_ms in AHEAD_MS:
            try:
                self._clock.pause_at(_date(now + ahead_ms))
                break
            except Error as error:  # a page's clock cannot be stopped before its own instant
                if PAST not in error.message or ahead_ms == AHEAD_MS[-1]:
                    raise
        self._clock.set_system_time(_date(now))

    def _reading(self) -> int:
        """The instant of the pages' clock."""
        gone = (time.monotonic() - self._shown_since) * 1000 if self._running else 0
        return self._shown + int(gone)


def _date(at: int) -> datetime:
    return EPOCH + timedelta(milliseconds=at)
