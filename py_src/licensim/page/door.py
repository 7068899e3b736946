"""The door itself, as the worker holds it: one callable, a string in and a string out.

`call` takes `{"op": NAME, ...}` and returns `{"ok": {...}}` or `{"error": {"name", "message", "faults"}}`.
"""

from __future__ import annotations

from typing import Final

from licensim.page.operations import Operations, perform_text
from licensim.page.ports import ascii_host, new_id, parse_origin

_OPERATIONS: Final = Operations(ascii_host, parse_origin, new_id)


def call(text: str) -> str:
    """Perform one operation."""
    return perform_text(_OPERATIONS, text)
