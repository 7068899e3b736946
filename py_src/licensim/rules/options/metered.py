"""What *per barcode scan* and *per page* share: a count against a quota with grace (ITEM-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.case import Case, Weighed
from licensim.rules.items import Item
from licensim.rules.ledger import Ledger
from licensim.rules.options.shape import Plain
from licensim.rules.quota import USE_GRACE, cap_of, grace_text, quota_of
from licensim.rules.timeline import DAY_MS

LOCAL_LICENSE_MS: Final = 3 * DAY_MS
"""How long a local license of a metered item lasts (NET-6)."""


class Metered(Plain):
    """A quota of uses: refused once the cap is reached, else counted whole (ITEM-3)."""

    alerts: tuple[int, ...] = (75, 90, 95, 100, 105)

    def weigh(self, case: Case) -> Weighed:
        quota, used = quota_of(case.item), case.ledger.used(case.item.id)
        grace = USE_GRACE if case.item.grace is None else case.item.grace
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

    def repeats(self, case: Case) -> tuple[int, int]:
        """Up to the quota, and up to the next alert, nothing but the count changes."""
        quota, used = quota_of(case.item), case.ledger.used(case.item.id)
        cap = cap_of(quota, USE_GRACE if case.item.grace is None else case.item.grace)
        next_alerts = [-(-percent * quota // 100) for percent in self.alerts]
        return cap, min([quota, *(at - 1 for at in next_alerts if at > used)])

    def charge(self, case: Case) -> int:
        if case.use.count:
            case.ledger.add_used(case.item.id, case.use.count)
        return 0

    def until(self, case: Case, end: int) -> int:
        return min(case.now + LOCAL_LICENSE_MS, end)

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"used": ledger.used(item.id)}

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return ledger.used(item.id), quota_of(item)
