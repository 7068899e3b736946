"""What a statement is, and the windows for which the statements of scans are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

from licensim.rules.client.forget import settle_forget_ms
from licensim.rules.license.profile import DEFAULT_EDITION, DEFAULT_FORGET_MS, EDITIONS

HOUR_MS: Final = 3_600_000
"""Contacts and totals are grouped by hour: every period of a seat is longer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A table that is made: its name, the query that fills it, and what it is in a few words."""

    name: str
    sql: str
    what: str


@dataclass(frozen=True, slots=True)
class Window:
    """How the forget window of browsers runs: its length, and whether each sighting restarts it (SCAN-3)."""

    forget_ms: int
    restarts: bool

    @property
    def name(self) -> str:
        """The window in the names of tables."""
        return f"{'restarting' if self.restarts else 'fixed'}_{self.forget_ms}"


class Rows(Protocol):
    """What answers a query."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, all of them."""


MOBILE: Final = Window(DEFAULT_FORGET_MS, EDITIONS[DEFAULT_EDITION].restarts)
"""The window of mobile clients, whatever is set (SCAN-5)."""


def window_of(edition: str, forget_ms: int) -> Window:
    """Return the window of an edition whose `duplicateForgetTime` is set to `forget_ms` (SCAN-5).

    A value that the edition refuses leaves its default.

    >>> window_of("js-9.6", 60_000).name, window_of("js-10.2.10", 60_000).name
    ('restarting_10000', 'fixed_60000')
    """
    settled = settle_forget_ms(EDITIONS[edition], forget_ms)
    return Window(DEFAULT_FORGET_MS if settled is None else settled, EDITIONS[edition].restarts)
