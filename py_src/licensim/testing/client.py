"""A client of a test: a page at an origin, or a device, and its scanners; the same on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from licensim.testing.engines.engine import Engine, Event
from licensim.testing.errors import KitError
from licensim.testing.input.codes import View, codes_of, views_of
from licensim.testing.input.event_check import demand_sound
from licensim.testing.input.instants import is_number
from licensim.testing.input.place import Place, not_open
from licensim.testing.reply import Replies, Reply

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from licensim.testing.camera import Camera
    from licensim.testing.standin import Sdk


class ClientDriver(Protocol):
    """The part of the kit that a client needs: it runs the client's events."""

    @property
    def engine(self) -> Engine:
        """The engine that runs the clients."""

    def act(self, place: Place, events: Sequence[tuple[int, Event]]) -> list[Reply]:
        """Do what is due, answer the events, log and record them."""

    def now(self) -> int:
        """The present instant."""

    def replies_of(self, place: Place) -> list[Reply]:
        """All answers to a client so far."""

    def client(self, place: Place) -> Client:
        """The client at a place; the same object for the same place."""

    def move_to(self, at: int) -> None:
        """Let time go on until an instant."""


class Scanner:
    """One scanner of a client, with a forget memory of its own (SCAN-6)."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def scan(
        self,
        format: str,  # noqa: A002 - the word of the rules
        text: str,
        *,
        confidence: float | None = None,
        box: Sequence[float] | None = None,
    ) -> Reply:
        """See one code in one frame, now."""
        code = {"format": format, "text": text, "confidence": confidence, "box": box}
        return self.frame([{name: value for name, value in code.items() if value is not None}])

    def frame(self, view: View) -> Reply:
        """See one frame, now."""
        return self._client.do(self._frame(view))

    def frames(self, views: Iterable[View], fps: float = 30) -> Replies:
        """See one frame after another, `fps` a second from now on; the clock moves with them."""
        began, listed = self._client.driver.now(), views_of(views)
        if not is_number(fps) or fps <= 0:
            raise KitError(f"fps must be a number of frames a second, more than 0, not {fps!r}")
        events = [(began + int(n * 1000 / fps), self._frame(view)) for n, view in enumerate(listed)]
        replies = Replies(self._client.do_all(events))
        self._client.driver.move_to(began + int(len(listed) * 1000 / fps))
        return replies

    def set(
        self,
        **settings: Any,
    ) -> Reply:
        """Change settings, None resets: `duplicate_forget_time` in ms, `formats`, `region` [x0, y0, x1, y1],
        `min_confidence`, `one_d_trust_frames` (SCAN-5, SCAN-7, SCAN-8).
        """  # noqa: D205 - a list of names
        return self._client.do({"type": "settings", "scanner": self.name, **settings})

    def pause(self) -> Reply:
        """Forget what was seen, keep the settings."""
        return self._client.do({"type": "pause", "scanner": self.name})

    def close(self) -> Reply:
        """End the scanner; its next frame resumes it."""
        return self._client.do({"type": "close", "scanner": self.name})

    def _frame(self, view: View) -> Event:
        return {"type": "frame", "scanner": self.name, "codes": codes_of(view)}


class Client:
    """One page at an origin, or one device. It uses nothing before `open`."""

    def __init__(self, driver: ClientDriver, place: Place) -> None:
        self.driver = driver
        self.place = place
        self._is_open = False
        self._own_scanner = Scanner(self, "scanner" if place.tab == 1 else f"scanner-tab-{place.tab}")

    @property
    def name(self) -> str:
        """Its name in the log and the trace."""
        return self.place.who

    @property
    def uuid(self) -> str:
        """Its UUID (ID-4); a page has one from its first `open` on, before that NotOpenError is raised."""
        return self.driver.engine.uuid(self.place)

    @property
    def license(self) -> list[tuple[str, int]]:
        """Its local license: items, and the instant at which each ends."""
        return self.driver.engine.license(self.place)

    @property
    def replies(self) -> list[Reply]:
        """All its answers so far, also to requests of the page's own code."""
        return self.driver.replies_of(self.place)

    @property
    def page(self) -> Page:
        """Its Playwright page; raises KitError on the host engine, which has none."""
        page: Page = self._of_page("page_of")
        return page

    @property
    def camera(self) -> Camera:
        """Replaces its page's cameras; raises KitError on the host engine."""
        camera: Camera = self._of_page("camera_of")
        return camera

    def _of_page(self, name: str, *given: object) -> Any:
        found = getattr(self.driver.engine, name, None)
        if found is None:
            raise KitError("the host engine has no pages: this test needs the option engine='page'")
        return found(self.place, *given)

    def standin(self, *, version: str | None = None, service_workers: str = "allow") -> Sdk:
        """Answer what its page loads of the vendor's SDK with licensim's stand-in, before `open`.

        `version`, such as `11.2`, is for scripts whose address has none. With `service_workers="block"` the
        page cannot register its own ones. Raises KitError on the host engine. See STANDIN.md.
        """
        sdk: Sdk = self._of_page("standin_of", version, service_workers)
        return sdk

    @overload
    def open(
        self, *, edition: str | None = None, product: str | None = None, wait: Literal[True] = True
    ) -> Reply: ...
    @overload
    def open(
        self, *, edition: str | None = None, product: str | None = None, wait: Literal[False]
    ) -> None: ...
    def open(
        self, *, edition: str | None = None, product: str | None = None, wait: bool = True
    ) -> Reply | None:
        """Load the page, or start the application: it asks the server. A second call is a reload (SCAN-6).

        `product` is what is opened, by default the client's own (OPT-2). With `wait=False` a page of the
        project is only loaded, for one that asks for its license later: see `wait_for_license`.
        """
        if not wait:
            self._of_page("load_of", edition, product)
            self._is_open = True
            return None
        [reply] = self._act([(self.driver.now(), {"type": "open", **self.place.opening(edition, product)})])
        self._is_open = True
        return reply

    def wait_for_license(self) -> Reply:
        """Wait until its page has asked for its license since the last call; return the answer to that.

        Raises KitError for a page that does not ask.
        """
        reply: Reply = self._of_page("license_of")
        self._is_open = True
        return reply

    def reload(self, *, edition: str | None = None, product: str | None = None) -> Reply:
        """Load the page again; the same as `open`."""
        return self.open(edition=edition, product=product)

    def scan(
        self,
        format: str,  # noqa: A002 - the word of the rules
        text: str,
        *,
        confidence: float | None = None,
        box: Sequence[float] | None = None,
    ) -> Reply:
        """See one code in one frame, now, with the client's own scanner."""
        return self._own_scanner.scan(format, text, confidence=confidence, box=box)

    def frame(self, view: View) -> Reply:
        """See one frame, now, with the client's own scanner."""
        return self._own_scanner.frame(view)

    def frames(self, views: Iterable[View], fps: float = 30) -> Replies:
        """See one frame after another, `fps` a second from now on; the clock moves with them."""
        return self._own_scanner.frames(views, fps)

    def scanner(self, name: str, **settings: Any) -> Scanner:
        """A further scanner, with a memory of its own; settings as `Scanner.set` takes them."""
        scanner = Scanner(self, name)
        if settings:
            scanner.set(**settings)
        return scanner

    def set(self, **settings: Any) -> Reply:
        """Change settings of the client's own scanner, see `Scanner.set`."""
        return self._own_scanner.set(**settings)

    def image(self, view: View, scanner: Scanner | None = None) -> Reply:
        """Read a still image, without any forget memory (SCAN-6)."""
        if scanner is not None and not isinstance(scanner, Scanner):
            raise KitError(f"scanner must be what client.scanner(name) returned, not {scanner!r}")
        named = {} if scanner is None else {"scanner": scanner.name}
        return self.do({"type": "image", "codes": codes_of(view), **named})

    def pages(self, module: str = "core", count: int = 1) -> Reply:
        """Count pages of a module: `core`, `webcam`, `pdfr` or `ocr` (PAGE-1)."""
        return self.do({"type": "pages", "module": module, "count": count})

    def release(self) -> Reply:
        """End the local license and free the seat (SRV-2)."""
        return self.do({"type": "release"})

    def clear_storage(self) -> Reply:
        """Clear the site's data in this browser: from now on it is a new client (ID-4)."""
        return self.do({"type": "clear_storage"})

    def instances(self, ask: int) -> Reply:
        """Ask for `ask` instances (CINST-2)."""
        return self.do({"type": "instances", "ask": ask})

    def create_instance(self) -> Reply:
        """Create an instance (CINST-5)."""
        return self.do({"type": "instance", "op": "create"})

    def destroy_instance(self) -> Reply:
        """Destroy an instance."""
        return self.do({"type": "instance", "op": "destroy"})

    def idle_instances(self) -> int:
        """How many instances may still be created, -1 where the license must be renewed (CINST-4).

        Raises NotOpenError before `open`.
        """
        return self.driver.engine.idle_instances(self.place, self.driver.now())

    def tab(self) -> Client:
        """Another tab of the same browser at the same origin: the same client, scanners of its own.

        Raises KitError for a device.
        """
        if self.place.origin is None:
            raise KitError(f"{self.name} has no tabs: it is a device, not a page")
        place = self.place.next_tab()
        while self.driver.client(place)._is_open:  # noqa: SLF001 - the same class
            place = place.next_tab()
        return self.driver.client(place)

    def do(self, event: Event) -> Reply:
        """Do any event of a trace now; it is given without `client` and `t`."""
        return self.do_all([(self.driver.now(), event)])[0]

    def do_all(self, events: Sequence[tuple[int, Event]]) -> list[Reply]:
        """Do several things, each at its instant.

        Raises NotOpenError before `open`, and Malformed with every fault for an invalid event.
        """
        if not self._is_open:
            raise not_open(self.place)
        return self._act(events)

    def _act(self, events: Sequence[tuple[int, Event]]) -> list[Reply]:
        for at, event in events:
            demand_sound(event, at)
        return self.driver.act(self.place, events)

    def __repr__(self) -> str:
        return f"<Client {self.name}>"


def demand_client(value: object) -> None:
    """Raise KitError for a value that is neither a client nor None."""
    if value is not None and not isinstance(value, Client):
        raise KitError(f"client must be what licensim.origin(url) or .device(...) returned, not {value!r}")
