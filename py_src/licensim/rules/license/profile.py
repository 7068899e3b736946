"""Profiles and editions: the version-dependent rules, as data that can be compared (SPEC section 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from licensim.rules.timeline import DAY_MS

DEFAULT_FORGET_MS: Final = 3_000
"""The default `duplicateForgetTime`, in ms (SCAN-5)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the JavaScript client: how its forget window runs (SCAN-3, SCAN-5).

    `restarts`: every sighting restarts the window; else it runs from the counted sighting.
    `max_forget_ms`: a larger value is clamped to it, None for no limit. `clamps_negative`: a negative
    value becomes 0; else it is refused.
    """

    name: str
    restarts: bool
    max_forget_ms: int | None
    clamps_negative: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of the license rules: the figures that may change in the next version.

    `periods` maps the name of a device period to its length in milliseconds (DEV-2). `asks_record` says
    whether asking for instances records them in its slot, or only a scan does (CINST-3). `use_grace` and
    `seat_grace` are the fractions of scan and page quotas and of device quotas that are allowed beyond them
    where the item sets none (ITEM-3, DEV-6); `expired_ms` is how long an item works after its expiry
    (ITEM-2); `exceptions` how many a year each unit of a concurrent quota allows (CDEV-5). The alerts are
    percentages of a quota of uses, of seats, and of an allowance (ITEM-4).
    """

    name: str
    edition: str
    periods: dict[str, int]
    asks_record: bool
    use_grace: Decimal = Decimal("0.05")
    seat_grace: Decimal = Decimal("0.10")
    expired_ms: int = 7 * DAY_MS
    exceptions: int = 1_000
    use_alerts: tuple[int, ...] = (75, 90, 95, 100, 105)
    seat_alerts: tuple[int, ...] = (75, 90, 95, 100, 110)
    allowance_alerts: tuple[int, ...] = (50, 75, 90, 100)


_PERIODS: Final = {"daily": DAY_MS, "monthly": 30 * DAY_MS, "quarterly": 90 * DAY_MS}

EDITIONS: Final[dict[str, Edition]] = {
    "js-9": Edition("js-9", True, None, False),
    "js-9.6": Edition("js-9.6", True, 10_000, False),
    "js-10.2.10": Edition("js-10.2.10", False, 180_000, True),
}
EDITION_WORDS: Final[dict[str, str]] = {
    "js-9": "every sighting restarts the window",
    "js-9.6": "as js-9, at most 10 s",
    "js-10.2.10": "the window does not restart",
}
"""What is special about each edition, in a few words."""
EDITION_SINCE: Final[dict[str, tuple[int, int]]] = {"js-9": (0, 0), "js-9.6": (9, 6), "js-10.2.10": (10, 0)}
"""The first version of the SDK, major and minor, that the stand-in takes for each edition.

Our choice: for the versions of generation 10 below 10.2.10 no other behavior is documented."""

PROFILES: Final[dict[str, Profile]] = {
    "v2.2.19": Profile("v2.2.19", "js-9", _PERIODS, True),
    "v2.4": Profile("v2.4", "js-9", {**_PERIODS, "yearly": 365 * DAY_MS}, False),
}

DEFAULT_PROFILE: Final = "v2.2.19"
DEFAULT_EDITION: Final = "js-9"


def seat_periods() -> Iterator[tuple[Profile, str, int]]:
    """Every period of a seat once, with the first profile that has it, and its length in ms (DEV-2).

    >>> [(profile.name, period) for profile, period, _ in seat_periods()][-1]
    ('v2.4', 'yearly')
    """
    default = PROFILES[DEFAULT_PROFILE]
    for profile in PROFILES.values():
        for period, ms in profile.periods.items():
            if profile is default or period not in default.periods:
                yield profile, period, ms


def compare(one: Profile | Edition, other: Profile | Edition) -> list[tuple[str, str, str]]:
    """The lines in which two profiles, or two editions, differ: (field, in one, in the other).

    >>> compare(EDITIONS["js-9"], EDITIONS["js-9.6"])
    [('name', 'js-9', 'js-9.6'), ('max_forget_ms', 'None', '10000')]
    """
    rows = ((f.name, getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return [(name, str(a), str(b)) for name, a, b in rows if a != b]
