"""Instants, days, slots and item years, all as integers of UTC milliseconds (TIME-1, TIME-2).

An instant counts milliseconds since the Unix epoch; a duration is a number of milliseconds. A day
is always 86,400,000 of them: no zone, daylight saving, leap second or calendar year exists here,
and nothing reads a clock.
"""

from __future__ import annotations

from typing import Final

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
DAY_MS: Final = 86_400_000
SLOT_MS: Final = 180_000
SLOTS_PER_DAY: Final = DAY_MS // SLOT_MS
YEAR_MS: Final = 365 * DAY_MS
SLOTS_PER_YEAR: Final = YEAR_MS // SLOT_MS


def day_of_date(year: int, month: int, day: int) -> int | None:
    """The day of a Gregorian date, counted from 1970-01-01; None if there is no such date.

    >>> day_of_date(1970, 1, 1), day_of_date(2024, 2, 29), day_of_date(2026, 2, 29)
    (0, 19782, None)
    """
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (
        not 1 <= month <= 12
        or not 1 <= day <= (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    ):
        return None
    # A year begins in March here, so that the day of a leap year is its last one.
    of_march = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * of_march + of_march // 4 - of_march // 100 + of_march // 400 + of_year - 719_468


def slot_of(at: int) -> int:
    """The global number of the slot that contains `at` (TIME-2).

    >>> slot_of(179_999), slot_of(180_000)
    (0, 1)
    """
    return at // SLOT_MS


def slot_starts_at(slot: int) -> int:
    """The first instant of a slot; its last one is a millisecond before the next slot's."""
    return slot * SLOT_MS


def slot_of_day(slot: int) -> int:
    """Which of the day's 480 slots a global slot is, 0..479."""
    return slot % SLOTS_PER_DAY


def first_slot(starts_at: int) -> int:
    """The first slot that begins at or after `starts_at`: the first one of an item's year 0 (CDEV-5).

    >>> first_slot(180_000), first_slot(180_001)
    (1, 2)
    """
    return -(-starts_at // SLOT_MS)


def year_first_slot(starts_at: int, slot: int) -> int | None:
    """The first slot of the item year in which `slot` lies (CDEV-5).

    None for a slot before year 0: also the one that contains an unaligned `starts_at`, whose
    exceptions are recorded and never summed.

    >>> year_first_slot(90_000, 0) is None
    True
    >>> year_first_slot(0, 175_199), year_first_slot(0, 175_200)
    (0, 175200)
    """
    first = first_slot(starts_at)
    if slot < first:
        return None
    return first + (slot - first) // SLOTS_PER_YEAR * SLOTS_PER_YEAR
