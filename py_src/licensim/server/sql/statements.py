"""The SQL of the ledger by primary key, compiled once for a dialect.

Every statement names its projects: usually one, or those that share a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

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

from licensim.server.encode import to_json
from licensim.server.sql.schema import OF_PROJECTS, PROJECT, SIMULATION
from licensim.server.sql.trip import Prepared, Step, send

Row = tuple[Any, ...]
"""The values of a row without its key; or the key of a row without its project."""


Rows = Mapping[Table, Sequence[Row]]
"""Rows by their table."""


class Statements:
    """The statements for SQLite or PostgreSQL, as steps of a trip (see `trip.py`).

    For a `distributed` database each statement is for one table.
    """

    def __init__(self, dialect: Dialect, distributed: bool) -> None:
        self._dialect = dialect
        self._distributed = distributed
        self._is_sqlite = dialect.name == "sqlite"
        self._insert: Any = sqlite.insert if self._is_sqlite else postgresql.insert
        self._names = {table: [one.name for one in _columns(table)] for table in OF_PROJECTS}
        self._find = {table: Prepared(_finding(table), dialect) for table in OF_PROJECTS}
        self._write = {table: Prepared(self._writing(table), dialect) for table in OF_PROJECTS}
        self._writing_all = cache(self._prepare_all)
        self._drop = {table: Prepared(_deleting(table), dialect) for table in OF_PROJECTS}
        self._lock = Prepared(_locking(self._is_sqlite), dialect)
        self._lock_free = Prepared(_locking(self._is_sqlite, skip_locked=True), dialect)
        self._add_project = self._insert(PROJECT).on_conflict_do_nothing()

    def add_projects(self, connection: Connection, projects: Iterable[str]) -> None:
        """Insert a row for each project that has none."""
        rows = [{"project": key, "version": 0, "swept_at": 0, "totals": "{}"} for key in projects]
        connection.execute(self._add_project, rows)

    def lock(self, projects: Sequence[str], wait: bool) -> Step:
        """Lock the rows of projects: rows (project, version, swept_at, totals, the simulation's version).

        Without `wait`, projects that another process has locked are left out; on SQLite there are none.
        """
        given: Any = to_json(projects) if self._is_sqlite else list(projects)
        return (self._lock if wait else self._lock_free).step({"projects": given})

    def find(self, connection: Connection, table: Table, project: str, key: Row) -> Row | None:
        """The values of one row; None if there is no such row."""
        (found,) = send(connection, [self._find[table].step(_named(table, project, key))])
        return tuple(found[0])[: len(value_columns(table))] if found else None

    def change(self, written: Rows, dropped: Rows) -> list[Step]:
        """Insert or replace rows, and delete others.

        A row to write has its project, its key and its values; a row to delete its project and its key.
        """
        filled = {table: rows for table, rows in written.items() if rows}
        deletes = [step for table, rows in dropped.items() if rows for step in self._drops(table, rows)]
        if self._is_sqlite:
            writes = [self._write[table].for_each(rows) for table, rows in filled.items()]
        elif self._distributed:
            writes = [self._write[table].step(self._given({table: rows})) for table, rows in filled.items()]
        else:
            writes = [self._writing_all(*filled).step(self._given(filled))] if filled else []
        return [*writes, *deletes]

    def _drops(self, table: Table, rows: Sequence[Row]) -> list[Step]:
        drop = self._drop[table]
        if self._is_sqlite:
            return [drop.for_each(rows)]
        return [drop.step(_named(table, project, key)) for project, *key in rows]

    def _given(self, written: Rows) -> dict[str, str]:
        """The rows of each table as one parameter in JSON: an array would take the driver longer."""
        return {
            _parameter(table): to_json([dict(zip(self._names[table], row, strict=True)) for row in rows])
            for table, rows in written.items()
        }

    def _prepare_all(self, *tables: Table) -> Prepared:
        """One statement that writes rows of several tables."""
        first, *others = (self._writing(table) for table in tables)
        named = (one.cte(f"into_{table.name}") for one, table in zip(others, tables[1:], strict=True))
        return Prepared(first.add_cte(*named), self._dialect)

    def _writing(self, table: Table) -> Any:
        insertion = self._inserting(table)
        keys = [one.name for one in table.primary_key]
        changed = {one.name: insertion.excluded[one.name] for one in value_columns(table)}
        if not changed:
            return insertion.on_conflict_do_nothing(index_elements=keys)
        return insertion.on_conflict_do_update(index_elements=keys, set_=changed)

    def _inserting(self, table: Table) -> Any:
        """The insertion of one row on SQLite; elsewhere of all rows of its parameter."""
        columns = _columns(table)
        if self._is_sqlite:
            return self._insert(table).values({one.name: bindparam(one.name) for one in columns})
        rows = func.json_to_recordset(cast(bindparam(_parameter(table), type_=Text), JSON))
        typed: list[Any] = [column(one.name, one.type) for one in columns]
        each = rows.table_valued(*typed).render_derived(with_types=True)
        return self._insert(table).from_select(columns, select(*each.c))


def _parameter(table: Table) -> str:
    return f"rows_of_{table.name}"


def key_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table's key without the project, in the table's order."""
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


def _deleting(table: Table) -> Executable:
    return delete(table).where(*_is_row(table))


def _finding(table: Table) -> Executable:
    # For a table without values, select a column of the key.
    columns: list[Any] = [*value_columns(table)] or [literal(1)]
    return select(*columns).where(*_is_row(table))


def _locking(is_sqlite: bool, skip_locked: bool = False) -> Executable:
    given = bindparam("projects", type_=Text)
    state = select(SIMULATION.c.version).where(SIMULATION.c.id == 1).scalar_subquery()
    columns = (PROJECT.c.project, PROJECT.c.version, PROJECT.c.swept_at, PROJECT.c.totals)
    locked = select(*columns, state)
    if is_sqlite:  # its transaction has locked the whole file
        return locked.where(
            PROJECT.c.project.in_(select(func.json_each(given).table_valued("value").c.value))
        )
    wanted = any_(bindparam("projects", type_=ARRAY(Text)))
    return locked.where(PROJECT.c.project == wanted).with_for_update(of=PROJECT, skip_locked=skip_locked)
