"""What pages of a test are served: any origin, without DNS, certificate or socket.

At every origin the kit answers `/__licensim__/`: the client's own files, as they ship. The rest is the
built-in test page, a folder of the project under test, or the project's own running server seen under
that origin. A page that imports `.../licensim/client.js` gets the client of the test, in its own words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from licensim.site_server import TYPES, file_for
from licensim.testing.artifact import asset

if TYPE_CHECKING:
    from playwright.sync_api import Route

KIT: Final = "/__licensim__/"
CLIENTS: Final = ("/licensim/client.js", "/licensim/dist/client.js")
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

TEST_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>licensim test page</title><link rel="icon" href="data:,">
<p>A test page of licensim: the test opens its license here.</p></html>
"""

WRAPPER: Final = """\
import * as original from "{original}";
export * from "{original}";
export const startLicense = (options) => globalThis.licensimKit
  ? globalThis.licensimKit.start(original.startLicense, options)
  : original.startLicense(options);
export const openLicense = async (options) => startLicense(options).ready;
"""

REDIRECT: Final = "<!doctype html><script>location.replace({})</script>"
MAX_REDIRECTS: Final = 20

Answer = Callable[["Route"], None]


def answer_kit(route: Route) -> None:
    """Answer a request for the client's own files."""
    path = urlsplit(route.request.url).path.split(KIT, 1)[1]
    _send(route, path, asset("client.js" if path == "original.js" else path))


def answer_client(route: Route) -> None:
    """Answer `client.js`: the client itself, under the eyes of the test.

    What lies beside it comes from where the page has it; where the page has none, from the kit.
    """
    _send(route, "client.js", WRAPPER.replace("{original}", f"{KIT}original.js").encode())


def test_page(route: Route) -> None:
    """Answer with the built-in page, whatever the path."""
    _send(route, "index.html", TEST_PAGE.encode())


def folder(root: Path) -> Answer:
    """Answer from a folder; what is below `/licensim/` and not there comes from the kit."""
    resolved = root.resolve()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = file_for(resolved, path)
        body = None if file is None else file.read_bytes()
        if body is None and "/licensim/" in path:
            body = asset(path.rsplit("/licensim/", 1)[1])
        _send(route, path if file is None else file.name, body)

    return answer


def running_server(address: str) -> Answer:
    """Answer from a running server, such as `http://localhost:5173`, seen under the page's origin."""
    base = address.rstrip("/")

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        query = f"?{parts.query}" if parts.query else ""
        is_page = route.request.resource_type == "document"
        response = route.fetch(
            url=f"{base}{parts.path}{query}", max_redirects=0 if is_page else MAX_REDIRECTS
        )
        headers = dict(response.headers)
        if response.status in REDIRECTS and "location" in headers:
            # A browser asks the network for where a redirect leads, and no route.
            target = headers["location"].removeprefix(base) or "/"
            route.fulfill(content_type="text/html", body=REDIRECT.format(json.dumps(target)))
            return
        # Playwright has decoded the body, and does not encode what it fulfills.
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)
        route.fulfill(status=response.status, headers=headers, body=response.body())

    return answer


def _send(route: Route, path: str, body: bytes | None) -> None:
    if body is None:
        route.fulfill(status=404, content_type="text/plain", body=f"there is no {path}")
        return
    suffix = PurePosixPath(path).suffix or ".html"
    headers = {"Content-Type": TYPES.get(suffix, "application/octet-stream"), "Cache-Control": "no-cache"}
    route.fulfill(status=200, headers=headers, body=body)
