"""Serve the built site: plain files with the right types, compressed ones if the browser accepts them.

``python -m licensim.site_server [SITE] [--host H] [--port N]``. Any static server can serve the site; this
one needs no further package and sends the headers that a careful deployment sends.
"""

import argparse
import contextlib
import errno
import socketserver
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from licensim.site_files import TYPES, file_for

DEFAULT_PORT = 8000
PORTS_TRIED = 20

# The page has the same policy in its <meta>, for static hosts that cannot send headers; but a worker has the
# policy of its own response, and only a header forbids framing.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob: mediastream:; worker-src 'self'; "
    # Beside the site: a scanner on the visitor's computer, and the license server that the visitor names.
    "connect-src 'self' https: http://localhost:* http://127.0.0.1:*; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY + "; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}

# The file suffix of each content coding, best first.
ENCODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}


def accepted_encodings(header: str) -> list[str]:
    """Return our codings that an Accept-Encoding header allows, the preferred first (RFC 9110, 12.5.3).

    >>> accepted_encodings("gzip, deflate, br")
    ['br', 'gzip']
    >>> accepted_encodings("br;q=0.2, gzip;q=0.9, *;q=0")
    ['gzip', 'br']
    >>> accepted_encodings("identity, br;q=0")
    []
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, _, parameter = part.partition(";")
        weights[coding.strip()] = _weight(parameter)
    wanted = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in ENCODINGS}
    return sorted((coding for coding in wanted if wanted[coding] > 0), key=lambda coding: -wanted[coding])


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class SiteHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the files of ``server.site``."""

    protocol_version = "HTTP/1.1"
    server_version = "licensim"
    sys_version = ""
    timeout = 60
    server: "SiteServer"

    def do_GET(self) -> None:
        """Send a file, or 304 where the browser has it, a redirect for a folder, or 404."""
        file = file_for(self.server.site, self.path)
        if file is not None:
            self._send_file(file)
        elif file_for(self.server.site, self._path + "/") is not None:
            self._redirect_to_folder()
        else:
            self._send_text(HTTPStatus.NOT_FOUND, "There is no such file.\n")

    do_HEAD = do_GET  # noqa: N815  (the name is http.server's)

    def _send_file(self, file: Path) -> None:
        encoding, body_file = self._best_form(file)
        stat = body_file.stat()
        headers = {
            "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{"-" + encoding if encoding else ""}"',
            "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
            "Cache-Control": "no-cache",  # keep, but ask: file names do not change with their content
            "Vary": "Accept-Encoding",
        }
        if self._is_current(headers["ETag"], int(stat.st_mtime)):
            self._send(HTTPStatus.NOT_MODIFIED, headers, None)
            return
        headers["Content-Type"] = TYPES.get(file.suffix, "application/octet-stream")
        if encoding:
            headers["Content-Encoding"] = encoding
        self._send(HTTPStatus.OK, headers, body_file.read_bytes())

    def _best_form(self, file: Path) -> tuple[str | None, Path]:
        for encoding in accepted_encodings(self.headers.get("Accept-Encoding", "")):
            encoded = file.with_name(file.name + ENCODINGS[encoding])
            if encoded.is_file():
                return encoding, encoded
        return None, file

    def _is_current(self, etag: str, modified_at: int) -> bool:
        """Whether the browser's copy is still current; an ETag decides before a date (RFC 9110, 13.2.2)."""
        held = self.headers.get("If-None-Match")
        if held is not None:
            tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
            return etag in tags or "*" in tags
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and modified_at <= parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False

    def _redirect_to_folder(self) -> None:
        # Relative, so that the address is right behind a proxy with a prefix.
        last = self._path.rsplit("/", 1)[1]
        self._send_text(HTTPStatus.PERMANENT_REDIRECT, "", {"Location": f"{last}/"})

    @property
    def _path(self) -> str:
        return self.path.partition("?")[0]

    def _send_text(self, status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None) -> None:
        typed = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache", **(headers or {})}
        self._send(status, typed, text.encode())

    def _send(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes | None) -> None:
        self.send_response(status)
        for name, value in {**SECURITY_HEADERS, **headers}.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is http.server's)
        """Log nothing: the page shows what happens."""


class SiteServer(ThreadingHTTPServer):
    """A server of one folder; ``address`` is the address for a browser."""

    daemon_threads = True

    def __init__(self, site: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind at once; port 0 is any free one. Raises OSError if the port is in use."""
        self.site = site.resolve()
        super().__init__((host, port), SiteHandler)

    def server_bind(self) -> None:
        """Bind without the name look-up of http.server, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that disconnects; show any other error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """The address of the site, with ``localhost``: the demo license does not cover 127.0.0.1."""
        host = "localhost" if self.server_name in {"127.0.0.1", "0.0.0.0", "::"} else self.server_name  # noqa: S104
        return f"http://{host}:{self.server_port}/"


@contextlib.contextmanager
def serving(site: Path, port: int = 0) -> Iterator[SiteServer]:
    """Serve ``site`` on 127.0.0.1 from a thread, as long as the block runs."""
    with SiteServer(site, port=port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def open_server(site: Path, host: str, port: int | None) -> SiteServer:
    """Bind to ``port``, or with None to 8000 or the next free one. Raises OSError if none is free."""
    if port is not None:
        return SiteServer(site, host, port)
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        try:
            return SiteServer(site, host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return SiteServer(site, host, 0)


def built_site() -> Path | None:
    """Return the site in the installed wheel, or the one built in a work tree; None if there is none."""
    here = Path(__file__).resolve().parent
    candidates = (here / "_site", here.parents[1] / "dist" / "site")
    return next((folder for folder in candidates if (folder / "index.html").is_file()), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; return 1, with one line on standard error, if that is not possible."""
    parser = argparse.ArgumentParser(prog="licensim.site_server", description="Serve the built site.")
    parser.add_argument(
        "site", nargs="?", type=Path, help="the folder (default: the one that was installed or built)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to bind to (default: this machine only)"
    )
    parser.add_argument(
        "--port", type=int, help=f"default: {DEFAULT_PORT} or the next free one; 0: any free one"
    )
    options = parser.parse_args(arguments)
    site = options.site or built_site()
    if site is None or not (site / "index.html").is_file():
        sys.stderr.write(f"no site in {site or 'the package'}: run ./build.sh build\n")
        return 1
    try:
        server = open_server(site, options.host, options.port)
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {error}; try --port 0\n")
        return 1
    with server, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"licensim is at {server.address}   (Ctrl-C stops it)\n")
        sys.stdout.flush()
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
