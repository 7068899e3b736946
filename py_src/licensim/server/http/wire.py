"""The fields of every body on the wire: bodies are parsed with them, OpenAPI is made from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.input.fault import Fault, Faults, Malformed, member
from licensim.rules.input.fields import (
    INVALID,
    MAX_INSTANT,
    MAX_QUOTA,
    AnyText,
    Boolean,
    Field,
    Integer,
    Invalid,
    OneOf,
    Schema,
    Text,
)
from licensim.rules.input.json_text import read_json
from licensim.rules.input.shapes import ListOf, Nullable, Object
from licensim.rules.license.products import PRODUCTS
from licensim.rules.options.case import MODULES
from licensim.rules.origins.origin import DEPLOYMENTS
from licensim.rules.timeline import SLOT_MS, slot_of
from licensim.sessions.trace_fields import SERVES
from licensim.transport.reply_fields import ID, INSTANT, USES

MAX_BODY: Final = 1 << 20
"""The largest body that is taken, in bytes."""
MAX_REPORTS: Final = 1000
"""How many reports a body may have; a client sends more in several bodies."""
MAX_FAULT_BYTES: Final = 60_000
"""How long the faults in the answer to malformed input may be, in bytes; the whole is at most 64 KB."""


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    """An object with exactly one of the fields `names`, and further checks that span fields."""

    of: Object
    names: tuple[str, ...]

    def parse(self, value: object, path: str, faults: list[Fault]) -> dict[str, Any] | Invalid:
        """See `Field.parse`."""
        found = self.of.parse(value, path, faults)
        if isinstance(found, Invalid) or not isinstance(value, dict):
            return INVALID
        given = [name for name in self.names if value.get(name) is not None]
        if len(given) != 1:
            faults.append(Fault(path, f"must have exactly one of {', '.join(self.names)}"))
        self._check(found, path, faults)
        return found

    def _check(self, found: dict[str, Any], path: str, faults: list[Fault]) -> None:
        at, slot = found.get("at"), found.get("slot")
        if at is not None and slot is not None and slot_of(at) != slot:
            faults.append(Fault(member(path, "at"), f"must lie in slot {slot}, not in {slot_of(at)}"))
        if found.get("decide"):
            return
        if found.get("instance") is not None:
            faults.append(Fault(member(path, "instance"), "must be decided: an instance is never reported"))
        if found.get("may_ask"):
            faults.append(Fault(member(path, "may_ask"), "only with decide"))

    def schema(self) -> Schema:
        """See `Field.schema`; it cannot compare `at` with `slot`."""
        given = [_given(name, self.of.optional[name].schema()) for name in self.names]
        return {**self.of.schema(), "oneOf": given}


def _given(name: str, schema: Schema) -> Schema:
    return {"required": [name], "properties": {name: schema}}


@dataclass(frozen=True, slots=True)
class AnyEvidence:
    """Any JSON object: evidence, whose fields depend on the rule that decided."""

    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        return value

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {"type": "object", "description": self.doc}


_KEY: Final = Text(doc="the project's key")
_CLIENT: Final = Text(max_length=64, doc="the client's UUID")
_ORIGIN: Final = Text(max_length=65536, doc="the page's origin; a browser's Origin header decides")

AUTHORIZE: Final = Object(
    {"client": _CLIENT, "key": _KEY, "deployment": OneOf(DEPLOYMENTS)},
    {
        "product": OneOf(
            PRODUCTS, doc="what is opened, any product when left out; every other use has its own (OPT-2)"
        ),
        "origin": _ORIGIN,
        "server_id": Text(),
        "serves": OneOf(SERVES),
        "password": AnyText(),
        "last_contact_at": Integer(
            0, MAX_INSTANT, doc="its last authorization, as the client knows it (ID-8)"
        ),
        "request_id": Text(max_length=64, doc="a random identifier, stored before it asks (ID-8)"),
        "instances": Integer(1, MAX_QUOTA, doc="how many instances the machine asks for (CINST-2)"),
        "use": OneOf(USES, doc="what the ask is for (NET-3); open when left out"),
    },
    title="an ask for a local license",
    absent_null=True,
)

_PAGES: Final = Object(
    {"module": OneOf(MODULES), "count": Integer(0, MAX_QUOTA)}, {}, title="pages of one module"
)
REPORT: Final = ExactlyOne(
    Object(
        {"id": ID, "slot": Integer(0, MAX_INSTANT // SLOT_MS, doc="the global number of the slot")},
        {
            "at": Integer(0, MAX_INSTANT, doc="when it began, in its slot; the slot's begin when left out"),
            "scans": Integer(0, MAX_QUOTA),
            "pages": _PAGES,
            "instance": OneOf(("create",), doc="an instance is created (CINST-5)"),
            "item": Text(doc="what the client's local license charged it to"),
            "decide": Boolean(doc="ask before it happens (NET-4, immediate)"),
            "may_ask": Boolean(doc="answer with `ask` where another item could serve, after an ask (NET-3)"),
        },
        title="a report",
        absent_null=True,
    ),
    ("scans", "pages", "instance"),
)
_PROOF: Final[dict[str, Field]] = {"origin": _ORIGIN, "password": AnyText()}
"""The proof that the request is from the authorized client: its origin and session password (NET-5)."""
REPORTS: Final = Object(
    {"client": _CLIENT, "key": _KEY, "reports": ListOf(REPORT, max_items=MAX_REPORTS)},
    _PROOF,
    title="reports of usage",
    absent_null=True,
)
RELEASE: Final = Object({"client": _CLIENT, "key": _KEY}, _PROOF, title="a release", absent_null=True)

DESCRIBED: Final = Object(
    {
        "serves": Boolean(doc="true for a license server; a static site of the same page has false"),
        "version": Text(),
        "controls": Boolean(doc="whether the client may use the controls below /sim/"),
        "keys": ListOf(_KEY),  # none for a client that may not use the controls
        "clock": Object(
            {"now": INSTANT, "frozen": Boolean(), "offset_ms": Integer(-MAX_INSTANT, MAX_INSTANT)}, {}
        ),
    },
    {},
    title="the description of a server",
)
MALFORMED: Final = Object(
    {
        "error": Text(),
        "message": AnyText(),
        "faults": ListOf(
            Object({"path": AnyText(), "what": AnyText()}, {"line": Nullable(Integer(0, MAX_QUOTA))})
        ),
    },
    {"more": Integer(1, MAX_QUOTA, doc="how many more faults there are")},
    title="the faults of a request",
)


def parse_body(field: Field, body: bytes) -> dict[str, Any]:
    """Parse a request's body; raises Malformed with every fault."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Malformed((Fault("", "not UTF-8"),)) from None
    faults = Faults()
    found = field.parse(read_json(text), "", faults)
    if faults or not isinstance(found, dict):
        raise Malformed(faults, faults.more)
    return found


def failure(error: str, message: str) -> dict[str, Any]:
    """The body of an error."""
    return {"error": error, "message": message, "faults": []}


def malformed(error: Malformed) -> dict[str, Any]:
    """The body of a 400: as many faults as it has room for, and the number of the others."""
    kept, size = 0, 0
    for one in error.faults:
        size += len(json.dumps(_fault_value(one))) + len(json.dumps(str(one)))
        if size > MAX_FAULT_BYTES:
            break
        kept += 1
    more = error.more + len(error.faults) - kept
    short = Malformed(error.faults[:kept], more)
    faults = [_fault_value(one) for one in short.faults]
    found = {"error": "Malformed", "message": str(short), "faults": faults}
    return found | ({"more": more} if more else {})


def _fault_value(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "what": fault.what, "line": fault.line}
