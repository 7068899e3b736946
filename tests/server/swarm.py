"""Many connections from one thread: sends HTTP requests and yields replies, as fast as the server allows."""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self


def request(port: int, path: str, body: dict[str, Any]) -> bytes:
    """A POST, ready to be sent."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


@dataclass
class Answered:
    """A reply: when it came and how long it took, in seconds, and its status (0: the connection broke)."""

    number: int
    at: float
    took: float
    status: int
    body: bytes

    @property
    def value(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(eq=False)
class _Line:
    """One connection, and the request whose reply it waits for."""

    socket: socket.socket
    number: int = -1
    since: float = 0.0
    read: bytearray = field(default_factory=bytearray)


class Swarm:
    """`connections` to a server on this machine, kept open and opened again when they break."""

    def __init__(self, port: int, connections: int) -> None:
        self.port = port
        self._selector = selectors.DefaultSelector()
        self._lines: list[_Line] = []
        self._idle = [self._open() for _ in range(connections)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.socket.close()
        self._selector.close()

    def run(
        self, requests: Iterable[bytes], every: float = 0.0, patience: float = 60.0
    ) -> Iterator[Answered]:
        """Send requests, each as soon as a connection is free, and yield the answers as they come.

        With `every`, in seconds, requests are sent at this interval.
        """
        waiting, busy, begun = enumerate(requests), 0, time.perf_counter()
        following = next(waiting, None)
        while following is not None or busy:
            while (
                following is not None and self._idle and time.perf_counter() >= begun + following[0] * every
            ):
                busy += self._send(self._idle.pop(), *following)
                following = next(waiting, None)
            events = self._selector.select(min(every, patience) if following and every else patience)
            if not events and not (following and every):
                raise TimeoutError(f"no answer within {patience} s")
            for key, _ in events:
                answered = self._receive(key.data)
                if answered is not None:
                    busy -= 1
                    yield answered

    def _open(self) -> _Line:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines.append(_Line(connection))
        return self._lines[-1]

    def _send(self, line: _Line, number: int, data: bytes) -> int:
        line.number, line.since = number, time.perf_counter()
        line.read.clear()
        with contextlib.suppress(OSError):  # reading will raise the error
            line.socket.sendall(data)
        self._selector.register(line.socket, selectors.EVENT_READ, line)
        return 1

    def _receive(self, line: _Line) -> Answered | None:
        try:
            data = line.socket.recv(65536)
        except OSError:
            data = b""
        line.read += data
        parsed = _parsed(line.read)
        if data and parsed is None:
            return None
        self._selector.unregister(line.socket)
        now = time.perf_counter()
        status, body = parsed or (0, b"")
        answered = Answered(line.number, now, now - line.since, status, body)
        if parsed is None:
            line.socket.close()
            self._lines.remove(line)
            line = self._reopen()
        self._idle.insert(0, line)
        return answered

    def _reopen(self) -> _Line:
        deadline = time.monotonic() + 5
        while True:
            try:
                return self._open()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)  # the server is starting again


def _parsed(data: bytearray) -> tuple[int, bytes] | None:
    head, found, body = bytes(data).partition(b"\r\n\r\n")
    if not found:
        return None
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    return (int(head.split(b" ", 2)[1]), body) if len(body) >= length else None


def ask(client: str, key: str = "P", **fields: Any) -> dict[str, Any]:
    """The body of an ask."""
    fixed = {"client": client, "key": key, "deployment": "browser", "origin": "https://example.com"}
    return {**fixed, "request_id": f"ask of {client}", **fields}
