"""Lines of a JSON text: where in it a path lies, so that a fault in a file can be found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from licensim.rules.fault import Fault, member

TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[][{},:]|[^][{},:"\s]+')


def located(faults: list[Fault], text: str) -> list[Fault]:
    """Return the faults of a sound JSON `text` with their lines, in that order.

    What is missing has no line: it gets that of the object that it is missing from.
    """
    lines = dict(path_lines(text))
    found = [replace(fault, line=_line(fault.path, lines)) for fault in faults]
    return sorted(found, key=lambda fault: fault.line or 0)


def _line(path: str, lines: dict[str, int]) -> int:
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


@dataclass(slots=True)
class _Open:
    """An object or list that has begun: `at` is the path of its value that comes next."""

    path: str
    position: int | None
    at: str


def path_lines(text: str) -> Iterator[tuple[str, int]]:
    r"""Yield every path of a sound JSON text with the line, from 1, on which its value begins.

    >>> list(path_lines('{"a":\n [1,\n 2]}'))
    [('', 1), ('a', 2), ('a[0]', 2), ('a[1]', 3)]
    """
    outer: list[_Open] = []
    line, end, at, key = 1, 0, "", False
    for token in TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end = token.start()
        sign = token[0]
        if sign in "]}":
            outer.pop()
        elif sign == ",":
            inner = outer[-1]
            key = inner.position is None
            if inner.position is not None:
                inner.position += 1
                inner.at = f"{inner.path}[{inner.position}]"
        elif sign == ":":
            key = False
        elif key:
            outer[-1].at = member(outer[-1].path, json.loads(sign))
        else:
            at = outer[-1].at if outer else ""
            yield at, line
            if sign in "[{":
                outer.append(_Open(at, 0 if sign == "[" else None, f"{at}[0]"))
                key = sign == "{"
