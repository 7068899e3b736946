"""Per concurrent instance (SPEC section 10)."""

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


class PerConcurrentInstance(Plain):
    """A server asks for X instances, which its applications share; each slot sums the X of all.

    More than the quota for one server is refused with 120. What a slot has above the quota is extra:
    allowed and recorded, up to 1000 times the quota a year, or the item's own allowance. Then
    whoever would lift a slot's sum above the quota is refused with 120.
    """

    name = "per_concurrent_instance"
    products: Mapping[Product, str] = {"barcode_reader": "its Windows and Linux server edition"}
    served = "scans and instances of server"
    alerts: tuple[int, ...] = (50, 75, 90, 100)

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind != "page"

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        return client.deployment == "server"

    def weigh(self, case: Case) -> Weighed:
        quota, slot, asks = quota_of(case.item), slot_of(case.now), self._instances(case)
        before = case.ledger.slot_sum(case.item.id, slot)
        lift = max(0, asks - case.ledger.active(case.item.id, slot, case.client.machine))
        after = before + lift if self._records(case) else before
        spent, allowance = spent_before(case), allowance_of(case.item)
        evidence: dict[str, Any] = {
            "slot": slot,
            "before": before,
            "active": after,
            "instances": asks,
            "asked": case.ledger.asked(case.client.machine),
            "quota": quota,
            "exceptions": spent,
            "allowance": allowance,
        }
        creates = case.use.kind == "instance" and case.use.asks is None
        if asks > quota:
            evidence["active"] = before
            return Weighed("refused", "CINST-2", Reason.SEATS_EXHAUSTED, evidence)
        if lift and before + lift > quota and not creates and spent > allowance:
            evidence |= {"active": before, "wanted": before + lift}
            return Weighed("refused", "CINST-6", Reason.ALLOWANCE_EXHAUSTED, evidence)
        return Weighed("over" if after > quota else "ok", "CINST-6", None, evidence)

    def _instances(self, case: Case) -> int:
        """The highest X asked on the machine, this ask included; 1 without an ask (CINST-2)."""
        return max(case.ledger.asked(case.client.machine), case.use.asks or 1)

    def _records(self, case: Case) -> bool:
        asked = case.use.asks is not None and case.profile.asks_record
        return asked or case.use.count > 0

    def repeats(self, case: Case) -> tuple[int, int]:
        """Within its slot a scan changes nothing more once the machine's X is recorded."""
        machine = case.client.machine
        recorded = case.ledger.active(case.item.id, slot_of(case.now), machine)
        asks = max(case.ledger.asked(machine), 1)
        return NEVER, NEVER if recorded >= asks else 0

    def charge(self, case: Case) -> int:
        machine, asks = case.client.machine, self._instances(case)
        if case.use.asks is not None:
            case.ledger.put_asked(machine, asks)
        if self._records(case):
            slot = slot_of(case.now)
            recorded = case.ledger.active(case.item.id, slot, machine)
            case.ledger.record_active(case.item.id, slot, machine, max(asks, recorded))
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
