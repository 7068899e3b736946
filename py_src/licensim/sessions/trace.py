"""Recorded sessions: lines of JSON to checked events in the order of time (DESIGN, Trace).

`Reader` takes lines as they come and returns events in the order of time: a line may be up to one second
behind the newest line before it, so events of the last second are held back. Nothing here reads a file or a
clock.

Most lines are plain: `trace_plain` recognizes them quickly. All others go through the definitions of
`trace_fields`, which report what is wrong with them.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.input.fault import Fault, Faults, Malformed, shown
from licensim.rules.input.json_text import read_json
from licensim.rules.origins.origin import Origin
from licensim.sessions.trace_fields import EVENT
from licensim.sessions.trace_plain import is_flat, is_plain

MAX_BEHIND_MS: Final = 1000
BATCH: Final = 512
PLACE: Final = ("deployment", "origin", "server_id")
"""What a client cannot change by opening again."""
MAX_NAMES: Final = 100_000

Event = tuple[int, int, dict[str, Any]]
"""An event: its instant, its line from 1, its fields."""

ParseOrigin = Callable[[str], Origin | None]
Report = Callable[[Fault], None]
Place = Origin | tuple[str, Origin | None, str | None]
"""The fields in `PLACE` of a client; only the origin for a page without a `server_id`, to save memory."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands for a line that is not text; `what` says why."""

    what: str


class Reader:
    """Reads a trace line by line; every fault goes to `report`, with its line.

    `parse_origin` is the port for URLs: any URL to its origin, None if it is not a URL (ID-2, ID-3).
    """

    def __init__(self, parse_origin: ParseOrigin, report: Report) -> None:
        self.newest = 0
        self.lines = 0
        self._parse_origin = parse_origin
        self._report = report
        self._names: set[object] = set()
        self._waiting: list[Event] = []
        self._enough = BATCH
        self._clients: dict[str, Place | None] = {}
        # The function behind `raw_decode`: the wrapper would cost a tenth of the time of a line.
        self._scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]

    def feed(self, lines: Iterable[str | Unreadable]) -> list[Event]:
        """Take the next lines, without their newlines; return the events that are ready."""
        self._read(lines)
        if len(self._waiting) < self._enough:
            return []
        return self._ready(self.newest - MAX_BEHIND_MS)

    def finish(self) -> list[Event]:
        """End the trace; return the events that are left."""
        return self._ready(self.newest)

    def _read(self, lines: Iterable[str | Unreadable]) -> None:
        scan, names, keep, newest = self._scan, self._names, self._waiting.append, self.newest
        number = self.lines
        for number, line in enumerate(lines, number + 1):  # noqa: B020 - the last one is kept
            event: Any = None
            try:
                found, end = scan(line, 0)
                event = found if end == len(line) else None  # type: ignore[arg-type]
                plain = event is not None and is_plain(event, line, names)  # type: ignore[arg-type]
            except (StopIteration, ValueError, RecursionError, LookupError, TypeError, AttributeError):
                plain = False
            if not plain:
                event = self._parse(event, line, number)
                event.setdefault("t", newest)
            at = event["t"]
            if at > newest:
                newest = at
            elif at < newest - MAX_BEHIND_MS:
                self._late(event, newest - at, number)
                continue
            if "type" in event:
                keep((at, number, event))
        self.lines, self.newest = number, newest

    def _parse(self, event: Any, line: str | Unreadable, number: int) -> dict[str, Any]:
        """Return the event of a line; `event` is its JSON value, None if it could not be read.

        If the line is invalid, return only its `t`, if that is valid.
        """
        faults = Faults()
        found = self._checked(event, line, faults)
        if faults:
            for fault in faults:
                self._report(Fault(fault.path, fault.what, number))
            if faults.more:
                self._report(Fault("", f"and {faults.more:,} more", number))
            # An invalid open opens its client, too: else each further line of the client would be a fault.
            if found.get("type") == "open" and "client" in found:
                self._clients.setdefault(found["client"], None)
            return {"t": found["t"]} if "t" in found else {}
        if len(self._names) > MAX_NAMES:
            self._names.clear()  # names that come again are checked once more
        codes = found.get("codes", ())
        names = (found.get("client"), found.get("scanner"), *(code["format"] for code in codes))
        self._names.update(name for name in names if name is not None)
        return found

    def _checked(self, event: Any, line: str | Unreadable, faults: list[Fault]) -> dict[str, Any]:
        if isinstance(line, Unreadable):
            faults.append(Fault("", line.what))
            return {}
        if not line.strip():
            faults.append(Fault("", "empty line"))
            return {}
        try:
            value = event if is_flat(event, line) else read_json(line)
        except Malformed as error:
            faults.extend(error.faults)
            return {}
        found = EVENT.parse(value, "", faults)
        if not isinstance(found, dict):
            return {}
        if isinstance(url := found.get("origin"), str):
            found["origin"] = origin = self._parse_origin(url)
            if origin is None:
                faults.append(Fault("origin", f"no URL: {shown(url)}"))
        return found

    def _late(self, event: dict[str, Any], behind_ms: int, number: int) -> None:
        if event.get("type") == "open":
            self._clients.setdefault(event["client"], None)
        what = f"{behind_ms} ms behind the newest line before it, more than {MAX_BEHIND_MS}"
        self._report(Fault("t", what, number))

    def _ready(self, until: int) -> list[Event]:
        """Return the waiting events up to the instant `until`, in the order of time, then of lines."""
        waiting = self._waiting
        waiting.sort()
        cut = bisect_right(waiting, until, key=_instant)
        self._waiting = waiting[cut:]
        # Events that must wait are sorted again each time: let their number double first.
        self._enough = max(BATCH, 2 * len(self._waiting))
        clients, opened = self._clients, self._opened
        return [
            event
            for event in waiting[:cut]
            if (event[2]["type"] == "frame" and event[2]["client"] in clients) or opened(event)
        ]

    def _opened(self, event: Event) -> bool:
        """Whether the event's client is open: an `open` opens it, at one place only."""
        _, line, found = event
        kind = found["type"]
        if kind == "open":
            return self._open(found, line)
        if kind == "network" or found["client"] in self._clients:
            return True
        self._report(Fault("client", f"{shown(found['client'])} was not opened before", line))
        return False

    def _open(self, found: dict[str, Any], line: int) -> bool:
        client = found["client"]
        place = _place(found)
        first = self._clients.setdefault(client, place)
        if first is None or first == place:
            return True
        both = zip(PLACE, _parts(first), _parts(place), strict=True)
        name = next(name for name, old, new in both if old != new)
        self._report(Fault(name, f"{shown(client)} was opened with another {name} before", line))
        return False


def _place(found: dict[str, Any]) -> Place:
    """The place of a client, from its `open`."""
    origin: Origin | None = found.get("origin")
    server_id: str | None = found.get("server_id")
    if origin is not None and server_id is None:
        return origin
    return sys.intern(found["deployment"]), origin, server_id


def _parts(place: Place) -> tuple[str, Origin | None, str | None]:
    return place if isinstance(place, tuple) else ("browser", place, None)


def _instant(event: Event) -> int:
    return event[0]
