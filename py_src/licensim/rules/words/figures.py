"""Figures that several options show in the same words: an amount before and after, a limit, its grace."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from licensim.rules.words.english import left
from licensim.rules.words.evidence import AnswerFacts


def change(before: int, quota: int, after: int) -> str:
    """Say how much of a quota is used before the event and after it.

    >>> change(4, 10, 5), change(4, 10, 4)
    ('4 of 10 before, 5 now', '4 of 10, before and now')
    """
    if before == after:
        return f"{before:,} of {quota:,}, before and now"
    return f"{before:,} of {quota:,} before, {after:,} now"


def limit(facts: AnswerFacts) -> str:
    """Say the cap, and where it comes from: a grace may round to 0."""
    cap, quota, percent = facts.whole("cap"), facts.whole("quota"), facts.percent("grace")
    if percent == "0 %":
        return f"limit {cap:,} without grace"
    if cap == quota:
        return f"limit {cap:,} ({percent} grace rounds to 0)"
    return f"limit {cap:,} with {percent} grace"


def when(facts: AnswerFacts, name: str, now: int | None) -> str:
    """Say when an instant of the evidence comes: `in 3 h 12 min` from `now`, `at` an instant for None."""
    at = facts.whole(name)
    if now is None or at <= now:
        return f"at {facts.instant(name)}"
    return f"in {left(at - now)}"


def grace_words(quota: int, grace: Decimal) -> str:
    """Say what the grace of a quota adds to it; empty where that is nothing.

    >>> grace_words(100, Decimal("0.05")), grace_words(1, Decimal("0.05"))
    (' and 5 more as grace', '')
    """
    more = (Decimal(quota) * grace).to_integral_value(ROUND_HALF_UP)
    return f" and {int(more):,} more as grace" if more else ""
