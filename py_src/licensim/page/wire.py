"""The values that cross the door: events in, answers out, as JSON."""

from __future__ import annotations

from typing import Any

from licensim.rules.answer import Answer
from licensim.rules.client.forget import split_key
from licensim.rules.client.scanner import Code, ScannerState
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.rules.input.fields import OneOf
from licensim.rules.license.profile import EDITIONS
from licensim.rules.verdict import Verdict
from licensim.sessions.trace_fields import EVENT

_EDITION = OneOf(tuple(EDITIONS))
NAME = "page"
"""The client's name in an event, which in a page is always the same one."""


def opening_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The `open` event of a session, from the fields of the door's `load`; a reload uses the same."""
    return {"type": "open", "product": fields.get("product"), "edition": fields.get("edition")}


def read_event(value: Any, now: int, opening: dict[str, Any] | None = None) -> dict[str, Any]:
    """Check an event: a trace event without client and t. Raises Malformed with every fault.

    An `open` has the fields of `opening`; it may name another edition.
    """
    if not isinstance(value, dict):
        raise Malformed((Fault("event", "must be an object"),))
    faults = Faults()
    if value.get("type") == "open" and opening is not None:
        return {**opening, **_edition(value)}
    if value.get("type") in ("open", "network"):
        raise Malformed((Fault("event.type", "is no event of a page"),))
    found = EVENT.parse({**value, "client": NAME, "t": now}, "event", faults)
    if faults or not isinstance(found, dict):
        raise Malformed(faults, faults.more)
    return {key: one for key, one in found.items() if key not in ("client", "t")}


def _edition(value: dict[str, Any]) -> dict[str, Any]:
    """The edition that an `open` names, if any."""
    edition, faults = value.get("edition"), list[Fault]()
    if edition is None:
        return {}
    _EDITION.parse(edition, "event.edition", faults)
    if faults:
        raise Malformed(tuple(faults))
    return {"edition": edition}


def answer_value(answer: Answer, codes: list[Code], scanner: ScannerState | None) -> dict[str, Any]:
    """An answer as a JSON object; for frames and images with the verdict on each of their `codes`."""
    value = answer.to_wire()
    if answer.sightings is not None:
        value.update(_sightings(answer.sightings, scanner))
        value["filtered"] = 0 if scanner is None else scanner.removed(codes)
    return value


def _sightings(verdict: Verdict, scanner: ScannerState | None) -> dict[str, Any]:
    """The verdict on each code of a frame; a duplicate has its earlier sighting and the time left."""
    return {
        "unique": [list(split_key(key)) for key in verdict.new],
        "duplicates": [_duplicate(key, verdict, scanner) for key in verdict.duplicates],
        "untrusted": [list(split_key(key)) for key in verdict.untrusted],
        "late_ms": verdict.late_ms,
        "at": verdict.at,
    }


def _duplicate(key: str, verdict: Verdict, scanner: ScannerState | None) -> list[Any]:
    """[format, text, ms left of its window, the earlier sighting that began the window]."""
    seen_at = verdict.since.get(key, verdict.at)
    if scanner is None:
        return [*split_key(key), 0, seen_at]
    started = verdict.at if scanner.window.edition.restarts else seen_at
    return [*split_key(key), started + scanner.window.forget_ms - verdict.at, seen_at]
