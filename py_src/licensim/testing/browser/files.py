"""Answers requests of pages with Playwright's routes.

Large files of the client need care. Playwright passes a body of bytes through three processes as text: a
second for the twelve megabytes of a boot. A body that it fetches itself is not passed. So a server of this
process, at the loopback address only, has the files, and Playwright fetches them from there.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licensim.site_server import serving
from licensim.testing.artifact import asset, find_site
from licensim.testing.browser.answers import Answer, Answered, Asked, Blocked, Given, Passed, passed_on
from licensim.testing.browser.served import client_file

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Route

LARGE: Final = 1 << 16
"""The size in bytes from which a fetch is faster."""
FETCH_MS: Final = 10_000


@lru_cache(maxsize=1)
def _address() -> str:
    """The address of the built site, served until this process ends."""
    stack = ExitStack()
    server = stack.enter_context(serving(find_site()))
    atexit.register(stack.close)
    return f"http://127.0.0.1:{server.server_port}/licensim/"


def handler(answer: Answer) -> Callable[[Route], None]:
    """Return what Playwright calls for a request that `answer` answers."""

    def handle(route: Route) -> None:
        request = route.request
        perform(route, answer(Asked(request.url, request.resource_type, request.post_data_buffer)))

    return handle


def perform(route: Route, answered: Answered) -> None:
    """Answer a route."""
    if isinstance(answered, Blocked):
        route.abort("blockedbyclient")
    elif isinstance(answered, Passed):
        _pass(route, answered)
    elif isinstance(answered, Given):
        _give(route, answered)
    elif not answer_large(route, answered.path, answered.headers):
        found = client_file(answered.path)
        _give(route, replace(found, headers=answered.headers or found.headers))


def _give(route: Route, given: Given) -> None:
    body = given.body if isinstance(given.body, bytes) else given.body.read_bytes()
    route.fulfill(status=given.status, headers=dict(given.headers), body=body)


def _pass(route: Route, passed: Passed) -> None:
    from playwright.sync_api import Error  # noqa: PLC0415 - only a page has it loaded

    try:
        response = route.fetch(url=passed.url, max_redirects=passed.max_redirects, timeout=passed.timeout_ms)
    except Error as error:
        _give(route, passed.failed(error.message))
        return
    instead = passed.then(response.status, response.headers)
    if instead is None:
        _give_fetched(route, response, passed_on(response.headers))
    else:
        _give(route, instead)


def answer_large(route: Route, path: str, headers: Mapping[str, str] | None = None) -> bool:
    """Answer with a large file of the client; False, without an answer, for other files or if no fetch works.

    `headers` replace those of the static server.
    """
    from playwright.sync_api import Error  # noqa: PLC0415 - only a page has it loaded

    body = asset(path)
    if body is None or len(body) < LARGE:
        return False
    try:
        response = route.fetch(
            url=_address() + path, headers={"accept-encoding": "identity"}, timeout=FETCH_MS
        )
    except (Error, OSError):  # a proxy that does not reach loopback, or a machine without sockets
        return False
    if not response.ok:
        return False
    _give_fetched(route, response, headers)
    return True


def _give_fetched(route: Route, response: APIResponse, headers: Mapping[str, str] | None) -> None:
    from playwright.sync_api import Error  # noqa: PLC0415 - only a page has it loaded

    try:
        route.fulfill(response=response, headers=None if headers is None else dict(headers))
    except Error as error:
        if "disposed" not in error.message:
            raise
        # The context was closed meanwhile, and what it had fetched with it: nobody waits for this any more.
