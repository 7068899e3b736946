"""The session's log: every event with its answer, every move of the clock and every fault, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from licensim.rules.explain.answers import explain_answer
from licensim.rules.words.english import many
from licensim.testing.input.instants import text_of
from licensim.testing.reply import Reply

MAX_CODES = 4
AROUND = 5


@dataclass(slots=True)
class LogEntry:
    """One line: `who` did `what` at `at`. Without a reply it is a move of the clock, or a fault."""

    at: int
    who: str
    what: str
    reply: Reply | None = None
    event: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The line, without its number."""
        answer = "" if self.reply is None else f"   {explain_answer(self.reply.wire)}"
        remarks = "".join(f" Warning: {one['text']}." for one in self.wire.get("warnings") or ())
        return f"{text_of(self.at)}  {self.who} {self.what}{answer}{remarks}"

    @property
    def wire(self) -> dict[str, Any]:
        """The answer's fields, without looking at the answer; empty if there is none."""
        return {} if self.reply is None else self.reply.wire

    @property
    def kind(self) -> str | None:
        """The type of the event."""
        return None if self.event is None else str(self.event["type"])

    @property
    def is_refusal(self) -> bool:
        """Whether the answer is a refusal."""
        return self.wire.get("answer") == "refused"

    @property
    def looked_at(self) -> bool:
        """Whether the test has looked at the answer."""
        return self.reply is not None and self.reply.looked_at

    def look(self) -> None:
        """Note that the test has looked at the answer."""
        if self.reply is not None:
            self.reply.looked_at = True

    @property
    def counted(self) -> int:
        """How many scans or pages it added."""
        return (self.wire["counted"] or 0) if self.kind in ("frame", "image", "pages") else 0


class Log:
    """The entries of one test, in their order.

    `awaited` are refusals that the test has asserted, by number or reason and by client (None for any
    client): a page that goes on after one gets more of the same.
    """

    def __init__(self) -> None:
        self.entries: list[LogEntry] = []
        self.awaited: set[tuple[int | str, str | None]] = set()

    def add(
        self,
        at: int,
        who: str,
        what: str,
        reply: Reply | None = None,
        event: dict[str, Any] | None = None,
    ) -> None:
        """Add an entry."""
        self.entries.append(LogEntry(at, who, what, reply, event))

    @property
    def replies(self) -> list[LogEntry]:
        """The entries that are answers."""
        return [one for one in self.entries if one.reply is not None]

    def around(self, marked: Iterable[int], width: int = AROUND) -> str:
        """The lines around some entries, those marked with an arrow; without any, the last lines.

        Successive frames that added nothing become one line.
        """
        last = len(self.entries) - 1
        arrows = {index for index in marked if 0 <= index <= last}
        centers = arrows or {last}
        shown = {near for one in centers for near in range(one - width, one + width + 1) if 0 <= near <= last}
        lines: list[str] = []
        before = -1
        for index in sorted(shown):
            if index != before + 1:
                lines.append("     ...")
            lines.append(f"{'>' if index in arrows else ' '}{index + 1:4} {self.entries[index].text}")
            before = index
        if before < last:
            lines.append("     ...")
        return "\n".join(_together(lines)) if lines else "     nothing has happened"

    def unseen(self) -> list[LogEntry]:
        """The refusals that the test has never looked at."""
        return [one for one in self.replies if one.is_refusal and not one.looked_at and not self._awaits(one)]

    def _awaits(self, entry: LogEntry) -> bool:
        kinds = (entry.wire["number"], entry.wire["reason"])
        return any((kind, who) in self.awaited for kind in kinds for who in (entry.who, None))

    def index_of(self, entry: LogEntry) -> int:
        """The position of an entry."""
        return next(index for index, one in enumerate(self.entries) if one is entry)

    def text(self) -> str:
        """The whole log."""
        return self.around(range(0), width=len(self.entries))


def _together(lines: list[str]) -> list[str]:
    """Join successive lines that differ only in number and time."""
    drawn: list[str] = []
    repeated = 0
    for line in lines:
        if drawn and line[0] == " " and drawn[-1].split("  ", 2)[2:] == line.split("  ", 2)[2:] != []:
            repeated += 1
            continue
        if repeated:
            drawn.append(f"          and {repeated} more like this")
        drawn.append(line)
        repeated = 0
    return [*drawn, f"          and {repeated} more like this"] if repeated else drawn


def what_of(event: dict[str, Any]) -> str:
    """Say what a client did.

    >>> what_of({"type": "pages", "module": "core", "count": 2})
    'counts 2 pages of core'
    """
    kind = event["type"]
    if kind in ("frame", "image"):
        return f"{'sees' if kind == 'frame' else 'reads an image with'} {_codes(event['codes'])}"
    if kind == "pages":
        module = event["module"]
        return f"counts {many(event['count'], f'page of {module}', f'pages of {module}')}"
    if kind == "settings":
        fields = {name: value for name, value in event.items() if name not in ("type", "scanner")}
        return "sets " + ", ".join(f"{name}={value}" for name, value in fields.items())
    if kind == "open" and event.get("product"):
        return f"opens {event['product']}"
    if kind == "instances":
        return f"asks for {many(event['ask'], 'instance')}"
    if kind == "instance":
        return f"{event['op']}s an instance"
    return _DOES[kind]


_DOES = {
    "open": "opens",
    "pause": "pauses its scanner",
    "close": "closes its scanner",
    "release": "releases its seat",
    "clear_storage": "loses its storage",
}


def _codes(codes: list[dict[str, Any]]) -> str:
    named = [f"{one['format']} {one['text']!r}" for one in codes[:MAX_CODES]]
    more = [f"{len(codes) - MAX_CODES} more"] if len(codes) > MAX_CODES else []
    return ", ".join(named + more) or "nothing"
