"""The fixture's value: one license, any number of clients, one clock, and what went on between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from licensim.hosts import parse_origin
from licensim.testing import expect, strict
from licensim.testing.client import Client
from licensim.testing.clock import Clock
from licensim.testing.engine import Engine, Event, Result
from licensim.testing.errors import KitError
from licensim.testing.faults import Faults
from licensim.testing.ledger_text import ledger_text
from licensim.testing.line import Line
from licensim.testing.log import Log, what_of
from licensim.testing.options import Options, allowed
from licensim.testing.place import BROWSER, Place
from licensim.testing.recording import Recording
from licensim.testing.reply import Reply
from licensim.testing.terms import Terms

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLOCK: Final = "the clock"
FAULT: Final = "fault:"


class Make(Protocol):
    """Makes the engine that an option names, for a kit."""

    def __call__(self, kit: Licensim) -> Engine:
        """Make it."""


class Browser:
    """A browser profile: what it stores is its own (ID-4)."""

    def __init__(self, kit: Licensim, name: str) -> None:
        self._kit = kit
        self.name = name

    def origin(self, url: str, **options: Any) -> Client:
        """A page in this browser; options as `Licensim.origin` takes them."""
        return self._kit.origin(url, browser=self.name, **options)


class Licensim:
    """What the fixture `licensim` gives a test. The README beside this module shows every part of it."""

    def __init__(self, options: Options, make: Mapping[str, Make], folder: Path) -> None:
        self.options = options
        self.log = Log()
        self.line = Line()
        self.recording = Recording()
        self.terms = Terms(options.start_at, options.profile)
        self.terms.listen = self._terms_changed
        self.clock = Clock(options.start_at, self)
        self.faults = Faults(self)
        self._make = make
        self._folder = folder
        self._engine: Engine | None = None
        self._clients: dict[Place, Client] = {}
        if options.license is not None:
            self.terms.use(options.license)

    # the license

    def item(
        self,
        option: str,
        id: str | None = None,  # noqa: A002 - the field's name
        *,
        key: str | None = None,
        **fields: Any,
    ) -> str:
        """Add an item to the license: an option's name and its fields (DESIGN, License document).

        Left out: `id` is the option's name, `key` that of the only project (`DEMO-1`), it is in force from
        the test's first day on, for a year, and a `per_client_device` is for browsers. Instants may be text
        or datetimes. Returns the id; raises Malformed, which names every fault.
        """
        return self.terms.add(option, id, key, fields)

    def license(self, document: Mapping[str, Any] | str | PathLike[str]) -> None:
        """Put a whole license document in force: a value, JSON text, or a file's path."""
        self.terms.use(document)

    def project(self, key: str | None = None, **fields: Any) -> None:
        """Set a project's own fields: `session_password`, `website_domains`, `settings`."""
        self.terms.describe_project(key, fields)

    def change(self, item: str, **fields: Any) -> None:
        """Change an item while the test runs, as a purchase does: `licensim.change(scans, quota=2000)`."""
        self.terms.change(item, fields)

    def use(self, **options: Any) -> None:
        """Set options for this test, before it opens anything: `engine`, `reports`, `edition`, `allow`..."""
        if self._engine is not None:
            raise KitError("set options before anything is opened")
        self.options = self.options.overlaid(options)
        if "license" in options:
            self.terms.use(self.options.license)
        if "start" in options or "profile" in options:
            raise KitError("`start` and `profile` are set by marker or command line")

    def allow(self, *names: str) -> None:
        """Let pass at this test's end `refusals`, `unsent` usage, an `unknown_key`, errors in a `console`."""
        self.options = replace(self.options, allow=self.options.allow | allowed(names))

    # clients

    def origin(
        self,
        url: str,
        *,
        key: str | None = None,
        browser: str = BROWSER,
        server_id: str | None = None,
        serves: str | None = None,
        password: str | None = None,
        **page: Any,
    ) -> Client:
        """A page on any origin, by its URL or any in it, in the test's first browser or another.

        The same arguments give the same client. On the page engine `page` says what is served there:
        `folder`, `server` and `path` (see `served`). Raises KitError for what is no URL.
        """
        parsed = parse_origin(url)
        if parsed is None:
            raise KitError(f"{url!r} is no URL: an origin is needed, such as https://shop.example.com")
        place = Place(browser, key or self.terms.only_key(), parsed, "browser", server_id, serves, password)
        if page:
            self._served(place, page)
        return self.client(place)

    def browser(self, name: str) -> Browser:
        """Another browser, or a private window of one: nothing that it stores is shared."""
        return Browser(self, name)

    def device(
        self,
        deployment: str,
        name: str | None = None,
        *,
        key: str | None = None,
        server_id: str | None = None,
        serves: str | None = None,
        password: str | None = None,
    ) -> Client:
        """A client without a page: deployment `mobile`, `desktop`, `embedded` or `server` (ID-9)."""
        if deployment == "browser":
            raise KitError("a browser has an origin: licensim.origin(url)")
        chosen = key or self.terms.only_key()
        return self.client(Place(name or deployment, chosen, None, deployment, server_id, serves, password))

    def attach(
        self, page: Page, url: str | None = None, *, key: str | None = None, inject: bool = False
    ) -> Client:
        """The simulator inside a Playwright page of the project under test; always on the page engine.

        Before the page's first navigation, with the `url` where it will be, or when it is there and before
        it is loaded again. Its own license, of `.../licensim/client.js`, is then opened under the test's
        terms and clock, and `open()` waits for it. `inject` is for pages that import no client: `open()`
        then opens a license in it.
        """
        if self._engine is None:
            self.options = replace(self.options, engine="page")
        attach: Callable[..., Client] | None = getattr(self.engine, "attach", None)
        if attach is None:
            raise KitError("this test uses the host engine already: attach before anything else is opened")
        return attach(page, url, key=key, inject=inject)

    # assertions

    def assert_counted(
        self, *, client: Client | None = None, item: str | None = None, **amounts: int
    ) -> None:
        """So much was counted: `scans=3`, `pages=2` or by module `core=1`; of one client, by one item."""
        __tracebackhide__ = True
        expect.counted(self, amounts, client, item)

    def assert_seats(self, seats: int, item: str | None = None) -> None:
        """So many seats are taken now; of the only item with seats, or of one."""
        __tracebackhide__ = True
        expect.seats(self, seats, item)

    def assert_refused(
        self, reason: int | str, *, client: Client | None = None, times: int | None = None
    ) -> None:
        """Something was refused with this number or reason: so many times exactly, or at least once."""
        __tracebackhide__ = True
        expect.refused(self, reason, client, times)

    def assert_no_overuse(self) -> None:
        """Nothing was answered `over`, and no item has more than was bought."""
        __tracebackhide__ = True
        expect.no_overuse(self)

    # what can be read

    @property
    def engine(self) -> Engine:
        """What runs the clients, made at first use; its `name` is `host` or `page`."""
        if self._engine is None:
            self._engine = self._make[self.options.engine](self)
            self.log.add(self.clock.now, "the test", f"uses the {self._engine.name} engine")
        return self._engine

    def usage(self) -> dict[str, dict[str, Any]]:
        """What each item has recorded as of now, by id; several projects' by key and id."""
        self.clock.catch_up()
        projects = self._projects()
        if len(projects) == 1:
            return next(iter(projects.values()))
        return {f"{key}/{name}": one for key, items in projects.items() for name, one in items.items()}

    def ledger_text(self) -> str:
        """The ledger as text, the same for the same session: for any snapshot tool."""
        self.clock.catch_up()
        return ledger_text(self._projects())

    def trace_text(self) -> str:
        """The session so far as a trace (DESIGN), for `licensim replay`."""
        return "".join(f"{line}\n" for line in self.recording.lines)

    def save_trace(self, folder: str | PathLike[str]) -> Path:
        """Write `trace.jsonl`, `license.json` and `answers.jsonl` into a folder; returns the trace's path."""
        if self.recording.license_text is None:
            self.recording.license_text = self.terms.text
        return self.recording.save(Path(folder))

    # what the parts of the kit ask of it

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Reply]:
        """Do what is due, answer the events, log and record them."""
        self.clock.catch_up()
        if place.tab > 1:
            self._beyond("a second tab of one client")
        results = self._carry_out(place, events)
        return [
            self.told(event, one) if one.reply is None else one.reply
            for (_, event), one in zip(events, results, strict=True)
        ]

    def told(self, event: Event, result: Result) -> Reply:
        """Log and record one answer, and let the time go by that it took."""
        reply = Reply(result.wire, result.at)
        self.log.add(result.at, result.place.who, what_of(event), reply, event)
        if self.recording.license_text is None:
            self.recording.license_text = self.terms.text
        self.recording.add(result.at, {"client": result.place.name, **event}, result.wire)
        self._reported(result.notices)
        if result.took_ms:
            self._beyond("answers took their time")
            self.clock.step_to(self.clock.now + result.took_ms)
        return reply

    def client(self, place: Place) -> Client:
        """The client at a place; the same object for the same place."""
        return self._clients.setdefault(place, Client(self, place))

    def replies_of(self, place: Place) -> list[Reply]:
        """All that a client was answered so far."""
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
        """The nearest instant at which a client has something to do."""
        return None if self._engine is None else self._engine.wakes(now)

    def tick(self, now: int) -> None:
        """The clock shows `now`."""
        if self._engine is not None:
            self._reported(self._engine.tick(now))

    def moved(self, what: str) -> None:
        """The test has moved the clock."""
        self.log.add(self.clock.now, CLOCK, what)

    def struck(self, what: str, *, beyond: bool) -> None:
        """Something has gone wrong, or is well again."""
        self.log.add(self.clock.now, FAULT, what)
        if beyond:
            self._beyond(what)

    def network(self, up: bool) -> None:
        """The network went down or up."""
        self.recording.network(self.clock.now, up)

    def set_back(self, client: Client | None, ms: int) -> None:
        """Set clients' clocks back."""
        self.engine.skews[None if client is None else client.place.name] = ms

    def fill_storage(self, full: bool) -> None:
        """Leave no room in any browser, or room again."""
        self.engine.fill_storage(full)

    def clone(self, client: Client | None) -> Client:
        """Copy what a client has stored into another browser."""
        clients = list(self._clients.values())
        if client is None and len(clients) != 1:
            raise KitError(f"copy whose storage? there are {len(clients)} clients: faults.clone(client)")
        original = client or clients[0]
        copies = sum(one.place.holder.startswith("copy") for one in clients)
        place = replace(original.place, holder=f"copy {copies + 1}")
        self.engine.clone(original.place, place)
        return self.client(place)

    def kept(self) -> str:
        """Keep the trace, and say where it is and how to replay it."""
        trace = self.save_trace(self._folder)
        return f"trace: {trace}\n{self.recording.advice(self._folder)}"

    def findings(self) -> list[str]:
        """What strictness finds at the test's end."""
        if self._engine is None:
            return []
        console: Sequence[str] = getattr(self._engine, "console", ())
        return strict.findings(self.log, self._engine.unsent(), console, self.options.allow)

    def close(self) -> None:
        """The test is over."""
        if self._engine is not None:
            self._engine.close()

    def _carry_out(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        results: list[Result] = []
        for at, event in events:
            if at > self.clock.now:
                self.clock.step_to(at)
            results += self.engine.act(place, [(at, event)])
        return results

    def _projects(self) -> dict[str, dict[str, dict[str, Any]]]:
        keys = [one.key for one in self.terms.document.projects]
        return {key: self.engine.usage(key, self.clock.now) for key in keys}

    def _reported(self, notices: Sequence[Result]) -> None:
        for one in notices:
            self.log.add(one.at, one.place.who, "reports its usage", Reply(one.wire, one.at))

    def _served(self, place: Place, page: dict[str, Any]) -> None:
        serve: Callable[..., None] | None = getattr(self.engine, "serve", None)
        if serve is not None:
            serve(place, **page)

    def _terms_changed(self) -> None:
        if self.recording.lines:
            self._beyond("the license was changed")

    def _beyond(self, what: str) -> None:
        if not self.recording.beyond:
            self.recording.step_beyond(what)
