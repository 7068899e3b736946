"""Frames that are answered as the one before, because nothing that decides has changed.

A camera shows thirty frames a second, and nearly all of them are decided alike: by the same item, with
the same answer, until an instant or a count is reached. `Repetition` sits where a client and its
authority are in one process, keeps the last decision of a frame as long as it holds, and answers the
next frame by it; whatever else happens makes it let go. It decides nothing by itself: each of its
conditions is one under which `Authority.decide` would give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensim.rules.answer import Answer
from licensim.rules.authority import Authority
from licensim.rules.edition import Edition
from licensim.rules.ledger import Ledger


@dataclass(frozen=True, slots=True)
class _Standing:
    """A decision that stands from `since` until before `until`, while the ledger has this stamp.

    It holds while the item's `used` is below `below` before a frame, and at most `most` after it.
    """

    answer: Answer
    item: str
    since: int
    until: int
    stamp: int
    below: int
    most: int


class Repetition:
    """The frames of one client; `ledger` is that of its project."""

    __slots__ = ("_authority", "_edition", "_ledger", "_standing")

    def __init__(self, edition: Edition, authority: Authority, ledger: Ledger) -> None:
        self._edition = edition
        self._authority = authority
        self._ledger = ledger
        self._standing: _Standing | None = None

    def answer(self, event: dict[str, Any], now: int, at: int) -> Answer | None:
        """Answer a frame like the last one, and record it; None where it must be decided."""
        standing, ledger = self._standing, self._ledger
        if standing is None or standing.stamp != ledger.stamp() or not standing.since <= now < standing.until:
            return None
        used = ledger.used(standing.item)
        scanner, verdict = self._edition.judge(event, at)
        new = len(verdict.new)
        if used >= standing.below or (new and used + new > standing.most):
            return None
        if new:
            ledger.add_used(standing.item, new)
        self._edition.repeat(scanner, verdict, now, standing.answer.answer != "refused")
        return standing.answer.again(new, verdict)

    def learn(self, answer: Answer, now: int) -> None:
        """Keep a decision on a frame, as far as it holds for the next ones."""
        self._standing = None
        client, sightings = self._edition.client, answer.sightings
        if self._edition.reports != "immediate" or sightings is None or answer.item is None:
            return
        span = self._authority.span(client, answer, now)
        if span is None:
            return
        ends = [one.until for one in self._edition.listings if one.until > now]
        until = min([*ends, *([] if span.until is None else [span.until])], default=now)
        stamp = self._ledger.stamp()
        self._standing = _Standing(answer, answer.item, now, until, stamp, span.below, span.most)

    def forget(self) -> None:
        """Let go: something else has happened to the client."""
        self._standing = None
