"""The SQL of the ledger by primary key, built once for a dialect.

Every statement names its projects: one, as a rule, or those that share a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from licensim.server.schema import OF_PROJECTS, PROJECT, SIMULATION

Row = tuple[Any, ...]
"""The values of a row, its key left out; or the key of a row, its project left out."""


class Statements:
    """The statements for SQLite or PostgreSQL."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        self._insert: Any = sqlite.insert if self._is_sqlite else postgresql.insert
        self._find = {table.name: _finding(table) for table in OF_PROJECTS}
        self._write = {table.name: self._writing(table) for table in OF_PROJECTS}
        self._drop = {table.name: delete(table).where(*_is_row(table)) for table in OF_PROJECTS}
        self._add_project = self._insert(PROJECT).on_conflict_do_nothing()

    def add_projects(self, connection: Connection, projects: Iterable[str]) -> None:
        """Make a row for each project that has none."""
        rows = [{"project": key, "version": 0, "swept_at": 0, "totals": "{}"} for key in projects]
        connection.execute(self._add_project, rows)

    def lock(self, connection: Connection, projects: Sequence[str], wait: bool) -> dict[str, Row]:
        """Lock the rows of projects: of each (version, swept_at, totals, the world's version).

        Without `wait`, those that somebody else has locked are left out. On SQLite nobody else has.
        """
        if len(projects) > 1 and not self._is_sqlite:
            rows: Any = connection.execute(_LOCK_MANY, {"projects": list(projects)})
        else:
            lock = _LOCK if wait or self._is_sqlite else _LOCK_FREE
            rows = [row for one in projects for row in connection.execute(lock, {"p": one})]
        return {project: tuple(values) for project, *values in rows}

    def find(self, connection: Connection, table: Table, project: str, key: Row) -> Row | None:
        """The values of one row; None where there is none."""
        found = connection.execute(self._find[table.name], _named(table, project, key)).one_or_none()
        return None if found is None else tuple(found)[: len(value_columns(table))]

    def write(self, connection: Connection, table: Table, rows: Iterable[Row]) -> None:
        """Insert rows, or replace those that are there; each row is its project, its key and its values."""
        names = [one.name for one in _columns(table)]
        given: Any = [dict(zip(names, row, strict=True)) for row in rows]
        # On PostgreSQL all rows are one parameter: a driver takes longer for an array than JSON does.
        connection.execute(self._write[table.name], given if self._is_sqlite else {"rows": json.dumps(given)})

    def put(
        self, connection: Connection, table: Table, written: Sequence[Row], dropped: Sequence[Row]
    ) -> None:
        """Write rows, see `write`, and delete others, each given as its project and its key."""
        if written:
            self.write(connection, table, written)
        if dropped:
            keys = [_named(table, project, key) for project, *key in dropped]
            connection.execute(self._drop[table.name], keys)

    def _writing(self, table: Table) -> Executable:
        insertion = self._inserting(table)
        keys = [one.name for one in table.primary_key]
        changed = {one.name: insertion.excluded[one.name] for one in value_columns(table)}
        if not changed:
            return insertion.on_conflict_do_nothing(index_elements=keys)  # type: ignore[no-any-return]
        return insertion.on_conflict_do_update(index_elements=keys, set_=changed)  # type: ignore[no-any-return]

    def _inserting(self, table: Table) -> Any:
        """The insertion of one row on SQLite; elsewhere of all rows of its parameter."""
        columns = _columns(table)
        if self._is_sqlite:
            return self._insert(table).values({one.name: bindparam(one.name) for one in columns})
        rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        typed: list[Any] = [column(one.name, one.type) for one in columns]
        each = rows.table_valued(*typed).render_derived(with_types=True)
        return self._insert(table).from_select(columns, select(*each.c))


def key_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table's key below its project, as they stand in the table."""
    return [one for one in table.columns if one.primary_key and one.name != "project"]


def value_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table outside its key."""
    return [one for one in table.columns if not one.primary_key]


def _columns(table: Table) -> list[Column[Any]]:
    return [table.c.project, *key_columns(table), *value_columns(table)]


def in_project(table: Table) -> ColumnElement[bool]:
    """Whether a row is of the project `p`."""
    return table.c.project == bindparam("p")


def _is_row(table: Table) -> list[ColumnElement[bool]]:
    return [in_project(table), *(one == bindparam(f"p_{one.name}") for one in key_columns(table))]


def _named(table: Table, project: str, key: Iterable[Any]) -> dict[str, Any]:
    names = [f"p_{one.name}" for one in key_columns(table)]
    return {"p": project, **dict(zip(names, key, strict=True))}


def _finding(table: Table) -> Executable:
    # A row of a table without values is found by a column that is always there.
    columns: list[Any] = [*value_columns(table)] or [literal(1)]
    return select(*columns).where(*_is_row(table))


_WORLD: Final = select(SIMULATION.c.version).where(SIMULATION.c.id == 1).scalar_subquery()
_LOCKED: Final = select(PROJECT.c.project, PROJECT.c.version, PROJECT.c.swept_at, PROJECT.c.totals, _WORLD)
_ONE: Final = _LOCKED.where(in_project(PROJECT))
_LOCK: Final = _ONE.with_for_update(of=PROJECT)
_LOCK_FREE: Final = _ONE.with_for_update(of=PROJECT, skip_locked=True)
_MANY: Final = _LOCKED.where(PROJECT.c.project == any_(bindparam("projects", type_=ARRAY(Text))))
_LOCK_MANY: Final = _MANY.with_for_update(of=PROJECT, skip_locked=True)
