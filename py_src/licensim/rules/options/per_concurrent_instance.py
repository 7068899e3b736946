"""Per concurrent instance (SPEC section 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
from licensim.rules.options.shape import FormField
from licensim.rules.timeline import slot_of
from licensim.rules.words.english import many
from licensim.rules.words.evidence import AnswerFacts
from licensim.rules.words.figures import change


def _places(facts: AnswerFacts) -> str:
    """Say how many instances a machine has after one was created or destroyed (CINST-4, CINST-5)."""
    asked, alive, idle = facts.whole("instances"), facts.whole("alive"), facts.whole("idle")
    now = change(facts.whole("alive_before"), asked, alive)
    figures = f"Instances alive on this machine: {now}, {idle:,} idle"
    if facts.reason is not None:
        return f"{figures}; destroy one or ask for more"
    return figures


class PerConcurrentInstance(Concurrent):
    """A server, and no other deployment (CINST-1), asks for X instances, which its applications share.

    Each slot sums the X of all servers. More than the quota for one server is refused with 120. What a
    slot has above the quota is extra: allowed and recorded, up to the item's allowance a year. Then an ask or
    scan that would lift a slot's sum above the quota is refused with 120.
    """

    name = "per_concurrent_instance"
    rank = 4
    unit = "instances in one slot"
    one = "instance"
    counts = "Readers that servers keep ready within the same three minutes."
    products: Mapping[Product, str] = {"barcode_reader": "its Windows and Linux server edition"}
    served = "scans and instances of server"
    form = (
        FormField("quota", "Quota, at once", 10),
        FormField("allowance", "Exceptions a year", None, "{exceptions} times the quota"),
    )
    samples = ({"id": "concurrent-instances", "quota": 10},)
    event_words: Mapping[str, Callable[[AnswerFacts], str]] = {"CINST-5": _places}
    rules = """\
CINST-1 S Instances are for servers
Another deployment than server is refused with 108.
Example: a desktop application cannot use this option.

CINST-2 S A server asks for X instances
It may ask for at most N, shared by all applications on the machine; more is refused with 120. The highest X
asked holds for the machine and project until the machine's storage is cleared; without an ask X is 1.
Example: asks for 2 and then 5 make X = 5, not 7.

CINST-3 SO X counts in every slot with activity
In a slot in which the server asks or scans, all X are recorded, in use or not. In profile v2.4 only a scan
does.
Example: X = 8 with one scan in the slot is 8.

CINST-4 S How many instances are idle
X less the instances alive on the machine; 0 means no room, -1 that the local license has ended and is
renewed by the next create.
Example: X = 3 with 2 alive: 1.

CINST-5 D No instance without an idle one
Creating one more than X is refused with -20008; destroying one makes room.
Example: X = 1: the second create is refused.

CINST-6 D Extra instances use the allowance
The sum of X in a slot beyond N is extra. Allowance and year are those of CDEV-5; once it is used up,
an ask is refused with 120 where it would lift a slot above N, and so is a scan that is decided at once.
Example: N = 10 and ten servers with X = 10: 90 extra a slot, and slot 112 of the year uses the allowance
up.
"""

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind != "page"

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
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

    def charge(self, case: Case) -> int:
        machine, asks = case.client.machine, self._instances(case)
        if case.use.asks is not None:
            case.ledger.put_asked(machine, asks)
        if self._records(case):
            slot = slot_of(case.now)
            recorded = case.ledger.active(case.item.id, slot, machine)
            case.ledger.record_active(case.item.id, slot, machine, max(asks, recorded))
        return 0

    def grants(self, item: Item, profile: Profile) -> str:
        instances = many(quota_of(item), "instance")
        return f"{instances} on servers in the same three minutes, {allowance_words(item)}"

    def words(self, facts: AnswerFacts) -> str:
        asks, quota = facts.whole("instances"), facts.whole("quota")
        if facts.refused and asks > quota:
            return _more_than_bought(facts, asks, quota)
        figures = active_words(facts, "Instances")
        if facts.refused:
            own = many(asks, "instance")
            lift = f"With this machine's {own}, its X, it would have {facts.whole('wanted'):,}"
            ends = f"more than {quota:,} is refused {until_next_year(facts)}"
            return f"{figures}. {year_words(facts)}. {lift}: {ends}"
        if facts.has("alive"):
            return f"{figures}. {_places(facts)}"
        return f"{figures}. This machine counts as {many(asks, 'instance')}, its X"

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        asks, quota = facts.whole("instances"), facts.whole("quota")
        if facts.refused and asks > quota:
            return f"This server asks for {many(asks, 'instance')}, and {quota:,} were bought"
        if facts.has("alive"):
            return _plain_places(facts)
        return plain_active(facts, "instance", now)


def _plain_places(facts: AnswerFacts) -> str:
    """Say in plain words how many instances a server has, and how many more it may have (CINST-4)."""
    asked, alive, idle = facts.whole("instances"), facts.whole("alive"), facts.whole("idle")
    rest = "no more is possible until one ends" if facts.reason is not None else f"{idle:,} more possible"
    return f"This server has {alive:,} of the {many(asked, 'instance')} that it asked for; {rest}"


def _more_than_bought(facts: AnswerFacts, asks: int, quota: int) -> str:
    """Say that this ask, or an earlier one that still holds, is for more than the item has (CINST-2)."""
    if asks > facts.whole("asked"):
        return f"This server asks for {many(asks, 'instance')}, and the item has {quota:,}"
    earlier = f"This machine has asked for {many(asks, 'instance')} before, and the item has {quota:,}"
    return f"{earlier}; that ask holds until the machine's storage is cleared"
