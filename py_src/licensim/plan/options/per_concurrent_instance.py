"""Per concurrent instance: the instances of servers that ask or scan in one slot (CINST-2 to CINST-6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from licensim.plan.figures import Figure, Label
from licensim.plan.look import Look
from licensim.plan.options.concurrent import Active, figure
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS, PROFILES

AT_MOST: Final = (
    "quotas with allowance are at most: asks that record nothing are assumed to come after every scan"
)


def figures(look: Look) -> Iterator[Figure]:
    """The instances of each profile; a server's scans have no window, so editions do not differ (SCAN-9)."""
    label, edition = look.label("instances"), next(iter(EDITIONS))
    look.counted(edition)
    asks = look.source.instances(edition, asks_record=True)
    look.tables.make(asks)
    ((at_least,),) = look.tables.rows(look.source.most_asked(edition))
    for name, profile in PROFILES.items():
        slots = look.source.instances(edition, profile.asks_record)
        active = Active(
            slots,
            profile,
            "CINST-6",
            label if profile.asks_record else label.and_(Label("estimate", (AT_MOST,))),
            kind="instances",
            wanted=None if profile.asks_record else asks,
            at_least=int(at_least or 0),
        )
        terms = {} if name == DEFAULT_PROFILE else {"profile": name}
        yield figure(look, "per_concurrent_instance", terms, None, active)
