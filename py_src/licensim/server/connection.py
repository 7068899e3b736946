"""One HTTP connection: uvicorn's, with limits to how much a client says before its body, and how slowly."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from licensim.server.app import ABORT
from licensim.server.encode import to_json_bytes
from licensim.server.wire import MAX_BODY, failure

HEADER_SECONDS: Final = 10
"""How long a client may take from its first byte, or from connecting, to the end of its headers."""
MAX_HEAD: Final = 32 << 10
"""How long the request line and all headers together may be, in bytes."""
MAX_MESSAGE: Final = 8 * MAX_BODY
"""How long a request may be in all, with what chunks cost and what comes after the last of them."""
MAX_AHEAD: Final = 100
"""How many requests may be sent before the first of them is answered."""


class _TooLongError(Exception):
    """The parser stops where a callback raises; see `Connection.send_400_response`."""


class Connection(HttpToolsProtocol):
    """Closes a connection whose headers do not end or do not come, and lets the app close one unanswered."""

    _patience: asyncio.TimerHandle | None = None
    _head = 0
    """How long the head of the current request is, as far as it was read."""
    _message = 0
    """How much has come since the block in which the current request began."""
    _begins = False
    _too_long = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a block; what has not become a header yet is held by the parser, and must not grow."""
        super().data_received(data)
        self._message = 0 if self._begins else self._message + len(data)
        self._begins = False
        if self._message > (MAX_MESSAGE if self._patience is None else MAX_HEAD):
            self._too_long = True
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with what was sent, and close; 431 where the head is too long."""
        if self.transport.is_closing():
            return
        if not self._too_long:
            super().send_400_response(msg)
            return
        told = failure("HeadersTooLong", f"the request line and headers have more than {MAX_HEAD} bytes")
        body = to_json_bytes(told)
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body)
        )
        self.transport.close()

    def on_message_begin(self) -> None:
        """The first byte of a request: the rest of its headers must follow."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[ABORT] = self.transport.abort
        self._head, self._begins = 0, True
        if len(self.pipeline) >= MAX_AHEAD:
            raise _TooLongError
        if self._patience is None:
            self._wait()

    def on_url(self, url: bytes) -> None:
        """A part of the request line."""
        self._add(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or what follows a body in chunks."""
        self._add(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The headers are there; the body has a limit of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def _add(self, length: int) -> None:
        self._head += length
        if self._head > MAX_HEAD:
            self._too_long = True
            raise _TooLongError

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
