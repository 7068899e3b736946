"""What one connection may send: heads, trailers and pipelined requests are limited, and use little memory."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from licensim.server.http.connection import MAX_AHEAD, MAX_HEAD
from server.served import Served, document, scans, serving

MEGABYTES = 64
"""How much a client sends without end, at most."""
HOST = "Host: localhost\r\n"
CLOSE = "Connection: close\r\n"
HEAD = f"GET /v1/keys HTTP/1.1\r\n{HOST}{CLOSE}"
OPEN = len("/v1/keys") + len(HOST + CLOSE)
"""How many bytes of such a request count."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of one process."""
    with serving(tmp_path_factory.mktemp("connection"), document(scans(5))) as served:
        yield served


def answer(served: Served, data: bytes, endless: bytes = b"") -> bytes:
    """The reply to some bytes, followed by endless ones until the server closes."""
    received = b""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as client:
        try:
            client.sendall(data)
            for _ in range(MEGABYTES * (1 << 20) // len(endless) if endless else 0):
                client.sendall(endless)
        except ConnectionError:
            pass  # it has closed
        try:
            while part := client.recv(65536):
                received += part
        except ConnectionError:
            pass
    return received


def peak_kb(served: Served) -> int:
    """The server's peak memory, in KB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{served.process.pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1])


def headers(length: int, each: int) -> str:
    """Headers of `length` bytes in total."""
    lines, rest = "", length
    while rest:
        size = each if rest >= 2 * each else rest
        lines += f"A: {'a' * (size - len('A: ') - 2)}\r\n"
        rest -= size
    return lines


@pytest.mark.parametrize("each", [MAX_HEAD, 1000, 50])
@pytest.mark.parametrize(("more", "status"), [(0, b"200"), (1, b"431")])
def test_headers_have_32_kb(served: Served, each: int, more: int, status: bytes) -> None:
    """One long header, or many short ones; the request line counts too."""
    head = HEAD + headers(MAX_HEAD - OPEN + more, each) + "\r\n"
    assert status == answer(served, head.encode()).split(b" ", 2)[1]


def test_a_long_address_counts(served: Served) -> None:
    """The address uses the same memory."""
    head = f"GET /{'a' * MAX_HEAD} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    told = answer(served, head.encode())
    assert told.startswith(b"HTTP/1.1 431 ")
    body = json.loads(told.partition(b"\r\n\r\n")[2])
    assert ("HeadersTooLong", []) == (body["error"], body["faults"])


CHUNKED = f"POST /v1/release HTTP/1.1\r\n{HOST}{CLOSE}Transfer-Encoding: chunked\r\n\r\n"


ENDLESS = {
    "address": ("GET /", b"a" * 65536),
    "header": (HEAD + "A: ", b"a" * 65536),
    "header in small pieces": (HEAD + "A: ", b"a" * 100),
    "name of a header": (HEAD, b"a" * 65536),
    "headers": (HEAD, b"a: b\r\n" * 10_000),
    "folded header": (HEAD + "A: b", b"\r\n b" * 10_000),
    "trailer": (CHUNKED + "1\r\n{\r\n0\r\nA: ", b"a" * 65536),
    "trailers": (CHUNKED + "1\r\n{\r\n0\r\n", b"a: b\r\n" * 10_000),
    "extension of a chunk": (CHUNKED + "1;", b"a" * 65536),
    "small chunks": (CHUNKED, b"1\r\n \r\n" * 10_000),
    "nothing after a request": (HEAD + "\r\n", b"\r\n" * 30_000),
    "after an upgrade": (HEAD + "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n", b"a" * 65536),
    "after CONNECT": ("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"a" * 65536),
    "no HTTP": ("", b"\x00" * 65536),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_requests_take_no_memory(served: Served, name: str) -> None:
    """The server closes the connection, and serves others."""
    begin, endless = ENDLESS[name]
    before = peak_kb(served)
    answer(served, begin.encode(), endless)
    assert peak_kb(served) - before < 32 * 1024
    with served.caller() as caller:
        assert 200 == caller.ask("GET", "/v1/keys").status


def test_requests_may_be_sent_ahead_but_not_without_end(served: Served) -> None:
    """At most a hundred may wait."""
    last = (HEAD + "\r\n").encode()
    one = last.replace(CLOSE.encode(), b"")
    some = answer(served, one * (MAX_AHEAD - 1) + last)
    assert MAX_AHEAD == some.count(b"HTTP/1.1 200")
    assert b"HTTP/1.1 400" in answer(served, one * 20 * MAX_AHEAD)


def test_a_body_may_come_in_pieces(served: Served) -> None:
    """A body with a chunk for each byte is accepted."""
    body = b'{"client": "a", "key": "P"}'
    chunks = b"".join(b"1\r\n%c\r\n" % one for one in body) + b"0\r\n\r\n"
    assert b"HTTP/1.1 200" in answer(served, CHUNKED.encode() + chunks)
