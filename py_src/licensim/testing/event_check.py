"""What a client is told to do, held against the fields of a trace: mistakes are named before anybody acts."""

from __future__ import annotations

import json
from typing import Any

from licensim.rules.fault import Fault, Malformed
from licensim.rules.json_text import read_json
from licensim.trace_fields import EVENT


def demand_sound(event: dict[str, Any], at: int) -> None:
    """Raise Malformed, with every fault, for an event that no trace could state (DESIGN, Trace).

    >>> demand_sound({"type": "settings", "scanner": "s", "duplicateForgetTime": 3}, 0)
    Traceback (most recent call last):
        ...
    licensim.rules.fault.Malformed: duplicateForgetTime: unknown field of settings
    """
    faults: list[Fault] = []
    line = json.dumps({"t": at, "client": "it", **event}, default=repr)
    EVENT.parse(read_json(line), "", faults)
    if faults:
        raise Malformed(tuple(faults))
