"""Small licenses for tests, with the other fields filled in."""

from __future__ import annotations

import json
from typing import Any

from licensim.hosts import ascii_host, parse_origin
from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.conversation import converse
from licensim.rules.documents.document import Document, parse_document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options.case import ClientIdentity
from licensim.sessions.simulation import Simulation

START = 1_767_225_600_000
"""The first millisecond of 2026, which begins a day and a slot."""
SLOT, DAY = 180_000, 86_400_000
YEAR, WEEK = 365 * DAY, 7 * DAY
ORIGIN = "https://app.example.com"
FIELDS: dict[str, dict[str, Any]] = {
    "per_barcode_scan": {"quota": 3},
    "per_page": {"quota": 3, "module": "core"},
    "per_client_device": {"quota": 3, "deployment": "browser", "period": "daily"},
    "per_server": {"quota": 3},
    "per_domain": {"domain": "example.com"},
    "per_concurrent_device": {"quota": 3},
    "per_concurrent_instance": {"quota": 3},
}


def item(option: str, identity: str | None = None, **fields: Any) -> dict[str, Any]:
    """An item in force for a year from START; its id is by default the option's name."""
    term = {"starts_at": START, "expires_at": START + YEAR}
    return {"id": identity or option, "option": option, **term, **FIELDS[option], **fields}


def value(*items: dict[str, Any], profile: str = "v2.2.19", **project: Any) -> dict[str, Any]:
    """A document of one project with key K, as a JSON value."""
    return {"profile": profile, "projects": [{"key": "K", **project, "items": list(items)}]}


def document(*items: dict[str, Any], profile: str = "v2.2.19", **project: Any) -> Document:
    """That document, parsed."""
    return parse_document(json.dumps(value(*items, profile=profile, **project)), ascii_host)


def client(
    uuid: str = "u", deployment: str = "browser", origin: str | None = ORIGIN, **fields: Any
) -> ClientIdentity:
    """A client of project K; only a browser has an origin."""
    parsed = parse_origin(origin) if origin is not None and deployment == "browser" else None
    return ClientIdentity(uuid, "K", deployment, parsed, **fields)


def codes(*texts: str) -> list[dict[str, Any]]:
    """Codes of a frame, each `FORMAT|TEXT` or the text of a QR code."""
    pairs = [text.split("|", 1) if "|" in text else ("QRCode", text) for text in texts]
    return [{"format": format_name, "text": text} for format_name, text in pairs]


class World(Simulation):
    """A simulation of one document; `do` plays an event of a client, and opens the client first if needed."""

    def open(self, now: int, name: str = "a", deployment: str = "browser", **fields: Any) -> Answer:
        """Open a client of project K."""
        event: dict[str, Any] = {"type": "open", "client": name, "key": "K", "deployment": deployment}
        if deployment == "browser":
            event["origin"] = parse_origin(fields.pop("origin", ORIGIN))
        return self.handle({**event, **fields}, now)

    def do(self, kind: str, now: int, name: str = "a", **fields: Any) -> Answer:
        """Play an event of an open client."""
        return self.handle({"type": kind, "client": name, **fields}, now)

    def frame(self, now: int, *texts: str, name: str = "a", scanner: str = "s") -> Answer:
        """Show a frame of codes to a scanner."""
        return self.do("frame", now, name, scanner=scanner, codes=codes(*texts))

    @property
    def ledger(self) -> MemoryLedger:
        """The ledger of project K."""
        return self._ledgers["K"]

    def used(self, of: str, now: int) -> dict[str, Any]:
        """The recorded usage of an item."""
        usage: dict[str, Any] = self.summary(now)["items"][of]
        return usage


def world(*items: dict[str, Any], reports: Any = None, profile: str = "v2.2.19", **project: Any) -> World:
    """The world of a document of these items."""
    return World(document(*items, profile=profile, **project), reports)


class Alone:
    """One client half and one authority without a transport between them; `reachable` is the network."""

    def __init__(self, licenses: Document, who: ClientIdentity, store: Any = None, **options: Any) -> None:
        self.ledger = MemoryLedger()
        self.authority = Authority(licenses, lambda _key: self.ledger)
        self.ids = 0
        self.edition = ClientHalf(who, store, self.new_id, **options)
        self.reachable = True

    def new_id(self) -> str:
        """Identifiers by number."""
        self.ids += 1
        return f"id-{self.ids}"

    def do(self, kind: str, now: int, server_now: int | None = None, **fields: Any) -> Answer:
        """Play an event at the client's `now`; the server's clock may show another instant."""
        talk = self.edition.handle({"type": kind, **fields}, now)
        at = now if server_now is None else server_now
        answer = converse(talk, self.authority if self.reachable else None, at)
        self.edition.settle()
        return answer
