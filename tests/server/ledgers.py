"""All ledgers behind one interface, so that the same tests run against each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from sqlalchemy import Connection, Table, func, select

from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.ledger.port import Ledger
from licensim.server.queue.shared_transaction import SharedTransaction
from licensim.server.sql.database import Database
from licensim.server.sql.ledger import SqlLedger

OPTIONS = {
    "scans": "per_barcode_scan",
    "devices": "per_client_device",
    "servers": "per_server",
    "slots": "per_concurrent_device",
    "domain": "per_domain",
}


class Book(Protocol):
    """A ledger, and the calls that commit or undo its changes."""

    ledger: Ledger

    def settle(self) -> None:
        """Commit the decision since the last `settle`."""

    def undo(self) -> None:
        """Undo the decision since the last `settle`."""

    def reopen(self) -> None:
        """Empty the cache: read only committed data again."""


class MemoryBook:
    """A ledger in memory; a snapshot is its committed data."""

    def __init__(self) -> None:
        self.memory = MemoryLedger(journal=True)
        self.ledger: Ledger = self.memory

    def settle(self) -> None:
        self.memory.settle()

    def undo(self) -> None:
        self.memory.undo()

    def reopen(self) -> None:
        self.memory.replace_by(self.memory.snapshot())


class SqlBook:
    """A ledger in a database; `reopen` commits, and starts again like another process."""

    def __init__(self, url: str, project: str = "P", options: Mapping[str, str] | None = None) -> None:
        self._database = Database(url)
        self._database.prepare([project])
        self._project = project
        self._options = OPTIONS if options is None else options
        self._connection: Connection | None = None
        self._begin()

    def _begin(self) -> None:
        self.sql = SqlLedger(self._database, self._project, self._options)
        self.ledger: Ledger = self.sql
        self._open()

    def _open(self) -> None:
        self._connection = self._database.begin()
        self._transaction = SharedTransaction(self._database, {self._project: self.sql}, self._connection)
        self._transaction.open(wait=True)

    def settle(self) -> None:
        self.sql.settle()

    def undo(self) -> None:
        self.sql.undo()

    def commit(self) -> None:
        """Commit, and go on in the next transaction with the cache."""
        self._write()
        self._open()

    def reopen(self) -> None:
        self._write()
        self._begin()

    def rows(self, table: Table) -> int:
        """How many rows a table has."""
        assert self._connection is not None
        return int(self._connection.execute(select(func.count()).select_from(table)).scalar() or 0)

    def _write(self) -> None:
        assert self._connection is not None
        self._transaction.commit()
        self._connection.close()

    def close(self) -> None:
        assert self._connection is not None
        self._connection.close()
        self._database.close()


NewBook = Callable[[], Book]
