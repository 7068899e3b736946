"""Answers requests of a page for the client's large files.

Playwright passes a body of bytes through three processes as text: a second for the twelve megabytes of a
boot. A body that it fetches itself is not passed. So a server of this process, at the loopback address only,
has the files, and Playwright fetches them from there.
"""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licensim.site_server import serving
from licensim.testing.artifact import asset, find_site

if TYPE_CHECKING:
    from playwright.sync_api import Route

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


def answer_large(route: Route, path: str, headers: dict[str, str] | None = None) -> bool:
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
    route.fulfill(response=response, headers=headers)
    return True
