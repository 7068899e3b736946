"""Which client sends its usage next, when its slot has ended (NET-4)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Generic, TypeVar

Sender = TypeVar("Sender")


@dataclass(slots=True)
class _Place:
    """A client's place in the order, and the instant for which it waits; None if it does not wait."""

    order: tuple[int, ...]
    at: int | None = None


class ReportQueue(Generic[Sender]):
    """Clients by the instant at which their usage is due; those of one instant in the order of their places.

    The cost of an operation grows with the logarithm of the number of clients.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, tuple[int, ...], int, Sender]] = []
        self._places: dict[Sender, _Place] = {}
        self._noted = 0

    def __bool__(self) -> bool:
        """Whether any client has ever had a place."""
        return bool(self._places)

    def place(self, sender: Sender, order: tuple[int, ...]) -> None:
        """Give a client its place."""
        self._places.setdefault(sender, _Place(order))

    def note(self, sender: Sender, at: int | None) -> None:
        """Note when a client's usage is due, None for no usage. A client without a place is ignored."""
        place = self._places.get(sender)
        if place is None or place.at == at:
            return
        place.at = at
        if at is None:
            return
        self._noted += 1
        heapq.heappush(self._waiting, (at, place.order, self._noted, sender))

    def next_at(self) -> int | None:
        """The nearest instant at which usage of any client is due; None for never."""
        while self._waiting and self._places[self._waiting[0][3]].at != self._waiting[0][0]:
            heapq.heappop(self._waiting)  # it was noted for another instant since then
        return self._waiting[0][0] if self._waiting else None

    def take(self, at: int) -> list[Sender]:
        """Remove and return the clients that wait for `at` or an earlier instant, in their order."""
        taken: list[Sender] = []
        while self._waiting and self._waiting[0][0] <= at:
            instant, _, _, sender = heapq.heappop(self._waiting)
            place = self._places[sender]
            if place.at == instant:
                place.at = None
                taken.append(sender)
        return taken
