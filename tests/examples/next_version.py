"""A next version of the rules, complete: a version is its figures, and a line that registers it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from licensim.rules.license.profile import PROFILES
from licensim.rules.timeline import DAY_MS

NEXT = replace(
    PROFILES["v2.4"],
    name="v2.5",
    periods={"yearly": 365 * DAY_MS},
    use_grace=Decimal("0.03"),
    seat_grace=Decimal("0.5"),
    expired_ms=2 * DAY_MS,
    exceptions=2,
    use_alerts=(80,),
)
