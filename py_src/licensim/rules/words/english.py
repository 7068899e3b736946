"""Numbers, lists and instants in English sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from licensim.rules.timeline import DAY_MS


def many(count: int, one: str, several: str | None = None) -> str:
    """Return a number with its noun.

    >>> many(1, "seat"), many(1000, "scan"), many(2, "page of core", "pages of core")
    ('1 seat', '1,000 scans', '2 pages of core')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def are(count: int, one: str = "is", several: str = "are") -> str:
    """Return the verb of a number."""
    return one if count == 1 else several


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def span(ms: int) -> str:
    """Return a time that lasts days or hours, in words.

    >>> span(86_400_000), span(30 * 86_400_000)
    ('24 hours', '30 days')
    """
    days = ms // DAY_MS
    return f"{days} days" if days > 1 and ms % DAY_MS == 0 else f"{ms // 3_600_000} hours"


_UNITS: Final = (("d", DAY_MS), ("h", 3_600_000), ("min", 60_000), ("s", 1000))


def left(ms: int) -> str:
    """Return a time as its two largest units, rounded down.

    >>> left(11_520_000), left(59_999), left(2 * 86_400_000)
    ('3 h 12 min', '59 s', '2 d')
    """
    first = next((n for n, (_, size) in enumerate(_UNITS) if ms >= size), None)
    if first is None:
        return "less than a second"
    parts = []
    for name, size in _UNITS[first : first + 2]:
        count, ms = divmod(ms, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts)


def every(count: int, one: str) -> str:
    """Return all of an amount of things with their verb, at the beginning of a sentence.

    >>> every(1, "seat"), every(2, "seat"), every(3, "seat")
    ('The only seat is', 'Both seats are', 'All 3 seats are')
    """
    if count == 1:
        return f"The only {one} is"
    return f"Both {one}s are" if count == 2 else f"All {count:,} {one}s are"


def utc_text(at: int) -> str:
    """Return the instant `at` as UTC date and time, without seconds that are zero.

    >>> utc_text(1767225600000), utc_text(951782400001)
    ('2026-01-01 00:00', '2000-02-29 00:00:00.001')
    """
    day, ms = divmod(at, DAY_MS)
    seconds, ms = divmod(ms, 1000)
    text = f"{_date(day)} {seconds // 3600:02}:{seconds // 60 % 60:02}"
    if ms:
        return f"{text}:{seconds % 60:02}.{ms:03}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _date(day: int) -> str:
    """Return the Gregorian date of the day counted from 1970-01-01; years begin in March here."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return f"{year + 400 * era + (month <= 2):04}-{month:02}-{of_month:02}"
