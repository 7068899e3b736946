"""Releases of servers' seats, as the clients behind those servers learn of them (SRV-2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from licensim.rules.client.client_half import ClientHalf


class Releases:
    """The seats that servers have released, applied to each client behind them at its next event (SRV-2).

    A release frees a seat for all clients behind the server, also for those without a network. It is applied
    before a client decides its next event, so its cost does not grow with the number of clients.
    """

    def __init__(self) -> None:
        self._count = 0
        self._items: dict[tuple[str, str], dict[str, int]] = {}
        self._applied: dict[ClientHalf, int] = {}

    def begin(self, client: ClientHalf) -> None:
        """Add a new client: earlier releases do not concern it."""
        if self._count:
            self._applied[client] = self._count

    def add(self, client: ClientHalf, items: Iterable[str]) -> None:
        """A client has released its server's seats of these items."""
        for item in items:
            self._count += 1
            released = self._items.setdefault((client.client.key, client.client.server), {})
            released.pop(item, None)
            released[item] = self._count
        self.begin(client)

    def apply(self, client: ClientHalf) -> None:
        """Apply to a client the releases since the last call for it."""
        applied = self._applied.get(client, 0)
        if applied == self._count:
            return
        released = self._items.get((client.client.key, client.client.server), {})
        lost = list(itertools.takewhile(lambda item: released[item] > applied, reversed(released)))
        if lost:
            client.lose(lost)
        self._applied[client] = self._count
