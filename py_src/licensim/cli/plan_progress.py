"""The progress of a plan on a terminal: which part, how much of all, and how long it may still take."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from licensim.plan.statements.statement import Statement

EVERY_S: Final = 0.5
_WEIGHTS: Final = {
    "buckets": 40,
    "islands": 15,
    "rows": 40,
    "counted": 6,
    "broken": 3,
    "contacts": 4,
    "days": 3,
}
"""How long statements take, roughly, by the first word of their names; all others 1."""


class StatementProgress:
    """Writes a line on standard error, if that is a terminal; `share` is how much of a statement is done."""

    def __init__(self, share: Callable[[], float]) -> None:
        self._share = share
        self._shows = sys.stderr.isatty()
        self._began = time.monotonic()
        self._all = 0.0
        self._done = 0.0
        self._rows = 0
        self._now: Statement | None = None
        self._ended = threading.Event()
        if self._shows:
            threading.Thread(target=self._run, daemon=True).start()

    def expect(self, statements: list[Statement], rows: int) -> None:
        """Say which statements will come, over so many rows."""
        self._all = self._done + sum(map(_weight, statements))
        self._rows = rows

    def at(self, statement: Statement) -> None:
        """A statement begins: the one before is done."""
        if self._now is not None:
            self._done += _weight(self._now)
        self._now = statement

    def line(self, now: float) -> str:
        """The line at an instant of the monotonic clock."""
        if self._now is None:
            return ""
        if not self._all:
            return self._now.what
        done = min(0.99, (self._done + _weight(self._now) * self._share()) / self._all)
        left = (now - self._began) * (1 - done) / max(done, 0.01)
        return f"{done:4.0%} of {self._rows:,} rows: {self._now.what}; about {left:,.0f} s left"

    def clear(self) -> None:
        """Take the line away."""
        self._ended.set()
        if self._shows:
            sys.stderr.write("\r\x1b[K")

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            sys.stderr.write(f"\r\x1b[K{self.line(time.monotonic())[:110]}")
            sys.stderr.flush()


def _weight(statement: Statement) -> float:
    return _WEIGHTS.get(statement.name.partition("_")[0], 1)
