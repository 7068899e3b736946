"""The fields of each event of a trace: one table gives their parser and their JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from licensim.rules.input.fault import Fault, shown
from licensim.rules.input.fields import (
    INVALID,
    MAX_INSTANT,
    MAX_QUOTA,
    AnyText,
    Boolean,
    Field,
    Integer,
    Invalid,
    Number,
    OneOf,
    Schema,
    Text,
)
from licensim.rules.input.shapes import Absent, ListOf, Nullable, Object, Tagged, tagged
from licensim.rules.license.products import PRODUCTS
from licensim.rules.license.profile import EDITIONS
from licensim.rules.options.case import MODULES
from licensim.rules.origins.origin import DEPLOYMENTS

SERVES: Final = ("users", "service", "kiosk", "web", "one")
EDGE: Final = Number(0, 1)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle `[x0, y0, x1, y1]` within 0..1; with `some_area` neither side may be 0 (SCAN-7)."""

    some_area: bool

    def parse(self, value: object, path: str, faults: list[Fault]) -> list[float] | Invalid:
        """See `Field.parse`."""
        if not isinstance(value, list) or len(value) != 4:
            what = f"{len(value)} values" if isinstance(value, list) else shown(value)
            faults.append(Fault(path, f"must be [x0, y0, x1, y1], not {what}"))
            return INVALID
        edges = [EDGE.parse(edge, f"{path}[{n}]", faults) for n, edge in enumerate(value)]
        for n, name in enumerate("xy"):
            low, high = edges[n], edges[n + 2]
            if isinstance(low, Invalid) or isinstance(high, Invalid):
                return INVALID
            if low > high or (self.some_area and low == high):
                than = "less than" if self.some_area else "at most"
                faults.append(Fault(path, f"{name}0 must be {than} {name}1"))
        return [edge for edge in edges if not isinstance(edge, Invalid)]

    def schema(self) -> Schema:
        """See `Field.schema`; it cannot compare the edges."""
        return {"type": "array", "items": EDGE.schema(), "minItems": 4, "maxItems": 4}


_NAME: Final = Text()
_CLIENT: Final[dict[str, Field]] = {"client": _NAME}
_SCANNER: Final[dict[str, Field]] = {"client": _NAME, "scanner": _NAME}
_CONFIDENCE: Final = Number(0, 100)
_CODES: Final = ListOf(
    Object(
        {"format": _NAME, "text": AnyText()},
        {"confidence": _CONFIDENCE, "box": Rectangle(some_area=False)},
        title="a code",
        absent_null=True,
    )
)


def _event(name: str, required: dict[str, Field], optional: dict[str, Field] | None = None) -> Object:
    instant = Integer(0, MAX_INSTANT, doc="milliseconds since the epoch, UTC")
    return Object({"t": instant} | required, optional or {}, title=name, absent_null=name != "settings")


def _open(deployment: str) -> Object:
    """Return the fields of `open`: only a page has an origin and an edition."""
    only = Absent("only for deployment browser")
    required: dict[str, Field] = {**_CLIENT, "key": _NAME}
    optional: dict[str, Field] = {
        "product": OneOf(PRODUCTS, doc="what is opened; any product when left out (OPT-2)"),
        "server_id": _NAME,
        "serves": OneOf(SERVES),
        "password": AnyText(),
    }
    if deployment == "browser":
        required["origin"] = Text(max_length=65536, doc="an origin, or any URL in it")
        return _event("open", required, {**optional, "edition": OneOf(tuple(EDITIONS))})
    return _event("open", required, {"origin": only, "edition": only, **optional})


_SETTINGS: Final[dict[str, Field]] = {
    "duplicate_forget_time": Nullable(Integer(-MAX_QUOTA, MAX_QUOTA, doc="milliseconds")),
    "formats": Nullable(ListOf(_NAME)),
    "region": Nullable(Rectangle(some_area=True)),
    "min_confidence": Nullable(_CONFIDENCE),
    "one_d_trust_frames": Nullable(Integer(1, 5)),
}

EVENT: Final[Tagged] = tagged(
    "type",
    {
        "network": _event("network", {"up": Boolean()}),
        "settings": _event("settings", _SCANNER, _SETTINGS),
        "frame": _event("frame", {**_SCANNER, "codes": _CODES}),
        "image": _event("image", {**_CLIENT, "codes": _CODES}, {"scanner": _NAME}),
        "pages": _event("pages", {**_CLIENT, "module": OneOf(MODULES), "count": Integer(1, MAX_QUOTA)}),
        "pause": _event("pause", _SCANNER),
        "close": _event("close", _SCANNER),
        "release": _event("release", _CLIENT),
        "instances": _event("instances", {**_CLIENT, "ask": Integer(1, MAX_QUOTA)}),
        "instance": _event("instance", {**_CLIENT, "op": OneOf(("create", "destroy"))}),
        "clear_storage": _event("clear_storage", _CLIENT),
        "open": tagged("deployment", {one: _open(one) for one in reversed(DEPLOYMENTS)}),
    },
)
"""The fields of a line of a trace."""


def trace_schema() -> Schema:
    """Return one line of a trace as JSON Schema 2020-12.

    The schema checks each line; only a replay checks what spans lines (the order of time, clients that were
    never opened).
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "one line of a licensim trace (JSON lines)",
        **EVENT.schema(),
    }
