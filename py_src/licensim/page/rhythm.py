"""Simulated devices that scan by themselves, at a rhythm, at certain hours of the UTC day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensim.rules.timeline import DAY_MS


@dataclass(slots=True)
class Rhythm:
    """One client scans a new code every `every_ms` from `from_ms` to before `to_ms` of each day.

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
        """The rhythm of an operation's fields; its first scan is the first one that lies after `now`."""
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
