"""Bodies in and out: read with a limit of size and time, answered as JSON.

A large body is parsed in a thread of its own, so that other requests do not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

from licensim.server.encode import to_json_bytes
from licensim.server.http.wire import MAX_BODY

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

BODY_SECONDS: Final = 10
"""How long a client may take to send its body."""
SMALL: Final = 1 << 14
"""The largest body that the event loop parses itself, in bytes; that takes some milliseconds."""
Header = tuple[bytes, bytes]
T = TypeVar("T")

_READER: Final = ThreadPoolExecutor(1, "reader")
"""One thread: large bodies take turns. A second one would slow down the event loop more."""


class BodyError(Exception):
    """A body that was refused; `status` is 408 or 413, or 0 if the client has disconnected."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def header(scope: Scope, name: bytes) -> str | None:
    """A request's header; None where it is absent. `name` is in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body; raises BodyError if it is too long or too slow."""
    length = header(scope, b"content-length")
    if length is not None and length.isdigit() and int(length) > MAX_BODY:
        raise BodyError(413, f"the body has more than {MAX_BODY} bytes")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(receive)
    except TimeoutError:
        raise BodyError(408, f"the body took more than {BODY_SECONDS} s") from None


async def read(body: bytes, reader: Callable[[bytes], T]) -> T:
    """The result of `reader` for a body."""
    if len(body) <= SMALL:
        return reader(body)
    return await asyncio.get_running_loop().run_in_executor(_READER, reader, body)


async def _received(receive: Receive) -> bytes:
    parts, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyError(0, "the client has gone")
        parts += message.get("body", b"")
        if len(parts) > MAX_BODY:
            raise BodyError(413, f"the body has more than {MAX_BODY} bytes")
        more = message.get("more_body", False)
    return bytes(parts)


async def send_json(send: Send, status: int, value: Any, headers: Iterable[Header] = ()) -> None:
    """Answer with a JSON value."""
    body = to_json_bytes(value)
    start = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
