"""The line of a JSON text at which a path begins, so that a fault in a file can be found.

Only the wanted paths are built: a deep text has many paths, and each is long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from licensim.rules.input.fault import Fault, member

TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{},:]|[^][{},:"\s]+')


def located(faults: Sequence[Fault], text: str) -> list[Fault]:
    """Return the faults of a valid JSON `text` with their lines, in the order of lines.

    A missing field has no line: its fault gets the line of the object.
    """
    wanted = {path for fault in faults for path in _upwards(fault.path)}
    lines = dict(path_lines(text, wanted))
    found = [replace(fault, line=_line(fault.path, lines)) for fault in faults]
    return sorted(found, key=lambda fault: fault.line or 0)


def _line(path: str, lines: dict[str, int]) -> int:
    return next((lines[one] for one in _upwards(path) if one in lines), 1)


def _upwards(path: str) -> Iterator[str]:
    """The path, then each path that contains it, up to the root."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield path


@dataclass(slots=True)
class _Open:
    """An object or list that has begun: `at` is the path of its next value."""

    path: str
    position: int | None
    at: str

    def next(self) -> bool:
        """Go on to the next value; return whether a key comes before it."""
        if self.position is None:
            return True
        self.position += 1
        self.at = f"{self.path}[{self.position}]"
        return False


def path_lines(text: str, wanted: Container[str]) -> Iterator[tuple[str, int]]:
    r"""Yield each of the `wanted` paths of a valid JSON text with the line, from 1, where its value begins.

    The paths that contain a wanted path must be wanted, too.

    >>> list(path_lines('{"a":\n [1,\n 2], "b": [3]}', {"", "a", "a[1]"}))
    [('', 1), ('a', 2), ('a[1]', 3)]
    """
    outer: list[_Open] = []
    line, end, key, passed = 1, 0, False, 0
    for token in TOKEN.finditer(text):
        sign = token[0]
        if passed:  # inside of a value that is not wanted: look only for its end
            passed += (sign in "[{") - (sign in "]}")
        elif sign in "]}":
            outer.pop()
        elif sign == ",":
            key = outer[-1].next()
        elif sign == ":":
            key = False
        elif key:
            outer[-1].at = member(outer[-1].path, json.loads(sign))
        else:
            at = outer[-1].at if outer else ""
            if at in wanted:
                line += text.count("\n", end, token.start())
                end = token.start()
                yield at, line
            if sign not in "[{":
                continue
            if at in wanted:
                outer.append(_Open(at, 0 if sign == "[" else None, f"{at}[0]"))
                key = sign == "{"
            else:
                passed = 1
