"""The SQL of the ledger by primary key, built once for a dialect.

Every statement names its project, so that a database that distributes by project sends it to one node.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Table,
    bindparam,
    delete,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from licensim.server.schema import OF_PROJECTS, PROJECT, SIMULATION

Row = tuple[Any, ...]
"""The values of a row, its key left out; or the key of a row, its project left out."""


class Statements:
    """The statements for SQLite or PostgreSQL."""

    def __init__(self, dialect: Dialect) -> None:
        self._insert: Any = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
        self._find = {table.name: _finding(table) for table in OF_PROJECTS}
        self._write = {table.name: self._writing(table) for table in OF_PROJECTS}
        self._drop = {table.name: delete(table).where(*_is_row(table)) for table in OF_PROJECTS}
        self._add_project = self._insert(PROJECT).on_conflict_do_nothing()

    def add_projects(self, connection: Connection, projects: Iterable[str]) -> None:
        """Make a row for each project that has none."""
        rows = [{"project": key, "version": 0, "swept_at": 0, "totals": "{}"} for key in projects]
        connection.execute(self._add_project, rows)

    def lock(self, connection: Connection, project: str) -> Row:
        """Lock a project's row; returns (version, swept_at, totals, version of the simulation)."""
        return tuple(connection.execute(_LOCK, {"p": project}).one())

    def save(self, connection: Connection, project: str, version: int, swept_at: int, totals: str) -> None:
        """Write a project's row."""
        values = {"p": project, "version": version, "swept_at": swept_at, "totals": totals}
        connection.execute(_SAVE, values)

    def find(self, connection: Connection, table: Table, project: str, key: Row) -> Row | None:
        """The values of one row; None where there is none."""
        found = connection.execute(self._find[table.name], _named(table, project, key)).one_or_none()
        return None if found is None else tuple(found)[: len(value_columns(table))]

    def write(self, connection: Connection, table: Table, project: str, rows: Iterable[Row]) -> None:
        """Insert rows, or replace those that are there; each row is its key followed by its values."""
        names = [f"p_{one.name}" for one in (*key_columns(table), *value_columns(table))]
        values = [{"p": project, **dict(zip(names, row, strict=True))} for row in rows]
        connection.execute(self._write[table.name], values)

    def drop(self, connection: Connection, table: Table, project: str, keys: Iterable[Row]) -> None:
        """Delete rows."""
        connection.execute(self._drop[table.name], [_named(table, project, key) for key in keys])

    def _writing(self, table: Table) -> Executable:
        columns = (*key_columns(table), *value_columns(table))
        values: dict[str, Any] = {one.name: bindparam(f"p_{one.name}") for one in columns}
        insertion = self._insert(table).values(project=bindparam("p"), **values)
        keys = [one.name for one in table.primary_key]
        changed = {one.name: insertion.excluded[one.name] for one in value_columns(table)}
        if not changed:
            return insertion.on_conflict_do_nothing(index_elements=keys)  # type: ignore[no-any-return]
        return insertion.on_conflict_do_update(index_elements=keys, set_=changed)  # type: ignore[no-any-return]


def key_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table's key below its project, as they stand in the table."""
    return [one for one in table.columns if one.primary_key and one.name != "project"]


def value_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table outside its key."""
    return [one for one in table.columns if not one.primary_key]


def in_project(table: Table) -> ColumnElement[bool]:
    """Whether a row is of the project `p`."""
    return table.c.project == bindparam("p")


def _is_row(table: Table) -> list[ColumnElement[bool]]:
    return [in_project(table), *(one == bindparam(f"p_{one.name}") for one in key_columns(table))]


def _named(table: Table, project: str, key: Row) -> dict[str, Any]:
    names = [f"p_{one.name}" for one in key_columns(table)]
    return {"p": project, **dict(zip(names, key, strict=True))}


def _finding(table: Table) -> Executable:
    # A row of a table without values is found by a column that is always there.
    columns: list[Any] = [*value_columns(table)] or [literal(1)]
    return select(*columns).where(*_is_row(table))


_WORLD: Final = select(SIMULATION.c.version).where(SIMULATION.c.id == 1).scalar_subquery()
_LOCK: Final = (
    select(PROJECT.c.version, PROJECT.c.swept_at, PROJECT.c.totals, _WORLD)
    .where(in_project(PROJECT))
    .with_for_update(of=PROJECT)
)
_SAVE: Final = (
    update(PROJECT)
    .where(in_project(PROJECT))
    .values(version=bindparam("version"), swept_at=bindparam("swept_at"), totals=bindparam("totals"))
)
