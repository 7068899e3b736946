"""Stand for the objects of Playwright's sync API that the page engine uses; the real ones are elsewhere.

Each method is one request of `wire`. What they do is in Playwright's own documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from licensim.testing.door.pages.wire import Wire

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Remote:
    """An object by its handle."""

    def __init__(self, wire: Wire, handle: int) -> None:
        self.wire: Final = wire
        self.handle: Final = handle

    def ask(self, name: str, /, **given: Any) -> Any:
        """Ask for something of this object."""
        return self.wire.ask(name, self.handle, **given)


class Frame(Remote):
    """A page or a worker, in which a function can be evaluated."""

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        """Evaluate a function with one argument, and wait for its promise."""
        return self.ask("evaluate", expression=expression, argument=argument)


class Target(Remote):
    """A context or page."""

    def add_init_script(self, *, script: str) -> None:
        """Run a script before the scripts of each page that is loaded."""
        self.ask("addInitScript", script=script)


class Page(Frame, Target):
    """A page; `closed` is set when the other language tells so."""

    def __init__(self, wire: Wire, handle: int, context: Context) -> None:
        super().__init__(wire, handle)
        self.context: Final = context
        self.closed = False

    @property
    def url(self) -> str:
        """Its present address."""
        url: str = self.ask("url")
        return url

    @property
    def workers(self) -> list[Frame]:
        """Its workers."""
        return [Frame(self.wire, handle) for handle in self.ask("workers")]

    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.closed

    def goto(self, url: str) -> Response | None:
        """Load an address."""
        found = self.ask("goto", url=url)
        return None if found is None else Response(self.wire, found)

    def wait_for_timeout(self, timeout: float) -> None:
        """Wait for some milliseconds."""
        self.ask("waitForTimeout", timeout=timeout)

    def expose_binding(self, name: str, callback: Callable[[Any, Any], None]) -> None:
        """Let the page call a function by its name."""

        def told(message: Any) -> None:
            callback(None, message)

        self.ask("exposeBinding", name=name, listener=self.wire.listener(told))


class Response(Remote):
    """The answer to a navigation."""

    def __init__(self, wire: Wire, facts: dict[str, Any]) -> None:
        super().__init__(wire, facts["handle"])
        self.status: Final[int] = facts["status"]
        self.headers: Final[dict[str, str]] = facts["headers"]

    def text(self) -> str:
        """Its body."""
        text: str = self.ask("text")
        return text


class Context(Target):
    """A browser context."""

    def __init__(self, wire: Wire, handle: int) -> None:
        super().__init__(wire, handle)
        self.clock: Final = Clock(wire, handle)

    @property
    def pages(self) -> list[int]:
        """Its pages, by their handles."""
        pages: list[int] = self.ask("pages")
        return pages

    @property
    def browser(self) -> Browser | None:
        """Its browser."""
        name = self.ask("browserName")
        return None if name is None else Browser(self.wire, self.handle, name)

    def new_page(self) -> Page:
        """Open a page."""
        return page_of(self.wire, self.ask("newPage"))

    def storage_state(self, *, indexed_db: bool) -> Any:
        """What its pages have stored."""
        return self.ask("storageState", indexedDB=indexed_db)

    def new_cdp_session(self, page: Page) -> Cdp:
        """A session of Chromium's protocol with a page."""
        return Cdp(self.wire, self.ask("newCDPSession", page=page.handle))

    def on(self, event: str, function: Callable[[Any], None]) -> None:
        """Listen to `console` or `weberror`."""
        heard: Callable[..., Any] = {"console": _console, "weberror": _error}[event]
        self.ask("on", event=event, listener=self.wire.listener(lambda **given: function(heard(**given))))


class Browser(Remote):
    """The browser of a context, whose handle it has."""

    def __init__(self, wire: Wire, handle: int, name: str) -> None:
        super().__init__(wire, handle)
        self.browser_type: Final = SimpleNamespace(name=name)

    def new_browser_cdp_session(self) -> Cdp:
        """A session of Chromium's protocol with the browser."""
        return Cdp(self.wire, self.ask("newBrowserCDPSession"))


class Cdp(Remote):
    """A session of Chromium's protocol."""

    def send(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """Send a message, and wait for its reply."""
        return self.ask("send", method=method, params=params or {})

    def detach(self) -> None:
        """End the session."""
        self.ask("detach")


class Clock(Remote):
    """The clock of a context, whose handle it has."""

    def install(self, *, time: datetime) -> None:
        """Replace the clock of all pages."""
        self.ask("clock.install", time=_ms(time))

    def pause_at(self, time: datetime) -> None:
        """Stop at an instant."""
        self.ask("clock.pauseAt", time=_ms(time))

    def set_system_time(self, time: datetime) -> None:
        """Show an instant, and let no timer fire."""
        self.ask("clock.setSystemTime", time=_ms(time))

    def run_for(self, ticks: int) -> None:
        """Go on, and let timers fire each time they are due."""
        self.ask("clock.runFor", ticks=ticks)

    def fast_forward(self, ticks: int) -> None:
        """Go on, and let due timers fire once."""
        self.ask("clock.fastForward", ticks=ticks)

    def resume(self) -> None:
        """Let it run."""
        self.ask("clock.resume")


def page_of(wire: Wire, facts: dict[str, int]) -> Page:
    """Return the page of a handle; the same object for the same handle."""
    handle = facts["handle"]
    if handle not in wire.things:
        wire.things[handle] = Page(wire, handle, context_of(wire, facts["context"]))
    page: Page = wire.things[handle]
    return page


def context_of(wire: Wire, handle: int) -> Context:
    """Return the context of a handle; the same object for the same handle."""
    context: Context = wire.things.setdefault(handle, Context(wire, handle))
    return context


def _ms(time: datetime) -> int:
    return (time - EPOCH) // timedelta(milliseconds=1)


def _console(kind: str, text: str, url: str) -> SimpleNamespace:
    return SimpleNamespace(type=kind, text=text, location={"url": url})


def _error(name: str, message: str, stack: str) -> SimpleNamespace:
    return SimpleNamespace(error=SimpleNamespace(name=name, message=message, stack=stack))
