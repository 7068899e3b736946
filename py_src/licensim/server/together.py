"""The ledgers of projects that share a transaction: locked, read ahead and written with a statement for all.

What a statement costs hardly grows with the rows that it names, so what many requests will look up is read at
once, and what they have changed is written at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import Connection

from licensim.server.database import Database
from licensim.server.rows import Rows
from licensim.server.schema import ACTIVE, CLAIM, HOLDER, OF_PROJECTS, PROJECT, SEAT
from licensim.server.sql_ledger import SqlLedger
from licensim.server.statements import Row


class Together:
    """Ledgers by project, in one transaction that has begun on `connection`.

    Unless one waits for them, projects that somebody else has locked are left out.
    """

    def __init__(self, database: Database, ledgers: Mapping[str, SqlLedger], connection: Connection) -> None:
        self._statements = database.statements
        self._searches = database.searches
        self._wanted = self._ledgers = ledgers
        self._db = connection

    def open(self, wait: bool) -> tuple[AbstractSet[str], int]:
        """Lock the projects and open their ledgers; returns which were locked, and the world's version."""
        locked, world = self._statements.lock(self._db, list(self._wanted), wait), 0
        self._ledgers = {project: self._wanted[project] for project in locked}
        for project, (version, swept_at, totals, of_world) in locked.items():
            self._ledgers[project].open(self._db, version, swept_at, totals)
            world = max(world, of_world)
        return self._ledgers.keys(), world

    def close(self) -> None:
        """Write what has changed; then the caller commits."""
        changed = [row for one in self._ledgers.values() if (row := one.close()) is not None]
        for table in OF_PROJECTS:
            written: list[Row] = []
            dropped: list[Row] = []
            for ledger in self._ledgers.values():
                more, less = ledger.rows.take(table)
                written += more
                dropped += less
            self._statements.put(self._db, table, written, dropped)
        self._statements.put(self._db, PROJECT, changed, [])
        for ledger in self._ledgers.values():
            ledger.rows.forget_if_many()

    def expect_holders(self, holders: Iterable[tuple[str, str]]) -> None:
        """Read what is remembered of holders, each of a project, and their seats."""
        asked = sorted({one for one in holders if not self._rows(one).knows(HOLDER, one[1:])})
        if not asked:
            return
        for project, holder, item, until, *values in self._searches.holders(self._db, asked):
            rows = self._ledgers[project].rows
            if item is None:
                rows.note(HOLDER, (holder,), tuple(values))
            else:
                rows.note(SEAT, (item, holder), (until,))
        for project, holder in asked:
            ledger = self._ledgers[project]
            ledger.rows.note(HOLDER, (holder,), None)
            for item in ledger.options:
                ledger.rows.note(SEAT, (item, holder), None)

    def expect_reports(self, reports: Iterable[tuple[str, str, str]]) -> None:
        """Read which of these reports, each a project, a client and an identifier, are claimed."""
        asked = sorted({one for one in reports if not self._rows(one).knows(CLAIM, one[1:])})
        if not asked:
            return
        for project, client, report, result in self._searches.claims(self._db, asked):
            self._ledgers[project].rows.note(CLAIM, (client, report), (result,))
        for one in asked:
            self._rows(one).note(CLAIM, one[1:], None)

    def expect_active(self, slot: int, holders: Iterable[tuple[str, str]]) -> None:
        """Read what holders, each of a project, have recorded in a slot, for the items that count it."""
        wanted = {
            (project, item, slot, holder)
            for project, holder in holders
            for item, option in self._ledgers[project].options.items()
            if option.startswith("per_concurrent")
        }
        asked = sorted(one for one in wanted if not self._rows(one).knows(ACTIVE, one[1:]))
        if not asked:
            return
        for project, item, at, holder, amount in self._searches.active(self._db, asked):
            self._ledgers[project].rows.note(ACTIVE, (item, at, holder), (amount,))
        for one in asked:
            self._rows(one).note(ACTIVE, one[1:], None)

    def _rows(self, of_project: tuple[Any, ...]) -> Rows:
        return self._ledgers[of_project[0]].rows
