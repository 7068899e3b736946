"""The door itself, as the worker holds it: two callables, a string in and a string out.

`call` takes `{"op": NAME, ...}` and returns `{"ok": {...}}` or `{"error": {"name", "message", "faults"}}`.
`frame` is the short way for frames: it takes `NOW AT BODY`, the wall clock and the frame's instant in
milliseconds and what `quick.read_text` reads, each code either `"FORMAT|TEXT"` or
`[format, text, confidence, box]`; it returns `{"answer": ...}`, `{"transact": true}`, an error, or a short
reply of `quick`.
"""

from __future__ import annotations

from typing import Final

from licensim.page.operations import Operations, framing, perform_text
from licensim.page.ports import ascii_host, new_id, parse_origin

_OPERATIONS: Final = Operations(ascii_host, parse_origin, new_id)

frame: Final = framing(_OPERATIONS)
"""Decide one frame."""


def call(text: str) -> str:
    """Perform one operation."""
    return perform_text(_OPERATIONS, text)
