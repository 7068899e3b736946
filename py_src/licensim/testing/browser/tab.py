"""One page in the browser, with the kit's script in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from licensim.testing.artifact import in_page_script
from licensim.testing.browser.answers import Answer
from licensim.testing.browser.served import CLIENTS, KIT, TROUBLE, answer_client
from licensim.testing.errors import UNCAUGHT, KitError, StorageFullError
from licensim.testing.reply import Reply

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, WebError

OPEN_S: Final = 60.0
"""How long a page may take to open its license after it has begun to open it."""
BEGIN_S: Final = 8.0
"""How long a loaded page may take until it begins to open it; a test fails within 10 s."""
POLL_S: Final = 0.025
BAD: Final = 400
"""The lowest HTTP status of an error."""
MAX_LOGGED: Final = 3
BLANK: Final = "about:blank"
ASK: Final = "([name, argument]) => globalThis.licensimKit?.[name](argument) ?? null"
TOLD: Final = "licensimTold"
WHERE: Final = re.compile(r"\w+://[^\s()]+:\d+:\d+")
"""A place in a stack, in the form of any browser."""

FULL_STORAGE: Final = """\
(full) => {
  const stores = IDBObjectStore.prototype;
  stores.licensimAdd ??= stores.add;
  const error = new DOMException("the test has filled the storage", "QuotaExceededError");
  stores.add = !full ? stores.licensimAdd : function add() {
    Object.defineProperty(this.transaction, "error", { value: error });
    throw error;
  };
}
"""


@dataclass(slots=True)
class Tab:
    """A page of a test.

    `own_license`: the page's own code opens its license, else the kit does. `path` is the path that it loads,
    None if the test navigates. `opening` is the reply to its own opening, until the test has read it.
    `status` is the HTTP status of its last load, `shows` whether the test has set what its cameras show.
    """

    page: Page
    own_license: bool = False
    path: str | None = "/"
    opening: Reply | None = None
    status: int | None = None
    shows: bool = False
    _listens: bool = False

    def ask(self, name: str, argument: Any = None) -> Any:
        """Call a function of the kit's script, and wait for its promise; None on a page without it."""
        return self.page.evaluate(ASK, [name, argument])

    def answer(self, name: str, argument: dict[str, Any]) -> dict[str, Any] | None:
        """Call a function that the license answers; None without a license; raises the client's error."""
        found: dict[str, Any] | None = self.ask(name, argument)
        if found is not None and "failure" in found:
            raise failure(found["failure"])
        return found

    def load(self, url: str) -> None:
        """Load `url`; raises KitError if the running server behind it does not answer."""
        response = self.page.goto(url)
        if response is not None and TROUBLE in response.headers:
            raise KitError(response.text())
        self.status = None if response is None else response.status

    def listen(self, on_message: Callable[[dict[str, Any]], None], overrides: dict[str, Any]) -> None:
        """Call `on_message` with each message of the page's script; its next load uses `overrides`."""
        if not self._listens:
            self.page.expose_binding(TOLD, lambda _source, one: on_message(one))
            self._listens = True
        self.page.add_init_script(script=f"globalThis.licensimOverrides = {json.dumps(overrides)}")

    def show(self, symbols: list[dict[str, Any]] | None) -> str | None:
        """Let the page's cameras show symbols, from its first script on; None restores its own cameras.

        Returns why that is not possible, if so.
        """
        self.shows = True
        self.page.add_init_script(script=f"globalThis.licensimCamera = {json.dumps(symbols)}")
        if self.page.url == BLANK:
            return None
        problem: str | None = self.page.evaluate(
            "symbols => globalThis.licensimKit?.camera(symbols) ?? null", symbols
        )
        return problem

    def wait_for_license(self, console: Sequence[str]) -> Reply:
        """Wait until the page has opened its own license since the last call of this.

        Returns the reply to that. Raises KitError, with the errors of the console, if the page does not open
        it; soon, if it does not even begin.
        """
        began, state = time.monotonic(), None
        while time.monotonic() < began + (OPEN_S if state == "opening" else BEGIN_S):
            state = self._state()
            if isinstance(state, dict):
                raise failure(state)
            if state == "open" and self.opening is not None:
                opening, self.opening = self.opening, None
                return opening
            self.page.wait_for_timeout(POLL_S * 1000)
        if state == "opening":
            raise KitError(f"{self.page.url} has been opening its license for {OPEN_S:.0f} s")
        if state == "open":
            raise KitError(f"{self.page.url} has not been loaded since open() was last called: load it again")
        answered = f" (it was answered with {self.status})" if self.status and self.status >= BAD else ""
        logged = [text for text in console if not text.startswith(UNCAUGHT)]
        raise KitError(
            f"{self.page.url} opens no license{answered}. A page is attached before it is loaded, "
            "and opens a license of licensim once a load. If it imports no client, attach it with `inject`. "
            "If it asks after a click, open it with `wait` false, and wait for its license after that"
            + "".join(f"\nits console: {text}" for text in logged[-MAX_LOGGED:])
        )

    def _state(self) -> Any:
        """The state of the page's own license; None while the page navigates."""
        from playwright.sync_api import Error  # noqa: PLC0415 - here it is loaded already

        try:
            return self.ask("state")
        except Error:
            return None

    def fill_storage(self, full: bool) -> None:
        """Fill the storage of the page's journal, or free it."""
        from playwright.sync_api import Error  # noqa: PLC0415 - here it is loaded already

        for worker in self.page.workers:
            try:
                worker.evaluate(FULL_STORAGE, full)
            except Error as error:  # a worker whose license has failed may be ending
                if "closed" not in error.message:
                    raise


def failure(found: dict[str, Any]) -> KitError:
    """Return the client's error as an error of the kit."""
    if found["reason"] == "STORAGE_FULL":
        return StorageFullError(found["message"])
    return KitError(f"{found['name']}: {found['message']}")


def _thrown(error: Error) -> str:
    """Return what a page threw, and where, in words."""
    found = WHERE.search(error.stack or "")
    name = f"{error.name}: " if error.name and not error.message.startswith(error.name) else ""
    return f"{name}{error.message}{f' ({found[0]})' if found else ''}"


def prepare(
    context: BrowserContext,
    route: Callable[[BrowserContext, str, Answer], None],
    kit: Answer,
    console: list[str] | None = None,
    blocked: Collection[str] = (),
) -> None:
    """Let the kit answer in a context before all other routes; listen to its consoles.

    What the kit has blocked, and named, is no error there.
    """
    for client in CLIENTS:
        route(context, f"**{client}", answer_client)
    route(context, f"**{KIT}**", kit)
    if console is None:
        return
    context.add_init_script(script=in_page_script())

    def on_console(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        # The browser logs requests that are lost on the way to the license server: faults of the test.
        if message.type == "error" and f"{KIT}v1/" not in url and url not in blocked:
            console.append(f"{message.text} ({url})")

    def on_error(error: WebError) -> None:
        console.append(f"{UNCAUGHT}{_thrown(error.error)}")

    context.on("console", on_console)
    context.on("weberror", on_error)
