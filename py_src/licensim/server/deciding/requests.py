"""The parsed requests of clients, for `request_handler`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.authority.requests import Ask, Report
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.options.case import ClientIdentity, Use
from licensim.rules.origins.origin import Origin
from licensim.rules.timeline import slot_of, slot_starts_at
from licensim.sessions.trace import ParseOrigin

MAX_HOST: Final = 254
"""The longest host in DNS, a dot at its end included: answers may repeat the host."""


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """`POST /v1/authorize`."""

    ask: Ask
    operation = "authorize"

    @property
    def key(self) -> str:
        """The project's key."""
        return self.ask.client.key

    @property
    def uuid(self) -> str:
        """The client's UUID."""
        return self.ask.client.uuid

    @property
    def origin(self) -> Origin | None:
        """The page's origin; None for a native client."""
        return self.ask.client.origin


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report of a request, or one event to decide before it happens."""

    report: Report
    use: Use
    decide: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class ReportsRequest:
    """`POST /v1/reports`; `origin` and `password` prove that the client was authorized (NET-5)."""

    key: str
    uuid: str
    origin: Origin | None
    password: str | None
    entries: tuple[ReportEntry, ...]
    operation = "reports"


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """`POST /v1/release`; `origin` and `password` as in `ReportsRequest`."""

    key: str
    uuid: str
    origin: Origin | None
    password: str | None
    operation = "release"


@dataclass(frozen=True, slots=True)
class UsageRequest:
    """`GET /v1/projects/{key}/usage`."""

    key: str
    uuid: str | None = None
    origin: Origin | None = None
    operation = "usage"


@dataclass(frozen=True, slots=True)
class JournalRequest:
    """`GET /sim/journal`: the log's entries after a number."""

    key: str
    after: int
    limit: int
    uuid: str | None = None
    origin: Origin | None = None
    operation = "journal"


@dataclass(frozen=True, slots=True)
class Health:
    """`GET /v1/health`."""

    key: str = ""
    uuid: str | None = None
    origin: Origin | None = None
    operation = "health"


Asked = AuthorizeRequest | ReportsRequest | ReleaseRequest | UsageRequest | JournalRequest | Health


def authorize(body: dict[str, Any], header: Origin | None, parse_origin: ParseOrigin) -> AuthorizeRequest:
    """The ask of a parsed body and the Origin header. Raises Malformed if they contradict each other."""
    client = ClientIdentity(
        body["client"],
        body["key"],
        body["deployment"],
        _origin(body, header, parse_origin),
        body.get("server_id"),
        body.get("serves"),
        body.get("password"),
    )
    return AuthorizeRequest(Ask(client, _ask_use(body), body.get("last_contact_at"), body.get("request_id")))


def _origin(body: dict[str, Any], header: Origin | None, parse_origin: ParseOrigin) -> Origin | None:
    """The origin of the client that asks: only a browser has one."""
    if body["deployment"] != "browser":
        if header is not None:
            raise _fault("deployment", "a request with an Origin header comes from a browser")
        if body.get("origin") is not None:
            raise _fault("origin", "only for deployment browser")
        return None
    found = _stated_origin(body, header, parse_origin)
    if found is None:
        raise _fault("origin", "missing: a browser has one")
    return found


def _stated_origin(body: dict[str, Any], header: Origin | None, parse_origin: ParseOrigin) -> Origin | None:
    """A browser's Origin header decides; a body that contradicts it is refused."""
    text = body.get("origin")
    stated = None if text is None else parse_origin(text)
    if text is not None and stated is None:
        raise _fault("origin", "not a URL")
    if stated is not None and len(stated.host) > MAX_HOST:
        raise _fault("origin", f"its host has more than {MAX_HOST} characters")
    if header is not None and stated is not None and stated != header:
        raise _fault("origin", f"contradicts the Origin header, {header.text}")
    return header or stated


def _ask_use(body: dict[str, Any]) -> Use:
    kind, _, module = body.get("use", "open").partition(":")
    asks = body.get("instances", 1)
    if "instances" in body and "use" not in body:
        kind = "instance"
    opens = body.get("product") if kind == "open" else None
    return Use(kind, 0, module or None, asks, opens)


def reports(body: dict[str, Any], header: Origin | None, parse_origin: ParseOrigin) -> ReportsRequest:
    """The reports of a parsed body. Raises Malformed if it contradicts the Origin header."""
    entries = tuple(_entry(one) for one in body["reports"])
    origin = _stated_origin(body, header, parse_origin)
    return ReportsRequest(body["key"], body["client"], origin, body.get("password"), entries)


def _entry(one: dict[str, Any]) -> ReportEntry:
    slot = one["slot"]
    at = one.get("at", slot_starts_at(slot))
    use = _use(one)
    report = Report(one["id"], slot_of(at), at, use.count, use.module, one.get("item"))
    return ReportEntry(report, use, one.get("decide", False), one.get("may_ask", False))


def _use(one: dict[str, Any]) -> Use:
    if "pages" in one:
        return Use("page", one["pages"]["count"], one["pages"]["module"])
    return Use("scan", one["scans"]) if "scans" in one else Use("instance")


def release(body: dict[str, Any], header: Origin | None, parse_origin: ParseOrigin) -> ReleaseRequest:
    """The release of a parsed body. Raises Malformed if it contradicts the Origin header."""
    origin = _stated_origin(body, header, parse_origin)
    return ReleaseRequest(body["key"], body["client"], origin, body.get("password"))


def _fault(path: str, what: str) -> Malformed:
    return Malformed((Fault(path, what),))
