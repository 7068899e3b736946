"""The rows of the clock and of the faults."""

from __future__ import annotations

from typing import Final

from licensim.fault_table import ROWS as FAULTS
from licensim.testing.surface.row import Argument, Row, first, option

CLOCK: Final = (
    Row(
        "clock",
        "advance",
        "Move forward by a duration, and do everything that is due until then.",
        tuple(option(name, "number") for name in ("days", "hours", "minutes", "seconds", "ms")),
    ),
    Row(
        "clock",
        "set",
        "Move forward to an instant: milliseconds, ISO 8601 text, or a Date.",
        (first("when", "Instant"),),
    ),
    Row(
        "clock",
        "advance_to_due",
        "Move to the next instant at which anything changes by itself; null, without a move, for never.",
        gives="number | null",
    ),
    Row("clock", "run", "Go like a real clock from now on."),
    Row("clock", "freeze", "Stand still, as at the beginning of a test."),
    Row(
        "clock",
        "now",
        "The present instant, in milliseconds since the epoch.",
        gives="number",
        reads=True,
        at_once=True,
    ),
    Row(
        "clock",
        "text",
        "The present instant as UTC date and time.",
        gives="string",
        reads=True,
        at_once=True,
    ),
    Row(
        "clock",
        "running",
        "Whether it goes like a real clock.",
        gives="boolean",
        reads=True,
        at_once=True,
    ),
)

ARGUMENTS: Final[dict[str, tuple[Argument, ...]]] = {
    "refuse": (option("number", "Reason | number"), option("times", "number | null")),
    "delay": (first("ms", "number"), option("times", "number | null")),
    "lose_answer": (option("times", "number | null"),),
    "expire": (option("item", "string"), option("in_grace", "boolean")),
    "revoke": (option("item", "string"),),
    "clone": (option("client", "Client"),),
    "clock_back": (
        option("client", "Client"),
        *(option(name, "number") for name in ("hours", "minutes", "seconds")),
    ),
}
"""The arguments of each fault that has any."""

FAULT: Final = (
    *(
        Row(
            "faults",
            row.name,
            f"{row.does[0].upper()}{row.does[1:]}.",
            ARGUMENTS.get(row.name, ()),
            gives="Client" if row.name == "clone" else "Fault",
        )
        for row in FAULTS
        if row.kit is not None
    ),
    Row("faults", "end", "End all faults."),
    Row("fault", "end", "End the fault."),
)

ROWS: Final = (*CLOCK, *FAULT)
