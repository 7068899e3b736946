"""The SQL of the ledger by primary key, compiled once for a dialect.

Every statement names its projects: one, as a rule, or those that share a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from licensim.server.schema import OF_PROJECTS, PROJECT, SIMULATION
from licensim.server.trip import Prepared, Step, send

Row = tuple[Any, ...]
"""The values of a row, its key left out; or the key of a row, its project left out."""


class Statements:
    """The statements for SQLite or PostgreSQL, as steps of a trip (see `trip.py`)."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        self._insert: Any = sqlite.insert if self._is_sqlite else postgresql.insert
        self._find = {table.name: Prepared(_finding(table), dialect) for table in OF_PROJECTS}
        self._write = {table.name: Prepared(self._writing(table), dialect) for table in OF_PROJECTS}
        deletes = ((table.name, delete(table).where(*_is_row(table))) for table in OF_PROJECTS)
        self._drop = {name: Prepared(statement, dialect) for name, statement in deletes}
        self._names = {table.name: [one.name for one in _columns(table)] for table in OF_PROJECTS}
        self._add_project = self._insert(PROJECT).on_conflict_do_nothing()
        self._lock = Prepared(_locking(self._is_sqlite), dialect)
        self._lock_free = Prepared(_locking(self._is_sqlite, skip_locked=True), dialect)

    def add_projects(self, connection: Connection, projects: Iterable[str]) -> None:
        """Make a row for each project that has none."""
        rows = [{"project": key, "version": 0, "swept_at": 0, "totals": "{}"} for key in projects]
        connection.execute(self._add_project, rows)

    def lock(self, projects: Sequence[str], wait: bool) -> Step:
        """Lock the rows of projects: rows (project, version, swept_at, totals, the world's version).

        Without `wait`, those that somebody else has locked are left out. On SQLite nobody else has.
        """
        given: Any = to_json(projects) if self._is_sqlite else list(projects)
        return (self._lock if wait else self._lock_free).step({"projects": given})

    def find(self, connection: Connection, table: Table, project: str, key: Row) -> Row | None:
        """The values of one row; None where there is none."""
        (found,) = send(connection, [self._find[table.name].step(_named(table, project, key))])
        return tuple(found[0])[: len(value_columns(table))] if found else None

    def put(self, table: Table, written: Sequence[Row], dropped: Sequence[Row]) -> list[Step]:
        """Insert rows, or replace those that are there, and delete others.

        A row to write is its project, its key and its values; one to delete its project and its key.
        """
        steps = [self._writes(table, written)] if written else []
        if dropped and self._is_sqlite:
            return [*steps, self._drop[table.name].for_each(dropped)]
        drop = self._drop[table.name]
        return [*steps, *(drop.step(_named(table, project, key)) for project, *key in dropped)]

    def _writes(self, table: Table, rows: Sequence[Row]) -> Step:
        write = self._write[table.name]
        if self._is_sqlite:
            return write.for_each(rows)
        # All rows are one parameter: a driver takes longer for an array than JSON does.
        names = self._names[table.name]
        return write.step({"rows": to_json([dict(zip(names, row, strict=True)) for row in rows])})

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


def _locking(is_sqlite: bool, skip_locked: bool = False) -> Executable:
    given = bindparam("projects", type_=Text)
    world = select(SIMULATION.c.version).where(SIMULATION.c.id == 1).scalar_subquery()
    columns = (PROJECT.c.project, PROJECT.c.version, PROJECT.c.swept_at, PROJECT.c.totals)
    locked = select(*columns, world)
    if is_sqlite:  # whose transaction has locked the whole file
        return locked.where(
            PROJECT.c.project.in_(select(func.json_each(given).table_valued("value").c.value))
        )
    wanted = any_(bindparam("projects", type_=ARRAY(Text)))
    return locked.where(PROJECT.c.project == wanted).with_for_update(of=PROJECT, skip_locked=skip_locked)
