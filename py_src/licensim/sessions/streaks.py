"""Streaks: the frames of a client that the same item keeps granting, answered without asking all rules again.

Most lines of a recorded session are frames of one client in which nothing changes but the recorded amount.
A `Streak` begins with a frame that was decided by all rules, was `ok`, and changed nothing in the ledger but
that amount. The frames after it get the same answer as long as nothing that the rules read has changed:

- the client and its local license are the same objects, and it has reached its server since,
- no row of the ledger has changed (`MemoryLedger.version`), and no amount (`MemoryLedger.amounts`) either,
- the frame has as many new codes,
- no instant has passed at which an answer changes by itself (`Authority.due`), and the slot is the same.

An option that states `Option.steady_until` lets amounts and new codes differ, up to that amount.

Our choice, for speed alone: a replay takes a third of the time. Nothing else depends on this module, and
`Simulation(..., streaks=False)` gives the same answers; a property test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.local_license import LicensedItem
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ClientIdentity, scans
from licensim.rules.timeline import slot_of, slot_starts_at


@dataclass(slots=True)
class Streak:
    """The answer that a client's frames get until the instant `until`, while the rest is unchanged.

    `count` is how many new codes the first frame had. Up to the amount `limit` others may have more or fewer
    (a frame without new codes begins no streak for those with some); None allows no other count.
    """

    client: ClientIdentity
    listings: tuple[LicensedItem, ...]
    ledger: MemoryLedger
    version: int
    amounts: int
    until: int
    item: str
    rule: str
    evidence: dict[str, Any]
    count: int
    limit: int | None

    def holds(self, half: ClientHalf, t: int) -> bool:
        """Whether nothing that the rules read has changed at `t`."""
        return (
            t < self.until
            and half.state == "licensed"
            and half.listings is self.listings
            and half.client is self.client
            and self.ledger.version == self.version
            and (self.limit is not None or self.ledger.amounts == self.amounts)
        )


class Streaks:
    """The streaks of the clients of one simulation, whose license server is reached."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self.running: dict[ClientHalf, Streak] = {}

    def answer(self, half: ClientHalf, event: dict[str, Any], t: int) -> Answer | None:
        """The answer to a frame of a streak, recorded as by the rules; None: all rules must decide it."""
        streak = self.running.get(half)
        if streak is None or not streak.holds(half, t):
            return None
        scanner = half.scanner(event["scanner"])
        verdict = scanner.judge(scanner.keys_of(event["codes"]), t)
        count, limit, evidence = len(verdict.new), streak.limit, streak.evidence
        if limit is None:
            if count != streak.count:
                return None
        elif count and not streak.count:
            return None
        else:
            used = streak.ledger.used(streak.item)
            if used + count > limit:
                return None
            evidence = {**evidence, "used": used, "adds": count}
            if count:
                streak.ledger.add_used(streak.item, count)
        scanner.remember(verdict)
        half.latest = t
        return Answer("ok", streak.rule, None, streak.item, count, evidence, [], verdict)

    def begin(
        self, half: ClientHalf, ledger: MemoryLedger, before: tuple[int, int], answer: Answer, t: int
    ) -> None:
        """Begin a streak with a frame's answer by all rules; `before` are the ledger's counters before it."""
        version, amounts = ledger.version, ledger.amounts
        if answer.answer != "ok" or answer.reason is not None or version != before[0]:
            return
        count = answer.counted or 0
        case = self._authority.first_case(half.client, scans(count), t)
        if case is None or case.item.id != answer.item or half.reports != "immediate":
            return
        limit = OPTIONS[case.item.option].steady_until(case)
        if limit is None and amounts != before[1]:
            return
        ends = [slot_starts_at(slot_of(t) + 1), *(one.until for one in half.listings)]
        due = self._authority.due(half.client.key, t)
        until = min(ends) if due is None else min(*ends, due)
        self.running[half] = Streak(
            half.client,
            half.listings,
            ledger,
            version,
            amounts,
            until,
            case.item.id,
            answer.rule,
            answer.evidence,
            count,
            limit,
        )

    def end(self, half: ClientHalf) -> None:
        """Forget a client's streak."""
        self.running.pop(half, None)
