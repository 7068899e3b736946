"""Faults: what is wrong with an input, where, all of it at once (ITEM-5).

Bad input raises `Malformed`, which carries one `Fault` for each thing that is wrong. A fault is short
and exact: a JSON path, and what must be otherwise. Only the first
hundred faults are kept, and the number of the others: a hostile input must not fill the memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from licensim.rules.answer import LicensimError

MAX_FAULTS: Final = 100
MAX_QUOTED: Final = 40
PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
KINDS: Final[dict[type, str]] = {
    dict: "an object",
    list: "a list",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    `path` is the JSON path from the root (`projects[0].items[2].quota`; empty: the root itself, shown
    as `$`). `what` says what is wrong. `line` is the line of
    the trace or document, from 1; None where there is no text.

    >>> str(Fault("t", "missing", 3))
    '3: t: missing'
    """

    path: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        place = "" if self.line is None else f"{self.line}: "
        return f"{place}{self.path or '$'}: {self.what}"


class Faults(list[Fault]):
    """The first `MAX_FAULTS` faults of an input; `more` counts those that are not kept."""

    def __init__(self, faults: Iterable[Fault] = (), more: int = 0) -> None:
        super().__init__()
        self.more = more
        self.extend(faults)

    def append(self, fault: Fault) -> None:
        """Add a fault."""
        if len(self) < MAX_FAULTS:
            super().append(fault)
        else:
            self.more += 1

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add faults."""
        for one in faults:
            self.append(one)

    def clear(self) -> None:
        """Remove all faults."""
        super().clear()
        self.more = 0


class Malformed(LicensimError):
    """Invalid input.

    `faults` are its faults, at most `MAX_FAULTS`; `more` is how many others there are.
    """

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        super().__init__("\n".join([*map(str, self.faults), *([f"and {more:,} more"] if more else [])]))


def shown(value: object) -> str:
    """Return `value` as a fault quotes it: strings and numbers shortened, the rest by kind.

    >>> shown("weekly"), shown(-5), shown(True), shown([1])
    ('"weekly"', '-5', 'true', 'a list')
    """
    if isinstance(value, str):
        return json.dumps(value if len(value) <= MAX_QUOTED else value[:MAX_QUOTED] + "...")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "a number of more than 20 digits"
    if isinstance(value, float | Decimal):
        return f"{value:.20g}" if isinstance(value, Decimal) else repr(value)
    return next((name for kind, name in KINDS.items() if isinstance(value, kind)), "no JSON value")


def member(path: str, key: object) -> str:
    """Return the path of `key` in the object at `path`; odd keys are quoted.

    >>> member("", "t"), member("projects[0]", "key"), member("a", "b c")
    ('t', 'projects[0].key', 'a["b c"]')
    """
    if not isinstance(key, str) or not PLAIN_KEY.fullmatch(key):
        return f"{path}[{shown(key)}]"
    return f"{path}.{key}" if path else key
