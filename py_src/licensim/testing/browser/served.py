"""Answers the requests of a test's pages: at any origin, without DNS, certificate or socket.

At every origin the kit answers `/__licensim__/`: the license server of the test, and the client's own files
as they ship. All other paths are the built-in test page, a folder of the project under test, or the project's
own running server under that origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from licensim.hosts import parse_origin
from licensim.site_files import TYPES, file_for
from licensim.testing.artifact import asset, asset_file
from licensim.testing.browser.answers import Answer, Answered, Asked, Client, Given, Passed
from licensim.testing.browser.page_server import HttpAnswer, PageServer
from licensim.testing.shown import Shown

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


def kit(server: PageServer, document: Callable[[bytes], HttpAnswer], worker: Callable[[], str]) -> Answer:
    """Answer requests below `/__licensim__/`: the license server, and the client's own files.

    `document` takes the license document of a page, `worker` returns the script that a worker must run first.
    """

    def answer(asked: Asked) -> Answered:
        path = urlsplit(asked.url).path.split(KIT, 1)[1]
        if path == "document":
            return _json(document(asked.body or b""))
        if path.startswith("v1/"):
            return _json(server.answer(path.removeprefix("v1/"), asked.body, parse_origin(asked.url)))
        if path == WORKER:
            body = asset(path)
            return _file(path, body and worker().encode() + body)
        return Client(path)

    return answer


def answer_client(asked: Asked) -> Answered:  # noqa: ARG001 - an `Answer`
    """Answer `client.js` for a page that has no such file."""
    return Client("client.js")


def test_page(asked: Asked) -> Answered:  # noqa: ARG001 - an `Answer`
    """Answer any path with the built-in page."""
    return _file("index.html", TEST_PAGE.encode())


def shown(what: Shown) -> Answer:
    """Answer with a folder or server of the project under test."""
    if what.folder is not None:
        return folder(what.folder)
    return running_server(str(what.server))


def folder(root: Path) -> Answer:
    """Answer from a folder; files below `/licensim/` that it lacks come from the kit."""
    resolved = root.resolve()

    def answer(asked: Asked) -> Answered:
        path = urlsplit(asked.url).path
        file = file_for(resolved, path)
        if file is None and "/licensim/" in path:
            return Client(path.rsplit("/licensim/", 1)[1])
        return _file(path if file is None else file.name, file)

    return answer


def running_server(address: str) -> Answer:
    """Answer from a running server, such as `http://localhost:5173`, under the page's origin."""
    base = address.rstrip("/")

    def then(status: int, headers: Mapping[str, str]) -> Given | None:
        if status not in REDIRECTS or "location" not in headers:
            return None
        # A browser follows a redirect in the network, without routes: redirect in the page instead.
        target = headers["location"].removeprefix(base) or "/"
        return Given(200, {"Content-Type": "text/html"}, REDIRECT.format(json.dumps(target)).encode())

    def answer(asked: Asked) -> Answered:
        parts = urlsplit(asked.url)
        query = f"?{parts.query}" if parts.query else ""
        redirects = 0 if asked.kind == "document" else MAX_REDIRECTS
        url = f"{base}{parts.path}{query}"
        return Passed(url, redirects, ANSWERS_MS, then, lambda message: _trouble(base, message))

    return answer


def client_file(path: str) -> Given:
    """Return one of the client's own files."""
    return _file(path, asset_file(path))


def _trouble(base: str, message: str) -> Given:
    """Answer like a proxy that cannot reach its server, with the reason in a sentence."""
    reason = message.partition("\n")[0].removeprefix("Route.fetch: ").removeprefix("route.fetch: ")
    why = f"no answer within {ANSWERS_MS // 1000} s" if "Timeout" in reason else reason
    text = f"nothing answers at {base} ({why}): is the server of this page running?"
    return Given(502, {TROUBLE: "1", "Content-Type": "text/plain"}, text.encode())


def _json(answer: HttpAnswer) -> Given:
    status, value = answer
    return Given(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


def _file(path: str, body: bytes | Path | None) -> Given:
    if body is None:
        return Given(404, {"Content-Type": "text/plain"}, f"there is no {path}".encode())
    suffix = PurePosixPath(path).suffix or ".html"
    headers = {"Content-Type": TYPES.get(suffix, "application/octet-stream"), "Cache-Control": "no-cache"}
    return Given(200, headers, body)
