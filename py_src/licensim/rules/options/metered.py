"""What options that count uses share: a quota with grace, and its texts (ITEM-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import MODULE_WORDS, Case, ClientIdentity, Use, Weighed
from licensim.rules.options.quota import GRACE, cap_of, grace_of, grace_text, quota_of
from licensim.rules.options.shape import QUOTA, Fields, Option, takes_own_or_any
from licensim.rules.timeline import DAY_MS, YEAR_MS
from licensim.rules.words.english import are, many
from licensim.rules.words.evidence import AnswerFacts, units_of
from licensim.rules.words.figures import change, grace_words, limit

LOCAL_LICENSE_MS: Final = 3 * DAY_MS
"""How long a local license of a metered item lasts (NET-6)."""


class Metered(Option):
    """A quota of uses: refused once the cap is reached, else counted whole (ITEM-3)."""

    sample_ms = YEAR_MS

    def fields(self, profile: Profile) -> Fields:
        return Fields({"quota": QUOTA}, {"grace": GRACE})

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        return {"grace": profile.use_grace}

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return takes_own_or_any(item, client)

    def covers(self, case: Case) -> bool:
        return True

    def weigh(self, case: Case) -> Weighed:
        quota, used, grace = quota_of(case.item), case.ledger.used(case.item.id), grace_of(case.item)
        cap = cap_of(quota, grace)
        evidence = {
            "used": used,
            "adds": case.use.count,
            "quota": quota,
            "cap": cap,
            "grace": grace_text(grace),
        }
        if used >= cap:
            return Weighed("refused", "ITEM-3", Reason.QUOTA_EXHAUSTED, evidence)
        over = used + case.use.count > quota
        return Weighed("over" if over else "ok", "ITEM-3", None, evidence)

    def charge(self, case: Case) -> int:
        if case.use.count:
            case.ledger.add_used(case.item.id, case.use.count)
        return 0

    def steady_until(self, case: Case) -> int:
        quota, used = quota_of(case.item), case.ledger.used(case.item.id)
        alerts = [-(-percent * quota // 100) for percent in self.alerts(case.profile)]
        return min([quota, *(amount - 1 for amount in alerts if amount > used)])

    def until(self, case: Case, end: int) -> int:
        return min(case.now + LOCAL_LICENSE_MS, end)

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"used": ledger.used(item.id)}

    def bought(self, usage: Mapping[str, Any]) -> int:
        return int(usage["used"])

    def usage_words(self, usage: Mapping[str, Any]) -> str:
        return f"{usage['used']:,} of {many(usage['quota'], self.one)}"

    def alerts(self, profile: Profile) -> tuple[int, ...]:
        return profile.use_alerts

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return ledger.used(item.id), quota_of(item)

    def grace_words(self, item: Item) -> str:
        """The grace of an item in words; empty for none."""
        return grace_words(quota_of(item), grace_of(item))

    def words(self, facts: AnswerFacts) -> str:
        quota, used = facts.whole("quota"), facts.whole("used")
        counts = facts.counted > 0 or not facts.refused
        after = used + facts.whole("adds") if counts else used
        name = units_of(facts)[1]
        figures = f"{name[0].upper()}{name[1:]} used: {change(used, quota, after)}"
        if facts.refused and facts.counted:
            late = "a report tells what has happened, so it is recorded all the same"
            return f"{figures}; {limit(facts)}; {late}"
        if facts.refused:
            return f"{figures}; {limit(facts)}, so nothing more is counted"
        if after > quota:
            rest = ", so the next is refused" if after >= facts.whole("cap") else ""
            return f"{figures}, {after - quota:,} more than the quota; {limit(facts)}{rest}"
        return f"{figures}; {f'{quota - after:,}' if after < quota else 'none'} left"

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        quota, used, cap = facts.whole("quota"), facts.whole("used"), facts.whole("cap")
        module = facts.text("module") if facts.has("module") else facts.text("use").partition(":")[2]
        name = MODULE_WORDS.get(module, units_of(facts)[1])
        counted = name if module else f"{name} used"
        after = used + facts.whole("adds") if facts.counted or not facts.refused else used
        if facts.refused:
            return f"{_all_used(quota, cap, name)}. {_what_follows(facts)}"
        if after > quota:
            rest = (
                f"{cap - after:,} more {are(cap - after)} tolerated" if after < cap else "The next is refused"
            )
            more = f"{after - quota:,} more than the {quota:,} that were bought"
            return f"{after:,} {counted}, {more}. {rest}"
        if after == quota:
            rest = f"{cap - quota:,} more {are(cap - quota)} tolerated, then it is refused"
            return f"All {quota:,} {name} are used. {rest if cap > quota else 'The next is refused'}"
        return f"{after:,} of {quota:,} {counted}, {quota - after:,} left"


def _all_used(quota: int, cap: int, name: str) -> str:
    """All that was bought, and what is tolerated above it."""
    if quota == 0:
        return f"No {name} were bought"
    above = cap - quota
    grace = f", and the {above:,} that {are(above, 'was', 'were')} tolerated above them" if above else ""
    return f"All {quota:,} {name} are used up{grace}"


def _what_follows(facts: AnswerFacts) -> str:
    """What a refusal does: a report has happened already (NET-5)."""
    return "What was reported late is counted all the same" if facts.counted else "Nothing more is counted"
