"""The ledgers of projects that share a transaction: one statement locks, reads or writes rows of all.

The cost of a statement hardly grows with its rows, and the cost of a round trip hardly grows with its
statements. So one trip locks and reads ahead, and one writes and commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, Table

from licensim.server.queue.lookups import NOTHING, Lookups
from licensim.server.sql.database import Database
from licensim.server.sql.ledger import SqlLedger
from licensim.server.sql.schema import ACTIVE, CLAIM, HOLDER, OF_PROJECTS, PROJECT
from licensim.server.sql.statements import Row
from licensim.server.sql.trip import Step, send

Unknown = dict[Table, list[Row]]
"""By table the rows to read, each as its project and its key; for a holder also its seats."""


class SharedTransaction:
    """Ledgers by project, in one transaction that has begun on `connection`."""

    def __init__(self, database: Database, ledgers: Mapping[str, SqlLedger], connection: Connection) -> None:
        self._statements = database.statements
        self._searches = database.searches
        self._ledgers = ledgers
        self._db = connection

    def open(self, wait: bool, lookups: Lookups = NOTHING) -> tuple[AbstractSet[str], int]:
        """Lock the projects, open their ledgers, read ahead; return those locked, the simulation's version.

        Without `wait`, projects that another process has locked are left out.
        """
        # Cached rows may be old: they are trusted only if they were current the last time.
        unknown = self._unknown(lookups, {key for key, one in self._ledgers.items() if one.was_current})
        lock = self._statements.lock(list(self._ledgers), wait)
        locked, *found = send(self._db, [lock, *self._reading(unknown)])
        self._ledgers = {project: self._ledgers[project] for project, *_ in locked}
        for project, version, swept_at, totals, _ in locked:
            self._ledgers[project].open(self._db, version, swept_at, totals)
        self._note(unknown, found)
        return self._ledgers.keys(), max((version for *_, version in locked), default=0)

    def expect(self, lookups: Lookups) -> None:
        """Read ahead the rows that are not cached yet."""
        unknown = self._unknown(lookups, self._ledgers.keys())
        steps = self._reading(unknown)
        if steps:
            self._note(unknown, send(self._db, steps))

    def commit(self) -> None:
        """Write what has changed, and commit."""
        changed = [row for one in self._ledgers.values() if (row := one.close()) is not None]
        written: dict[Table, list[Row]] = {table: [] for table in OF_PROJECTS}
        dropped: dict[Table, list[Row]] = {table: [] for table in OF_PROJECTS}
        for ledger in self._ledgers.values():
            for table in OF_PROJECTS:
                more, less = ledger.rows.take(table)
                written[table] += more
                dropped[table] += less
        written[PROJECT] = changed
        send(self._db, self._statements.change(written, dropped), commit=True)
        for ledger in self._ledgers.values():
            ledger.rows.forget_if_many()

    def _unknown(self, lookups: Lookups, trusted: AbstractSet[str]) -> Unknown:
        """The rows that are not cached; the cache counts only for the trusted projects."""
        active = (
            (project, item, lookups.slot, holder)
            for project, holder in lookups.active
            if project in self._ledgers
            for item in self._ledgers[project].counted
        )
        wanted: dict[Table, Iterable[Row]] = {
            HOLDER: lookups.holders,
            CLAIM: lookups.reports,
            ACTIVE: active,
        }
        return {
            table: [one for one in rows if self._lacks(table, one, trusted)] for table, rows in wanted.items()
        }

    def _lacks(self, table: Table, row: Row, trusted: AbstractSet[str]) -> bool:
        ledger = self._ledgers.get(row[0])
        return ledger is not None and not (row[0] in trusted and ledger.rows.knows(table, row[1:]))

    def _reading(self, unknown: Unknown) -> list[Step]:
        return [self._searches.look_up(table, rows) for table, rows in unknown.items() if rows]

    def _note(self, unknown: Unknown, found: Sequence[Sequence[Row]]) -> None:
        """Cache the rows that were found for locked projects, and that the others do not exist."""
        asked = [(table, rows) for table, rows in unknown.items() if rows]
        for (table, rows), results in zip(asked, found, strict=True):
            for project, of, key, values in self._searches.found(table, results):
                if project in self._ledgers:
                    self._ledgers[project].rows.note(of, key, values)
            for row in rows:
                if row[0] in self._ledgers:
                    self._ledgers[row[0]].note_absent(table, row[1:])
