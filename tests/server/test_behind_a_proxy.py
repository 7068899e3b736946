"""A server behind a plain reverse proxy: every request seems local, with the server's own Host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.nginx import proxying
from server.served import Caller, Served, document, scans, serving

TOKEN = "let me in"
CONTROLS: list[tuple[str, str, Any]] = [
    ("GET", "/sim/clock", None),
    ("POST", "/sim/clock", {"frozen": True}),
    ("GET", "/sim/faults", None),
    ("PUT", "/sim/faults", {"faults": []}),
    ("DELETE", "/sim/faults", None),
    ("GET", "/sim/journal", None),
    ("POST", "/sim/reset", {}),
]


@pytest.fixture(scope="module", params=["with --token", "without"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a given token, and one that makes its own."""
    given = ("--token", TOKEN) if request.param == "with --token" else ()
    with serving(tmp_path_factory.mktemp("behind"), document(scans(5)), *given) as served:
        assert (TOKEN == served.token) == bool(given)
        yield served


@pytest.fixture(scope="module")
def proxy(served: Served) -> Iterator[int]:
    """The port of a proxy in front of the server."""
    with proxying(served.port) as port:
        yield port


@pytest.mark.parametrize(("method", "path", "body"), CONTROLS)
def test_the_controls_need_the_token(served: Served, proxy: int, method: str, path: str, body: Any) -> None:
    """With and without the proxy; the license itself needs no token."""
    for port in (proxy, served.port):
        with Caller(port) as stranger, Caller(port, token=served.token) as owner:
            assert 403 == stranger.ask(method, path, body).status
            assert 200 == owner.ask(method, path, body).status
            assert 200 == stranger.ask("GET", "/v1/projects/P/usage").status


def test_only_the_token_allows_the_controls(served: Served, proxy: int) -> None:
    """Without the token the server does not send its keys either."""
    with Caller(proxy) as caller:
        told = caller.get("/server.json")
        assert (False, []) == (told["controls"], told["keys"])
        told = caller.ask("GET", "/server.json", headers={"Authorization": f"Bearer {served.token}"}).value
        assert (True, ["P"]) == (told["controls"], told["keys"])
