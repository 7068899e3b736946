"""Delays the answers to wrong session passwords, so that a password cannot be guessed.

After ten wrong passwords in a minute for one project, further ones are answered one a second, in turn; a
right one never waits. Time is that of the machine's own clock, which no simulation moves. Each process counts
for itself.
"""

from __future__ import annotations

from collections import deque
from typing import Final

MANY: Final = 10
WITHIN_SECONDS: Final = 60
PAUSE_SECONDS: Final = 1
MAX_WAIT_SECONDS: Final = 60
"""How long a wrong password waits at most; our choice: a client gives up long before (NET-1)."""


class WrongPasswords:
    """When the wrong passwords of each project are answered; `now` is in seconds, always of one clock."""

    def __init__(self) -> None:
        self._answered: dict[str, deque[float]] = {}

    def answer_at(self, key: str, now: float) -> float | None:
        """When to answer a wrong password for a project, in seconds; None if too many wait already."""
        last = self._answered.setdefault(key, deque(maxlen=MANY))
        many = len(last) == MANY and last[0] > now - WITHIN_SECONDS
        at = max(now, last[-1] + PAUSE_SECONDS) if many else now
        if at > now + MAX_WAIT_SECONDS:
            return None
        last.append(at)
        return at
