"""Per concurrent device (SPEC section 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licensim.rules.answer import Reason
from licensim.rules.case import Case, Client, Use, Weighed
from licensim.rules.items import Item
from licensim.rules.ledger import NEVER, Ledger
from licensim.rules.options.shape import Plain
from licensim.rules.products import Product
from licensim.rules.quota import allowance_of, quota_of, spent_before, year_exceptions
from licensim.rules.timeline import SLOT_MS, slot_of


class PerConcurrentDevice(Plain):
    """Any number of devices may be authorized; what counts is how many scan at the same time.

    Each day has 480 slots of three minutes. A device more than the quota that is active in a slot
    is an exception: allowed and recorded, up to 1000 times the quota a year, or the item's own
    allowance. Once the allowance
    is used up everybody is refused with 120 until the item's next year.
    """

    name = "per_concurrent_device"
    products: Mapping[Product, str] = {"barcode_reader": ""}
    served = "scans"
    alerts: tuple[int, ...] = (50, 75, 90, 100)

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind in ("open", "scan")

    def weigh(self, case: Case) -> Weighed:
        quota, slot = quota_of(case.item), slot_of(case.now)
        before = case.ledger.slot_sum(case.item.id, slot)
        spent, allowance = spent_before(case), allowance_of(case.item)
        adds = case.use.count > 0 and not case.ledger.active(case.item.id, slot, case.client.uuid)
        active = before + (adds and spent <= allowance)
        evidence = {
            "slot": slot,
            "before": before,
            "active": active,
            "quota": quota,
            "exceptions": spent,
            "allowance": allowance,
        }
        if spent > allowance:
            return Weighed("refused", "CDEV-5", Reason.ALLOWANCE_EXHAUSTED, evidence)
        return Weighed("over" if active > quota else "ok", "CDEV-4", None, evidence)

    def repeats(self, case: Case) -> tuple[int, int]:
        """Within its slot a scan changes nothing more once the first one is recorded."""
        recorded = case.ledger.active(case.item.id, slot_of(case.now), case.client.uuid)
        return NEVER, NEVER if recorded else 0

    def charge(self, case: Case) -> int:
        if case.use.count:
            slot = slot_of(case.now)
            case.ledger.record_active(case.item.id, slot, case.client.uuid, 1)
        return 0

    def until(self, case: Case, end: int) -> int:
        return min((slot_of(case.now) + 2) * SLOT_MS, end)

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        slots = {str(slot): active for slot, active in ledger.slots(item.id).items()}
        return {"slots": slots, "exceptions": year_exceptions(item, ledger, now)}

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return year_exceptions(item, ledger, now), allowance_of(item)

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        return (slot_of(now) + 1) * SLOT_MS
