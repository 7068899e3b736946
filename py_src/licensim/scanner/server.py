"""The scanner on a socket of this machine: eSCL over HTTP, readable by any page (CORS)."""

from __future__ import annotations

import contextlib
import re
import socketserver
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from licensim.scanner.device import Delivery, Device, Outcome
from licensim.scanner.messages import FORMATS, BadRequest, capabilities, parse_settings, status
from licensim.scanner.sheets import encode

MAX_BODY: Final = 64 * 1024
JOB: Final = re.compile(r"/eSCL/ScanJobs/([0-9a-f-]{36})(/NextDocument)?")

STATUS_OF: Final[Mapping[Outcome, HTTPStatus]] = {
    Outcome.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Outcome.EMPTY: HTTPStatus.CONFLICT,
    Outcome.JAMMED: HTTPStatus.CONFLICT,
    Outcome.FINISHED: HTTPStatus.NOT_FOUND,
    Outcome.UNKNOWN: HTTPStatus.NOT_FOUND,
}

# Its scans are made up: any web page may read them. The last two are for browsers that guard local networks.
CORS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Expose-Headers": "Location, Retry-After",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Allow-Local-Network": "true",
}


class ScannerHandler(BaseHTTPRequestHandler):
    """Answers for ``server.device``."""

    protocol_version = "HTTP/1.1"
    server_version = "licensim"
    sys_version = ""
    timeout = 60
    server: ScannerServer

    def do_OPTIONS(self) -> None:
        """Allow every request of a page."""
        self._send(HTTPStatus.NO_CONTENT)

    def do_GET(self) -> None:
        """ScannerCapabilities, ScannerStatus, NextDocument; at the root a text for people."""
        path = urlsplit(self.path).path
        device = self.server.device
        device.sweep(time.monotonic())
        job = JOB.fullmatch(path)
        if not self._is_for_us():
            self._say(HTTPStatus.MISDIRECTED_REQUEST, "This scanner answers to localhost only.\n")
        elif path == "/eSCL/ScannerCapabilities":
            self._send(HTTPStatus.OK, capabilities(self.server.formats).encode(), "text/xml")
        elif path == "/eSCL/ScannerStatus":
            self._send(HTTPStatus.OK, status(device).encode(), "text/xml")
        elif job and job[2]:
            self._send_next(job[1])
        elif path == "/":
            self._say(HTTPStatus.OK, f"A simulated scanner: {self.server.address}\n")
        else:
            self._say(HTTPStatus.NOT_FOUND, "There is no such thing.\n")

    def do_POST(self) -> None:
        """ScanJobs: 201 and the address of the job, or why there is none."""
        body = self._body()
        if body is None:
            return
        if urlsplit(self.path).path != "/eSCL/ScanJobs" or not self._is_for_us():
            self._say(HTTPStatus.NOT_FOUND, "Jobs begin at /eSCL/ScanJobs.\n")
            return
        try:
            settings = parse_settings(body, self.server.formats)
        except BadRequest as error:
            self._say(HTTPStatus.BAD_REQUEST, f"{error}\n")
            return
        job = self.server.device.start(settings, str(uuid.uuid4()), time.monotonic())
        if isinstance(job, Outcome):
            self._refuse(job)
        else:
            where = f"http://{self.headers['Host']}/eSCL/ScanJobs/{job.id}"
            self._send(HTTPStatus.CREATED, headers={"Location": where})

    def do_DELETE(self) -> None:
        """Cancel a job."""
        job = JOB.fullmatch(urlsplit(self.path).path)
        known = job is not None and not job[2] and self._is_for_us() and self.server.device.cancel(job[1])
        self._send(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)

    def _send_next(self, job_id: str) -> None:
        device = self.server.device
        job = device.jobs.get(job_id)
        if job is not None and job.state == "Processing":
            time.sleep(self.server.seconds_a_page)
        found = device.next_document(job_id, time.monotonic())
        if isinstance(found, Delivery):
            of = device.sheets if found.settings.source == "Feeder" else 1
            self._send(HTTPStatus.OK, encode(found, of), found.settings.format)
        else:
            self._refuse(found)

    def _refuse(self, outcome: Outcome) -> None:
        headers = {"Retry-After": "2"} if outcome is Outcome.BUSY else {}
        self._say(STATUS_OF[outcome], f"{outcome.value}\n", headers)

    def _is_for_us(self) -> bool:
        """Whether Host is a name of this machine; a foreign name that DNS points here is not."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        return host in {"localhost", "127.0.0.1", "[::1]", self.server.server_name}

    def _body(self) -> bytes | None:
        """The request's body; None if it cannot be read: then an error was sent."""
        text = self.headers.get("Content-Length", "")
        if text.isascii() and text.isdigit() and int(text) <= MAX_BODY:
            return self.rfile.read(int(text))
        self.close_connection = True
        self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_BODY} bytes, and say how many.\n")
        return None

    def _say(self, code: HTTPStatus, words: str, headers: Mapping[str, str] | None = None) -> None:
        self._send(code, words.encode(), "text/plain; charset=utf-8", headers)

    def _send(
        self,
        code: HTTPStatus,
        body: bytes = b"",
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(code)
        for name, value in {**CORS, "Cache-Control": "no-store", **(headers or {})}.items():
            self.send_header(name, value)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        if code is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is http.server's)
        """Log nothing."""


class ScannerServer(ThreadingHTTPServer):
    """A device on a socket; ``address`` is its address for eSCL clients."""

    daemon_threads = True

    def __init__(
        self,
        device: Device,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        seconds_a_page: float = 0.0,
        formats: tuple[str, ...] = FORMATS,
    ) -> None:
        """Bind at once; port 0 is any free one. Raises OSError if the port is in use."""
        self.device = device
        self.seconds_a_page = seconds_a_page
        self.formats = formats
        super().__init__((host, port), ScannerHandler)

    def server_bind(self) -> None:
        """Bind without the name look-up of http.server, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that disconnects; show any other error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """Such as ``http://localhost:8766/eSCL``."""
        host = "localhost" if self.server_name == "127.0.0.1" else self.server_name
        return f"http://{host}:{self.server_port}/eSCL"


@contextlib.contextmanager
def scanning(
    device: Device, *, seconds_a_page: float = 0.0, formats: tuple[str, ...] = FORMATS
) -> Iterator[ScannerServer]:
    """Serve ``device`` on a free port of 127.0.0.1 from a thread, as long as the block runs."""
    with ScannerServer(device, seconds_a_page=seconds_a_page, formats=formats) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
