"""What the concurrent options share: what is active in each slot, exceptions, their allowance (CDEV-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from licensim.plan.figures import Figure, Kind, Label, QuotaEffect
from licensim.plan.look import Look
from licensim.plan.quota.distribution import DAYS_PER_MONTH, percentiles
from licensim.plan.quota.slots import Slot, exceptions, overuses, smallest
from licensim.plan.statements.statement import Statement
from licensim.rules.license.profile import Profile
from licensim.rules.timeline import SLOTS_PER_DAY, first_slot, slot_starts_at


@dataclass(frozen=True, slots=True)
class Active:
    """Activity by slot: the statements that make it, the profile, the rule and the label.

    Of devices a used-up allowance refuses every scan, of instances only what lifts a slot above the quota.
    `uses` is the table of the scans, None if refusals are not counted by origin. `wanted` are the statements
    of the slots as if every ask recorded, None if every ask does. `at_least` is the smallest quota that
    every ask fits into.
    """

    slots: Sequence[Statement]
    profile: Profile
    rule: str
    label: Label
    kind: Kind
    uses: str | None = None
    wanted: Sequence[Statement] | None = None
    at_least: int = 0


def figure(look: Look, option: str, terms: Mapping[str, str], edition: str | None, active: Active) -> Figure:
    """The figure of a quota of devices or instances that are active at once."""
    slots = _slots(look, active)
    used = [one for one in slots if one.active]
    most = max((one.active for one in slots), default=0)
    with_allowance = smallest(
        slots,
        active.profile.exceptions,
        look.starts_at,
        at_least=active.at_least,
        everybody=active.kind == "devices",
    )
    quotas = {"ok": max(most, active.at_least), "grace": with_allowance}
    in_slots = percentiles([one.active for one in used], zeros=len(look.days) * SLOTS_PER_DAY - len(used))
    days = _days(look, slots)
    looked_at = [(f"{why} of slots", in_slots[why]) for why in ("p50", "p95", "p99")]
    looked_at += [(f"{why} of days", percentiles(days)[why]) for why in ("p50", "p95")] + list(quotas.items())
    months = [max(days[n : n + DAYS_PER_MONTH]) for n in range(0, len(days), DAYS_PER_MONTH)]
    return Figure(
        option,
        active.kind,
        terms,
        edition,
        look.forget_ms if edition else None,
        most,
        active.rule,
        active.label,
        quotas,
        {"slot": in_slots, "day": percentiles(days), "month": percentiles(months)},
        [_at(look, slots, why, quota, active) for why, quota in looked_at],
        {"slots": [(one.slot, one.active, one.scans) for one in used]},
    )


def _slots(look: Look, active: Active) -> list[Slot]:
    """The slots in use from the item's start on, in order."""
    made, since = look.tables.make(active.slots), f"where slot >= {first_slot(look.starts_at)}"
    query = f"select slot, active, scans from {made} {since}"
    found = {int(slot): Slot(int(slot), int(n), int(scans)) for slot, n, scans in look.tables.rows(query)}
    if active.wanted is not None:
        query = f"select slot, active from {look.tables.make(active.wanted)} {since}"
        for slot, wanted in look.tables.rows(query):
            one = found.get(int(slot), Slot(int(slot), 0))
            found[int(slot)] = Slot(one.slot, one.active, one.scans, int(wanted))
    return [found[slot] for slot in sorted(found)]


def _days(look: Look, slots: Sequence[Slot]) -> list[int]:
    """The most active slot of each day."""
    found = dict.fromkeys(look.days, 0)
    for one in slots:
        day = one.slot // SLOTS_PER_DAY
        found[day] = max(found.get(day, 0), one.active)
    return [found[day] for day in look.days]


def _at(look: Look, slots: Sequence[Slot], why: str, quota: int, active: Active) -> QuotaEffect:
    """The effect of a quota, with the allowance that it brings."""
    allowance = active.profile.exceptions * quota
    over = next((one.slot for one in slots if one.active > quota), None)
    years = list(overuses(slots, quota, allowance, look.starts_at, everybody=active.kind == "devices"))
    refused_at = slot_starts_at(years[0].slot) if years else None
    spent = exceptions(slots, quota, look.starts_at)
    origins = (
        look.origins(active.uses, [(refused_at, 0)])[refused_at, 0]
        if active.uses is not None and refused_at is not None
        else {}
    )
    return QuotaEffect(
        why,
        quota,
        None if over is None else slot_starts_at(over),
        refused_at,
        sum(one.scans for one in years) if active.kind == "devices" or not years else None,
        None,
        active.label,
        exceptions=max(spent.values(), default=0),
        origins=origins,
    )
