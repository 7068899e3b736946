"""A process's cache of the rows of one project: read on demand, written back together.

A cached row stays valid until another process writes: every transaction holds the lock of the project's row,
whose version shows whether one did (`SqlLedger.open`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Table

from licensim.server.sql.schema import OF_PROJECTS
from licensim.server.sql.statements import Row, Statements
from licensim.server.sql.trip import send
from licensim.server.sql.undo import UndoLog

MAX_ROWS: Final = 20_000
"""How many rows are cached between transactions."""


class SqlRows:
    """The cached rows of one project; None stands for a row that does not exist."""

    def __init__(self, statements: Statements, project: str, undo: UndoLog) -> None:
        self._statements = statements
        self._project = project
        self._undo = undo
        self._known: dict[str, dict[Row, Row | None]] = {}
        self._changed: dict[str, dict[Row, None]] = {}
        self.forget()

    def forget(self) -> None:
        """Empty the cache."""
        self._known = {table.name: {} for table in OF_PROJECTS}
        self._changed = {table.name: {} for table in OF_PROJECTS}

    def forget_if_many(self) -> None:
        """Empty the cache if it has become large."""
        if sum(map(len, self._known.values())) > MAX_ROWS:
            self.forget()

    def get(self, connection: Connection, table: Table, key: Row) -> Row | None:
        """The values of a row, read if they are not cached; None if there is no such row."""
        known = self._known[table.name]
        if key not in known:
            known[key] = self._statements.find(connection, table, self._project, key)
        return known[key]

    def put(self, table: Table, key: Row, values: Row | None) -> None:
        """Change a row; None deletes it. A row that is not cached must be new. `flush` writes it."""
        known, changed = self._known[table.name], self._changed[table.name]
        known.setdefault(key, None)
        self._undo.change(known, key, values, changed)
        changed[key] = None

    def note(self, table: Table, key: Row, values: Row | None) -> None:
        """Cache what the database has, unless the row is cached already: that one is at least as new."""
        self._known[table.name].setdefault(key, values)

    def knows(self, table: Table, key: Row) -> bool:
        """Whether a row is cached, also as one that does not exist."""
        return key in self._known[table.name]

    def drop(self, table: Table, key: Row) -> None:
        """Cache that the database has deleted a row."""
        self._known[table.name][key] = None

    def unlearn(self, table: Table, key: Row) -> None:
        """Drop a row from the cache, as the database has changed it: it is read again when it is needed."""
        self._known[table.name].pop(key, None)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to flush."""
        return any(self._changed.values())

    def flush(self, connection: Connection, table: Table) -> None:
        """Write the changed rows of a table."""
        written, dropped = self.take(table)
        send(connection, self._statements.change({table: written}, {table: dropped}))

    def take(self, table: Table) -> tuple[list[Row], list[Row]]:
        """The changes of a table, for the caller to write: whole rows, and keys of rows to delete."""
        known, changed = self._known[table.name], self._changed[table.name]
        written = [(self._project, *key, *value) for key in changed if (value := known[key]) is not None]
        dropped = [(self._project, *key) for key in changed if known[key] is None]
        changed.clear()
        return written, dropped
