"""A story: a license, a cast and a script of events with captions, which the page plays step by step.

A story is one JSON file: `title`, `option` (that it is about), `question` (that somebody asked), `watch`
(what to look at), `begins` (an instant), `license` (a document of one project) and `steps`. A step waits,
then plays its events. Its caption says what happened, `figures` are the caption's numbers, for the test
that plays it. An event is that of a trace without `t` and `key`. With `times` and `every_ms` it is played
so often, and `{n}` in its texts is the number of the time. `{"type": "copy", "client": C, "copy": D}` lets
D begin with C's storage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from licensim.page.simulation.session import SimulatedSession
from licensim.rules.answer import Answer
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.rules.input.fields import INVALID, MAX_INSTANT, Integer, Invalid, OneOf, Text
from licensim.rules.input.instants import Instant
from licensim.rules.input.json_text import read_json
from licensim.rules.input.shapes import ListOf, Object
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS, MINUTE_MS, SECOND_MS

Event = dict[str, Any]
UNITS: Final = {"days": DAY_MS, "hours": 60 * MINUTE_MS, "minutes": MINUTE_MS, "seconds": SECOND_MS, "ms": 1}
MAX_EVENTS: Final = 20_000
"""How many events a story may play."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A JSON object that is checked later."""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        if isinstance(value, dict):
            return value
        faults.append(Fault(path, "must be an object"))
        return INVALID

    def schema(self) -> dict[str, Any]:
        """See `Field.schema`."""
        return {"type": "object"}


_SAID: Final = Text(max_length=500)
_STEP: Final = Object(
    {"caption": _SAID, "events": ListOf(Raw())},
    {
        "wait": Object({}, {unit: Integer(0, MAX_INSTANT) for unit in UNITS}, title="a time"),
        "figures": Raw(),
    },
    title="a step",
)
_STORY: Final = Object(
    {
        "title": _SAID,
        "option": OneOf(tuple(OPTIONS)),
        "question": _SAID,
        "watch": _SAID,
        "begins": Instant(),
        "license": Raw(),
        "steps": ListOf(_STEP),
    },
    {},
    title="a story",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; its first event is `wait_ms` after the step before."""

    caption: str
    wait_ms: int
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Story:
    """A story that begins at `begins`."""

    title: str
    option: str
    question: str
    watch: str
    begins: int
    license: Mapping[str, Any]
    steps: Sequence[Step]


def read_story(text: str) -> Story:
    """Read a story; raises Malformed with every fault of its form. Events are checked when played."""
    faults = Faults()
    found = _STORY.parse(read_json(text), "", faults)
    if faults or isinstance(found, Invalid):
        raise Malformed(faults, faults.more)
    if sum(_times(event) for step in found["steps"] for event in step["events"]) > MAX_EVENTS:
        raise Malformed((Fault("steps", f"must have at most {MAX_EVENTS:,} events"),))
    steps = [Step(one["caption"], _wait(one.get("wait", {})), one["events"]) for one in found["steps"]]
    known = {name: found[name] for name in ("title", "option", "question", "watch", "begins", "license")}
    return Story(**known, steps=steps)


def moved(story: Story, now: int, key: str) -> dict[str, Any]:
    """Return the story's license document for a begin on the day before `now`, under the project key `key`.

    Raises Malformed if it is no document of one project.
    """
    by = begin_of(story, now) - story.begins
    projects = story.license.get("projects")
    if not isinstance(projects, list) or len(projects) != 1 or not isinstance(projects[0], dict):
        raise Malformed((Fault("license.projects", "must have one project"),))
    items = projects[0].get("items", [])
    shifted = [_shifted(one, by) for one in items] if isinstance(items, list) else items
    return {**story.license, "projects": [{**projects[0], "key": key, "items": shifted}]}


def begin_of(story: Story, now: int) -> int:
    """Return the last instant before `now` with the time of day at which the story begins."""
    return story.begins + (now - story.begins) // DAY_MS * DAY_MS


def play(session: SimulatedSession, step: Step, key: str) -> list[tuple[Event, Answer, int]]:
    """Play a step now; return its events with their answers, and each one's line in the session.

    Raises Malformed for an invalid event; the events before it have happened.
    """
    at = session.at + step.wait_ms
    played = []
    for t, event in sorted(_played(step, at), key=lambda one: one[0]):
        session.run_to(t, MAX_EVENTS)
        if event.get("type") == "copy":
            session.copy(str(event.get("client")), str(event.get("copy")))
            continue
        known = {**event, "key": key} if event.get("type") == "open" else event
        decided = session.event(known, t)
        line = len(session.lines)
        played += [(decided[0], refused, line) for refused in session.clone_refusals()]
        played.append((*decided, line))
    session.pass_to(at)
    return played


def _played(step: Step, at: int) -> Iterator[tuple[int, Event]]:
    """Each event of a step with its instant."""
    for event in step.events:
        every = event.get("every_ms", 0)
        if not isinstance(every, int):
            raise Malformed((Fault("every_ms", "must be whole milliseconds"),))
        once = {name: one for name, one in event.items() if name not in ("times", "every_ms")}
        for n in range(_times(event)):
            yield at + n * every, _numbered(once, n + 1)


def _numbered(value: Any, n: int) -> Any:
    """Put a number into the texts of an event."""
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, list):
        return [_numbered(one, n) for one in value]
    return {name: _numbered(one, n) for name, one in value.items()} if isinstance(value, dict) else value


def _times(event: Event) -> int:
    times = event.get("times", 1)
    return times if isinstance(times, int) and 0 <= times <= MAX_EVENTS else MAX_EVENTS + 1


def _wait(wait: Mapping[str, int]) -> int:
    return sum(count * UNITS[unit] for unit, count in wait.items())


def _shifted(item: Any, by: int) -> Any:
    """An item with its instants moved."""
    if not isinstance(item, dict):
        return item
    faults: list[Fault] = []
    found = dict(item)
    for name in ("starts_at", "expires_at"):
        at = Instant().parse(item.get(name), name, faults)
        found[name] = item.get(name) if isinstance(at, Invalid) else at + by
    if faults:
        raise Malformed(faults)
    return found
