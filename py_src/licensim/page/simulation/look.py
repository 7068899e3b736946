"""A look at a session or a story before it takes effect: it is checked, and nothing is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from licensim.page.simulation.acts import Act
from licensim.page.simulation.story import read_story
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Faults, Malformed
from licensim.sessions.trace import ParseOrigin, Reader


def look_at_story(text: str) -> dict[str, Any]:
    """Return what a story is about, and how many steps it has. Raises Malformed with every fault."""
    story = read_story(text)
    return {
        "title": story.title,
        "question": story.question,
        "option": story.option,
        "steps": len(story.steps),
    }


def look_at_session(
    document: Document, lines: Sequence[str], acts: Sequence[Act], parse_origin: ParseOrigin
) -> dict[str, Any]:
    """Return the options of its license, its events, clients and instants, and the faults at its end.

    Raises Malformed with every fault of its trace.
    """
    faults = Faults()
    reader = Reader(parse_origin, faults.append)
    events = [*reader.feed(lines), *reader.finish()]
    if faults:
        raise Malformed(sorted(faults, key=lambda one: one.line or 0), faults.more)
    instants = [t for t, _, _ in events]
    return {
        "options": list({item.option: None for project in document.projects for item in project.items}),
        "events": len(events),
        "clients": len({found["client"] for _, _, found in events if "client" in found}),
        "from": min(instants, default=None),
        "to": max(instants, default=None),
        "faults": _faults(events, acts),
    }


def _faults(events: Sequence[tuple[int, int, dict[str, Any]]], acts: Sequence[Act]) -> list[str]:
    """The names of the faults that are active at the end, as the table of faults has them."""
    ups = [found["up"] for _, _, found in events if found["type"] == "network"]
    behind = {act["client"]: act["ms"] for act in acts if act["type"] == "clock_back"}
    full = {act["client"]: act["full"] for act in acts if act["type"] == "storage_full"}
    active = {
        "offline": bool(ups) and not ups[-1],
        "clock_back": any(behind.values()),
        "storage_full": any(full.values()),
        "clone": any(act["type"] == "copy" for act in acts),
    }
    return [name for name, on in active.items() if on]
