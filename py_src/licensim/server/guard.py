"""Who may reach what from where: Host, Origin and token, before anything is read.

A page of any origin may use `/v1/`, as with any license server; what it may do there depends on its key.
The controls of the simulation, `/sim/`, are for this machine or for who holds the token, and for no page of
another origin without it. A Host that is not this server's is refused everywhere: a hostile name that has
been made to point to this machine (DNS rebinding) would otherwise be of the same origin as the server.
"""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensim.rules.origin import is_local_host
from licensim.rules.site import bare, is_ip
from licensim.server.bodies import Header, header, send_json
from licensim.server.wire import failure

CONTROLS: Final = "/sim/"
DESCRIPTION: Final = "/server.json"
"""Where anybody is told what this server is, and whether they may use its controls."""
MAY_CONTROL: Final = "licensim.may_control"
"""In the scope of a request for the description."""
NOW: Final = "Licensim-Now"
FORWARDED: Final = (b"forwarded", b"x-forwarded-for", b"x-real-ip")
"""With one of these a proxy stands between, and the address says nothing about the client."""


class Guard:
    """The gate before an app; `hosts` are further names of this server, `token` opens the controls."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), token: str | None = None) -> None:
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
            message = f"this server is not {host}: name it by --allow-host if it is"
            await send_json(send, 421, failure("WrongHost", message))
        elif _is_preflight(scope):
            await _answer_preflight(scope, send, origin or "")
        elif scope["path"].startswith(CONTROLS) and not self._may_control(scope, origin, host):
            message = "the simulation's controls are for this machine, or with the token"
            await send_json(send, 403, failure("Forbidden", message))
        else:
            if scope["path"] == DESCRIPTION:
                scope[MAY_CONTROL] = self._may_control(scope, origin, host)
            sending = send if origin is None else _with_headers(send, _cors(origin))
            await self._app(scope, receive, sending)

    def _knows(self, host: str) -> bool:
        """Whether a Host header names this server; an IP address cannot be rebound."""
        name = _without_port(host)
        return name in self._hosts or is_local_host(name) or is_ip(bare(name))

    def _may_control(self, scope: Scope, origin: str | None, host: str) -> bool:
        given = (header(scope, b"authorization") or "").partition(" ")
        if self._token is not None and given[0].lower() == "bearer":
            return compare_digest(given[2].encode(), self._token.encode())
        if not _is_near(scope):
            return False
        if origin is not None:
            return origin.lower() == f"{scope['scheme']}://{host}".lower()
        return header(scope, b"sec-fetch-site") in (None, "none", "same-origin")


def _is_near(scope: Scope) -> bool:
    """Whether the client is on this very machine, with no proxy between."""
    client = scope.get("client")
    address = "" if client is None else client[0]
    proxied = any(header(scope, name) is not None for name in FORWARDED)
    return not proxied and (address.startswith(("127.", "::ffff:127.")) or address == "::1")


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _is_preflight(scope: Scope) -> bool:
    asked = header(scope, b"access-control-request-method")
    return scope["method"] == "OPTIONS" and asked is not None


async def _answer_preflight(scope: Scope, send: Send, origin: str) -> None:
    """Allow what the request itself must still be allowed: a preflight carries no token."""
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
    """What lets a page read the answer; no cookie is ever used, so none is allowed."""
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
