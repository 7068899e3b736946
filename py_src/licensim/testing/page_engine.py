"""The `page` engine: the real client and the real artifact, in a browser, through Playwright's contexts.

Each browser profile of a test is a Playwright context, each client a page in it. Until pages reach a
license server, the license of an origin is decided in its own page (DESIGN, embedded first): a test that
needs one license for several origins or browsers is skipped, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest

from licensim.hosts import parse_origin
from licensim.rules.authority import Authority
from licensim.rules.ledger import MemoryLedger
from licensim.testing import served
from licensim.testing.artifact import find_site
from licensim.testing.camera import Camera
from licensim.testing.client import Client
from licensim.testing.engine import Event, Result, Unsent
from licensim.testing.errors import KitError
from licensim.testing.page_clock import PageClock
from licensim.testing.place import BROWSER, Place
from licensim.testing.reply import Reply
from licensim.testing.tab import Tab, prepare

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from licensim.testing.stage import Stage

AMOUNTS: Final = ("option", "quota", "alerts", "used", "seats", "peak", "sites", "slots", "exceptions")
INSTANCES: Final = frozenset({"instances", "instance"})


class PageEngine:
    """Clients in real pages. `fixture` gives a fixture of pytest-playwright by its name."""

    name: Final = "page"

    def __init__(self, kit: Stage, fixture: Callable[[str], Any]) -> None:
        find_site()  # said here, not in the middle of a page's request
        self.skews: dict[str | None, int] = {}
        self.console: list[str] = []
        self._kit: Final = kit
        self._fixture: Final = fixture
        self._contexts: dict[str, BrowserContext] = {}
        self._clocks: dict[str, PageClock] = {}
        self._tabs: dict[Place, Tab] = {}

    # what the kit asks of an engine

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Result]:
        """Answer the events of one client at their instants."""
        return [self._act(place, at, event) for at, event in events]

    def tick(self, now: int) -> list[Result]:
        """Set every page's clock, and wait until no license has anything under way."""
        for clock in self._clocks.values():
            clock.show(now, running=self._kit.clock.running)
        for _, tab in self._open_tabs():
            self._status(tab, now)
        return []

    def due(self, now: int) -> int | None:
        """The nearest instant at which the license of any page changes by itself."""
        found = [self._status(tab, now)["due"] for _, tab in self._open_tabs()]
        return min((at for at in found if at is not None and at > now), default=None)

    def wakes(self, now: int) -> int | None:
        """Nothing: each event is reported at once, and a page's timers fire while its clock is moved."""
        return None

    def settle(self) -> None:
        """Wait until the test knows all that pages have decided by themselves."""
        for _, tab in self._open_tabs():
            if tab.own_license and not tab.page.is_closed():
                tab.ask("settled")

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded, as the page of its client says."""
        for place, tab in self._open_tabs():
            if place.key == key:
                items = self._status(tab, now)["items"]
                return {one["id"]: {name: one[name] for name in AMOUNTS if name in one} for one in items}
        return Authority(self._kit.terms.document, lambda _key: MemoryLedger()).usage(key, now)

    def unsent(self) -> list[Unsent]:
        """The usage that pages hold."""
        return [
            Unsent(place, report["slot"], report["count"], report["item"])
            for place, tab in self._open_tabs()
            for report, *_ in self._status(tab, self._kit.now())["client"]["unsent"]
        ]

    def uuid(self, place: Place) -> str:
        """Who the client is."""
        return str(self._tab(place).ask("identity")["uuid"])

    def license(self, place: Place) -> list[tuple[str, int]]:
        """The client's local license."""
        listed = self._status(self._tab(place), self._kit.now())["client"]["license"]
        return [(one["item"], one["until"]) for one in listed]

    def idle_instances(self, place: Place, now: int) -> int:
        """Skip the test: pages are browsers, which have no instances (CINST-1)."""
        _skip("pages have no instances", "use the host engine")

    def clone(self, place: Place, copy: Place) -> None:
        """Skip the test: two browsers need a license server that both reach."""
        _needs_server("a copied storage")

    def fill_storage(self, full: bool) -> None:
        """Let no page store anything, or all again."""
        for _, tab in self._open_tabs():
            tab.fill_storage(full)

    def close(self) -> None:
        """Nothing to do: pytest-playwright closes the contexts."""

    # what only this engine can do

    def page_of(self, place: Place) -> Page:
        """The Playwright page of a client."""
        return self._tab(place).page

    def camera_of(self, place: Place) -> Camera:
        """The stand-in for the cameras of a client's page."""
        return Camera(self._tab(place))

    def serve(
        self, place: Place, *, folder: str | Path | None = None, server: str | None = None, path: str = "/"
    ) -> None:
        """Serve a folder, or a running server, at the client's origin; `path` is what it opens."""
        if (folder is None) == (server is None):
            raise KitError("an origin shows either a folder or a running server")
        tab = self._tab(place)
        answer = served.running_server(server) if server is not None else served.folder(Path(str(folder)))
        tab.page.context.route(f"{place.address}/**", answer)
        prepare(tab.page.context)
        tab.own_license, tab.path = True, path
        self._go_on()

    def attach(self, page: Page, url: str | None, *, key: str | None, inject: bool) -> Client:
        """See `Licensim.attach`."""
        origin = parse_origin(url or page.url)
        if origin is None or origin.opaque:
            raise KitError("where will the page be? attach it when it is there, or say attach(page, url)")
        holder = next((name for name, one in self._contexts.items() if one is page.context), None)
        if holder is None:
            holder = BROWSER if BROWSER not in self._contexts else f"browser {len(self._contexts) + 1}"
            self._adopt(holder, page.context)
        place = Place(holder, key or self._kit.terms.only_key(), origin)
        while place in self._tabs:
            place = place.next_tab()
        tab = self._tabs[place] = Tab(page, own_license=not inject, path=None)
        tab.listen(lambda told: self._told(place, tab, told), self._overrides(place))
        self._go_on()
        return self._kit.client(place)

    # how

    def _act(self, place: Place, at: int, event: Event) -> Result:
        tab = self._tab(place)
        self._demand_possible(place, tab, event)
        if event["type"] == "open":
            return self._open(place, tab, at, event)
        self._reach(tab)
        return self._asked(tab, place, at, "act", {"event": event, "at": at})

    def _open(self, place: Place, tab: Tab, at: int, event: Event) -> Result:
        tab.opened_under, tab.online, tab.opening = self._kit.terms.version, True, None
        if tab.own_license:
            edition = _given({"edition": event.get("edition")})
            tab.listen(lambda told: self._told(place, tab, told), {**self._overrides(place), **edition})
        if tab.path is not None:
            tab.page.goto(place.address + tab.path)
        if not tab.own_license:
            options = {**self._overrides(place), **_given({"edition": event.get("edition")})}
            return self._asked(tab, place, at, "open", {"options": options})
        tab.wait_for_license()
        return Result(place, at, {}, reply=tab.opening)

    def _asked(self, tab: Tab, place: Place, at: int, name: str, argument: dict[str, Any]) -> Result:
        skew = self.skews.get(place.name, self.skews.get(None, 0))
        found = tab.answer(name, {**argument, "time": None if tab.own_license else at - skew})
        return Result(place, at, found["wire"])

    def _told(self, place: Place, tab: Tab, told: dict[str, Any]) -> None:
        """A decision that the page's own code asked for."""
        event, wire = _given(told["event"]), told["wire"]
        at = self._kit.recording.not_before(told["at"])
        if event["type"] == "open":
            event = {"type": "open", **place.opening(event.get("edition")), "key": event["key"]}
        reply: Reply = self._kit.told(event, Result(place, at, wire))
        if event["type"] == "open":
            tab.opening, tab.opened_under = reply, self._kit.terms.version

    def _overrides(self, place: Place) -> dict[str, Any]:
        """What a license is opened with, whatever its page says."""
        options = self._kit.options
        written = self._kit.terms.is_written or not self._tab(place).own_license
        document = {"document": self._kit.terms.text} if written else {}
        key = {} if self._tab(place).own_license else {"key": place.key}
        chosen = {"reports": options.reports, "edition": options.edition, "password": place.password}
        return {**document, **key, **_given(chosen)}

    def _reach(self, tab: Tab) -> None:
        online = not self._kit.line.offline
        if tab.online != online:
            tab.ask("call", {"op": "network", "fields": {"up": online}})
            tab.online = online

    def _status(self, tab: Tab, now: int) -> dict[str, Any]:
        time = {} if tab.own_license else {"time": now}
        found: dict[str, Any] = tab.ask("call", {"op": "status", **time})
        return found

    def _open_tabs(self) -> list[tuple[Place, Tab]]:
        return [(place, tab) for place, tab in self._tabs.items() if tab.opened_under is not None]

    def _tab(self, place: Place) -> Tab:
        if place not in self._tabs:
            page = self._context(place.holder).new_page()
            page.context.route(f"{place.address}/**", served.test_page)
            prepare(page.context)
            self._tabs[place] = Tab(page)
        return self._tabs[place]

    def _context(self, holder: str) -> BrowserContext:
        if holder not in self._contexts:
            made = self._fixture("context") if holder == BROWSER else self._fixture("new_context")()
            self._adopt(holder, made)
        return self._contexts[holder]

    def _adopt(self, holder: str, context: BrowserContext) -> None:
        clock = self._kit.clock
        self._contexts[holder] = context
        self._clocks[holder] = PageClock(context, clock.now, running=clock.running)
        prepare(context, self.console)

    def _go_on(self) -> None:
        """A page of one's own lives by its timers: let the clock run, unless the test has moved it."""
        if not self._kit.clock.running:
            self._kit.clock.run()

    # what pages cannot do

    def _demand_possible(self, place: Place, tab: Tab, event: Event) -> None:
        if place.deployment != "browser" or event["type"] in INSTANCES:
            _skip(f"a {place.deployment} client has no page", "use the host engine")
        if place.server_id or place.serves:
            _skip("pages say no server_id", "use the host engine")
        if self._kit.options.reports == "slot":
            _needs_server("reporting at the end of a slot")
        opening = event["type"] == "open"
        if any(one.kind != "offline" for one in self._kit.line.troubles):
            _needs_server("what the license server does wrong")
        if opening and self._kit.line.offline:
            _needs_server("opening while it is not reached")
        if not opening and tab.opened_under != self._kit.terms.version:
            _needs_server("a license that changes without a reload")
        if opening and self._has_other_ledger(place):
            _needs_server("one license for several origins or browsers")

    def _has_other_ledger(self, place: Place) -> bool:
        """Whether another origin or browser is open, and an item counts what both do."""
        shared = any(one.option != "per_domain" for p in self._kit.terms.document.projects for one in p.items)
        here = (place.holder, place.origin)
        return shared and any((one.holder, one.origin) != here for one, _ in self._open_tabs())


def _needs_server(what: str) -> NoReturn:
    _skip(f"{what} needs a license server, which pages cannot reach yet", "use the host engine")


def _skip(why: str, instead: str) -> NoReturn:
    pytest.skip(f"on the page engine {why}: {instead}")


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
