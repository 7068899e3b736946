"""Simulated devices that scan by themselves, at a rhythm, at certain hours of the UTC day."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

from licensim.rules.timeline import DAY_MS


@dataclass(slots=True)
class Rhythm:
    """One client scans a new code every `every_ms` within `from_ms <= time of day < to_ms`.

    `next_at` is its next scan, `scans` how many it has made.
    """

    client: str
    every_ms: int
    from_ms: int
    to_ms: int
    next_at: int
    scans: int = 0

    @classmethod
    def starting(cls, fields: dict[str, Any], now: int) -> Rhythm:
        """The rhythm of an operation's fields; its first scan is after `now`."""
        every, begin, end = int(fields["every_ms"]), int(fields["from_ms"]), int(fields["to_ms"])
        rhythm = cls(fields["client"], max(1, every), begin, end, now)
        rhythm.next_at = rhythm.after(now)
        return rhythm

    def after(self, now: int) -> int:
        """The first instant of the rhythm after `now`."""
        day = now - now % DAY_MS
        first = day + self.from_ms
        if now < first:
            return first
        at = first + ((now - first) // self.every_ms + 1) * self.every_ms
        return at if at < day + self.to_ms else first + DAY_MS

    def scan(self) -> dict[str, Any]:
        """The event of the next scan, a code that was never seen before; the rhythm goes on."""
        self.scans += 1
        code = {"format": "QRCode", "text": f"{self.client} {self.scans}"}
        self.next_at = self.after(self.next_at)
        return {"type": "image", "client": self.client, "codes": [code]}


class Rhythms:
    """The rhythms of a session, one of a client at most; those of one instant in the order they began."""

    def __init__(self) -> None:
        self._by_client: dict[str, tuple[int, Rhythm]] = {}
        self._waiting: list[tuple[int, int, int, Rhythm]] = []
        self._pushed = 0

    def get(self, client: str) -> Rhythm | None:
        """The rhythm of a client; None where it does not scan by itself."""
        found = self._by_client.get(client)
        return None if found is None else found[1]

    def start(self, rhythm: Rhythm) -> None:
        """Let a client scan by itself, in place of its earlier rhythm."""
        number, _ = self._by_client.get(rhythm.client, (self._pushed, None))
        self._by_client[rhythm.client] = (number, rhythm)
        self._wait(number, rhythm)

    def stop(self, client: str) -> None:
        """Let a client scan no more by itself."""
        self._by_client.pop(client, None)

    def next_until(self, t: int) -> Rhythm | None:
        """The rhythm whose scan is next, at `t` at the latest."""
        while self._waiting and self._waiting[0][0] <= t:
            at, number, _, rhythm = self._waiting[0]
            if self.get(rhythm.client) is rhythm and rhythm.next_at == at:
                return rhythm
            heapq.heappop(self._waiting)
            if self.get(rhythm.client) is rhythm:
                self._wait(number, rhythm)
        return None

    def _wait(self, number: int, rhythm: Rhythm) -> None:
        self._pushed += 1
        heapq.heappush(self._waiting, (rhythm.next_at, number, self._pushed, rhythm))
