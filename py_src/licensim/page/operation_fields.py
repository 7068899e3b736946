"""The fields of each operation of the door, checked before it is performed: all faults at once (ITEM-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.rules.input.fields import (
    MAX_INSTANT,
    MAX_QUOTA,
    AnyText,
    Boolean,
    Field,
    Integer,
    OneOf,
    Text,
)
from licensim.rules.input.shapes import ListOf, Object
from licensim.rules.license.products import PRODUCTS
from licensim.rules.license.profile import EDITIONS
from licensim.rules.origins.origin import DEPLOYMENTS
from licensim.sessions.trace_fields import SERVES

_ANY_TEXT: Final = AnyText()
_ORIGIN: Final = Object(
    {"scheme": OneOf(("http", "https")), "host": Text()},
    {"port": Integer(0, 65_535)},
    title="an origin",
    absent_null=True,
)


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value: another check follows."""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        return value

    def schema(self) -> dict[str, Any]:
        """See `Field.schema`."""
        return {}


FIELDS: Final[dict[str, Field]] = {
    "session": Integer(1, MAX_QUOTA),
    "now": Integer(0, MAX_INSTANT),
    "at": Integer(-MAX_INSTANT, MAX_INSTANT),
    "uuid": Text(),
    "report": Text(),
    "key": _ANY_TEXT,
    "document": _ANY_TEXT,
    "deployment": OneOf(DEPLOYMENTS),
    "origin": _ORIGIN,
    "server_id": Text(),
    "serves": OneOf(SERVES),
    "password": _ANY_TEXT,
    "tenant_suffixes": ListOf(_ANY_TEXT),
    "product": OneOf(PRODUCTS),
    "edition": OneOf(tuple(EDITIONS)),
    "reports": OneOf(("slot", "immediate")),
    "server": _ANY_TEXT,
    "standby": _ANY_TEXT,
    "snapshot": _ANY_TEXT,
    "entries": ListOf(_ANY_TEXT),
    "reset": Boolean(),
    "committed": Boolean(),
    "up": Boolean(),
    "host": _ANY_TEXT,
    "trace": _ANY_TEXT,
    "acts": Anything(),
    "line": Integer(1, MAX_QUOTA),
    "story": _ANY_TEXT,
    "cast": Anything(),
    "prices": _ANY_TEXT,
    "here": Text(max_length=65_536),
    "day": Integer(0, MAX_INSTANT),
    "event": Anything(),
    "opening": Anything(),
    "t": Integer(0, MAX_INSTANT),
    "client": Text(),
    "copy": Text(),
    "full": Boolean(),
    "anew": Boolean(),
    "ms": Integer(-MAX_INSTANT, MAX_INSTANT),
    "most": Integer(0, MAX_QUOTA),
    "fetched": Object(
        {"elapsed_ms": Integer(0, MAX_QUOTA)},
        {"status": Integer(0, 999), "text": _ANY_TEXT},
        title="what was fetched",
        absent_null=True,
    ),
    "usage": _ANY_TEXT,
    "verified": Boolean(),
    "x": _ANY_TEXT,
    "signed": _ANY_TEXT,
    "signature": _ANY_TEXT,
}
"""The fields of all operations; null in an optional field means absent."""

_TIMED: Final = "session now"
REQUIRED: Final[dict[str, str]] = {
    "load": "uuid key now",
    "catch_up": "session",
    "event": _TIMED,
    "decide": _TIMED,
    "begin": _TIMED,
    "flush": _TIMED,
    "trust": "session",
    "resume": "session",
    "settle": "session committed",
    "snapshot": "session",
    "status": _TIMED,
    "network": "session up",
    "verify": "x signed signature",
    "coverage": "session host",
    "forget": _TIMED,
    "check": "document",
    "demo": "now",
    "replay": "trace",
    "sim_load": "t",
    "sim_story": "story key now",
    "sim_event": "t event",
    "sim_cast": "cast document key now here",
    "sim_run": "t",
    "sim_rhythm": "client",
    "sim_license": "document anew",
    "sim_behind": "client ms",
    "sim_full": "client full",
    "sim_costs": "prices",
    "sim_copy": "client copy",
    "sim_status": "client",
    "sim_past": "client line",
    "sim_windows": "client",
}
"""The required fields of each operation."""


def checked(fields: Any) -> dict[str, Any]:
    """Return the fields of an operation, those in `FIELDS` checked.

    Raises Malformed with every fault.
    """
    if not isinstance(fields, dict) or not isinstance(fields.get("op"), str):
        raise Malformed((Fault("op", "must be the name of an operation"),))
    required = REQUIRED.get(fields["op"], "").split()
    faults = Faults(Fault(name, "missing") for name in required if name not in fields)
    found = {}
    for name, value in fields.items():
        if name not in FIELDS:
            found[name] = value
        elif value is not None or name in required:
            found[name] = FIELDS[name].parse(value, name, faults)
    if faults:
        raise Malformed(faults, faults.more)
    return found
