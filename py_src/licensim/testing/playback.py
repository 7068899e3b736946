"""A recorded session, played again in a test: the same events at the same instants, on both engines."""

from __future__ import annotations

from os import PathLike
from typing import Any, Protocol

from licensim.hosts import parse_origin
from licensim.rules.input.fault import Fault, Malformed
from licensim.sessions.replay import text_lines
from licensim.sessions.trace import Event, Reader
from licensim.testing.client import Client
from licensim.testing.clock import Clock
from licensim.testing.errors import KitError, text_of_file
from licensim.testing.faults import ActiveFault, FaultControls
from licensim.testing.input.instants import text_of
from licensim.testing.input.place import BROWSER, Place
from licensim.testing.reply import Reply

PLACE = ("key", "deployment", "origin", "server_id", "serves", "password")


class PlaybackTarget(Protocol):
    """The part of the kit that plays a session."""

    clock: Clock
    faults: FaultControls

    def client(self, place: Place) -> Client:
        """The client at a place."""


def play(stage: PlaybackTarget, trace: str | PathLike[str]) -> list[Reply]:
    """See `Licensim.replay`."""
    events = _read(trace)
    if events and events[0][0] < stage.clock.now:
        began = text_of(events[0][0])
        raise KitError(f"the session began at {began}: this test needs the option start={events[0][0]}")
    clients: dict[str, Client] = {}
    offline: ActiveFault | None = None
    replies: list[Reply] = []
    for at, _, event in events:
        stage.clock.step_to(at)
        if event["type"] != "network":
            replies.append(_act(stage, clients, event))
        elif not event["up"]:
            offline = offline or stage.faults.offline()
        elif offline is not None:
            offline.end()
            offline = None
    return replies


def _read(trace: str | PathLike[str]) -> list[Event]:
    is_text = isinstance(trace, str) and trace.lstrip().startswith("{")
    text = str(trace) if is_text else text_of_file(trace, "trace")
    faults: list[Fault] = []
    reader = Reader(parse_origin, faults.append)
    events = reader.feed(text_lines(text)) + reader.finish()
    if faults:
        raise Malformed(tuple(faults))
    return events


def _act(stage: PlaybackTarget, clients: dict[str, Client], event: dict[str, Any]) -> Reply:
    name = event["client"]
    if event["type"] == "open":
        clients[name] = stage.client(_place(name, event))
        return clients[name].open(edition=event.get("edition"), product=event.get("product"))
    return clients[name].do({key: value for key, value in event.items() if key not in ("client", "t")})


def _place(name: str, event: dict[str, Any]) -> Place:
    fields = {one: event[one] for one in PLACE if event.get(one) is not None}
    origin = fields.get("origin")
    holder = BROWSER if origin is not None and origin.text == name else name
    return Place(holder, **fields)
