"""uvicorn's HTTP connection, with limits to how much a client sends, and how slowly it sends and reads."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from licensim.server.encode import to_json_bytes
from licensim.server.http.app import ABORT
from licensim.server.http.wire import MAX_BODY, failure

HEADER_SECONDS: Final = 10
"""How long a client may take from its first byte, or from connecting, to the end of its headers."""
UNREAD_SECONDS: Final = 30
"""How long sent data may wait while the client reads none of it."""
MAX_HEAD: Final = 32 << 10
"""How long the request line and all headers together may be, in bytes."""
MAX_MESSAGE: Final = 8 * MAX_BODY
"""How long a whole request may be, in bytes, with the framing of its chunks and its trailers."""
MAX_AHEAD: Final = 100
"""How many requests may be sent before the first of them is answered."""


class _TooLongError(Exception):
    """The parser stops where a callback raises; see `HttpConnection.send_400_response`."""


class HttpConnection(HttpToolsProtocol):
    """Closes a connection whose headers are too long or too slow, or whose answers are not read.

    It also lets the app close a connection without an answer.
    """

    _patience: asyncio.TimerHandle | None = None
    _head = 0
    """How many bytes of the head of the current request were read."""
    _message = 0
    """How many bytes have come since the block in which the current request began."""
    _begins = False
    _too_long = False
    _reading: asyncio.TimerHandle | None = None
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # `pause_writing` is called at once
        self._open: list[RequestResponseCycle] = []
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._stop_waiting()
        self._stop_watching()
        self._give_up()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a block; the parser holds incomplete headers in memory, so they have a limit."""
        super().data_received(data)
        self._message = 0 if self._begins else self._message + len(data)
        self._begins = False
        if self._message > (MAX_MESSAGE if self._patience is None else MAX_HEAD):
            self._too_long = True
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Answer what is wrong with the request, and close; 431 if the head is too long."""
        if self.transport.is_closing():
            return
        if not self._too_long:
            super().send_400_response(msg)
            return
        value = failure("HeadersTooLong", f"the request line and headers have more than {MAX_HEAD} bytes")
        body = to_json_bytes(value)
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body)
        )
        self.transport.close()

    def pause_writing(self) -> None:
        """Begin to watch: there is data that the client has not read."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Stop watching: the client has read all data."""
        super().resume_writing()
        self._stop_watching()

    def on_message_begin(self) -> None:
        """Count a new request: the rest of its headers must follow in time."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[ABORT] = self.transport.abort
        self._head, self._begins = 0, True
        if len(self.pipeline) >= MAX_AHEAD:
            raise _TooLongError
        if self._patience is None:
            self._wait()

    def on_url(self, url: bytes) -> None:
        """Count a part of the request line."""
        self._add(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header, or a trailer after a body in chunks."""
        self._add(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the timer of the headers; the body has a limit of its own."""
        self._stop_waiting()
        super().on_headers_complete()
        self._open = [one for one in (*self._open, self.cycle) if not one.response_complete]

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

    def _watch(self) -> None:
        self._unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(UNREAD_SECONDS, self._drop_unread)

    def _drop_unread(self) -> None:
        """Close the connection unless the client has read something since: it may be slow."""
        if self.transport.get_write_buffer_size() < self._unread:
            self._watch()
            return
        self._give_up()
        _forget_unsent(self.transport)
        self.transport.abort()

    def _give_up(self) -> None:
        """Mark all open requests as disconnected, so that none sends more; uvicorn marks only the last."""
        for one in self._open:
            one.disconnected = True

    def _stop_watching(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None


def _forget_unsent(transport: asyncio.Transport) -> None:
    """Make the system drop unread data when the connection is closed: the connection is reset."""
    if os.name != "posix":
        return
    handle = transport.get_extra_info("socket")
    with socket.socket(fileno=os.dup(handle.fileno())) as same:  # uvloop's own has no options
        same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
