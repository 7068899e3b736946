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
"""How long a statement may take, with its wait for another transaction's lock. Our choice: less than the
fifteen seconds after which a client gives up (NET-1)."""
CONNECT_SECONDS: Final = 5
STEPS: Final = 10_000
"""After how many steps SQLite checks whether a statement's time is over: about a millisecond."""
CREATING: Final = 0x11C5
"""The advisory lock under which PostgreSQL creates the tables: workers start at the same time."""


class DatabaseError(LicensimError):
    """The database cannot be used; the message names it, without its password, and the reason."""


class Database:
    """An open database with its tables; `url` is an SQLAlchemy URL, of SQLite or PostgreSQL.

    A `distributed` database has each project on one node: no transaction spans two projects, no statement two
    tables. A statement that takes longer than `limit_s` seconds fails.

    Raises DatabaseError if the database cannot be reached or used.
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
        """Create missing tables and rows of projects; return whether there were no tables."""
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
        """Watch the file from now on; first its header is written from the log into the file."""
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            file.remember()

    def begin(self) -> Connection:
        """A connection in a new transaction; on SQLite it already holds the write lock.

        Raises DatabaseMovedError if SQLite's file is no longer the one that was prepared.
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
        """Raise DatabaseMovedError unless the commit went into the database that was prepared."""
        if self._file is not None:
            self._file.demand()

    def close(self) -> None:
        """Close all connections and files."""
        self.engine.dispose()


def is_lost(error: BaseException) -> bool:
    """Whether an error means that the database was not reached; else it refused a statement."""
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def is_full(error: DBAPIError) -> bool:
    """Whether the disk of the database is full."""
    return _code(error) in (sqlite3.SQLITE_FULL, "53100")


def is_slow(error: DBAPIError) -> bool:
    """Whether a statement failed because its time was over, or it waited too long for a lock."""
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
"""A statement is planned once. Every table is searched by an index that begins with the project: a plan from
a time with a hundred seats, when it is best to read all rows, would still read all of a million."""


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
