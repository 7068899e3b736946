"""The `page` engine: the real client and the real artifact, in a browser, through Playwright's contexts.

Each browser profile of a test is a Playwright context, each client a page in it. Every page asks the one
license server of the test, which answers at the page's own origin (`page_server`): the client half runs in
the page, the authority is that of the host engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

from licensim.hosts import parse_origin
from licensim.rules.input.fault import Malformed
from licensim.rules.origins.origin import is_secure
from licensim.rules.timeline import slot_starts_at
from licensim.testing.artifact import find_site
from licensim.testing.browser import local_network, sdk_files, served
from licensim.testing.browser.page_clock import BrowserClock
from licensim.testing.browser.page_server import PageServer
from licensim.testing.browser.runner import Runner
from licensim.testing.browser.served import KIT
from licensim.testing.browser.tab import FULL_STORAGE, Tab, prepare
from licensim.testing.camera import Camera
from licensim.testing.client import Client
from licensim.testing.engines.engine import Event, Result, Unsent
from licensim.testing.engines.service import Service
from licensim.testing.errors import KitError, StorageFullError
from licensim.testing.input.place import BROWSER, Place, not_open
from licensim.testing.reply import Reply
from licensim.testing.shown import Shown
from licensim.testing.standin import Sdk

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page

    from licensim.testing.stage import Stage

INSTANCES: Final = frozenset({"instances", "instance"})


class PageEngine:
    """Clients in real pages of a runner's browser."""

    name: Final = "page"

    def __init__(self, kit: Stage, runner: Runner) -> None:
        find_site()  # raise here, not during a page's request
        self.skews: dict[str | None, int] = {}
        self.console: list[str] = []
        self._kit: Final = kit
        self._runner: Final = runner
        self._route: Final = runner.route
        self._service: Final = Service(kit.terms, kit.options.reports)
        self._server: Final = PageServer(self._service, kit.line, kit.now)
        self._answer: Final = served.kit(self._server, self._bring, self._worker)
        self._full = False
        self._contexts: dict[str, BrowserContext] = {}
        self._clocks: dict[str, BrowserClock] = {}
        self._tabs: dict[Place, Tab] = {}
        self._shown: dict[tuple[str, str], Shown | None] = {}  # by browser and origin; None is the test page
        self._open: dict[Place, Tab] = {}  # in the order in which they were first opened (NET-4)
        self._copied: dict[Place, str] = {}
        self._notices: list[Result] = []
        self._permits: list[CDPSession] = []
        self._sdks: dict[Place, Sdk] = {}
        self._blocked: set[str] = set()

    # the methods of every engine

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        """Answer the events of one client at their instants."""
        return [self._act(place, at, event) for at, event in events]

    def tick(self, now: int) -> list[Result]:
        """Set every page's clock, one after the other; each page does what is due before this returns."""
        for clock in self._clocks.values():
            clock.show(now, running=self._kit.clock.running)
        for place, tab in self._live():
            tab.ask("tick", self._time(place, tab, now))
        return self._take_notices()

    def due(self, now: int) -> int | None:
        """The nearest instant at which the license, or any page's local one, changes by itself."""
        found = self._service.due(now)
        found += [status["due"] for _, status in self._statuses() if status["due"] is not None]
        return min((at for at in found if at > now), default=None)

    def wakes(self, now: int) -> int | None:
        """The end of the nearest slot with usage to report (NET-4), by its page's own clock."""
        found = [
            slot_starts_at(report["slot"] + 1) + self._behind(place)
            for place, status in self._statuses()
            if self._service.reporting(place.key) == "slot"
            for report, tried in status["client"]["unsent"]
            if not tried
        ]
        return min((at for at in found if at > now), default=None)

    def settle(self) -> None:
        """Wait until the test has all decisions that pages have asked for by themselves."""
        for _, tab in self._live():
            if tab.own_license:
                tab.ask("settled")

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded."""
        return self._service.authority.usage(key, now)

    def unsent(self) -> list[Unsent]:
        """The usage that pages hold."""
        return [
            Unsent(place, report["slot"], report["count"], report["item"] or "")
            for place, status in self._statuses()
            for report, _ in status["client"]["unsent"]
        ]

    def uuid(self, place: Place) -> str:
        """The client's UUID."""
        if place not in self._open and place in self._copied:
            return self._copied[place]
        found = self._opened_tab(place).ask("identity")
        if found is None:
            raise not_open(place)
        return str(found["uuid"])

    def license(self, place: Place) -> list[tuple[str, int]]:
        """The client's local license."""
        if place not in self._open:
            return []
        status = self._status(place, self._opened_tab(place))
        listed = [] if status is None else status["client"]["license"]
        return [(one["item"], one["until"]) for one in listed]

    def idle_instances(self, place: Place, now: int) -> int:
        """Skip the test: pages are browsers, which have no instances (CINST-1)."""
        self._skip("pages have no instances")

    def clone(self, place: Place, copy: Place) -> None:
        """Let another browser begin with a copy of all that this one has stored."""
        self._copied[copy] = self.uuid(place)
        state = self._context(place.holder).storage_state(indexed_db=True)
        self._adopt(copy.holder, self._runner.new_context(storage_state=state))

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of all pages, or free it; also of pages that are opened later."""
        self._full = full
        for _, tab in self._live():
            tab.fill_storage(full)

    def close(self) -> None:
        """Take permissions back; pytest-playwright closes the contexts."""
        for session in self._permits:
            session.detach()
        self._permits.clear()

    # the methods of this engine only

    def page_of(self, place: Place) -> Page:
        """The Playwright page of a client."""
        return self._tab(place).page

    def camera_of(self, place: Place) -> Camera:
        """The stand-in for the cameras of a client's page."""
        return Camera(lambda: self._tab(place), place.origin, f"{place.who}, camera")

    @property
    def unsimulated(self) -> list[str]:
        """What pages have touched of their SDK that the stand-in does not simulate."""
        return list(dict.fromkeys(name for sdk in self._sdks.values() for name in sdk.unsimulated))

    def standin_of(self, place: Place, version: str | None, service_workers: str) -> Sdk:
        """Let the stand-in answer what a client's page asks of its SDK; see `Client.standin`."""
        sdk = self._sdks[place] = Sdk(version, service_workers)
        tab = self._tab(place)
        self._stand_in(place, tab, sdk)
        if not tab.shows and place.origin is not None and is_secure(place.origin):
            self.camera_of(place).show(None)  # an app opens its camera when it likes: there is one
        return sdk

    def load_of(self, place: Place, edition: str | None, product: str | None) -> None:
        """Load a page of the project's own, which opens its license later."""
        tab = self._tab(place)
        if not tab.own_license:
            raise KitError(f"the page of {place.who} opens no license of its own: call open() without wait")
        self._load(place, tab, {"edition": edition, "product": product})

    def license_of(self, place: Place) -> Reply:
        """Wait for the license that a page opens by itself."""
        tab = self._tab(place)
        if not tab.own_license:
            raise KitError(f"the page of {place.who} opens no license of its own: call open()")
        self._server.next_attempt()
        return tab.wait_for_license(self.console)

    def serve(self, place: Place, shown: Shown) -> None:
        """Serve a folder, or a running server, at the client's origin."""
        self._go_on()
        self._shown[place.holder, place.address] = shown
        tab = self._tab(place)
        self._route(tab.page.context, f"{place.address}/**", served.shown(shown))
        prepare(tab.page.context, self._route, self._answer)
        self._permit(tab.page, place.address)
        tab.own_license, tab.path = True, shown.path

    def attach(self, page: Page, url: str | None, *, key: str | None, inject: bool) -> Client:
        """See `Licensim.attach`."""
        origin = parse_origin(url or page.url)
        if origin is None or origin.opaque:
            raise KitError(
                "the page has no origin yet: call attach(page, url), or attach it when it is loaded"
            )
        self._go_on()
        holder = next((name for name, one in self._contexts.items() if one is page.context), None)
        if holder is None:
            holder = BROWSER if BROWSER not in self._contexts else f"browser {len(self._contexts) + 1}"
            self._adopt(holder, page.context)
        place = Place(holder, key or self._kit.terms.only_key(), origin)
        while place in self._tabs:
            place = place.next_tab()
        tab = self._tabs[place] = Tab(page, own_license=not inject, path=None)
        tab.listen(lambda one: self._on_message(place, tab, one), self._overrides(place, tab))
        self._route(page, f"**{KIT}**", self._answer)  # before what the test itself has routed in the page
        self._permit(page, place.address)
        return self._kit.client(place)

    # its own steps

    def _act(self, place: Place, at: int, event: Event) -> Result:
        self._demand_possible(place, event)
        if event["type"] == "open":
            return self._opened(place, self._tab(place), at, event)
        found = self._asked(self._opened_tab(place), place, "act", {"event": event, "at": at})
        result = self._result(place, at, found["wire"])
        if "opening" in found:
            # A page always has a client: the new one opens at once, and the trace has that open.
            result.reply = self._kit.answered(event, result)
            opening = {"type": "open", **place.opening(None)}
            self._kit.answered(opening, Result(place, at, found["opening"])).looked_at = True
        return result

    def _opened(self, place: Place, tab: Tab, at: int, event: Event) -> Result:
        options = self._load(place, tab, event)
        if tab.own_license:
            self._server.next_attempt()
            return Result(place, at, {}, reply=tab.wait_for_license(self.console))
        found = self._asked(tab, place, "open", {"options": options})
        self._open[place] = tab
        return self._result(place, at, found["wire"])

    def _load(self, place: Place, tab: Tab, event: dict[str, Any]) -> dict[str, Any]:
        """Load a client's page where the test does not; returns what its license is opened with."""
        named = _given({name: event.get(name) for name in ("edition", "product")})
        options = {**self._overrides(place, tab), **named}
        tab.listen(lambda one: self._on_message(place, tab, one), options)
        if tab.path is not None:
            tab.opening = None
            tab.load(place.address + tab.path)
        return options

    def _stand_in(self, place: Place, tab: Tab, sdk: Sdk) -> None:
        """Answer for the SDK in a page, before everything else that is routed."""
        options = {"key": place.key, "version": sdk.version, "serviceWorkers": sdk.workers}

        def blocked(address: str) -> None:
            self._blocked.add(address)
            self._kit.log.add(self._kit.clock.now, place.who, sdk.block(address))

        tab.page.add_init_script(script=f"globalThis.licensimStandin = {json.dumps(_given(options))}")
        self._route(tab.page, sdk_files.ASKED, sdk_files.answer(blocked))

    def _asked(self, tab: Tab, place: Place, name: str, argument: dict[str, Any]) -> dict[str, Any]:
        """The answer of a page's client; if it cannot store it, the server's decision is taken back."""
        self._server.next_attempt()
        time = self._time(place, tab, self._kit.clock.now)
        try:
            found = tab.answer(name, {**argument, **time})
        except StorageFullError:
            self._service.undo()
            raise
        if found is None:
            raise not_open(place)
        return found

    def _result(self, place: Place, at: int, wire: dict[str, Any]) -> Result:
        return Result(place, at, wire, self._kit.line.taken(), self._take_notices())

    def _on_message(self, place: Place, tab: Tab, message: dict[str, Any]) -> None:
        """Take a decision that the page's own code asked for, the answer to a report, or an SDK call."""
        if "sdk" in message:
            line = self._sdks.setdefault(place, Sdk()).record(message["sdk"])
            self._kit.called(place, line, message["sdk"])
            return
        event, wire = _given(message["event"]), message["wire"]
        at = self._kit.recording.not_before(message["at"] + self._behind(place))
        if event["type"] == "report":
            self._notices += [Result(place, at, wire, report=True)] if wire["answer"] != "ok" else []
            return
        if event["type"] == "open":
            opening = place.opening(event.get("edition"), event.get("product"))
            event = {"type": "open", **opening, "key": event["key"]}
        self._server.next_attempt()
        reply: Reply = self._kit.answered(event, self._result(place, at, wire))
        if event["type"] == "open":
            tab.opening = reply
            self._open[place] = tab

    def _take_notices(self) -> list[Result]:
        taken, self._notices = self._notices, []
        return taken

    def _overrides(self, place: Place, tab: Tab) -> dict[str, Any]:
        """The options of a license that override those of its page."""
        options = self._kit.options
        chosen = {
            "key": None if tab.own_license else place.key,
            "reports": self._service.reporting(place.key),
            "edition": options.edition,
            "password": place.password,
            "product": place.product,
        }
        return _given(chosen)

    def _bring(self, document: bytes) -> tuple[int, dict[str, Any]]:
        """Answer a page that has a license document: it is used if the test has written none."""
        if not self._kit.terms.is_written:
            try:
                self._kit.terms.use(document.decode())
            except Malformed:
                return 400, {}
        return 200, {}

    def _statuses(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The state of each page's license, for pages that have one now."""
        for place, tab in self._live():
            status = self._status(place, tab)
            if status is not None:
                yield place, status

    def _worker(self) -> str:
        return f"({FULL_STORAGE})(true);\n" if self._full else ""

    def _status(self, place: Place, tab: Tab) -> dict[str, Any] | None:
        found: dict[str, Any] | None = tab.ask("status", self._time(place, tab, self._kit.clock.now))
        return found

    def _permit(self, page: Page, origin: str) -> None:
        session = local_network.grant(page, origin)
        if session is not None:
            self._permits.append(session)

    def _time(self, place: Place, tab: Tab, now: int) -> dict[str, Any]:
        """A page of the project has a clock of its own, which follows the test's."""
        return {"time": None if tab.own_license else now, "behind": self._behind(place)}

    def _behind(self, place: Place) -> int:
        return self.skews.get(place.name, self.skews.get(None, 0))

    def _live(self) -> list[tuple[Place, Tab]]:
        return [(place, tab) for place, tab in self._open.items() if not tab.page.is_closed()]

    def _opened_tab(self, place: Place) -> Tab:
        """The page of a client that has opened its license; raises NotOpenError also if it was closed."""
        tab = self._open.get(place)
        if tab is None or tab.page.is_closed():
            raise not_open(place)
        return tab

    def _tab(self, place: Place) -> Tab:
        """The page of a client; a new one if the test has closed the last one."""
        gone = self._tabs.get(place)
        if gone is not None and gone.page.is_closed():
            if gone.path is None:
                raise KitError(f"the page of {place.who} is closed: licensim.attach(page) another")
            del self._tabs[place]
        if place not in self._tabs:
            page, where = self._context(place.holder).new_page(), (place.holder, place.address)
            if where not in self._shown:
                self._shown[where] = None
                self._route(page.context, f"{place.address}/**", served.test_page)
                prepare(page.context, self._route, self._answer)
            shown = self._shown[where]
            self._tabs[place] = Tab(page) if shown is None else Tab(page, own_license=True, path=shown.path)
            sdk = self._sdks.get(place) or self._sdks.get(replace(place, tab=1))
            if sdk is not None:  # another tab, or the page after one that the test has closed
                self._stand_in(place, self._tabs[place], self._sdks.setdefault(place, sdk))
        return self._tabs[place]

    def _context(self, holder: str) -> BrowserContext:
        if holder not in self._contexts:
            made = self._runner.context() if holder == BROWSER else self._runner.new_context()
            self._adopt(holder, made)
        return self._contexts[holder]

    def _adopt(self, holder: str, context: BrowserContext) -> None:
        clock = self._kit.clock
        self._contexts[holder] = context
        self._clocks[holder] = BrowserClock(context, clock.now, self.console, running=clock.running)
        prepare(context, self._route, self._answer, self.console, self._blocked)

    def _go_on(self) -> None:
        """A page of the project needs its timers: let the clock run, unless the test has moved it."""
        if not self._kit.clock.running:
            self._kit.clock.run()

    def _demand_possible(self, place: Place, event: Event) -> None:
        """Skip the test for an event that no page can have."""
        if place.deployment != "browser" or event["type"] in INSTANCES:
            self._skip(f"a {place.deployment} client has no page")
        if place.server_id or place.serves:
            self._skip("pages have no server_id")

    def _skip(self, why: str) -> NoReturn:
        self._runner.skip(f"on the page engine {why}: use the host engine")


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
