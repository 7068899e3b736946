"""What the concurrent options share: slots, exceptions beyond the quota, and their yearly allowance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from licensim.rules.input.fields import MAX_QUOTA, Integer
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case
from licensim.rules.options.quota import allowance_of, year_exceptions
from licensim.rules.options.shape import QUOTA, Fields, Option
from licensim.rules.timeline import SLOT_MS, slot_of
from licensim.rules.words.english import are, many
from licensim.rules.words.evidence import AnswerFacts
from licensim.rules.words.figures import change, when

ALLOWANCE: Final = Integer(
    0, MAX_QUOTA, doc="exceptions a year, as many as the profile gives for each of the quota when left out"
)


class Concurrent(Option):
    """A quota for each slot of three minutes; activity above it uses up an allowance (CDEV-5)."""

    def fields(self, profile: Profile) -> Fields:
        return Fields({"quota": QUOTA}, {"allowance": ALLOWANCE})

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        return {"allowance": profile.exceptions * found["quota"]}

    def covers(self, case: Case) -> bool:
        return True

    def until(self, case: Case, end: int) -> int:
        return min((slot_of(case.now) + 2) * SLOT_MS, end)

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        slots = {str(slot): active for slot, active in ledger.slots(item.id).items()}
        return {"slots": slots, "exceptions": year_exceptions(item, ledger, now)}

    def bought(self, usage: Mapping[str, Any]) -> int:
        return max(usage["slots"].values(), default=0)

    def usage_words(self, usage: Mapping[str, Any]) -> str:
        most, exceptions = self.bought(usage), many(usage["exceptions"], "exception")
        return f"at most {most:,} of {usage['quota']:,} at once, {exceptions} this year"

    def alerts(self, profile: Profile) -> tuple[int, ...]:
        return profile.allowance_alerts

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return year_exceptions(item, ledger, now), allowance_of(item)

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        return (slot_of(now) + 1) * SLOT_MS


def allowance_words(item: Item) -> str:
    """Say how many exceptions an item allows."""
    return f"{many(allowance_of(item), 'exception')} a year"


def active_words(facts: AnswerFacts, name: str) -> str:
    """Say how many devices or instances are active in a slot, before and after."""
    before, after, quota = facts.whole("before"), facts.whole("active"), facts.whole("quota")
    figures = f"{name} in {facts.slot()}: {change(before, quota, after)}"
    extra = after - quota
    if extra <= 0 or facts.refused:
        return figures
    return f"{figures}, which {are(extra)} {many(extra, 'exception')}. {year_words(facts)}"


def plain_active(facts: AnswerFacts, one: str, now: int | None) -> str:
    """Say in plain words how many are active in these three minutes, and what is above the quota."""
    active, quota = facts.whole("active"), facts.whole("quota")
    if facts.refused:
        used = f"This year's allowance of {many(facts.whole('allowance'), 'exception')} is used up"
        ends = "next_year_at" if facts.whole("next_year_at") < facts.whole("grace_until") else "grace_until"
        return f"{used}. The next year begins {when(facts, ends, now)}" if ends == "next_year_at" else used
    figures = f"{many(active, one)} in these three minutes, {quota:,} {are(quota, 'was', 'were')} bought"
    extra = active - quota
    if extra <= 0:
        return figures
    spent, allowance = facts.whole("exceptions") + extra, facts.whole("allowance")
    return f"{figures}. That is {extra:,} too many: {spent:,} of {many(allowance, 'exception')} this year"


def year_words(facts: AnswerFacts) -> str:
    """Say how much of the year's allowance was used before this slot (CDEV-5)."""
    spent, allowance = facts.whole("exceptions"), facts.whole("allowance")
    return f"Earlier slots of the item's year: {many(spent, 'exception')}, {allowance:,} allowed"


def until_next_year(facts: AnswerFacts) -> str:
    """Say until when a used-up allowance leads to refusals."""
    if facts.whole("next_year_at") >= facts.whole("grace_until"):
        return f"until the item ends at {facts.instant('grace_until')}"
    return f"until the item's next year begins at {facts.instant('next_year_at')}"
