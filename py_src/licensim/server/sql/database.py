"""The database behind a URL: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from licensim.rules.answer import LicensimError
from licensim.server.sql import schema
from licensim.server.sql.database_file import DatabaseFile, stamp
from licensim.server.sql.searches import Searches
from licensim.server.sql.statements import Statements
from licensim.server.sql.trip import begin_statement, is_over, limit_statements

LIMIT_SECONDS: Final = 10
"""How long a statement may take, waiting for another transaction's lock included. Our choice: less than the
fifteen seconds after which a client has given up (NET-1)."""
CONNECT_SECONDS: Final = 5
STEPS: Final = 10_000
"""After how many of its steps SQLite looks whether a statement's time is over: a millisecond's work."""
CREATING: Final = 0x11C5
"""The advisory lock under which PostgreSQL creates the tables: workers start at the same time."""


class DatabaseError(LicensimError):
    """The database cannot be used; the message says which and why, without its password."""


class Database:
    """An open database with its tables; `url` is an SQLAlchemy URL, of SQLite or PostgreSQL.

    A `distributed` one has each project on one node: no transaction is of two, no statement of two tables.
    A statement that takes longer than `limit_s` seconds is given up.

    Raises DatabaseError where it cannot be reached or is of no use.
    """

    def __init__(self, url: str, distributed: bool = False, limit_s: float = LIMIT_SECONDS) -> None:
        self._url = _checked(url)
        self.name = self._url.render_as_string(hide_password=True)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._file = _file(self._url) if self.is_sqlite else None
        self.engine = _sqlite(self._url, limit_s) if self.is_sqlite else _postgresql(self._url, limit_s)
        self.is_distributed = distributed
        self.statements = Statements(self.engine.dialect, distributed)
        self.searches = Searches(self.engine.dialect)

    def prepare(self, projects: Iterable[str]) -> bool:
        """Create what is missing: tables, rows of projects; whether there were no tables."""
        try:
            with self.engine.begin() as connection:
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CREATING})")
                is_new = schema.prepare(connection)
                self.statements.add_projects(connection, projects)
                if self.is_sqlite:
                    stamp(connection)
            if self._file is not None:
                self._remember(self._file)
        except schema.SchemaError as error:
            raise DatabaseError(f"{self.name}: {error}") from None
        except DBAPIError as error:
            raise DatabaseError(f"cannot use the database {self.name}: {_first_line(error)}") from None
        return is_new

    def _remember(self, file: DatabaseFile) -> None:
        """From now on the file is watched; its header must be in it, not only in the log beside it."""
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            file.remember()

    def begin(self) -> Connection:
        """A connection on which a transaction has begun; on SQLite it holds the write lock already.

        Raises DatabaseMovedError where the file of SQLite is no longer the one that was prepared.
        """
        connection = self.engine.connect()
        try:
            connection.begin()
            self.confirm()
        except BaseException:
            connection.close()
            raise
        return connection

    def confirm(self) -> None:
        """What was committed is in the database that was prepared; raises DatabaseMovedError if not."""
        if self._file is not None:
            self._file.demand()

    def close(self) -> None:
        """Close what is open."""
        self.engine.dispose()


def is_lost(error: BaseException) -> bool:
    """Whether an error means that the database was not reached, rather than that it refused something."""
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def is_full(error: DBAPIError) -> bool:
    """Whether the disk of the database is full."""
    return _code(error) in (sqlite3.SQLITE_FULL, "53100")


def is_slow(error: DBAPIError) -> bool:
    """Whether a statement was given up because its time was over, or another one's lock did not end."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT, "57014", "55P03")


def _code(error: DBAPIError) -> int | str | None:
    """SQLite's primary error code, or PostgreSQL's SQLSTATE."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return getattr(error.orig, "sqlstate", None) if code is None else code & 0xFF


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseError(f"not a database URL: {url.rpartition('@')[2]}") from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(f"the database must be SQLite or PostgreSQL, not {parsed.drivername}")
    return parsed


def _file(url: URL) -> DatabaseFile:
    path = url.database or ""
    if path in ("", ":memory:") or path.startswith("file:"):
        raise DatabaseError("SQLite needs a file: sqlite:///PATH")
    try:
        return DatabaseFile(Path(path))
    except OSError as error:
        raise DatabaseError(f"cannot use the database {path}: {error.strerror or error}") from None


def _sqlite(url: URL, limit_s: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": limit_s, "check_same_thread": False})

    def set_up(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transaction of its own
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        limit_statements(record.info, limit_s)
        connection.set_progress_handler(lambda: is_over(record.info), STEPS)

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(engine, "before_cursor_execute", lambda connection, *_: begin_statement(connection))
    return engine


def _postgresql(url: URL, limit_s: float) -> Engine:
    limit = f"-c statement_timeout={int(limit_s * 1000)} -c lock_timeout={int(limit_s * 1000)}"
    return create_engine(
        url,
        pool_size=4,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"{limit} {_PLANS}",
        },
    )


_PLANS: Final = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
"""A statement is planned once. Every table is searched by an index that begins with the project; a plan made
while there are a hundred seats, which had better read them all, would go on to do so with a million."""


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
