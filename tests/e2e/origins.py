"""Serve the built site under any origin: no DNS, no certificate, no socket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Route

from e2e.watch import Watch, origin_of
from licensim.site_files import TYPES, file_for
from licensim.site_server import SECURITY_HEADERS
from licensim.testing.browser.files import answer_large


@dataclass  # not frozen: Playwright marks the object whose method it is given
class OriginServer:
    """Answers the requests to one origin from a folder and from extra files, as the static server does.

    ``files``: contents by path, such as ``{"/page.html": "<!doctype html>..."}``; they come first.
    ``headers``: replace those of the static server; None leaves a header out.
    """

    site: Path
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)

    def answer(self, route: Route) -> None:
        """Fulfill one request, uncompressed, because Playwright decodes nothing that it fulfills."""
        target = route.request.url.removeprefix(origin_of(route.request.url))
        path = target.split("?")[0]
        extra = self.files.get(path)
        file = None if extra is not None else file_for(self.site.resolve(), path)
        if extra is None and file is None:
            route.fulfill(status=404, body="There is no such file.", headers=self._headers(".txt"))
            return
        headers = self._headers((file or Path(path)).suffix)
        client = self.site.resolve() / "licensim"
        inside = file is not None and file.is_relative_to(client)
        if file and inside and answer_large(route, file.relative_to(client).as_posix(), headers):
            return
        body = file.read_bytes() if file else extra
        route.fulfill(status=200, body=body or b"", headers=headers)

    def _headers(self, suffix: str) -> dict[str, str]:
        stated = {
            "Cache-Control": "no-cache",
            "Content-Type": TYPES.get(suffix, "application/octet-stream"),
            **SECURITY_HEADERS,
            **self.headers,
        }
        return {name: value for name, value in stated.items() if value is not None}


@dataclass(frozen=True)
class Origins:
    """The value of the fixture ``serve_origin``: call it with a context and an origin."""

    site: Path
    watch: Watch

    def __call__(
        self,
        context: BrowserContext,
        origin: str,
        *,
        files: Mapping[str, str | bytes] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> str:
        """Serve the built site at an origin, such as ``https://shop.example.com``; returns its address."""
        server = OriginServer(self.site, files or {}, headers or {})
        self.watch.allow(origin)
        context.route(f"{origin}/**", server.answer)
        return f"{origin}/"
