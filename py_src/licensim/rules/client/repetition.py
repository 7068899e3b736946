"""Frames that are answered as the one before, because nothing that decides has changed.

A camera shows thirty frames a second, and nearly all of them are decided alike: by the same item, with
the same answer, until an instant or a count is reached. `Repetition` sits where a client and its
authority are in one process, keeps the last decision of a frame as long as it holds, and answers the
next frame by it; whatever else happens makes it let go. It decides nothing by itself: each of its
conditions is one under which `Authority.decide` would give the same answer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.edition import Edition
from licensim.rules.client.licensee import CLOCK_TOLERANCE_MS
from licensim.rules.ledger.memory import NEVER, MemoryLedger


class Standing(NamedTuple):
    """A decision that stands from `since` until before `until`, while the ledger has this stamp.

    It holds while the item's `used` is below `below` before a frame, and at most `most` after it. `evidence`
    is that of a frame that adds nothing.
    """

    answer: Answer
    evidence: dict[str, Any]
    item: str
    since: int
    until: int
    stamp: int
    below: int
    most: int


class Repetition:
    """The frames of one client; `ledger` is that of its project, `kept` the last decision."""

    __slots__ = ("_authority", "_edition", "_ledger", "kept")

    def __init__(self, edition: Edition, authority: Authority, ledger: MemoryLedger) -> None:
        self._edition = edition
        self._authority = authority
        self._ledger = ledger
        self.kept: Standing | None = None

    def answer(self, event: dict[str, Any], now: int, at: int) -> Answer | None:
        """Answer a frame like the last one, and record it; None where it must be decided."""
        standing, ledger, edition = self.kept, self._ledger, self._edition
        if standing is None or standing.stamp != ledger.stamp or not standing.since <= now < standing.until:
            return None
        used = ledger.used(standing.item)
        if used >= standing.below or now < edition.latest - CLOCK_TOLERANCE_MS:
            return None
        scanner = edition.scanner(event["scanner"])
        verdict = scanner.judge(scanner.keys_of(event["codes"]), at)
        adds, evidence = len(verdict.new), standing.evidence
        if adds:
            if used + adds > standing.most:
                return None
            if standing.most < NEVER:  # an item without a count records none
                ledger.add_used(standing.item, adds)
        if "used" in evidence:
            evidence = {**evidence, "used": used, "adds": adds}
        edition.repeat(scanner, verdict, now, granted=standing.answer.answer != "refused")
        return standing.answer.again(adds, verdict, evidence)

    def learn(self, answer: Answer, now: int) -> None:
        """Keep a decision on a frame, as far as it holds for the next ones."""
        self.kept = None
        client, sightings = self._edition.client, answer.sightings
        if self._edition.reports != "immediate" or sightings is None or answer.item is None:
            return
        span = self._authority.span(client, answer, now)
        if span is None:
            return
        ends = [one.until for one in self._edition.listings if one.until > now]
        until = min([*ends, *([] if span.until is None else [span.until])], default=now)
        stamp = self._ledger.stamp
        self.kept = Standing(answer, span.evidence, answer.item, now, until, stamp, span.below, span.most)

    def forget(self) -> None:
        """Let go: something else has happened to the client."""
        self.kept = None
