"""What the kit asks of an engine, and what it gets; `host` and `page` are the two there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from licensim.testing.input.place import Place
from licensim.testing.reply import Reply

Event = dict[str, Any]
"""A trace event without `client` and `t`."""


@dataclass(slots=True)
class Result:
    """An answer as it crosses the door; `took_ms` what delays have cost; `report` that a report got it.

    `notices` are the answers of reports that were sent on the way. `reply` is there where it was told.
    """

    place: Place
    at: int
    wire: dict[str, Any]
    took_ms: int = 0
    notices: list[Result] = field(default_factory=list)
    report: bool = False
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Usage that a client holds and the server does not know: `count` in a slot, kept for an item."""

    place: Place
    slot: int
    count: int
    item: str


class Engine(Protocol):
    """Runs the clients of one test."""

    @property
    def name(self) -> str:
        """`host` or `page`."""

    skews: dict[str | None, int]
    """By how much a client's clock was set back, by its name; None for all others."""

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        """Answer the events of one client, each at its instant; instants never go back."""

    def tick(self, now: int) -> list[Result]:
        """Every clock shows `now`: do what is due, and return what was said of reports."""

    def due(self, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""

    def wakes(self, now: int) -> int | None:
        """The nearest instant after `now` at which a client has something to do; None for never."""

    def settle(self) -> None:
        """Wait until all that was decided until now has been told."""

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded, as a summary has it."""

    def unsent(self) -> list[Unsent]:
        """The usage that clients hold and the server does not know."""

    def uuid(self, place: Place) -> str:
        """Who the client is; raises NotOpenError where only its page, not yet open, could tell."""

    def license(self, place: Place) -> list[tuple[str, int]]:
        """The client's local license: items, and until when each counts."""

    def idle_instances(self, place: Place, now: int) -> int:
        """How many instances may still be created, -1 where the license must be renewed.

        Raises NotOpenError for a client that is not open.
        """

    def clone(self, place: Place, copy: Place) -> None:
        """Let `copy` begin with a copy of what `place` has stored; raises NotOpenError for nothing."""

    def fill_storage(self, full: bool) -> None:
        """Leave no room in any browser, or room again."""

    def close(self) -> None:
        """The test is over."""
