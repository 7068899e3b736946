"""Performs a call of TypeScript: finds its row in the table, and names its arguments as Python does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from licensim.testing.door.tests import OneTest
from licensim.testing.errors import KitError
from licensim.testing.surface.row import Row, snake, snake_keys


def perform(
    test: OneTest, row: Row, thing: object, positional: Sequence[Any], named: Mapping[str, Any]
) -> Any:
    """Call a method of a thing or read its property; raises KitError for unknown or missing arguments."""
    found = getattr(thing, row.name)
    given = found if row.reads else found(*_placed(test, row, positional), **_named(test, row, named))
    return None if row.gives == "void" else test.to_json(given)


def _placed(test: OneTest, row: Row, given: Sequence[Any]) -> list[Any]:
    """Return the arguments that come first."""
    wanted = row.positional
    if wanted and wanted[0].type.startswith("..."):
        return [test.from_json(one) for one in given]
    if len(given) != len(wanted):
        raise KitError(f"{row.camel} takes {', '.join(one.name for one in wanted) or 'no argument'}")
    return [test.from_json(one) for one in given]


def _named(test: OneTest, row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the last argument by their Python names."""
    unknown = [name for name in given if name not in row.named]
    if unknown and not row.fields:
        there_are = ", ".join(row.named) or "no options"
        raise KitError(f"{row.camel} has no option {unknown[0]!r}, there are {there_are}")
    known = {row.named[name].name: test.from_json(one) for name, one in given.items() if name in row.named}
    return known | {snake(name): snake_keys(given[name]) for name in unknown}
