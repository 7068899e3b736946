"""Replay: a recorded session under a license, without a file or a clock.

    session = Replay(document, parse_origin, faults.append)
    for lines in blocks:
        answers += session.feed(lines)
    answers += session.finish()

Answers come as JSON lines in the order of the trace's lines, though events are decided in the order of
time. After the first fault nothing more is decided, but the rest is still checked: an invalid trace has no
answers, and all its faults are reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.sessions.simulation import Simulation
from licensim.sessions.trace import Event, ParseOrigin, Reader, Report, Unreadable

Reports = Literal["slot", "immediate"]
MAX_WARNINGS: Final = 100


class Replay:
    """One replay of one trace.

    `reports` None means the project's own setting, else `immediate`; `edition` is the default of clients that
    name none. `report` is called with every fault; `faults` counts them. `warnings` are the first hundred
    warnings, each with the line of its answer, None for none; `more` is how many others there are.
    """

    def __init__(
        self,
        document: Document,
        parse_origin: ParseOrigin,
        report: Report,
        reports: Reports | None = None,
        edition: str | None = None,
    ) -> None:
        self.faults = 0
        self.warnings: list[tuple[int | None, str]] = []
        self.more = 0
        self._report = report
        self._reader = Reader(parse_origin, self._fault)
        self._simulation = Simulation(document, reports=reports, edition=edition)
        self._done: dict[int, str] = {}
        self._next = 1

    @property
    def lines(self) -> int:
        """How many lines have been read."""
        return self._reader.lines

    def feed(self, lines: Iterable[str | Unreadable]) -> list[str]:
        """Take the next lines, without their newlines; return the answers that are ready."""
        return self._decide(self._reader.feed(lines))

    def finish(self) -> list[str]:
        """End the trace; return the answers that are left."""
        answers = self._decide(self._reader.finish())
        if not self.faults:
            self._warn(None, self._simulation.finish(self._reader.newest))
        return answers

    def summary(self) -> dict[str, Any]:
        """Return the summary as of the last line; after `finish`."""
        summary: dict[str, Any] = self._simulation.summary(self._reader.newest)
        return summary

    def _fault(self, fault: Fault) -> None:
        self.faults += 1
        self._report(fault)

    def _warn(self, line: int | None, warnings: list[dict[str, Any]]) -> None:
        room = max(0, MAX_WARNINGS - len(self.warnings))
        self.warnings += [(line, one["text"]) for one in warnings[:room]]
        self.more += len(warnings[room:])

    def _decide(self, events: list[Event]) -> list[str]:
        if self.faults:
            self._done.clear()
            return []
        handle, done, ready, turn = self._simulation.handle, self._done, [], self._next
        for at, line, event in events:
            answer = handle(event, at)
            if answer.warnings:
                self._warn(line, answer.warnings)
            if line != turn:
                done[line] = answer.to_line(line)
                continue
            ready.append(answer.to_line(line))
            turn += 1
            while done and turn in done:
                ready.append(done.pop(turn))
                turn += 1
        self._next = turn
        return ready


@dataclass(frozen=True, slots=True)
class Replayed:
    """The result of a whole replay: the answers' JSON lines in the trace's order, and the summary."""

    answers: list[str]
    summary: dict[str, Any]


def replay_text(
    document: Document,
    trace: str,
    parse_origin: ParseOrigin,
    reports: Reports | None = None,
    edition: str | None = None,
) -> Replayed:
    """Replay a trace given as one text; raises Malformed with every fault, sorted by line."""
    faults = Faults()
    session = Replay(document, parse_origin, faults.append, reports, edition)
    answers = session.feed(text_lines(trace)) + session.finish()
    if faults:
        raise Malformed(sorted(faults, key=lambda fault: fault.line or 0), faults.more)
    return Replayed(answers, session.summary())


def text_lines(text: str) -> list[str]:
    r"""Return the lines of a text; after the last newline there is none.

    >>> text_lines("a\r\nb\n\n"), text_lines("")
    (['a', 'b', ''], [])
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines
