"""Acts: what a visitor does to a simulated session and no trace can state.

An act is a JSON object: `after`, how many events of the session came before it; `t`, its instant; `type`; and
the fields of its type. A trace and its acts together are the whole session: read in their order, they give
the same answers and the same state again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.rules.input.fields import MAX_INSTANT, MAX_QUOTA, AnyText, Boolean, Field, Integer, Text
from licensim.rules.input.shapes import ListOf, Object, tagged

if TYPE_CHECKING:
    from licensim.page.simulation.session import SimulatedSession

Act = dict[str, Any]
ReadDocument = Callable[[str | None, int], Document]


def _act(name: str, fields: dict[str, Field]) -> Object:
    place: dict[str, Field] = {"after": Integer(0, MAX_QUOTA), "t": Integer(0, MAX_INSTANT)}
    return Object(place | fields, {}, title=name)


_ACTS: Final = ListOf(
    tagged(
        "type",
        {
            "copy": _act("copy", {"client": Text(), "copy": Text()}),
            "clock_back": _act("clock_back", {"client": Text(), "ms": Integer(-MAX_INSTANT, MAX_INSTANT)}),
            "storage_full": _act("storage_full", {"client": Text(), "full": Boolean()}),
            "license": _act("license", {"document": AnyText()}),
        },
    )
)


def read_acts(value: object, events: int) -> list[Act]:
    """Check the acts of a session of so many events. Raises Malformed with every fault."""
    faults = Faults()
    found = _ACTS.parse(value, "acts", faults)
    if faults or not isinstance(found, list):
        raise Malformed(faults, faults.more)
    last = 0
    for n, act in enumerate(found):
        if not last <= act["after"] <= events:
            faults.append(Fault(f"acts[{n}].after", f"must be from {last} to {events}"))
        last = max(last, act["after"])
    if faults:
        raise Malformed(faults, faults.more)
    return found


def perform(session: SimulatedSession, act: Act, read: ReadDocument) -> None:
    """Perform an act now, and let the session keep it. Raises Malformed; then nothing has happened."""
    watched = session.watched
    match act["type"]:
        case "copy":
            session.copy(act["client"], act["copy"])
            return
        case "clock_back" if act["ms"]:
            watched.disturbed.behind[act["client"]] = act["ms"]
            session.note("a client's own clock was set back")
        case "clock_back":
            watched.disturbed.behind.pop(act["client"], None)
        case "storage_full" if act["full"]:
            watched.disturbed.full.add(act["client"])
            session.note("a client could store nothing")
        case "storage_full":
            watched.disturbed.full.discard(act["client"])
        case "license":
            watched.relicense(read(act["document"], session.at))
            session.note("the license was changed in the middle of the session")
    session.keep(act)


def take_with_acts(
    session: SimulatedSession, lines: Sequence[str], acts: Sequence[Act], read: ReadDocument
) -> list[tuple[dict[str, Any], Any]]:
    """Decide lines of a trace, with the acts between them; `after` counts the events of the whole session."""
    answers, done = [], 0
    begun = len(session.lines)
    for act in acts:
        until = act["after"] - begun
        answers += session.take(lines[done:until])
        done = until
        session.pass_to(act["t"])
        perform(session, act, read)
    return answers + session.take(lines[done:])
