"""The reference of both kits, written from the table.

python -m licensim.testing.surface.markdown > py_src/licensim/testing/REFERENCE.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from licensim.testing.surface.row import Row, camel
from licensim.testing.surface.table import ROWS

HEAD: Final = """\
# Reference of both kits

What a test can call, in Python (pytest) and in TypeScript (Playwright Test). An argument with `=` or `?` may
be left out; in TypeScript these are fields of the last argument, an object. `...` stands for fields that the
rules check: those of an item, a project, a scanner's settings, the options of a test, or what is counted.
[The guide](README.md) has examples. `python -m licensim.testing.surface.markdown` writes this page.
"""
PARTS: Final = {"clock": "licensim.clock", "faults": "licensim.faults", "log": "licensim.log"}


def markdown() -> str:
    """Return the page."""
    return HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    for owner in dict.fromkeys(row.owner for row in ROWS):
        rows = "".join(map(_line, (row for row in ROWS if row.owner == owner)))
        yield f"\n## {PARTS.get(owner, owner)}\n\n| Python | TypeScript | does |\n|---|---|---|\n{rows}"


def _line(row: Row) -> str:
    words = row.words.replace("|", "\\|")
    return f"| `{_python(row)}` | {_typescript(row)} | {words} |\n"


def _python(row: Row) -> str:
    if row.reads:
        return row.name
    given = [one.name if not one.named else f"{one.name}=" for one in row.arguments]
    variadic = [
        f"*{name}" if row.arguments[n].type.startswith("...") else name for n, name in enumerate(given)
    ]
    return f"{row.name}({', '.join([*variadic, *(['...'] if row.fields else [])])})"


def _typescript(row: Row) -> str:
    if row.reads and row.at_once:
        return f"`{row.camel}`"
    first = [f"...{one.name}" if one.type.startswith("...") else camel(one.name) for one in row.positional]
    named = [*(f"{name}?" for name in row.named), *(["..."] if row.fields else [])]
    last = [f"{{ {', '.join(named)} }}"] if named else []
    call = f"{row.camel}({', '.join([*first, *last])})"
    return f"`{call}`" if row.at_once else f"`await {call}`"


if __name__ == "__main__":
    sys.stdout.write(markdown())
