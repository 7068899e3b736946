"""A trace as the rows of a log, as production would write them for the same session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from plan.traces import LOGGED, a_trace

Event = dict[str, Any]

RANK: Final = {"open": 0, "pause": 1, "close": 1}
COLUMNS: Final = (
    "time", "event", "device", "scanner", "format", "text", "module", "count", "origin", "deployment",
    "server_id",
)  # fmt: skip
REMEMBERING: Final = ("browser", "mobile")


def a_logged_trace(seed: int) -> list[Event]:
    """A trace that logs show completely: no empty frames, at most one frame of a scanner at an instant.

    Events that begin or end a memory come before sightings at the same instant, as in the plan.
    """
    events = sorted(a_trace(seed, LOGGED), key=lambda one: (one["t"], RANK.get(one["type"], 2)))
    places = {one["client"]: one["deployment"] for one in events if one["type"] == "open"}
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for event in events:
        if event["type"] in ("frame", "image"):
            scanner = event["scanner"] if event["type"] == "frame" else None
            place = (event["client"], event["type"], event["t"], scanner)
            remembers = event["type"] == "frame" and places[event["client"]] in REMEMBERING
            if not event["codes"] or (place in seen and not remembers):
                continue
            seen.add(place)
        kept.append(event)
    return kept


def rows_of(events: list[Event]) -> Iterator[dict[str, Any]]:
    """The rows: one for each sighting, load, pause, close, or operation on pages."""
    places: dict[str, Event] = {}
    for event in events:
        if event["type"] == "open":
            places.setdefault(event["client"], event)
        place = places[event["client"]]
        row = dict.fromkeys(COLUMNS) | {
            "time": event["t"],
            "event": {"frame": "scan", "pages": "page", "pause": "close"}.get(event["type"], event["type"]),
            "device": event["client"],
            "scanner": event.get("scanner"),
            **{name: place.get(name) for name in ("origin", "deployment", "server_id")},
        }
        if "codes" in event:
            yield from ({**row, "format": one["format"], "text": one["text"]} for one in event["codes"])
        elif event["type"] == "pages":
            yield {**row, "module": event["module"], "count": event["count"]}
        else:
            yield row
