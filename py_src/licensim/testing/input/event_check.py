"""Checks the events of a test against the fields of a trace, before any client acts."""

from __future__ import annotations

import json
from typing import Any

from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.json_text import read_json
from licensim.sessions.trace_fields import EVENT
from licensim.testing.errors import KitError


def demand_sound(event: dict[str, Any], at: int) -> None:
    """Raise Malformed, with every fault, for an event that is invalid in a trace (DESIGN, Trace).

    Raises KitError for a value that is neither text, number, truth value, list nor mapping.

    >>> demand_sound({"type": "settings", "scanner": "s", "duplicateForgetTime": 3}, 0)
    Traceback (most recent call last):
        ...
    licensim.rules.input.fault.Malformed: duplicateForgetTime: unknown field of settings
    """
    faults: list[Fault] = []
    line = json.dumps({"t": at, "client": "it", **event}, default=_no_json)
    EVENT.parse(read_json(line), "", faults)
    if faults:
        raise Malformed(tuple(faults))


def _no_json(value: object) -> object:
    raise KitError(
        f"{value!r} cannot be in a trace, which has texts, numbers, true, false, null, lists and mappings"
    )
