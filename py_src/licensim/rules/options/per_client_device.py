"""Per client device (SPEC section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.case import Case, Client, Use, Weighed, item_end
from licensim.rules.items import Item
from licensim.rules.ledger import Ledger
from licensim.rules.options.shape import Plain
from licensim.rules.products import Product
from licensim.rules.quota import SEAT_GRACE, cap_of, grace_text, quota_of
from licensim.rules.timeline import DAY_MS

TRIAL_DEVICES: Final = 300
TRIAL_MS: Final = 30 * DAY_MS
"""How many devices a trial is for, and how long it lasts (ITEM-8)."""


def is_trial(item: Item) -> bool:
    """Whether an item per client device is a trial; it is weighed like any other (ITEM-8)."""
    return item.quota == TRIAL_DEVICES and item.expires_at - item.starts_at == TRIAL_MS


class PerClientDevice(Plain):
    """Every client takes a seat for a day, a month or a quarter from its last contact.

    In a browser a client is one profile at one origin. Up to the quota `ok`; above it, up to the grace
    (10 % where the item sets none), `over`; beyond it new clients are refused with 120, authorized ones
    go on. When validity ends the seat is free at that instant.
    """

    name = "per_client_device"
    products: Mapping[Product, str] = {
        "barcode_reader": "",
        "web_twain": "with its add-ons",
        "label_recognizer": "",
    }
    served = "scans and pages"
    takes_seats = True
    alerts: tuple[int, ...] = (75, 90, 95, 100, 110)

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind != "instance"

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        return item.deployment == client.deployment

    def needs_seat(self, case: Case) -> bool:
        return True

    def seat(self, case: Case) -> str | None:
        uuid = case.client.uuid
        return None if case.ledger.seat(case.item.id, uuid) is None else uuid

    def weigh(self, case: Case) -> Weighed:
        quota, taken = quota_of(case.item), case.ledger.seats(case.item.id)
        grace = SEAT_GRACE if case.item.grace is None else case.item.grace
        cap, holds = cap_of(quota, grace), self.seat(case) is not None
        evidence = {"seats": taken, "holds": holds, "quota": quota, "cap": cap, "grace": grace_text(grace)}
        if not holds and taken >= cap:
            return Weighed("refused", "DEV-6", Reason.SEATS_EXHAUSTED, evidence)
        over = taken + (not holds) > quota
        return Weighed("over" if over else "ok", "DEV-6", None, evidence)

    def charge(self, case: Case) -> int:
        """Take a seat at the first authorization that is charged here (DEV-1)."""
        if self.seat(case) is not None:
            return 0
        until = self.until(case, item_end(case.item, case.now))
        case.ledger.put_seat(case.item.id, case.client.uuid, until)
        return 1

    def renew(self, case: Case, authorized: bool) -> int | None:
        """Move the end of the client's seat with its contact; the new end, None for no seat (DEV-3)."""
        if self.seat(case) is None or not (authorized or case.item.refresh == "contact"):
            return None
        until = self.until(case, item_end(case.item, case.now))
        case.ledger.put_seat(case.item.id, case.client.uuid, until)
        return until

    def until(self, case: Case, end: int) -> int:
        period = case.profile.periods[case.item.period or "daily"]
        return min(case.now + period, end)

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"seats": ledger.seats(item.id), "peak": ledger.peak(item.id)}

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return ledger.seats(item.id), quota_of(item)

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        return ledger.next_seat_end(item.id)
