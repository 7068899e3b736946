"""Lists, objects and unions of the definitions in `fields`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from licensim.rules.input.fault import Fault, Faults, member, shown
from licensim.rules.input.fields import INVALID, Field, Invalid, OneOf, Schema
from licensim.rules.input.json_text import Repeated


@dataclass(frozen=True, slots=True)
class Nullable:
    """Null, which parses to None, or what `field` describes."""

    field: Field

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        return None if value is None else self.field.parse(value, path, faults)

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {"anyOf": [self.field.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of at least `min_items` values of one `field`; of at most `max_items` where that is given."""

    field: Field
    min_items: int = 0
    max_items: int | None = None

    def parse(self, value: object, path: str, faults: list[Fault]) -> list[Any] | Invalid:
        """See `Field.parse`; an invalid value stays as INVALID, so that positions do not change."""
        if not isinstance(value, list):
            faults.append(Fault(path, f"must be a list, not {shown(value)}"))
            return INVALID
        if self.max_items is not None and len(value) > self.max_items:
            faults.append(Fault(path, f"must have at most {self.max_items} items, not {len(value)}"))
            return INVALID
        if len(value) < self.min_items:
            faults.append(Fault(path, "must not be empty"))
        return [self.field.parse(one, f"{path}[{n}]", faults) for n, one in enumerate(value)]

    def schema(self) -> Schema:
        """See `Field.schema`."""
        most = {} if self.max_items is None else {"maxItems": self.max_items}
        return {"type": "array", "items": self.field.schema(), "minItems": self.min_items, **most}


@dataclass(frozen=True, slots=True)
class Object:
    """An object with these fields and no others.

    `absent_null`: null in an optional field is as if the field were absent.
    """

    required: Mapping[str, Field]
    optional: Mapping[str, Field]
    title: str = ""
    absent_null: bool = False

    def parse(self, value: object, path: str, faults: list[Fault]) -> dict[str, Any] | Invalid:
        """See `Field.parse`; the result has the valid fields."""
        if not isinstance(value, dict):
            faults.append(Fault(path, f"must be an object, not {shown(value)}"))
            return INVALID
        if isinstance(value, Repeated):
            faults.extend(Fault(member(path, key), "appears more than once") for key in value.repeated)
        found: dict[str, Any] = {}
        for key, one in value.items():
            field = self.required.get(key) or self.optional.get(key)
            if field is None:
                owner = f" of {self.title}" if self.title else ""
                faults.append(Fault(member(path, key), f"unknown field{owner}"))
            elif one is not None or not self.absent_null or key in self.required:
                # The names of fields are plain: no need to quote them as `member` does.
                parsed = field.parse(one, f"{path}.{key}" if path else key, faults)
                if parsed is not INVALID:
                    found[key] = parsed
        if not value.keys() >= self.required.keys():
            faults.extend(Fault(member(path, key), "missing") for key in self.required if key not in value)
        return found

    def with_tag(self, tag: str, name: str) -> Object:
        """Return this with one more required field `tag`, which must be `name`."""
        return replace(self, required={tag: OneOf((name,)), **self.required})

    def schema(self) -> Schema:
        """See `Field.schema`."""
        optional = self.optional
        if self.absent_null:
            optional = {key: _or_null(field) for key, field in optional.items()}
        found: Schema = {"title": self.title} if self.title else {}
        return found | {
            "type": "object",
            "properties": {key: field.schema() for key, field in {**self.required, **optional}.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Absent:
    """A field that this case does not have: only null is valid; `what` says which case has the field."""

    what: str

    def parse(self, value: object, path: str, faults: list[Fault]) -> Invalid:
        """See `Field.parse`."""
        faults.append(Fault(path, self.what))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {"type": "null"}


@dataclass(frozen=True, slots=True)
class Either:
    """A value that one of several fields accepts; if none does, the faults are those of the last one."""

    fields: tuple[Field, ...]

    def parse(self, value: object, path: str, faults: list[Fault]) -> Any:
        """See `Field.parse`."""
        *others, last = self.fields
        for field in others:
            found = Faults()
            parsed = field.parse(value, path, found)
            if not found:
                return parsed
        return last.parse(value, path, faults)

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {"anyOf": [field.schema() for field in self.fields]}


def _either(fields: list[Field]) -> Field:
    """A value that one of these fields accepts; the field itself if all are the same."""
    return fields[-1] if all(one == fields[-1] for one in fields) else Either(tuple(fields))


@dataclass(frozen=True)
class Tagged:
    """An object whose field `tag` says which of the `cases` it is; made by `tagged`.

    If the tag is missing or unknown, the other fields are still checked: each must be valid in one of the
    cases that have it. If it is valid in none, its faults are those of the last case, which is the widest.
    """

    tag: str
    cases: Mapping[str, Object | Tagged]

    def parse(self, value: object, path: str, faults: list[Fault]) -> dict[str, Any] | Invalid:
        """See `Field.parse`."""
        if not isinstance(value, dict):
            faults.append(Fault(path, f"must be an object, not {shown(value)}"))
            return INVALID
        tag = value.get(self.tag)
        if isinstance(tag, str) and tag in self.cases:
            return self.cases[tag].parse(value, path, faults)
        return self.any_case.parse(value, path, faults)

    @cached_property
    def any_case(self) -> Object:
        """Return the object for an unknown tag: a field is required only if all cases require it."""
        cases = [case.any_case if isinstance(case, Tagged) else case for case in self.cases.values()]
        found: dict[str, list[Field]] = {}
        for case in cases:
            for key, field in {**case.required, **case.optional}.items():
                found.setdefault(key, []).append(field)
        known = {key: _either(fields) for key, fields in found.items()}
        shared = {key for key in known if all(key in case.required for case in cases)}
        known[self.tag] = OneOf(tuple(self.cases))
        return Object(
            {key: field for key, field in known.items() if key in shared},
            {key: field for key, field in known.items() if key not in shared},
            absent_null=cases[-1].absent_null,
        )

    def with_tag(self, tag: str, name: str) -> Tagged:
        """Return this with one more required field `tag`, which must be `name`."""
        return Tagged(self.tag, {key: case.with_tag(tag, name) for key, case in self.cases.items()})

    def schema(self) -> Schema:
        """See `Field.schema`."""
        return {"oneOf": [case.schema() for case in self.cases.values()]}


def tagged(tag: str, cases: Mapping[str, Object | Tagged]) -> Tagged:
    """Return the union of `cases`, each of which gets the required field `tag` with its name."""
    return Tagged(tag, {name: case.with_tag(tag, name) for name, case in cases.items()})


def _or_null(field: Field) -> Field:
    return field if isinstance(field, Absent) else Nullable(field)
