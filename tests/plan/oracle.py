"""The results of a replay by option, period, edition and profile, which a plan must have too."""

from __future__ import annotations

import json
from typing import Any

from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fields import MAX_INSTANT
from licensim.rules.options.shape import AMPLE
from licensim.sessions.replay import Replay

Event = dict[str, Any]
Item = dict[str, Any]


def replayed(
    events: list[Event], items: list[Item], edition: str, profile: str = "v2.2.19", starts_at: int = 0
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The summary's items and the answers of a trace, if all clients have these items."""
    term = {"starts_at": starts_at, "expires_at": MAX_INSTANT}
    found = [{"id": f"{n}", **term, **item} for n, item in enumerate(items)]
    project = {"key": "K", "items": found, "settings": {"allow_insecure": True}}
    document = parse_document({"profile": profile, "projects": [project]}, ascii_host)
    faults: list[Any] = []
    session = Replay(document, parse_origin, faults.append, "immediate", edition)
    answers = session.feed([json.dumps(event) for event in events]) + session.finish()
    assert not faults, faults
    return session.summary()["items"], [json.loads(one) for one in answers]


def used(events: list[Event], item: Item, edition: str, profile: str = "v2.2.19") -> dict[str, Any]:
    """The usage of one item with a large quota."""
    found: dict[str, Any] = replayed(events, [{"quota": AMPLE, **item}], edition, profile)[0]["0"]
    return found
