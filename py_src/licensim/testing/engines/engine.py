"""The port of an engine; `host` and `page` are the two engines."""

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
    """An answer as it crosses the door; `took_ms` is the time of delays; `report`: a report got the answer.

    `notices` are the answers of reports that were sent meanwhile. `reply` is set once the kit has logged it.
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
    """By how much clocks were set back, in ms, by the client's name; None: all other clients."""

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        """Answer the events of one client, each at its instant; instants never go back."""

    def tick(self, now: int) -> list[Result]:
        """Every clock shows `now`: do what is due, and return the answers of reports."""

    def due(self, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""

    def wakes(self, now: int) -> int | None:
        """The nearest instant after `now` at which a client must act; None for never."""

    def settle(self) -> None:
        """Wait until all decisions until now are known to the kit."""

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded, as a summary has it."""

    def unsent(self) -> list[Unsent]:
        """The usage that clients hold and the server does not know."""

    def uuid(self, place: Place) -> str:
        """The client's UUID; raises NotOpenError for a page that is not open yet."""

    def license(self, place: Place) -> list[tuple[str, int]]:
        """The client's local license: items, and the instant at which each ends."""

    def idle_instances(self, place: Place, now: int) -> int:
        """How many instances may still be created, -1 where the license must be renewed.

        Raises NotOpenError for a client that is not open.
        """

    def clone(self, place: Place, copy: Place) -> None:
        """Let `copy` begin with a copy of the storage of `place`; raises NotOpenError if it is empty."""

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of all browsers, or free it."""

    def close(self) -> None:
        """End the test."""
