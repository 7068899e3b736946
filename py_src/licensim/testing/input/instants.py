"""Instants and durations: read as tests write them, and shown as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isfinite

from licensim.rules.timeline import DAY_MS, MINUTE_MS, SECOND_MS
from licensim.rules.words.english import utc_text
from licensim.testing.errors import KitError

HOUR_MS = 60 * MINUTE_MS
START_AT = 1_767_225_600_000
"""The default beginning of a test: 2026-01-01 00:00 UTC."""

LAST_AT = 253_402_300_799_999
"""The last instant of the year 9999, which is the last one of Python's dates."""

Instant = int | str | date
"""Milliseconds since the epoch, ISO 8601 text, a date or a datetime; without a zone it is UTC."""


def instant(value: Instant) -> int:
    """Return milliseconds since the epoch (TIME-1).

    Raises KitError for an invalid instant.

    >>> instant("2026-01-01"), instant("2026-01-01T01:00:00+01:00")
    (1767225600000, 1767225600000)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        value = _read(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, datetime):
        raise _no_instant(value)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    since = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * DAY_MS + since.seconds * SECOND_MS + since.microseconds // 1000


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _no_instant(text) from None


def _no_instant(value: object) -> KitError:
    return KitError(
        f"{value!r} is not an instant: ISO 8601 text such as '2026-02-01' or '2026-02-01T12:30', a date, "
        "a datetime, or milliseconds since the epoch"
    )


def duration_ms(
    days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, ms: float = 0
) -> int:
    """Return a duration in whole milliseconds; a day has 24 hours (TIME-1).

    >>> duration_ms(hours=24) == duration_ms(days=1)
    True

    Raises KitError for a part that is not a number.
    """
    parts = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds, "ms": ms}
    for name, part in parts.items():
        if not is_number(part):
            raise KitError(f"{name} must be a number, not {part!r}")
    return round(days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + ms)


def is_number(value: object) -> bool:
    """Whether a value is a finite number; True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def text_of(at: int) -> str:
    """Return an instant as UTC date and time."""
    return utc_text(at)


def span_text(ms: int) -> str:
    """Return a duration in words, in the largest units that fit.

    >>> span_text(90_061_000), span_text(1500), span_text(0)
    ('1 d 1 h 1 min 1 s', '1 s 500 ms', '0 ms')
    """
    units = (("d", DAY_MS), ("h", HOUR_MS), ("min", MINUTE_MS), ("s", SECOND_MS), ("ms", 1))
    parts = []
    for name, size in units:
        count, ms = divmod(ms, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts) or "0 ms"
