"""Per concurrent device (SPEC section 9)."""

from __future__ import annotations

from collections.abc import Mapping

from licensim.rules.answer import Reason
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case, ClientIdentity, Use, Weighed
from licensim.rules.options.concurrent import (
    Concurrent,
    active_words,
    allowance_words,
    plain_active,
    until_next_year,
    year_words,
)
from licensim.rules.options.quota import allowance_of, quota_of, spent_before
from licensim.rules.options.shape import DEPLOYMENT, Fields, FormField, takes_own_or_any
from licensim.rules.timeline import slot_of
from licensim.rules.words.english import many
from licensim.rules.words.evidence import AnswerFacts


class PerConcurrentDevice(Concurrent):
    """Any number of devices may be authorized (CDEV-1); what counts is how many scan at the same time.

    Each day has 480 slots of three minutes. A device more than the quota that is active in a slot
    is an exception: allowed and recorded, up to the item's allowance a year. Once that is used up
    every open and scan is refused with 120 until the item's next year.
    """

    name = "per_concurrent_device"
    rank = 3
    unit = "devices active in one slot"
    one = "device"
    counts = "Devices that scan within the same three minutes."
    products: Mapping[Product, str] = {"barcode_reader": ""}
    served = "scans"
    form = (
        FormField("quota", "Quota, at once", 3),
        FormField("allowance", "Exceptions a year", None, "{exceptions} times the quota"),
    )
    samples = ({"id": "concurrent-devices", "quota": 5},)
    rules = """\
CDEV-1 D Any number of devices may be authorized
Only devices active at the same time count.
Example: 500 phones may be installed with a license for 10.

CDEV-2 S Active means a counted scan in the slot
An open page, an authorization, duplicates and filtered codes are no activity.
Example: 50 open pages of which 3 scan are 3 active devices.

CDEV-3 SD Exceptions are the devices beyond the number
In each slot every distinct active device beyond N is one. Late reports can add to slots that have passed.
Example: N = 10 and 13 active devices: 3 exceptions.

CDEV-4 S A busy slot refuses nobody
Being above N is recorded with slot and amount, and answered over.
Example: the 11th device of a slot is served.

CDEV-5 DO The yearly allowance
{exceptions} times N exceptions a year are free of charge, or as many as the item sets. Once the slots before
this one hold more, every open and scan is refused with 120 until the item's next year begins.
Example: N = 1: 1000 exceptions are allowed, the slot that makes it 1001 is still served.
"""

    def fields(self, profile: Profile) -> Fields:
        own = super().fields(profile)
        return Fields(own.required, {"deployment": DEPLOYMENT, **own.optional})

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind in ("open", "scan")

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return takes_own_or_any(item, client)

    def weigh(self, case: Case) -> Weighed:
        # Only what adds a scan makes the client active in its slot (CDEV-2).
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

    def charge(self, case: Case) -> int:
        if case.use.count:
            slot = slot_of(case.now)
            case.ledger.record_active(case.item.id, slot, case.client.uuid, 1)
        return 0

    def grants(self, item: Item, profile: Profile) -> str:
        devices = many(quota_of(item), "device")
        return f"{devices} active in the same three minutes, {allowance_words(item)}"

    def words(self, facts: AnswerFacts) -> str:
        figures = active_words(facts, "Devices active")
        if not facts.refused:
            return figures
        return f"{figures}. {year_words(facts)}, so every open and scan is refused {until_next_year(facts)}"

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        return plain_active(facts, "active device", now)
