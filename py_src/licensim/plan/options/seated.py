"""What options with seats share: how many are taken at once, and the effect of a quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from licensim.plan.figures import Figure, Kind, Label, QuotaEffect
from licensim.plan.look import Look, SeatDay
from licensim.plan.quota.distribution import DAYS_PER_MONTH, percentiles
from licensim.plan.quota.metered import smallest_with_grace
from licensim.plan.statements.seats import levels
from licensim.plan.statements.statement import Statement
from licensim.rules.options.quota import cap_of

AT_MOST: Final = "at most: a refused client is assumed to stay away until its seat would have ended"


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of one deployment: the changes that make them, the grace of the quota, the rule, the label."""

    changes: Sequence[Statement]
    deployment: str
    grace: Decimal
    rule: str
    label: Label
    kind: Kind


def figure(look: Look, option: str, terms: Mapping[str, str], edition: str | None, seats: Seats) -> Figure:
    """The figure of a quota of seats."""
    made = look.tables.make(seats.changes)
    table = look.tables.make([levels(made)])
    here = f"deployment = '{seats.deployment}'"
    peaks = _peaks(look, look.seat_days(table).get(seats.deployment, {}))
    peak = max(peaks, default=0)
    quotas = {"ok": peak, "grace": smallest_with_grace(peak, seats.grace)}
    by_day = percentiles(peaks)
    looked_at = [(why, by_day[why]) for why in ("p50", "p95", "p99")] + list(quotas.items())
    months = [max(peaks[n : n + DAYS_PER_MONTH]) for n in range(0, len(peaks), DAYS_PER_MONTH)]
    return Figure(
        option,
        seats.kind,
        terms,
        edition,
        look.forget_ms if edition else None,
        peak,
        seats.rule,
        seats.label,
        quotas,
        {"day": by_day, "month": percentiles(months)},
        _at(look, f"{table} where {here}", looked_at, seats),
        {"days": [(day, n) for day, n in zip(look.days, peaks, strict=True)]},
    )


def _peaks(look: Look, found: Mapping[int, SeatDay]) -> list[int]:
    """The most seats taken at once on each day; a day begins with the seats left by the day before."""
    peaks, left = [], 0
    for day in look.days:
        most, before, last = found.get(day, (left, left, left))
        peaks.append(max(most, before))
        left = last
    return peaks


def _at(look: Look, table: str, looked_at: Sequence[tuple[str, int]], seats: Seats) -> list[QuotaEffect]:
    """The effects of quotas of seats; a refused client holds no seat, so another one may get it."""
    caps = [cap_of(quota, seats.grace) for _, quota in looked_at]
    columns = [
        f"""min(case when level > {quota} then t end), min(case when level > {cap} then t end),
        coalesce(sum(case when level > {cap} then least(d, level - {cap}) end), 0)"""
        for (_, quota), cap in zip(looked_at, caps, strict=True)
    ]
    (row,) = look.tables.rows(f"select {', '.join(columns)} from {table} and d > 0")
    found = []
    for n, (why, quota) in enumerate(looked_at):
        over_at, refused_at, refused = row[3 * n : 3 * n + 3]
        at_most = Label("estimate", (AT_MOST,)) if refused else Label()
        found.append(
            QuotaEffect(why, quota, over_at, refused_at, int(refused), None, seats.label.and_(at_most))
        )
    return found
