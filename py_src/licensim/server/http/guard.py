"""The checks of Host, Origin and token, before a request is read.

A page of any origin may use `/v1/`, as with any license server; what it may do there depends on its key.
The controls of the simulation, `/sim/`, always need the token. The address of a client proves nothing: a
plain reverse proxy sends no forwarded header, rewrites Host, and calls from this very machine. A Host that is
not this server's is refused everywhere: a hostile name that points to this machine (DNS rebinding) would
otherwise have the same origin as the server.
"""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensim.rules.input.fault import shown
from licensim.rules.origins.origin import is_local_host
from licensim.rules.origins.site import bare, is_ip
from licensim.server.http.bodies import Header, header, send_json
from licensim.server.http.wire import failure

CONTROLS: Final = "/sim/"
DESCRIPTION: Final = "/server.json"
"""The path of the description: what this server is, and whether the client may use its controls."""
MAY_CONTROL: Final = "licensim.may_control"
"""The key in the scope for that, in a request for the description."""
NOW: Final = "Licensim-Now"


class Guard:
    """Guards an app; `token` (not empty) is for the controls, `hosts` are further names of the server."""

    def __init__(self, app: ASGIApp, token: str, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, answer a preflight, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host, origin = header(scope, b"host"), header(scope, b"origin")
        if host is None or not self._knows(host):
            named = "named" if host is None else shown(host)
            message = f"this server is not {named}: name it by --allow-host if it is"
            await send_json(send, 421, failure("WrongHost", message))
        elif _is_preflight(scope):
            await _answer_preflight(scope, send, origin or "")
        elif scope["path"].startswith(CONTROLS) and not self._may_control(scope):
            message = "the simulation's controls need the token: `licensim serve` prints it with its address"
            await send_json(send, 403, failure("Forbidden", message))
        else:
            if scope["path"] == DESCRIPTION:
                scope[MAY_CONTROL] = self._may_control(scope)
            sending = send if origin is None else _with_headers(send, _cors(origin))
            await self._app(scope, receive, sending)

    def _knows(self, host: str) -> bool:
        """Whether a Host header names this server; an IP address cannot be rebound."""
        name = _without_port(host)
        return name in self._hosts or is_local_host(name) or is_ip(bare(name))

    def _may_control(self, scope: Scope) -> bool:
        scheme, _, given = (header(scope, b"authorization") or "").partition(" ")
        return scheme.lower() == "bearer" and compare_digest(given.encode(), self._token.encode())


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _is_preflight(scope: Scope) -> bool:
    asked = header(scope, b"access-control-request-method")
    return scope["method"] == "OPTIONS" and asked is not None


async def _answer_preflight(scope: Scope, send: Send, origin: str) -> None:
    """Allow the request that follows, which is checked by itself: a preflight carries no token."""
    headers = [
        *_cors(origin),
        (b"access-control-allow-methods", b"GET, POST, PUT, DELETE"),
        (b"access-control-allow-headers", b"authorization, content-type"),
        (b"access-control-max-age", b"600"),
    ]
    if header(scope, b"access-control-request-private-network") is not None:
        headers.append((b"access-control-allow-private-network", b"true"))
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _cors(origin: str) -> list[Header]:
    """The headers that let a page read the answer; no cookie is used, so none is allowed."""
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", NOW.lower().encode()),
        (b"vary", b"origin"),
    ]


def _with_headers(send: Send, headers: list[Header]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return sending
