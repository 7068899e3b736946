"""Instants of logs: text, timestamps, or numbers that count seconds, milliseconds, micro- or nanoseconds."""

from __future__ import annotations

from typing import Final

from licensim.plan.tables import Tables

SECONDS_BELOW: Final = 10**11
MILLIS_BELOW: Final = 10**14
MICROS_BELOW: Final = 10**17
"""Where a number of one unit ends and of the next begins: milliseconds from 1973 to 5138."""

_WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


def instant(tables: Tables, column: str, kind: str) -> tuple[str, str]:
    """SQL for the milliseconds of a column of `opened`, of this type, and for whether it counts seconds.

    Text without a zone is UTC, as are timestamps without one.
    """
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"epoch_ms({column})", "false"
    if kind in _WHOLE:
        ((low, high),) = tables.rows(f'select min({column}), max({column}) from "opened"')
        if low is not None and low >= SECONDS_BELOW and high < MILLIS_BELOW:
            return column, "false"
        return _whole(f"{column}"), f"abs({column}) < {SECONDS_BELOW}"
    number = f"try_cast({column} as double)"
    fraction = (
        f"(case when abs({number}) < {SECONDS_BELOW} then round({number} * 1000) else round({number}) end)"
    )
    is_seconds = f"abs({number}) < {SECONDS_BELOW}"
    # A cast of text to a whole number would round a fraction away.
    has_fraction = f"contains(cast({column} as varchar), '.')"
    whole = f"(case when {has_fraction} then null else try_cast({column} as bigint) end)"
    numbers = f"coalesce({_whole(whole)}, try_cast({fraction} as bigint))"
    if kind != "VARCHAR":
        return numbers, is_seconds
    stamp = f"epoch_ms(try_cast({column} as timestamptz))"
    return f"coalesce({numbers}, {stamp})", f"coalesce({is_seconds}, false)"


def _whole(number: str) -> str:
    """SQL for the milliseconds of a whole number of any unit."""
    return (
        f"(case when abs({number}) < {SECONDS_BELOW} then {number} * 1000"
        f" when abs({number}) < {MILLIS_BELOW} then {number}"
        f" when abs({number}) < {MICROS_BELOW} then {number} // 1000 else {number} // 1000000 end)::bigint"
    )
