"""Values to JSON and back, fast: for bodies, parameters of statements, and records."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson

from_json: Final = orjson.loads
"""The value of JSON that `to_json` wrote, its integers below 2**64."""


def to_json_bytes(value: Any) -> bytes:
    """JSON in UTF-8, without spaces; ASCII with escapes if UTF-8 or 64 bits are not enough."""
    try:
        return orjson.dumps(value)
    except TypeError:  # half of a surrogate pair, or a larger integer
        return json.dumps(value, separators=(",", ":")).encode()


def to_json(value: Any) -> str:
    """The same as text."""
    return to_json_bytes(value).decode()
