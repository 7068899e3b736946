"""The client half's way to a shared server: requests on the wire, the order of servers, what to trust.

Nothing here fetches or verifies. `exchange` is a generator: it yields `Fetch` and `Verify` steps, is sent
their results, and returns the response for the client half (None: the server was not reached). The caller
owns network and cryptography: the page with `fetch` and WebCrypto, a host program with its own.

NET-1 is the tables `TRIES` and `WHOLE_MS`, NET-2 `Attempt.reach`, NET-7 `Attempt.trusted`. What a server
sends is text from outside: `reply_fields` parses all of it, signed or not.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64Error
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from licensim.rules.answer import Answer, LicensimError, Reason, refusal
from licensim.rules.authority.requests import Ask, Decision, Grant, Report
from licensim.rules.client.requests import Decide, Deliver, Request
from licensim.rules.input.fault import Fault, Malformed, shown
from licensim.rules.input.fields import Field
from licensim.rules.input.json_text import read_json
from licensim.rules.local_license import LicensedItem
from licensim.rules.options.case import ClientIdentity
from licensim.rules.timeline import SECOND_MS, slot_of
from licensim.transport.reply_fields import AUTHORIZED, CLAIMS, KEYS, RELEASED, REPORTED, faults_in_line

Place = Literal["main", "standby"]

TRIES: Final[dict[bool, tuple[tuple[Place, int], ...]]] = {
    True: (("main", 10 * SECOND_MS),),
    False: (("main", 10 * SECOND_MS), ("standby", 30 * SECOND_MS), ("main", 30 * SECOND_MS)),
}
"""NET-1: the servers in their order, and how long each may take, in ms; with a local license and without."""
WHOLE_MS: Final = {True: 3 * SECOND_MS, False: 15 * SECOND_MS}
"""NET-1: how long the whole attempt may take, in ms; with a local license and without."""
NOTHING: Final = "-"
"""The identifier of a decision that adds nothing: no report is ever recorded under it."""
OK: Final = 200
SLOW: Final = 408
REQUEST_REFUSED: Final = range(400, 500)
"""The statuses of an invalid request: another server would refuse it, too."""
MAX_REPLY: Final = 4 << 20
"""The longest reply that is read, in characters. Our choice: a thousand results have a tenth of it."""
MAX_MESSAGE: Final = 300
"""How much of a server's message about a refused request is shown, in characters."""


class RemoteError(LicensimError):
    """The server refuses the request: the address, host name, version or origin is wrong."""


class ReplyError(RemoteError):
    """The server's reply is invalid; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A step: send this to a server, GET without a body; answered with `Fetched`."""

    place: Place
    path: str
    body: dict[str, Any] | None
    limit_ms: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a `Fetch`, and how long it took; `status` and `text` are None if no reply came."""

    elapsed_ms: int
    status: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Verify:
    """A step: verify that the Ed25519 key `x` made this `signature` of the text `signed`; both base64url."""

    x: str
    signed: str
    signature: str


Step = Fetch | Verify
Exchange = Generator[Step, Any, Any]


@dataclass(slots=True)
class KnownServers:
    """A client's record of the servers: whether there is a standby, and the keys that it has read."""

    has_standby: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    token: str | None = None
    """The last trusted local license, as it was received."""
    answered: Place | None = None
    """Which server answered the last request; None if neither was reached."""


@dataclass(frozen=True, slots=True)
class Token:
    """A local license as it was received, not verified yet; `claims` are its valid claims."""

    kid: str
    claims: dict[str, Any]
    signed: str
    signature: str
    faults: tuple[Fault, ...] = ()

    def is_for(self, client: ClientIdentity) -> bool:
        """Whether it is bound to this client, its origin, key and deployment (NET-7)."""
        origin = None if client.origin is None else client.origin.text
        bound = tuple(self.claims.get(name) for name in ("client", "origin", "key", "deployment"))
        return bound == (client.uuid, origin, client.key, client.deployment)

    @property
    def listings(self) -> tuple[LicensedItem, ...]:
        """The items that it lists."""
        return tuple(LicensedItem.from_wire(one) for one in self.claims["listings"])


def read_token(text: str) -> Token | None:
    """Read a compact JWS; None if the text is not one."""
    try:
        head, body, signature = text.split(".")
        named, stated = _decoded(head), _decoded(body)
    except (ValueError, NotBase64Error, Malformed):
        return None
    kid = named.get("kid") if isinstance(named, dict) else None
    faults: list[Fault] = []
    claims = CLAIMS.parse(stated, "", faults)
    if not isinstance(kid, str) or not isinstance(claims, dict):
        return None
    return Token(kid, claims, f"{head}.{body}", signature, tuple(faults))


def _decoded(part: str) -> Any:
    return read_json(urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode())


def exchange(server: KnownServers, request: Request, licensed: bool, now: int) -> Exchange:
    """Have one request of the client half answered, at `now` of the client's clock.

    Returns what `ClientHalf` expects for the request; None if no server was reached in time. After a local
    license that cannot be trusted it asks again, once (NET-7). Raises RemoteError if a server refuses the
    request, ReplyError if its reply is invalid.
    """
    attempt = Attempt(server, licensed)
    value = yield from attempt.reach(request, now)
    if value is None:
        return None
    trusted = yield from attempt.trusted(value, request.client)
    if trusted is None and isinstance(request, Ask):
        server.keys.clear()  # a reinstalled server has new keys under the old names
        value = yield from attempt.reach(request, now)
        trusted = None if value is None else (yield from attempt.trusted(value, request.client))
        if value is None or trusted is None:
            return Grant(refusal(Reason.BAD_SIGNATURE, "NET-7"))
    return from_wire(request, value, trusted or None)


@dataclass(slots=True)
class Attempt:
    """One whole attempt to reach a server, of limited time (NET-1)."""

    server: KnownServers
    licensed: bool
    spent_ms: int = 0
    place: Place = "main"

    def reach(self, request: Request, now: int) -> Exchange:
        """The first final answer, checked; None if there was none. A standby's 100 is not final (NET-2)."""
        path, body = to_wire(request, now)
        self.server.answered = None
        for place, limit_ms in TRIES[self.licensed]:
            left_ms = WHOLE_MS[self.licensed] - self.spent_ms
            if left_ms <= 0 or (place == "standby" and not self.server.has_standby):
                continue
            self.place = place
            fetched: Fetched = yield Fetch(place, path, body, min(limit_ms, left_ms))
            self.spent_ms += fetched.elapsed_ms
            if fetched.status == OK:
                value = read_reply(REPLIES[path], fetched.text)
                _demand_results(value, body)
                if not _is_standby(value):
                    self.server.answered = place
                    return value
            _demand_accepted(fetched)
        return None

    def trusted(
        self, value: Any, client: ClientIdentity
    ) -> Generator[Step, Any, Token | Literal[False] | None]:
        """The local license of an answer; False without one, None for one that cannot be trusted."""
        given = value.get("local_license")
        if given is None:
            return False
        token = read_token(given["token"])
        if token is None or not token.is_for(client) or not (yield from self.verified(token)):
            return None
        if token.faults:
            raise ReplyError(
                f"the license server has signed an invalid local license: {faults_in_line(token.faults)}"
            )
        self.server.token = given["token"]
        return token

    def verified(self, token: Token) -> Generator[Step, Any, bool]:
        """Whether a key of the server has signed a token; an unknown key is fetched first."""
        if token.kid not in self.server.keys:
            fetched: Fetched = yield Fetch(self.place, "/v1/keys", None, TRIES[True][0][1])
            self.spent_ms += fetched.elapsed_ms
            if fetched.status == OK:
                found = read_reply(KEYS, fetched.text)
                self.server.keys |= {one["kid"]: one["x"] for one in found["keys"]}
        x = self.server.keys.get(token.kid)
        return x is not None and bool((yield Verify(x, token.signed, token.signature)))


REPLIES: Final[Mapping[str, Field]] = {
    "/v1/authorize": AUTHORIZED,
    "/v1/reports": REPORTED,
    "/v1/release": RELEASED,
}
"""The fields of each path's reply."""


def read_reply(field: Field, text: str | None) -> dict[str, Any]:
    """Parse a server's reply; raises ReplyError with its faults."""
    faults: list[Fault] = []
    try:
        if len(text or "") > MAX_REPLY:
            raise _invalid_reply([Fault("", f"longer than {MAX_REPLY} characters")])
        found = field.parse(read_json(text or ""), "", faults)
    except Malformed as error:
        raise _invalid_reply(error.faults) from None
    if faults or not isinstance(found, dict):
        raise _invalid_reply(faults)
    return found


def _invalid_reply(faults: Sequence[Fault]) -> ReplyError:
    return ReplyError(
        "this is not the reply of a license server of this version (is the address right?): "
        + faults_in_line(faults)
    )


def _demand_results(value: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Every report has its result, in order; raises ReplyError."""
    sent = [one["id"] for one in body.get("reports", ())]
    answered = [one["id"] for one in value.get("results", ())]
    if sent == answered:
        return
    if len(sent) != len(answered):
        raise _invalid_reply([Fault("results", f"must be {len(sent)}, not {len(answered)}")])
    place = next(n for n, one in enumerate(sent) if one != answered[n])
    what = f"must be {shown(sent[place])}, not {shown(answered[place])}"
    raise _invalid_reply([Fault(f"results[{place}].id", what)])


def _is_standby(value: Mapping[str, Any]) -> bool:
    return any(one["reason"] == Reason.STANDBY for one in value.get("results", [value]))


def _demand_accepted(fetched: Fetched) -> None:
    status = fetched.status
    if status is not None and status in REQUEST_REFUSED and status != SLOW:
        why = _message(fetched.text or "") or "no reason given"
        raise RemoteError(f"the license server refuses this request (HTTP {status}): {why}")


def _message(text: str) -> str | None:
    """The `message` of a refused request; None without one."""
    try:
        value = read_json(text) if len(text) <= MAX_REPLY else None
    except Malformed:
        return None
    message = value.get("message") if isinstance(value, dict) else None
    return message[:MAX_MESSAGE] if isinstance(message, str) else None


def to_wire(request: Request, now: int) -> tuple[str, dict[str, Any]]:
    """The path and body of a request."""
    client = request.client
    named = {"client": client.uuid, "key": client.key, **_given(_proof(client))}
    if isinstance(request, Ask):
        return "/v1/authorize", named | _given(_ask(request))
    if isinstance(request, Decide):
        use = request.use
        if use.count and not request.report:
            raise AssertionError("a use whose answer can get lost has an identifier (answers_get_lost)")
        decided = {
            "id": request.report or NOTHING,
            "slot": slot_of(now),
            "at": now,
            **_used(use.kind, use.count, use.module),
        }
        return "/v1/reports", {**named, "reports": [decided | {"decide": True, "may_ask": request.may_ask}]}
    if isinstance(request, Deliver):
        return "/v1/reports", {**named, "reports": [_report(one) for one in request.reports]}
    return "/v1/release", named


def _proof(client: ClientIdentity) -> dict[str, Any]:
    """The fields that prove to the server that a request comes from its client (NET-5)."""
    return {"origin": None if client.origin is None else client.origin.text, "password": client.password}


def _ask(ask: Ask) -> dict[str, Any]:
    client = ask.client
    return {
        "product": ask.use.opens,
        "deployment": client.deployment,
        "server_id": client.server_id,
        "serves": client.serves,
        "last_contact_at": ask.last_at,
        "request_id": ask.request,
        "use": ask.use.name,
        "instances": ask.use.asks,
    }


def _report(report: Report) -> dict[str, Any]:
    used = _used("scan" if report.module is None else "page", report.count, report.module)
    return _given({"id": report.id, "slot": report.slot, "at": report.at, "item": report.item, **used})


def _used(kind: str, count: int, module: str | None) -> dict[str, Any]:
    if kind == "page":
        return {"pages": {"module": module, "count": count}}
    return {"scans": count} if kind == "scan" else {"instance": "create"}


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def from_wire(request: Request, value: Mapping[str, Any], token: Token | None) -> Any:
    """What `ClientHalf` expects for a request: a Grant, a Decision, answers and ends, or an Answer."""
    if isinstance(request, Ask):
        if token is None:
            return Grant(_answer(value))
        return Grant(_answer(value), token.listings, token.claims["at"], token.claims["instances"])
    if not isinstance(request, Decide | Deliver):
        return _answer(value)
    ends = {} if token is None else {one.item: one.until for one in token.listings}
    if isinstance(request, Deliver):
        return [_answer(one) for one in value["results"]], ends
    result = value["results"][0]
    return Decision(None if result.get("ask") else _answer(result), ends)


def _answer(value: Mapping[str, Any]) -> Answer:
    reason = None if value["reason"] is None else Reason(value["reason"])
    return Answer(value["answer"], value["rule"], reason, value["item"], value["counted"], value["evidence"])
