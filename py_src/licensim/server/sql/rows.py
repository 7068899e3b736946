"""The rows of one project that a process has in mind: read on demand, written back together.

What was read stays valid until somebody else writes: every transaction holds the lock of the project's row
and finds out by its version whether one did (`SqlLedger.open`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Table

from licensim.server.sql.schema import OF_PROJECTS
from licensim.server.sql.statements import Row, Statements
from licensim.server.sql.trip import send
from licensim.server.sql.undo import UndoLog

MAX_ROWS: Final = 20_000
"""How many rows are kept in mind between transactions."""


class SqlRows:
    """The rows of one project; a value of None stands for a row that is known not to be there."""

    def __init__(self, statements: Statements, project: str, undo: UndoLog) -> None:
        self._statements = statements
        self._project = project
        self._undo = undo
        self._known: dict[str, dict[Row, Row | None]] = {}
        self._changed: dict[str, dict[Row, None]] = {}
        self.forget()

    def forget(self) -> None:
        """Have nothing in mind."""
        self._known = {table.name: {} for table in OF_PROJECTS}
        self._changed = {table.name: {} for table in OF_PROJECTS}

    def forget_if_many(self) -> None:
        """Have nothing in mind, where it has become much."""
        if sum(map(len, self._known.values())) > MAX_ROWS:
            self.forget()

    def get(self, connection: Connection, table: Table, key: Row) -> Row | None:
        """The values of a row, read where they are not known; None where there is none."""
        known = self._known[table.name]
        if key not in known:
            known[key] = self._statements.find(connection, table, self._project, key)
        return known[key]

    def put(self, table: Table, key: Row, values: Row | None) -> None:
        """Change a row; None deletes it. One that is not known must be a new one. `flush` writes it."""
        known, changed = self._known[table.name], self._changed[table.name]
        known.setdefault(key, None)
        self._undo.change(known, key, values, changed)
        changed[key] = None

    def note(self, table: Table, key: Row, values: Row | None) -> None:
        """Learn what the database holds; what is known already is at least as new."""
        self._known[table.name].setdefault(key, values)

    def knows(self, table: Table, key: Row) -> bool:
        """Whether a row is known, be it there or not."""
        return key in self._known[table.name]

    def drop(self, table: Table, key: Row) -> None:
        """Learn that the database has deleted a row."""
        self._known[table.name][key] = None

    def unlearn(self, table: Table, key: Row) -> None:
        """The database has changed a row: it is read again when it is wanted."""
        self._known[table.name].pop(key, None)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to flush."""
        return any(self._changed.values())

    def flush(self, connection: Connection, table: Table) -> None:
        """Write what has changed in a table."""
        written, dropped = self.take(table)
        send(connection, self._statements.change({table: written}, {table: dropped}))

    def take(self, table: Table) -> tuple[list[Row], list[Row]]:
        """What has changed in a table, to be written by the caller: whole rows, and keys of rows to drop."""
        known, changed = self._known[table.name], self._changed[table.name]
        written = [(self._project, *key, *value) for key in changed if (value := known[key]) is not None]
        dropped = [(self._project, *key) for key in changed if known[key] is None]
        changed.clear()
        return written, dropped
