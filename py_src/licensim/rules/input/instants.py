"""Instants in a document: milliseconds since the epoch, or ISO 8601 text (TIME-1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from licensim.rules.input.fault import Fault, shown
from licensim.rules.input.fields import INVALID, MAX_INSTANT, Integer, Invalid, Schema
from licensim.rules.timeline import DAY_MS, MINUTE_MS, SECOND_MS, day_of_date

ISO: Final = (
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d{2}):(\d{2}))?)?"
)
"""A date, or a date and a time; without an offset it is UTC."""
_ISO: Final = re.compile(ISO, re.ASCII)
_EXAMPLES: Final = 'such as "2026-01-01" or "2026-01-01T12:30:00Z"'


def read_instant(text: str) -> int | None:
    """Return the milliseconds since the epoch of ISO 8601 text; None if it denotes no instant.

    >>> read_instant("2026-01-01"), read_instant("2026-01-01T01:00:00.5+01:00"), read_instant("2026-02-29")
    (1767225600000, 1767225600500, None)
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, *clock = (int(one or 0) for one in found.group(1, 2, 3, 4, 5, 6, 9, 10))
    hour, minute, second, zone_hour, zone_minute = clock
    start = day_of_date(year, month, day)
    if start is None or hour > 23 or minute > 59 or second > 59 or zone_hour > 23 or zone_minute > 59:
        return None
    ms = int((found[7] or "0").ljust(3, "0"))
    offset = (zone_hour * 60 + zone_minute) * (-1 if found[8] == "-" else 1)
    return start * DAY_MS + (hour * 60 + minute - offset) * MINUTE_MS + second * SECOND_MS + ms


@dataclass(frozen=True, slots=True)
class Instant:
    """Milliseconds since the epoch, from 0 on, or ISO 8601 text; parses to milliseconds."""

    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> int | Invalid:
        """See `Field.parse`."""
        if not isinstance(value, str):
            return self._number().parse(value, path, faults)
        at = read_instant(value)
        if at is None:
            faults.append(Fault(path, f"must be milliseconds, or a date {_EXAMPLES}, not {shown(value)}"))
            return INVALID
        return self._number().parse(at, path, faults)

    def schema(self) -> Schema:
        """See `Field.schema`."""
        text = {"type": "string", "pattern": f"^{ISO}$"}
        return {"anyOf": [self._number().schema(), text], "description": self.doc}

    def _number(self) -> Integer:
        return Integer(0, MAX_INSTANT)
