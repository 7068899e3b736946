"""The fixture's value: one license, any number of clients, one clock, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from inspect import iscoroutinefunction
from os import PathLike
from typing import TYPE_CHECKING, Any

from licensim.testing import expect
from licensim.testing.client import Client
from licensim.testing.errors import KitError
from licensim.testing.input.options import allowed
from licensim.testing.input.place import BROWSER, Place, origin_of
from licensim.testing.playback import play
from licensim.testing.reply import Reply
from licensim.testing.shown import Shown
from licensim.testing.stage import Stage
from licensim.testing.telling.ledger_text import ledger_text

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Browser:
    """A browser profile: what it stores is its own (ID-4)."""

    def __init__(self, kit: Licensim, name: str) -> None:
        self._kit = kit
        self.name = name

    def origin(self, url: str, **options: Any) -> Client:
        """A page in this browser; options as `Licensim.origin` takes them."""
        return self._kit.origin(url, browser=self.name, **options)


class Licensim(Stage):
    """The value of the fixture `licensim`. The README beside this module shows every part of it."""

    # the license

    def item(
        self,
        option: str,
        id: str | None = None,  # noqa: A002 - the field's name
        *,
        key: str | None = None,
        **fields: Any,
    ) -> str:
        """Add an item to the license: an option's name and its fields.

        Defaults: `id` is the option's name, `key` that of the only project (`DEMO-1`), it is in force from
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
        """Change an item while the test runs, as a purchase does: `licensim.change(scans, quota=2000)`.

        Raises KitError for an unknown item, Malformed with every fault.
        """
        if not fields:
            raise KitError(f"change what of {item!r}? name its fields, such as quota")
        self.terms.change(item, fields)

    def use(self, **options: Any) -> None:
        """Set options for this test, before it opens anything: `engine`, `reports`, `edition`, `allow`..."""
        if self._engine is not None:
            raise KitError("set options before anything is opened")
        if "start" in options or "profile" in options:
            raise KitError("`start` and `profile` are options of a test from its beginning, not of `use`")
        self.options = self.options.overlaid(options, "licensim.use")
        if "license" in options:
            self.terms.use(self.options.license)

    def allow(self, *names: str) -> None:
        """Allow findings at this test's end: `refusals`, `unsent` usage, an `unknown_key`, errors in a
        `console`, `unsimulated` members of the SDK.
        """  # noqa: D205 - a list of names
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
        product: str | None = None,
        folder: str | PathLike[str] | None = None,
        server: str | None = None,
        path: str = "/",
    ) -> Client:
        """A page on any origin, given by any of its URLs, in the test's first browser or another.

        The same arguments give the same client. On the page engine it shows a `folder` or a running `server`
        of the project, and opens its `path`; without either the built-in test page (see `served`). Raises
        KitError for an invalid URL, for an absent folder, and for both a folder and a server.
        """
        chosen = key or self.terms.only_key()
        place = Place(browser, chosen, origin_of(url), "browser", server_id, serves, password, product)
        if folder is not None or server is not None:
            self._served(place, Shown.of(folder, server, path))
        return self.client(place)

    def browser(self, name: str) -> Browser:
        """Another browser, or a private window of one: its storage is its own."""
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
        product: str | None = None,
    ) -> Client:
        """A client without a page: deployment `mobile`, `desktop`, `embedded` or `server` (ID-9)."""
        if deployment == "browser":
            raise KitError("a browser has an origin: licensim.origin(url)")
        chosen = key or self.terms.only_key()
        who = name or deployment
        return self.client(Place(who, chosen, None, deployment, server_id, serves, password, product))

    def attach(
        self, page: Page, url: str | None = None, *, key: str | None = None, inject: bool = False
    ) -> Client:
        """The simulator inside a Playwright page of the project under test; always on the page engine.

        Call it before the page's first navigation, with the `url` that it will have; or on a loaded page that
        is loaded again later. The page's own license is then opened under the test's terms and clock, and
        `open()` waits for it. `inject` is for pages that import no client: `open()` then opens a license in
        it. Raises KitError for a value that is not a page, or is one of Playwright's async API.
        """
        goto = getattr(type(page), "goto", None)
        if goto is None:
            raise KitError(f"attach() takes Playwright's page, and then its URL, not {page!r}")
        if iscoroutinefunction(goto):
            raise KitError("the kit drives pages of Playwright's sync API, as pytest-playwright gives them")
        if self._engine is None:
            self.options = replace(self.options, engine="page")
        attach: Callable[..., Client] | None = getattr(self.engine, "attach", None)
        if attach is None:
            raise KitError("this test uses the host engine already: attach before anything else is opened")
        return attach(page, url, key=key, inject=inject)

    def replay(self, trace: str | PathLike[str]) -> list[Reply]:
        """Play a recorded session, a trace's path or text, under this test's license; returns the answers.

        Its clients are those of `licensim.origin` where their names are origins. Raises Malformed for an
        invalid trace, KitError for one that begins before the test (`start` of the marker).
        """
        return play(self, trace)

    # assertions

    def assert_counted(
        self, *, client: Client | None = None, item: str | None = None, **amounts: int
    ) -> None:
        """Assert what was counted: `scans=3`, `pages=2` or by module `core=1`; of one client, by one item."""
        __tracebackhide__ = True
        self._settle()
        expect.counted(self, amounts, client, item)

    def assert_seats(self, seats: int, item: str | None = None) -> None:
        """Assert how many seats are taken now; of the only item with seats, or of `item`."""
        __tracebackhide__ = True
        self._settle()
        expect.seats(self, seats, item)

    def assert_refused(
        self, reason: int | str, *, client: Client | None = None, times: int | None = None
    ) -> None:
        """Assert refusals with this number or reason: exactly `times`, or at least one.

        Without `times` more of the same may follow, for a page that goes on scanning.
        """
        __tracebackhide__ = True
        self._settle()
        expect.refused(self, reason, client, times)

    def assert_no_overuse(self) -> None:
        """Assert that nothing was answered `over`, and no item has more use than was bought."""
        __tracebackhide__ = True
        self._settle()
        expect.no_overuse(self)

    # what can be read

    def ledger_text(self) -> str:
        """The ledger as text, the same for the same session: for any snapshot tool."""
        self._settle()
        return ledger_text(self._projects())

    def trace_text(self) -> str:
        """The session so far as a trace, for `licensim replay`."""
        return "".join(f"{line}\n" for line in self.recording.lines)
