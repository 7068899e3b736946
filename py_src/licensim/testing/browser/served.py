"""Answers the requests of a test's pages: at any origin, without DNS, certificate or socket.

At every origin the kit answers `/__licensim__/`: the license server of the test, and the client's own files
as they ship. All other paths are the built-in test page, a folder of the project under test, or the project's
own running server under that origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from licensim.hosts import parse_origin
from licensim.site_server import TYPES, file_for
from licensim.testing.artifact import asset
from licensim.testing.browser.files import answer_large
from licensim.testing.browser.page_server import HttpAnswer, PageServer
from licensim.testing.shown import Shown

if TYPE_CHECKING:
    from playwright.sync_api import Error, Route

KIT: Final = "/__licensim__/"
WORKER: Final = "worker.js"
CLIENTS: Final = ("/licensim/client.js", "/licensim/dist/client.js")
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

TEST_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>licensim test page</title><link rel="icon" href="data:,">
<p>A test page of licensim: the test opens its license here.</p></html>
"""

TROUBLE: Final = "x-licensim-trouble"
"""The header of the kit's answer if a running server does not answer."""
ANSWERS_MS: Final = 10_000
"""How long a running server may take for a page, in ms; one that builds it first takes seconds."""

REDIRECT: Final = "<!doctype html><script>location.replace({})</script>"
MAX_REDIRECTS: Final = 20

Answer = Callable[["Route"], None]


def kit(server: PageServer, document: Callable[[bytes], HttpAnswer], worker: Callable[[], str]) -> Answer:
    """Answer requests below `/__licensim__/`: the license server, and the client's own files.

    `document` takes the license document of a page, `worker` returns the script that a worker must run first.
    """

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.split(KIT, 1)[1]
        if path == "document":
            _send_json(route, document(route.request.post_data_buffer or b""))
        elif path.startswith("v1/"):
            origin = parse_origin(route.request.url)
            _send_json(route, server.answer(path.removeprefix("v1/"), route.request.post_data_buffer, origin))
        elif path == WORKER:
            body = asset(path)
            _send(route, path, body and worker().encode() + body)
        else:
            _send_asset(route, path)

    return answer


def answer_client(route: Route) -> None:
    """Answer `client.js` for a page that has no such file."""
    _send_asset(route, "client.js")


def test_page(route: Route) -> None:
    """Answer any path with the built-in page."""
    _send(route, "index.html", TEST_PAGE.encode())


def shown(what: Shown) -> Answer:
    """Answer with a folder or server of the project under test."""
    if what.folder is not None:
        return folder(what.folder)
    return running_server(str(what.server))


def folder(root: Path) -> Answer:
    """Answer from a folder; files below `/licensim/` that it lacks come from the kit."""
    resolved = root.resolve()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = file_for(resolved, path)
        if file is None and "/licensim/" in path:
            _send_asset(route, path.rsplit("/licensim/", 1)[1])
        else:
            _send(route, path if file is None else file.name, None if file is None else file.read_bytes())

    return answer


def running_server(address: str) -> Answer:
    """Answer from a running server, such as `http://localhost:5173`, under the page's origin."""
    from playwright.sync_api import Error  # noqa: PLC0415 - only a page has it loaded

    base = address.rstrip("/")

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        query = f"?{parts.query}" if parts.query else ""
        is_page = route.request.resource_type == "document"
        try:
            response = route.fetch(
                url=f"{base}{parts.path}{query}",
                max_redirects=0 if is_page else MAX_REDIRECTS,
                timeout=ANSWERS_MS,
            )
        except Error as error:
            _send_trouble(route, base, error)
            return
        headers = dict(response.headers)
        if response.status in REDIRECTS and "location" in headers:
            # A browser follows a redirect in the network, without routes: redirect in the page instead.
            target = headers["location"].removeprefix(base) or "/"
            route.fulfill(content_type="text/html", body=REDIRECT.format(json.dumps(target)))
            return
        # Playwright has decoded the body, and does not encode it again.
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)
        route.fulfill(response=response, headers=headers)

    return answer


def _send_trouble(route: Route, base: str, error: Error) -> None:
    """Answer like a proxy that cannot reach its server, with the reason in a sentence."""
    reason = error.message.partition("\n")[0].removeprefix("Route.fetch: ")
    why = f"no answer within {ANSWERS_MS // 1000} s" if "Timeout" in reason else reason
    text = f"nothing answers at {base} ({why}): is the server of this page running?"
    route.fulfill(status=502, headers={TROUBLE: "1"}, content_type="text/plain", body=text)


def _send_json(route: Route, answer: HttpAnswer) -> None:
    status, value = answer
    route.fulfill(status=status, content_type="application/json", body=json.dumps(value))


def _send_asset(route: Route, path: str) -> None:
    if not answer_large(route, path):
        _send(route, path, asset(path))


def _send(route: Route, path: str, body: bytes | None) -> None:
    if body is None:
        route.fulfill(status=404, content_type="text/plain", body=f"there is no {path}")
        return
    suffix = PurePosixPath(path).suffix or ".html"
    headers = {"Content-Type": TYPES.get(suffix, "application/octet-stream"), "Cache-Control": "no-cache"}
    route.fulfill(status=200, headers=headers, body=body)
