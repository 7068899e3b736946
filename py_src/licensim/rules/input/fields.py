"""Field definitions: one description that parses a JSON value and yields its JSON Schema.

License documents and traces are described by values of these classes (scalars here, lists and objects in
`shapes`). `parse` turns a JSON value into a checked one and appends a `Fault` for everything wrong with
it, without stopping at the first; `schema` is the same definition as JSON Schema 2020-12. No field has
a default: what is absent stays absent (ITEM-5).

An invalid scalar parses to `INVALID`; objects then leave it out, and lists keep `INVALID` in its place, so
that checks that span several fields still run on the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from licensim.rules.input.fault import Fault, shown

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
MAX_DECIMALS: Final = 30
MAX_QUOTA: Final = 2**53 - 1
MAX_INSTANT: Final = 8_640_000_000_000_000
"""The last instant of a JavaScript `Date`, in milliseconds since the epoch (TIME-1)."""

Schema = dict[str, Any]


class Invalid:
    """The type of `INVALID`, the result for an invalid value."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Field(Protocol):
    """What every definition can do."""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """Return the checked `value`, or INVALID; append everything wrong with it to `faults`."""

    def schema(self) -> Schema:
        """Return this definition as JSON Schema 2020-12."""


def integral(value: object) -> int | None:
    """Return the integer that a JSON number denotes (`3`, `3.0`, `3e2`), None if it is not an integer.

    >>> integral(3), integral(3.0), integral(3.5), integral(True)
    (3, 3, None, None)
    """
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    # A larger exponent would be an integer of up to millions of digits, beyond every range here.
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20:
        return int(value) if value == value.to_integral_value() else None
    return None


@dataclass(frozen=True, slots=True)
class Integer:
    """An integer from `minimum` to `maximum`, both included; true and false are not integers."""

    minimum: int
    maximum: int
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> int | Invalid:
        """See `Field.parse`."""
        number = integral(value)
        if number is None:
            faults.append(Fault(path, f"must be an integer, not {shown(value)}"))
        elif self.minimum <= number <= self.maximum:
            return number
        else:
            faults.append(_outside(path, self.minimum, self.maximum, number))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"type": "integer", "minimum": self.minimum, "maximum": self.maximum}, self.doc)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `minimum` to `maximum`, both included."""

    minimum: int
    maximum: int
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> float | Invalid:
        """See `Field.parse`."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            faults.append(Fault(path, f"must be a number, not {shown(value)}"))
        elif self.minimum <= value <= self.maximum:  # false for NaN
            return value
        else:
            faults.append(_outside(path, self.minimum, self.maximum, value))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"type": "number", "minimum": self.minimum, "maximum": self.maximum}, self.doc)


@dataclass(frozen=True, slots=True)
class Fraction:
    """An exact decimal from 0 to `maximum`, with at most 30 decimal places."""

    maximum: int
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> Decimal | Invalid:
        """See `Field.parse`."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            faults.append(Fault(path, f"must be a number, not {shown(value)}"))
            return INVALID
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite() or not 0 <= number <= self.maximum:
            faults.append(_outside(path, 0, self.maximum, value))
        elif int(number.as_tuple().exponent) < -MAX_DECIMALS:
            faults.append(Fault(path, f"must have at most {MAX_DECIMALS} decimal places"))
        else:
            return number
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"type": "number", "minimum": 0, "maximum": self.maximum}, self.doc)


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false."""

    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> bool | Invalid:
        """See `Field.parse`."""
        if isinstance(value, bool):
            return value
        faults.append(Fault(path, f"must be true or false, not {shown(value)}"))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"type": "boolean"}, self.doc)


@dataclass(frozen=True, slots=True)
class Text:
    """A name: a string of 1 to `max_length` characters, without control characters."""

    max_length: int = 255
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        if not isinstance(value, str):
            what = f"must be a string, not {shown(value)}"
        elif not value:
            what = "must not be empty"
        elif len(value) > self.max_length:
            what = f"must be at most {self.max_length} characters, not {len(value)}"
        elif value.isprintable():
            return value
        elif CONTROL.search(value):
            what = "must not contain control characters"
        elif LONE_SURROGATE.search(value):
            what = "must not contain a lone surrogate"
        else:
            return value
        faults.append(Fault(path, what))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`. It cannot forbid lone surrogates."""
        # Not `^[^...]*$`: engines differ in whether `$` lies before a newline at the end.
        control = {"pattern": r"[\u0000-\u001f\u007f-\u009f]"}
        bounds = {"type": "string", "minLength": 1, "maxLength": self.max_length, "not": control}
        return _with_doc(bounds, self.doc)


@dataclass(frozen=True, slots=True)
class HostName(Text):
    """A host name or IP address as text; two flags say how `document` reads it.

    `wildcard`: it may begin with `*.`, for all hosts below. `is_owned`: it names something that can be owned,
    so a public suffix is a fault, and a leading `*.` is removed (DOM-5).
    """

    wildcard: bool = False
    is_owned: bool = False


@dataclass(frozen=True, slots=True)
class AnyText:
    """Any string, as a barcode may hold it: empty, with control characters, with lone surrogates."""

    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        if isinstance(value, str):
            return value
        faults.append(Fault(path, f"must be a string, not {shown(value)}"))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"type": "string"}, self.doc)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few strings."""

    values: tuple[str, ...]
    doc: str = ""

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        if isinstance(value, str) and value in self.values:
            return value
        one_of = self.values[0] if len(self.values) == 1 else f"one of {', '.join(self.values)}"
        faults.append(Fault(path, f"must be {one_of}, not {shown(value)}"))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return _with_doc({"enum": list(self.values)}, self.doc)


def _outside(path: str, minimum: int, maximum: int, value: object) -> Fault:
    return Fault(path, f"must be {minimum} to {maximum}, not {shown(value)}")


def _with_doc(schema: Schema, doc: str) -> Schema:
    return {**schema, "description": doc} if doc else schema
