"""The license server for pages of a test: wire format and request handler of the shared server, no socket.

Playwright routes requests of a page to its own origin to here (`served`), so all origins and browsers of a
test share one license, and no permission, certificate or policy is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from licensim.hosts import parse_origin
from licensim.rules.input.fault import Malformed
from licensim.rules.input.fields import Field
from licensim.rules.origins.origin import Origin
from licensim.server.deciding import request_handler, requests
from licensim.server.deciding.request_handler import ServerReply
from licensim.server.deciding.requests import Asked, AuthorizeRequest, ReleaseRequest, ReportsRequest
from licensim.server.http.wire import AUTHORIZE, RELEASE, REPORTS, failure, malformed, parse_body
from licensim.sessions.trace import ParseOrigin
from licensim.testing.engines.line import Line, simulated
from licensim.testing.engines.service import Service
from licensim.testing.errors import KitError

if TYPE_CHECKING:
    from licensim.rules.answer import Reason
    from licensim.server.signing import SigningKeys

Read = Callable[[dict[str, Any], Origin | None, ParseOrigin], Asked]

BODIES: Final[Mapping[str, tuple[Field, Read]]] = {
    "authorize": (AUTHORIZE, requests.authorize),
    "reports": (REPORTS, requests.reports),
    "release": (RELEASE, requests.release),
}
"""The requests posted to `/v1/NAME`: the fields, and the function that reads them."""

NOT_REACHED: Final = (503, failure("NotReached", "a test lets this request get lost"))
"""The reply for a server that is not reached; a client treats it like a broken connection."""

HttpAnswer = tuple[int, dict[str, Any]]


@dataclass(slots=True)
class PageServer:
    """Answers requests at `now()` of the test's clock, over its line with the line's faults.

    A client that gets no answer sends the same request again (NET-1). A fault is for the whole attempt, so a
    request that was lost once is lost again until `next_attempt`.
    """

    service: Service
    line: Line
    now: Callable[[], int]
    _keys: SigningKeys | None = None
    _lost: set[tuple[str, bytes]] = field(default_factory=set)
    _until: dict[tuple[str, str], int] = field(default_factory=dict)

    def next_attempt(self) -> None:
        """End the attempts so far: each was answered or given up, and its decision is final."""
        self._lost.clear()
        self.service.settle()

    def answer(self, path: str, body: bytes | None, origin: Origin | None) -> HttpAnswer:
        """Answer a request of a page at `origin` to `/v1/PATH`; a `body` of None is a GET."""
        if path == "keys":
            return 200, self.keys.public()
        if body is None:
            return self._read(path)
        if path not in BODIES:
            return 404, failure("NotFound", f"there is no /v1/{path}")
        if (path, body) in self._lost:
            return NOT_REACHED
        form, read = BODIES[path]
        try:
            asked = read(parse_body(form, body), origin, parse_origin)
        except Malformed as error:
            return 400, malformed(error)
        reply: ServerReply | None = self._carried(asked)
        if reply is None:
            self._lost.add((path, body))
            return NOT_REACHED
        return reply.status, self._signed(reply)

    @property
    def keys(self) -> SigningKeys:
        """The keys that sign this test's local licenses (NET-7); raises KitError without cryptography."""
        if self._keys is None:
            self._keys = _make_keys()
        return self._keys

    def _read(self, path: str) -> HttpAnswer:
        parts = path.split("/")
        if len(parts) == 3 and (parts[0], parts[2]) == ("projects", "usage"):
            reply = self._attend(requests.UsageRequest(parts[1]))
            return reply.status, reply.body
        return (200, {"status": "ok"}) if path == "health" else (404, failure("NotFound", f"no /v1/{path}"))

    def _carried(self, asked: Asked) -> ServerReply | None:
        asks = isinstance(asked, AuthorizeRequest)
        happened = isinstance(asked, ReportsRequest) and not any(one.decide for one in asked.entries)

        def refuse(reason: Reason | None) -> ServerReply:
            return request_handler.refuse(asked, simulated(reason, asks=asks))

        free = isinstance(asked, ReleaseRequest) or happened
        licensed = self._until.get((asked.key, asked.uuid or ""), 0) > self.now()
        carried: ServerReply | None = self.line.carry(
            lambda after: self._attend(asked, after), None if free else refuse, licensed=licensed
        )
        self._follow(asked, carried)
        return carried

    def _follow(self, asked: Asked, reply: ServerReply | None) -> None:
        """Note until when a client holds a local license: its time limits depend on that."""
        whose = (asked.key, asked.uuid or "")
        if reply is not None and reply.claims is not None:
            self._until[whose] = reply.claims["valid_until"]
        elif reply is not None and not isinstance(asked, ReportsRequest):
            self._until.pop(whose, None)

    def _attend(self, asked: Asked, after_ms: int = 0) -> ServerReply:
        at = self.now() + after_ms
        return request_handler.handle(self.service.authority, self.service.ledger(asked.key), asked, at)

    def _signed(self, reply: ServerReply) -> dict[str, Any]:
        if reply.claims is None:
            return reply.body
        keys = self.keys  # its error says what to install if cryptography is missing
        from licensim.server.signing import license_body  # noqa: PLC0415 - needs cryptography

        return {**reply.body, "local_license": license_body(keys, reply.claims)}


def _make_keys() -> SigningKeys:
    """Make one key, for one test."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - only pages need it
            Ed25519PrivateKey,
        )

        from licensim.server.signing import SigningKeys  # noqa: PLC0415 - needs cryptography
    except ImportError:
        raise KitError("pages get signed licenses: pip install 'licensim[playwright]'") from None
    return SigningKeys({"1": Ed25519PrivateKey.generate()})
