"""A row of the table: a method, or a property, of an object of the kit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: its name in Python, its type in TypeScript.

    `named`: it may be left out, and in TypeScript it is a field of the last argument, an object. Any other
    argument must be given; if its type begins with three dots, it stands for several.
    """

    name: str
    type: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One method or property.

    `words` say what it does. `gives` is its value's type in TypeScript. `fields` is the type of further
    named arguments that the rules check, such as an item's. `reads`: in Python it is read without a call.
    `at_once`: in TypeScript it is no promise. `typescript` is its name there if that is not the Python name
    in camelCase.
    """

    owner: str
    name: str
    words: str
    arguments: tuple[Argument, ...] = ()
    gives: str = "void"
    fields: str = ""
    reads: bool = False
    at_once: bool = False
    typescript: str = ""

    @property
    def camel(self) -> str:
        """Its name in TypeScript."""
        return self.typescript or camel(self.name)

    @property
    def positional(self) -> list[Argument]:
        """The arguments that come first in TypeScript, in their order."""
        return [one for one in self.arguments if not one.named]

    @property
    def named(self) -> Mapping[str, Argument]:
        """The fields of the last argument in TypeScript, by their names there."""
        return {camel(one.name): one for one in self.arguments if one.named}


def first(name: str, kind: str) -> Argument:
    """Return an argument that must be given, by its position in TypeScript."""
    return Argument(name, kind, named=False)


def option(name: str, kind: str) -> Argument:
    """Return an argument that is a field of the last argument in TypeScript."""
    return Argument(name, kind)


def camel(name: str) -> str:
    """Return a Python name as TypeScript spells it.

    >>> camel("advance_to_due"), camel("ms")
    ('advanceToDue', 'ms')
    """
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def snake(name: str) -> str:
    """Return a name of TypeScript as Python and the license document spell it.

    >>> snake("duplicateForgetTime"), snake("one_d"), snake("oneDTrustFrames")
    ('duplicate_forget_time', 'one_d', 'one_d_trust_frames')
    """
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def snake_keys(value: object) -> object:
    """Return a JSON value whose mappings have their keys as Python spells them.

    >>> snake_keys({"startsAt": [{"someKey": 1}]})
    {'starts_at': [{'some_key': 1}]}
    """
    if isinstance(value, dict):
        return {snake(name): snake_keys(one) for name, one in value.items()}
    return [snake_keys(one) for one in value] if isinstance(value, list) else value
