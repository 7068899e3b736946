"""What options that count uses share: totals, quotas with grace, and when they are used up (ITEM-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from licensim.plan.figures import Figure, Kind, Label, QuotaEffect
from licensim.plan.look import Look, Position
from licensim.plan.quota.distribution import DAYS_PER_MONTH, by, percentiles
from licensim.plan.quota.metered import Hours, quota_with_grace
from licensim.rules.options.quota import cap_of

_HOURS_PER_DAY: Final = 24
SHARES: Final = (50, 75, 90, 95)
"""The quotas to show, in percent of the total that was used."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What is counted: the table of the uses, the grace of the quota, and the label."""

    table: str
    grace: Decimal
    label: Label
    kind: Kind


def figure(look: Look, option: str, terms: Mapping[str, str], edition: str | None, uses: Uses) -> Figure:
    """The figure of a quota of uses."""
    hours = look.hours(uses.table)
    used = sum(n for _, n in hours)
    with_grace = quota_with_grace(used, look.last_event(uses.table) if used else 0, uses.grace)
    days = _days(hours)
    quotas = {"ok": used, "grace": with_grace}
    looked_at = [(f"{share} % of it", used * share // 100) for share in SHARES] + list(quotas.items())
    return Figure(
        option,
        uses.kind,
        terms,
        edition,
        look.forget_ms if edition else None,
        used,
        "ITEM-3",
        uses.label,
        quotas,
        {
            "day": percentiles(days.values(), zeros=len(look.days) - len(days)),
            "month": percentiles(by(days, look.days, DAYS_PER_MONTH)),
        },
        _at(look, uses, hours, looked_at),
        {"days": sorted(days.items())},
    )


def _at(look: Look, uses: Uses, hours: Hours, looked_at: Sequence[tuple[str, int]]) -> list[QuotaEffect]:
    """The effects of quotas of uses."""
    used = sum(n for _, n in hours)
    caps = {quota: cap_of(quota, uses.grace) for _, quota in looked_at}
    reached = look.reached(uses.table, hours, [*(quota + 1 for quota in caps), *caps.values()])
    refused: dict[int, tuple[Position, int]] = {}
    for quota, cap in caps.items():
        full = reached.get(cap)
        if cap == 0 and used:
            refused[quota] = (look.first_use(uses.table), 0), used
        elif full is not None and full.following is not None:
            refused[quota] = full.following, used - full.total
    origins = look.origins(uses.table, sorted({since for since, _ in refused.values()}))
    found = []
    for why, quota in looked_at:
        over = reached.get(quota + 1)
        since, n = refused.get(quota, (None, 0))
        found.append(
            QuotaEffect(
                why,
                quota,
                None if over is None else over.at,
                None if since is None else since[0],
                n,
                max(0, quota - used),
                uses.label,
                origins={} if since is None else origins[since],
            )
        )
    return found


def _days(hours: Hours) -> dict[int, int]:
    found: dict[int, int] = {}
    for hour, n in hours:
        found[hour // _HOURS_PER_DAY] = found.get(hour // _HOURS_PER_DAY, 0) + n
    return found
