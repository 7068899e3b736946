"""The fields of each reply of a license server: clients check replies with them, OpenAPI lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.input.fault import Fault, member, shown
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
from licensim.rules.input.shapes import ListOf, Nullable, Object
from licensim.rules.license.products import PRODUCTS
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULES
from licensim.rules.origins.origin import DEPLOYMENTS

USES: Final = ("open", "scan", *(f"page:{module}" for module in MODULES), "instance")
"""The kinds of use that an ask can be for."""
LISTED: Final = (*USES, *(f"open:{product}" for product in PRODUCTS))
"""The labels of uses that an item of a local license serves; `open:` with the item's product (OPT-2)."""
INSTANT: Final = Integer(0, MAX_INSTANT, doc="milliseconds since the epoch, UTC")
ID: Final = Text(max_length=64)
_COUNT: Final = Integer(0, MAX_QUOTA)
_ITEM: Final = Text(doc="the item charged, or the one that got furthest")


@dataclass(frozen=True, slots=True)
class OptionName:
    """The name of a registered option."""

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        return OneOf(tuple(OPTIONS)).parse(value, path, faults)

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return OneOf(tuple(OPTIONS)).schema()


@dataclass(frozen=True, slots=True)
class Named:
    """An object with any names, each with a value of one `field`."""

    field: Field
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> dict[str, Any] | Invalid:
        """See `Field.parse`; the result has the valid values."""
        if not isinstance(value, dict):
            faults.append(Fault(path, f"must be an object, not {shown(value)}"))
            return INVALID
        parsed = {key: self.field.parse(one, member(path, key), faults) for key, one in value.items()}
        return {key: one for key, one in parsed.items() if one is not INVALID}

    def schema(self) -> Schema:
        """See `Field.schema`."""
        found: Schema = {"type": "object", "additionalProperties": self.field.schema()}
        return {**found, "description": self.doc} if self.doc else found


@dataclass(frozen=True, slots=True)
class EvidenceValue:
    """A value of evidence: any JSON, as it depends on the rule that decided."""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        return value

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {}


@dataclass(frozen=True, slots=True)
class Decided:
    """An object `of` that holds an answer: its number is that of its reason, and a refusal has one."""

    of: Object

    def parse(self, value: object, path: str, faults: list[Fault]) -> dict[str, Any] | Invalid:
        """See `Field.parse`."""
        before = len(faults)
        found = self.of.parse(value, path, faults)
        if isinstance(found, Invalid) or len(faults) > before:
            return found
        reason, number = found["reason"], found["number"]
        expected = None if reason is None else NUMBERS.get(Reason(reason))
        if number != expected:
            of = "an answer without a reason" if reason is None else f"the reason {reason}"
            faults.append(Fault(member(path, "number"), f"must be that of {of}, {expected or 'null'}"))
        if reason is None and found["answer"] == "refused":
            faults.append(Fault(member(path, "reason"), "missing: a refusal has one"))
        return found

    def schema(self) -> Schema:
        """See `Field.schema`; it cannot compare the number with the reason."""
        return self.of.schema()


ANSWER: Final[dict[str, Field]] = {
    "answer": OneOf(("ok", "over", "refused")),
    "reason": Nullable(OneOf(tuple(reason.value for reason in Reason))),
    "number": Nullable(Integer(-30_000, 200, doc="the vendor's number")),
    "rule": Text(max_length=16, doc="the rule that decided"),
    "item": Nullable(_ITEM),
    "counted": Nullable(Integer(0, MAX_QUOTA, doc="what it added")),
    "evidence": Named(EvidenceValue(), doc="what the rule looked at"),
}
LOCAL_LICENSE: Final = Nullable(
    Object({"token": Text(max_length=1 << 20, doc="compact JWS, EdDSA"), "valid_until": INSTANT}, {})
)
AUTHORIZED: Final = Decided(
    Object({**ANSWER, "local_license": LOCAL_LICENSE}, {}, title="the answer to an ask")
)
REPORTED: Final = Object(
    {
        "results": ListOf(
            Decided(Object({"id": ID, **ANSWER}, {"ask": Boolean(doc="the client must ask first (NET-3)")}))
        ),
        "local_license": LOCAL_LICENSE,
    },
    {},
    title="the answers to reports",
)
RELEASED: Final = Decided(Object(ANSWER, {}, title="the answer to a release"))
KEYS: Final = Object(
    {
        "keys": ListOf(
            Object(
                {
                    "kty": OneOf(("OKP",)),
                    "crv": OneOf(("Ed25519",)),
                    "kid": ID,
                    "x": Text(max_length=64, doc="the public key, base64url"),
                },
                {"use": OneOf(("sig",))},
            )
        )
    },
    {},
    title="the public keys of local licenses, as a JWK set",
)
CLAIMS: Final = Object(
    {
        "client": ID,
        "key": AnyText(),
        "deployment": OneOf(DEPLOYMENTS),
        "origin": Nullable(AnyText()),
        "at": INSTANT,
        "instances": _COUNT,
        "reports": Nullable(OneOf(("slot", "immediate"))),
        "listings": ListOf(
            Object(
                {
                    "item": Text(),
                    "uses": ListOf(OneOf(LISTED)),
                    "until": INSTANT,
                    "expires_at": INSTANT,
                    "seat": Boolean(),
                    "rank": _COUNT,
                    "generation": _COUNT,
                    "records_hosts": Boolean(),
                },
                {},
            )
        ),
        "valid_until": INSTANT,
    },
    {},
    title="what a local license states",
)
USAGE: Final = Object(
    {
        "items": Named(
            Object(
                {
                    "option": OptionName(),
                    "quota": Nullable(_COUNT),
                    "answer": OneOf(("ok", "over", "refused")),
                    "alerts": ListOf(_COUNT),
                },
                {
                    "used": _COUNT,
                    "seats": _COUNT,
                    "peak": _COUNT,
                    "sites": ListOf(Text()),
                    "slots": Named(_COUNT),
                    "exceptions": _COUNT,
                },
            ),
            doc="usage by item, as a replay's summary has it",
        )
    },
    {},
    title="usage",
)


def faults_in_line(faults: Sequence[Fault], most: int = 5) -> str:
    """Return faults in one line: the first `most`, and how many more there are.

    >>> faults_in_line([Fault("answer", "missing"), Fault("rule", "missing")], most=1)
    'answer: missing; and 1 more'
    """
    more = [f"and {len(faults) - most} more"] if len(faults) > most else []
    return "; ".join([*map(str, faults[:most]), *more])
