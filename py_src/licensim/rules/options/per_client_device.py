"""Per client device (SPEC section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.input.fields import OneOf
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case, ClientIdentity, Use, Weighed, item_end
from licensim.rules.options.quota import GRACE, cap_of, grace_of, grace_text, quota_of
from licensim.rules.options.seated import Seated, seats_words, taken_words
from licensim.rules.options.shape import AMPLE, DEPLOYMENT, QUOTA, Fields, FormField
from licensim.rules.timeline import DAY_MS
from licensim.rules.words.english import every, many, span
from licensim.rules.words.evidence import AnswerFacts
from licensim.rules.words.figures import grace_words, limit, when

TRIAL_DEVICES: Final = 300
TRIAL_MS: Final = 30 * DAY_MS
"""How many devices a trial is for, and how long it lasts (ITEM-8)."""


def is_trial(item: Item) -> bool:
    """Whether an item per client device is a trial; it is weighed like any other (ITEM-8)."""
    return item.quota == TRIAL_DEVICES and item.expires_at - item.starts_at == TRIAL_MS


class PerClientDevice(Seated):
    """Every client takes a seat for a day, a month or a quarter from its last contact.

    In a browser a client is one profile at one origin. The item serves one deployment (DEV-7). Up to the
    quota the answer is `ok`; above it, up to its grace, `over`. Beyond that new clients are refused with
    120, authorized ones go on. When validity ends the seat is free at that instant.
    """

    name = "per_client_device"
    rank = 2
    unit = "client devices at once"
    one = "device"
    counts = "Each browser profile at each web origin takes a seat for a while."
    served = "scans and pages"
    products: Mapping[Product, str] = {
        "barcode_reader": "",
        "web_twain": "with its add-ons",
        "label_recognizer": "",
    }
    form = (
        FormField("quota", "Quota, devices", 3),
        FormField("period", "A seat lasts", "quarterly"),
    )
    samples = ({"id": "devices", "deployment": "browser", "period": "quarterly", "quota": 25},)
    trial = (TRIAL_DEVICES, TRIAL_MS)
    rules = """\
DEV-1 D A client takes one seat
The seat is taken at the first authorization charged to the item, whether or not anything is scanned. One
client never holds two seats of one item.
Example: opening the page without scanning takes a seat.

DEV-2 SO A seat lasts a day, a month or a quarter
The local license is valid for 24 hours, 30 days or 90 days, at most until the item ends. During the grace
after expiry ({expired}) it can last until the grace ends.
Example: daily, at 15:00: valid until 15:00 tomorrow.

DEV-3 D Contact prolongs the seat
The time runs from the last contact: an authorization or a delivered report. With refresh set to
authorization only the former counts.
Example: a quarterly device that scans each week never lets its seat go.

DEV-4 S A seat is free when its time ends
The seat is free at that very instant, before the server decides about the next client. A client without any
valid local license is unknown again; what late reports need is kept for 30 days.
Example: quota 1: a second device is served the millisecond in which the first one's validity ends.

DEV-5 SD A client that returns takes a seat anew
After its release it needs a seat again, under the UUID it had. While its license is valid it needs none.
Example: a tablet in a drawer for four months takes a seat again when it is switched on.

DEV-6 D Devices have a quota and a grace
Up to the quota the answer is ok, up to its grace (rounded half up) it is over, and then new clients are
refused with 120. Clients that hold a seat go on. The grace is {seat_grace} where the item sets none.
Example: quota 25: devices 26 to 28 are over, the 29th is refused.

DEV-7 S The item names one deployment
A client of another deployment is refused with 108.
Example: a phone app cannot use seats for browsers.
"""

    def fields(self, profile: Profile) -> Fields:
        refresh = OneOf(("contact", "authorization"), doc="contact when left out")
        return Fields(
            {"deployment": DEPLOYMENT, "period": OneOf(tuple(profile.periods)), "quota": QUOTA},
            {"grace": GRACE, "refresh": refresh},
        )

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        return {"refresh": "contact", "grace": profile.seat_grace}

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind != "instance"

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return item.deployment == client.deployment

    def holder(self, client: ClientIdentity) -> str:
        return client.uuid

    def weigh(self, case: Case) -> Weighed:
        quota, taken = quota_of(case.item), case.ledger.seats(case.item.id)
        grace = grace_of(case.item)
        cap, holds = cap_of(quota, grace), self.seat(case) is not None
        evidence = {"seats": taken, "holds": holds, "quota": quota, "cap": cap, "grace": grace_text(grace)}
        if not holds and taken >= cap:
            return Weighed("refused", "DEV-6", Reason.SEATS_EXHAUSTED, evidence)
        over = taken + (not holds) > quota
        return Weighed("over" if over else "ok", "DEV-6", None, evidence)

    def alerts(self, profile: Profile) -> tuple[int, ...]:
        return profile.seat_alerts

    def charge(self, case: Case) -> int:
        """Take a seat at the first authorization that is charged here (DEV-1)."""
        if self.seat(case) is not None:
            return 0
        case.ledger.put_seat(case.item.id, case.client.uuid, self._end(case))
        return 1

    def _renews(self, item: Item) -> bool:
        """Whether a counted use moves the end of a seat (DEV-3)."""
        return bool(item.terms["refresh"] == "contact")

    def renew(self, case: Case, authorized: bool) -> int | None:
        """Move the end of the client's seat with its contact; the new end, None for no seat (DEV-3)."""
        if self.seat(case) is None or not (authorized or self._renews(case.item)):
            return None
        until = self._end(case)
        case.ledger.put_seat(case.item.id, case.client.uuid, until)
        return until

    def _end(self, case: Case) -> int:
        return self.until(case, item_end(case.item, case.now))

    def until(self, case: Case, end: int) -> int:
        return min(case.now + case.profile.periods[case.item.terms["period"]], end)

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        return ledger.next_seat_end(item.id)

    def ample(self, deployments: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {"deployment": one, "period": "quarterly", "quota": AMPLE} for one in deployments or ("browser",)
        ]

    def grants(self, item: Item, profile: Profile) -> str:
        quota, period = quota_of(item), span(profile.periods[item.terms["period"]])
        since = "contact" if self._renews(item) else "authorization"
        grace = grace_words(quota, grace_of(item))
        devices = f"{many(quota, 'client device')}{grace}, each for {period} from its last {since}"
        return f"a trial (ITEM-8): {devices}" if is_trial(item) else devices

    def words(self, facts: AnswerFacts) -> str:
        figures, new = seats_words(facts)
        if facts.refused:
            free = f"; the next is free at {facts.instant('free_at')}" if facts.has("free_at") else ""
            return f"{figures}; {limit(facts)}, so this client gets none{free}"
        most = f"; {limit(facts)}" if facts.whole("seats") + new > facts.whole("quota") else ""
        if new:
            return f"{figures}{most}. This client has the new one"
        return (
            f"{figures}{most}. This client holds {'one of them' if facts.flag('holds') else 'none of them'}"
        )

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        if not facts.refused:
            return taken_words(facts, "This device")
        taken, quota = facts.whole("seats"), facts.whole("quota")
        if taken == 0:
            return "No seat was bought"
        above = f", {taken - quota:,} more than were bought" if taken > quota else ""
        free = f". The next is free {when(facts, 'free_at', now)}" if facts.has("free_at") else ""
        return f"{every(taken, 'seat')} taken{above}{free}"
