"""What options with seats share: counts of seats, and their texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.options.case import Case
from licensim.rules.options.quota import quota_of
from licensim.rules.options.shape import Option
from licensim.rules.words.english import are, many
from licensim.rules.words.evidence import AnswerFacts
from licensim.rules.words.figures import change


class Seated(Option):
    """A quota of seats; a holder keeps its seat for some time."""

    takes_seats = True

    def covers(self, case: Case) -> bool:
        return True

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"seats": ledger.seats(item.id), "peak": ledger.peak(item.id)}

    def bought(self, usage: Mapping[str, Any]) -> int:
        return int(usage["peak"])

    def usage_words(self, usage: Mapping[str, Any]) -> str:
        return f"{usage['seats']:,} of {many(usage['quota'], 'seat')}, at most {usage['peak']:,} at once"

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return ledger.seats(item.id), quota_of(item)


def taken_words(facts: AnswerFacts, who: str, seat: str = "seat") -> str:
    """Say in plain words whether `who` took or holds a seat, and how many are taken."""
    taken, quota = facts.whole("seats"), facts.whole("quota")
    new = facts.counted if facts.text("use") == "open" else 0
    now = taken + new
    figures = f"{now:,} of {quota:,} {are(now)} taken"
    if now > quota:
        above = f"{now - quota:,} more than the {quota:,} that {are(quota, 'was', 'were')} bought"
        figures = f"{now:,} {are(now)} taken, {above}"
    if new:
        return f"{who} took a {seat}: {figures}"
    return f"{who} holds a {seat}: {figures}" if facts.flag("holds") else f"{who} holds no {seat}: {figures}"


def seats_words(facts: AnswerFacts) -> tuple[str, int]:
    """Say how many seats are taken, before and after; and how many the event took."""
    before, quota = facts.whole("seats"), facts.whole("quota")
    new = facts.counted if facts.text("use") == "open" and not facts.refused else 0
    figures = f"Seats taken: {change(before, quota, before + new)}"
    over = before + new - quota
    return (f"{figures}, {over:,} more than the quota" if over > 0 else figures), new
