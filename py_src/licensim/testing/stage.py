"""Connects the clients, the clock, the license and the log of one test.

`Licensim` adds the methods for tests; the parts of the kit use this through their own protocols.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol

from licensim.rules.client.formats import UNKNOWN_FORMAT, FormatWatch
from licensim.rules.origins.origin import OPAQUE_ORIGIN
from licensim.testing.artifact import PACKAGE
from licensim.testing.client import Client, demand_client
from licensim.testing.clock import Clock
from licensim.testing.engines.engine import Engine, Event, Result
from licensim.testing.engines.host import HostEngine
from licensim.testing.engines.line import Line
from licensim.testing.errors import KitError, UnknownFormatWarning
from licensim.testing.faults import FaultControls
from licensim.testing.input.options import FixtureOptions
from licensim.testing.input.place import Place
from licensim.testing.input.terms import Terms
from licensim.testing.reply import Reply
from licensim.testing.shown import Shown
from licensim.testing.telling import strict
from licensim.testing.telling.log import Log, what_of
from licensim.testing.telling.recording import Recording, near

CLOCK: Final = "the clock"
FAULT: Final = "fault:"


class Make(Protocol):
    """Makes the engine that an option names, for a kit."""

    def __call__(self, kit: Stage) -> Engine:
        """Make it."""


class Stage:
    """One test's license, clients, clock and log. `make` makes engines by name, `folder` is for its trace."""

    def __init__(self, options: FixtureOptions, make: Mapping[str, Make], folder: Path) -> None:
        self.options = options
        self.log = Log()
        self.line = Line()
        self.recording = Recording()
        self.terms = Terms(options.start_at, options.profile)
        self.terms.listen = self._terms_changed
        self.clock = Clock(options.start_at, self)
        self.faults = FaultControls(self)
        self._make = make
        self._folder = folder
        self._engine: Engine | None = None
        self._clients: dict[Place, Client] = {}
        self._formats: Final = FormatWatch()
        self._remarks: list[str] = []
        if options.license is not None:
            self.terms.use(options.license)

    # what can be read

    @property
    def engine(self) -> Engine:
        """The engine that runs the clients, made at first use; its `name` is `host` or `page`."""
        if self._engine is None:
            self._engine = self._make[self.options.engine](self)
            self.log.add(self.clock.now, "the test", f"uses the {self._engine.name} engine")
        return self._engine

    @property
    def consoles(self) -> Sequence[str]:
        """The errors in the consoles of all pages; uncaught ones begin with `UNCAUGHT`."""
        console: Sequence[str] = getattr(self._engine, "console", ())
        return console

    def usage(self) -> dict[str, dict[str, Any]]:
        """What each item has recorded as of now, by id; several projects' by key and id."""
        self._settle()
        projects = self._projects()
        if len(projects) == 1:
            return next(iter(projects.values()))
        return {f"{key}/{name}": one for key, items in projects.items() for name, one in items.items()}

    def save_trace(self, folder: str | PathLike[str]) -> Path:
        """Write `trace.jsonl`, `license.json` and `answers.jsonl` into a folder; returns the trace's path."""
        if self.recording.license_text is None:
            self.recording.license_text = self.terms.text
        return self.recording.save(Path(folder))

    # for the parts of the kit

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Reply]:
        """Do what is due, answer the events, log and record them."""
        self.clock.catch_up()
        if place.tab > 1:
            self._beyond("a second tab of one client")
        results = self._carry_out(place, events)
        replies = [
            self.answered(event, one) if one.reply is None else one.reply
            for (_, event), one in zip(events, results, strict=True)
        ]
        self._warn()
        return replies

    def answered(self, event: Event, result: Result) -> Reply:
        """Log and record one answer, and move the clock by the time that it took."""
        wire = self._warned(event, result)
        reply = Reply(wire, result.at)
        self.log.add(result.at, result.place.who, what_of(event), reply, event)
        if self.recording.license_text is None:
            self.recording.license_text = self.terms.text
        self.recording.add(result.at, {"client": result.place.name, **event}, wire)
        self._reported(result.notices)
        if result.took_ms:
            self._beyond("answers took their time")
            self.clock.step_to(self.clock.now + result.took_ms)
        return reply

    def called(self, place: Place, line: str, message: dict[str, Any]) -> None:
        """Log a message of the stand-in SDK of a page; record a call beside the trace."""
        self.log.add(self.clock.now, place.who, line)
        if "member" in message:
            self.recording.called(self.clock.now, place.name, message)

    def client(self, place: Place) -> Client:
        """The client at a place; the same object for the same place."""
        return self._clients.setdefault(place, Client(self, place))

    def replies_of(self, place: Place) -> list[Reply]:
        """All answers to a client so far."""
        self._settle()
        return [one.reply for one in self.log.entries if one.who == place.who and one.reply is not None]

    def now(self) -> int:
        """The instant."""
        return self.clock.now

    def move_to(self, at: int) -> None:
        """Let time go on until an instant."""
        self.clock.step_to(at)

    def due(self, now: int) -> int | None:
        """The nearest instant at which anything changes by itself."""
        return None if self._engine is None else self._engine.due(now)

    def wakes(self, now: int) -> int | None:
        """The nearest instant at which a client must act."""
        return None if self._engine is None else self._engine.wakes(now)

    def tick(self, now: int) -> None:
        """The clock shows `now`."""
        if self._engine is not None:
            self._reported(self._engine.tick(now))

    def moved(self, what: str) -> None:
        """The test has moved the clock."""
        self.log.add(self.clock.now, CLOCK, what)

    def record(self, what: str, *, beyond: bool) -> None:
        """Log that a fault has begun or ended."""
        self.log.add(self.clock.now, FAULT, what)
        if beyond:
            self._beyond(what)

    def network(self, up: bool) -> None:
        """The network went down or up."""
        self.recording.network(self.clock.now, up)

    def set_back(self, client: Client | None, ms: int) -> None:
        """Set clients' clocks back; raises KitError for a value that is not a client."""
        demand_client(client)
        self.engine.skews[None if client is None else client.place.name] = ms
        self.tick(self.clock.now)

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of all browsers, or free it."""
        self.engine.fill_storage(full)

    def clone(self, client: Client | None) -> Client:
        """Copy a client's storage into another browser; raises KitError for a value that is not a client."""
        demand_client(client)
        clients = list(self._clients.values())
        if client is None and len(clients) != 1:
            raise KitError(f"copy whose storage? there are {len(clients)} clients: faults.clone(client)")
        original = client or clients[0]
        copies = sum(one.place.holder.startswith("copy") for one in clients)
        place = replace(original.place, holder=f"copy {copies + 1}")
        self.engine.clone(original.place, place)
        return self.client(place)

    def kept(self) -> str:
        """Keep the trace; return where it is and how to replay it, in words."""
        options = {"reports": self.options.reports, "edition": self.options.edition}
        trace = near(self.save_trace(self._folder))
        return f"trace: {trace}\n{self.recording.advice(self._folder, options)}"

    def session_text(self) -> str:
        """The session of a failed test in words; keeps its trace."""
        rest = self.kept() if self.recording.lines else "no client did anything"
        return f"{self.log.text()}\n\n{rest}"

    def findings(self) -> list[str]:
        """The findings of strictness at the test's end."""
        if self._engine is None:
            return []
        self._settle()
        self._warn()
        unsimulated: Sequence[str] = getattr(self._engine, "unsimulated", ())
        return strict.findings(
            self.log, self._engine.unsent(), self.consoles, self.options.allow, unsimulated
        )

    def close(self) -> None:
        """End the test."""
        if self._engine is not None:
            self._engine.close()

    def _settle(self) -> None:
        """Do what is due, and log the decisions that pages have asked for by themselves."""
        self.clock.catch_up()
        if self._engine is not None:
            self._engine.settle()

    def _carry_out(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        results: list[Result] = []
        for at, event in events:
            if at > self.clock.now:
                self.clock.step_to(at)
            results += self.engine.act(place, [(at, event)])
        return results

    def _warned(self, event: Event, result: Result) -> dict[str, Any]:
        """The answer's fields, with the warnings of a replay about its event (ID-3, SCAN-1)."""
        unknown = self._formats.look_at(event)
        self._remarks += [one["text"] for one in unknown]
        origin = result.place.origin
        is_opaque = event["type"] == "open" and origin is not None and origin.opaque
        remarks = [*unknown, OPAQUE_ORIGIN] if is_opaque else unknown
        found = result.wire.get("warnings", [])
        own = [one for one in found if one["reason"] != UNKNOWN_FORMAT]  # each page has its own warnings
        return (
            {**result.wire, "warnings": [*own, *remarks]} if remarks or len(own) < len(found) else result.wire
        )

    def _warn(self) -> None:
        """Warn of each new unknown format, at the current line of the test."""
        remarks, self._remarks = self._remarks, []
        for text in remarks:
            file, line = line_of_the_test()
            warnings.warn_explicit(text, UnknownFormatWarning, file, line)

    def _projects(self) -> dict[str, dict[str, dict[str, Any]]]:
        keys = [one.key for one in self.terms.document.projects]
        return {key: self.engine.usage(key, self.clock.now) for key in keys}

    def _reported(self, notices: Sequence[Result]) -> None:
        for one in notices:
            self.log.add(one.at, one.place.who, "reports its usage", Reply(one.wire, one.at))

    def _served(self, place: Place, shown: Shown) -> None:
        serve: Callable[[Place, Shown], None] | None = getattr(self.engine, "serve", None)
        if serve is not None:
            serve(place, shown)

    def _terms_changed(self) -> None:
        if self.recording.lines:
            self._beyond("the license was changed")

    def _beyond(self, what: str) -> None:
        if not self.recording.beyond:
            self.recording.step_beyond(what)


def host(kit: Stage) -> Engine:
    """Make the engine without a browser."""
    return HostEngine(kit.terms, kit.line, kit.options.reports, kit.options.edition)


def line_of_the_test() -> tuple[str, int]:
    """Return the file and line of the test that has called the kit."""
    frame = sys._getframe(1)  # noqa: SLF001 - as `warnings` itself does
    while PACKAGE in Path(frame.f_code.co_filename).parents and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
