"""Asks Playwright in the other language to do something, and hears what happens in its pages.

`ask` sends `{"test", "name", "on", "given"}`, and waits for `{"value"}` or `{"error"}`. Meanwhile the other
language may call the door: for what a page asks, or what the test calls at once.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from licensim.testing.browser.answers import Answer, Answered, Asked, Blocked, Given, Passed, passed_on
from licensim.testing.browser.served import client_file
from licensim.testing.errors import KitError

Ask = Callable[[str], str]
"""Sends a request, as JSON, and waits for its reply."""


class Wire:
    """The line to the other language of one test."""

    def __init__(self, ask: Ask, test: int) -> None:
        self._ask: Final = ask
        self._test: Final = test
        self._listeners: list[Callable[..., Any]] = []
        self._passed: dict[int, Passed] = {}
        self._last_passed = 0
        self._at_once = ""
        self.things: Final[dict[int, Any]] = {}
        """The objects of Playwright that Python knows, by their handle."""

    def ask(self, name: str, on: int | None = None, /, **given: Any) -> Any:
        """Let Playwright do something.

        Raises Playwright's Error if that fails, KitError inside of a call that is not awaited.
        """
        from playwright.sync_api import Error  # noqa: PLC0415 - only a page needs it

        if self._at_once:
            raise KitError(f"{self._at_once} needs a page that is loaded: `await client.open()` first")
        request = {"test": self._test, "name": name, "on": on, "given": given}
        reply = json.loads(self._ask(json.dumps(request)))
        if "error" in reply:
            raise Error(reply["error"])
        return reply["value"]

    @contextmanager
    def at_once(self, call: str) -> Iterator[None]:
        """Ask nothing during a call that the test does not await: the other language waits for it."""
        before, self._at_once = self._at_once, call
        try:
            yield
        finally:
            self._at_once = before

    def listener(self, function: Callable[..., Any]) -> int:
        """Return the number by which the other language calls a function, with the fields of a mapping."""
        self._listeners.append(function)
        return len(self._listeners) - 1

    def heard(self, listener: int, given: Mapping[str, Any]) -> Any:
        """Call the function of a number."""
        return self._listeners[listener](**given)

    def answerer(self, answer: Answer) -> int:
        """Return the number by which the other language asks for an answer to a request."""

        def answered(url: str, kind: str, body: str | None) -> dict[str, Any]:
            return self._described(answer(Asked(url, kind, None if body is None else b64decode(body))))

        return self.listener(answered)

    def passed(
        self,
        number: int,
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        message: str | None = None,
    ) -> dict[str, Any] | None:
        """Return what to answer after another server has answered, or why it has not.

        `passed_on` are the headers of that server's own answer.
        """
        passed = self._passed.pop(number)
        if message is not None:
            return self._described(passed.failed(message))
        instead = passed.then(status, headers or {})
        return {"passed_on": passed_on(headers or {})} if instead is None else self._described(instead)

    def _described(self, answered: Answered) -> dict[str, Any]:
        if isinstance(answered, Blocked):
            return {"blocked": True}
        if isinstance(answered, Passed):
            self._last_passed += 1
            self._passed[self._last_passed] = answered
            limits = {"maxRedirects": answered.max_redirects, "timeout": answered.timeout_ms}
            return {"pass": {"number": self._last_passed, "options": {"url": answered.url, **limits}}}
        if isinstance(answered, Given):
            return _with_body(answered)
        found = client_file(answered.path)
        if not isinstance(found.body, Path):
            return _with_body(found)
        return {"status": 200, "headers": dict(answered.headers or found.headers), "client": answered.path}


def _with_body(given: Given) -> dict[str, Any]:
    described = {"status": given.status, "headers": dict(given.headers)}
    if isinstance(given.body, Path):
        return {**described, "file": str(given.body)}
    return {**described, "body": b64encode(given.body).decode()}
