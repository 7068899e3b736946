"""Statements that are sent together: to PostgreSQL in one round trip for any number.

They are written with SQLAlchemy and compiled once; then the driver itself is called, because only the driver
has pipelines. Its errors become SQLAlchemy's.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

_HAS_PIPELINES: Final = psycopg.Pipeline.is_supported()


_LIMIT: Final = "licensim.limit"
_DEADLINE: Final = "licensim.deadline"


class Step(NamedTuple):
    """A statement with its values; with a list of values on SQLite, it is executed for each."""

    text: str
    values: Any
    reads: bool


class Prepared:
    """A statement for the driver of a dialect, compiled at first use."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        self._statement = statement
        self._dialect = dialect

    def step(self, values: Mapping[str, Any]) -> Step:
        """The statement with values by name."""
        text, names, fixed = self._compiled
        named = {**fixed, **values}
        given = named if names is None else [named[name] for name in names]
        return Step(text, given, self._statement.is_select)

    def for_each(self, rows: Sequence[Sequence[Any]]) -> Step:
        """On SQLite: the statement for each of these rows, whose values are in its order."""
        return Step(self._compiled[0], rows, reads=False)

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[str] | None, Mapping[str, Any]]:
        """The text, the names of its positional values if it has any, and its fixed values."""
        compiled: Any = self._statement.compile(dialect=self._dialect)  # type: ignore[attr-defined]
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), compiled.positiontup, fixed


def limit_statements(info: dict[Any, Any], seconds: float) -> None:
    """Set how long a statement may take on the SQLite connection with this `info` (see `is_over`)."""
    info[_LIMIT] = seconds


def begin_statement(connection: Connection) -> None:
    """Start the time of a statement."""
    connection.info[_DEADLINE] = time.monotonic() + connection.info[_LIMIT]


def is_over(info: dict[Any, Any]) -> bool:
    """Whether the time of the connection's current statement is over."""
    deadline: float = info.get(_DEADLINE, math.inf)
    return time.monotonic() > deadline


def send(connection: Connection, steps: Sequence[Step], commit: bool = False) -> list[Sequence[Any]]:
    """Execute statements in order, in the open transaction; return the rows of those that read.

    Nothing is committed unless all succeed. Raises SQLAlchemy's DBAPIError for the first that fails.
    """
    if connection.dialect.name == "sqlite":
        found = _translated(connection, partial(_one_by_one, connection), steps)
    else:
        found = _translated(connection, _in_pipeline, [*steps, _COMMIT] if commit else steps)
    if commit:
        connection.commit()  # on PostgreSQL it is committed already: this informs SQLAlchemy
    return found


_COMMIT: Final = Step("COMMIT", None, reads=False)


def _one_by_one(connection: Connection, driver: Any, steps: Sequence[Step]) -> list[Sequence[Any]]:
    found = []
    for step in steps:
        begin_statement(connection)
        if step.reads:
            found.append(driver.execute(step.text, step.values).fetchall())
        else:
            driver.executemany(step.text, step.values)
    return found


def _in_pipeline(driver: Any, steps: Sequence[Step]) -> list[Sequence[Any]]:
    with driver.pipeline() if _HAS_PIPELINES and len(steps) > 1 else nullcontext():
        sent = [driver.execute(step.text, step.values) for step in steps]
    return [cursor.fetchall() for step, cursor in zip(steps, sent, strict=True) if step.reads]


def _translated(connection: Connection, execute: Any, steps: Sequence[Step]) -> list[Sequence[Any]]:
    """Call the driver; its errors become SQLAlchemy's, and a broken connection is not used again."""
    driver = connection.connection.driver_connection
    base = connection.dialect.loaded_dbapi.Error
    try:
        found: list[Sequence[Any]] = execute(driver, steps)
    except base as error:
        lost = connection.dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None, None, error, base, connection_invalidated=lost, dialect=connection.dialect
        ) from error
    return found
