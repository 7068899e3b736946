"""The operations `sim_*` of the page's simulated session, one method each."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from licensim.buying.prices import parse_prices
from licensim.page.simulation.acts import perform, read_acts, take_with_acts
from licensim.page.simulation.cast_operations import CastOperations
from licensim.page.simulation.look import look_at_session, look_at_story
from licensim.page.simulation.past import Past
from licensim.page.simulation.rhythm import Rhythm
from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.status import simulated_status
from licensim.page.simulation.story import Story, begin_of, moved, play, read_story
from licensim.page.status import windows
from licensim.page.wire import answer_value
from licensim.rules.answer import Answer
from licensim.rules.client.scanner import ScannerState
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.license.profile import DEFAULT_EDITION
from licensim.sessions.compare import Events, Survey, compare
from licensim.sessions.costs import Costing
from licensim.sessions.replay import text_lines
from licensim.sessions.trace import Event as TraceEvent
from licensim.sessions.trace import ParseOrigin, Reader

Fields = dict[str, Any]
MOST_SHOWN = 50
"""How many answers of a step the log of the page gets."""


@dataclass(slots=True)
class _Played:
    """The story under way: its project key and the number of its next step."""

    story: Story
    key: str
    next: int = 0


class SimulatedOperations:
    """The one simulated session of a worker.

    `document` reads a license document, the demo license for None, at an instant.
    """

    def __init__(self, document: Callable[[str | None, int], Document], parse_origin: ParseOrigin) -> None:
        self._read = document
        self._parse_origin = parse_origin
        self._session: SimulatedSession | None = None
        self._played: _Played | None = None
        self._known_past: Past | None = None
        self._by_name: dict[str, Callable[[Fields], Fields]] = {
            "sim_look": self._look,
            "sim_load": self._load,
            "sim_event": self._event,
            "sim_run": self._run,
            "sim_rhythm": self._rhythm,
            "sim_license": self._license,
            "sim_behind": self._behind,
            "sim_full": self._full,
            "sim_copy": self._copy,
            "sim_story": self._story,
            "sim_step": self._step,
            "sim_status": self._status,
            "sim_past": self._past,
            "sim_windows": self._windows,
            "sim_trace": self._trace,
            "sim_compare": self._compare,
            "sim_costs": self._costs,
            **CastOperations(document, parse_origin).by_name,
        }

    def perform(self, fields: Fields) -> Fields:
        """Perform the operation that `op` names. Raises Malformed for invalid input."""
        operation = self._by_name.get(fields["op"])
        if operation is None:
            raise Malformed((Fault("op", f"must be one of {', '.join(self._by_name)}"),))
        return operation(fields)

    @property
    def session(self) -> SimulatedSession:
        """The session; raises Malformed before `sim_load`."""
        if self._session is None:
            raise Malformed((Fault("session", "no simulated session is loaded"),))
        return self._session

    def _look(self, fields: Fields) -> Fields:
        """What a `story`, or a session of a `document`, a `trace` and `acts`, is; nothing is decided."""
        if fields.get("story") is not None:
            return look_at_story(fields["story"])
        document = self._read(fields.get("document"), fields.get("t", 0))
        lines = list(text_lines(fields.get("trace") or ""))
        acts = read_acts(fields.get("acts", []), len(lines))
        for act in acts:
            if act["type"] == "license":
                self._read(act["document"], act["t"])
        return look_at_session(document, lines, acts, self._parse_origin)

    def _load(self, fields: Fields) -> Fields:
        """Begin a session at `t`, or at the end of a `trace` with its `acts`.

        `opening` opens a client that is not in it. The last `most` answers are returned.
        """
        document = self._read(fields.get("document"), fields["t"])
        session = SimulatedSession(document, self._parse_origin, fields.get("reports"), fields.get("edition"))
        lines = list(text_lines(fields.get("trace") or ""))
        answers = take_with_acts(session, lines, read_acts(fields.get("acts", []), len(lines)), self._read)
        session.pass_to(fields["t"])
        opening = fields.get("opening")
        if opening is not None and opening["client"] not in session.watched.simulation.clients:
            session.event(opening, session.at)
        self._session = session
        session.license = fields.get("document") or ""
        counted = sum(answer.counted or 0 for _, answer in answers)
        most = min(fields.get("most", 0), len(answers))
        last = [(*one, line) for line, one in enumerate(answers, 1) if line > len(answers) - most]
        rows = [_shown(*one, _scanner(session, one[0])) for one in last]
        return {"t": session.at, "events": len(answers), "counted": counted, "answers": rows}

    def _event(self, fields: Fields) -> Fields:
        session = self.session
        event, answer = session.event(fields["event"], fields["t"])
        scanner = None
        if "scanner" in event:
            scanner = session.watched.simulation.clients[event["client"]].scanner(event["scanner"])
        shown = answer_value(answer, event.get("codes", []), scanner)
        line = len(session.lines)
        return {
            "t": session.at,
            "line": line,
            "answer": shown,
            "told": [one.to_wire() for one in session.clone_refusals()],
        }

    def _run(self, fields: Fields) -> Fields:
        found = self.session.run_to(fields["t"], fields.get("most", 500))
        return {**found, "t": self.session.at}

    def _rhythm(self, fields: Fields) -> Fields:
        """Let a client scan by itself; without `every_ms` it stops."""
        if fields.get("every_ms") is None:
            self.session.rhythms.stop(fields["client"])
        else:
            self.session.rhythms.start(Rhythm.starting(fields, self.session.at))
        return {}

    def _license(self, fields: Fields) -> Fields:
        """Use another license: from here on, or, with `anew`, for the whole session from its beginning."""
        session = self.session
        if fields["anew"]:
            self._session = session.anew(self._read(fields["document"], session.at))
            self._session.license = fields["document"]
        else:
            perform(session, {"type": "license", "document": fields["document"]}, self._read)
        return {"t": self.session.at}

    def _behind(self, fields: Fields) -> Fields:
        """Set a client's own clock back by `ms`, 0 to set it right (TIME-4)."""
        act = {"type": "clock_back", "client": fields["client"], "ms": fields["ms"]}
        perform(self.session, act, self._read)
        return {}

    def _full(self, fields: Fields) -> Fields:
        """Fill a client's storage, or free it: an event that must store something is then not counted."""
        act = {"type": "storage_full", "client": fields["client"], "full": fields["full"]}
        perform(self.session, act, self._read)
        return {}

    def _copy(self, fields: Fields) -> Fields:
        """Let the client `copy`, which is not open yet, begin with a copy of another's storage (ID-8)."""
        session = self.session
        session.copy(fields["client"], fields["copy"])
        return {}

    def _story(self, fields: Fields) -> Fields:
        """Begin a story under the project key `key`, on the day before `now`; no step is played yet."""
        story = read_story(fields["story"])
        document = json.dumps(moved(story, fields["now"], fields["key"]), indent=2)
        session = SimulatedSession(self._read(document, fields["now"]), self._parse_origin)
        session.pass_to(begin_of(story, fields["now"]))
        session.license = document
        self._session, self._played = session, _Played(story, fields["key"])
        captions = [step.caption for step in story.steps]
        said = {
            "title": story.title,
            "option": story.option,
            "question": story.question,
            "watch": story.watch,
        }
        return {**said, "t": session.at, "document": document, "captions": captions}

    def _step(self, _fields: Fields) -> Fields:
        """Play the next step of the story."""
        session, played = self.session, self._played
        if played is None or played.next >= len(played.story.steps):
            raise Malformed((Fault("step", "the story has no further step"),))
        step = played.story.steps[played.next]
        answers = play(session, step, played.key)
        played.next += 1
        shown = [_shown(*one) for one in answers[-MOST_SHOWN:]]
        totals = {
            verb: sum(one.answer == verb for _, one, _ in answers) for verb in ("ok", "over", "refused")
        }
        counted = sum(one.counted or 0 for _, one, _ in answers)
        return {"t": session.at, "answers": shown, "events": len(answers), "counted": counted, **totals}

    def _status(self, fields: Fields) -> Fields:
        return simulated_status(self.session, fields["client"], fields.get("day"))

    def _past(self, fields: Fields) -> Fields:
        """The state after the event of a `line`, from 1; without `done` it is to be asked for again."""
        if self._known_past is None or self._known_past.session is not self.session:
            self._known_past = Past(self.session, self._read)
        return self._known_past.status(fields["line"], fields["client"], fields.get("most", 500))

    def _windows(self, fields: Fields) -> Fields:
        half = self.session.watched.simulation.clients.get(fields["client"])
        return {"scanners": {}} if half is None else windows(half, self.session.at)

    def _trace(self, fields: Fields) -> Fields:
        session = self.session
        whole = {"document": session.license, "trace": session.trace(), "acts": session.acts}
        return {**whole, "unsaid": session.unsaid}

    def _compare(self, fields: Fields) -> Fields:
        """Compare the options and editions on the first `most` events of the session, or of a `trace`."""
        survey, events, of = self._surveyed(fields)
        return {**compare(survey, events).to_value(), "of": of}

    def _costs(self, fields: Fields) -> Fields:
        """What these events would cost under each option, by a price file."""
        prices = parse_prices(fields["prices"])
        survey, events, of = self._surveyed(fields)
        costing = Costing(survey, prices, fields.get("edition") or DEFAULT_EDITION)
        costing.add(events())
        return {**costing.result(), "events": survey.events, "of": of}

    def _surveyed(self, fields: Fields) -> tuple[Survey, Events, int]:
        """The first `most` events of the session, or of a `trace`, surveyed; and how many it has."""
        given = fields.get("trace")
        session = self.session.lines if given is None else text_lines(given)
        lines = session[: fields.get("most", 2_000)]

        def events() -> Iterator[TraceEvent]:
            reader = Reader(self._parse_origin, lambda _: None)
            return itertools.chain(reader.feed(lines), reader.finish())

        survey = Survey()
        survey.add(events())
        return survey, events, len(session)


def _scanner(session: SimulatedSession, event: Fields) -> ScannerState | None:
    """The scanner of a frame, or of an image, as it is now; None if it is gone."""
    client = session.watched.simulation.clients.get(event.get("client", ""))
    return None if client is None else client.scanners.get(event.get("scanner", ""))


def _shown(event: Fields, answer: Answer, line: int, scanner: ScannerState | None = None) -> Fields:
    """An event and its answer, for the log of the page; `line` is its place in the session, from 1."""
    codes = [{"format": code["format"], "text": code["text"]} for code in event.get("codes", ())]
    what = {"type": event["type"], "client": event.get("client"), "t": event["t"], "line": line}
    return {**what, "codes": codes, "answer": answer_value(answer, event.get("codes", []), scanner)}
