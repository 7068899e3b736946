"""The database behind a URL: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from licensim.rules.answer import LicensimError
from licensim.server import schema
from licensim.server.searches import Searches
from licensim.server.statements import Statements

BUSY_SECONDS: Final = 30
"""How long a transaction waits for another one's lock before it gives up, in seconds."""
CREATING: Final = 0x11C5
"""The advisory lock under which PostgreSQL creates the tables: workers start at the same time."""


class DatabaseError(LicensimError):
    """The database cannot be used; the message says which and why, without its password."""


class Database:
    """An open database with its tables; `url` is an SQLAlchemy URL, of SQLite or PostgreSQL.

    A `distributed` one has each project on one node: no transaction is of two, no statement of two tables.

    Raises DatabaseError where it cannot be reached or is of no use.
    """

    def __init__(self, url: str, distributed: bool = False) -> None:
        self._url = _checked(url)
        self.name = self._url.render_as_string(hide_password=True)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self._url) if self.is_sqlite else _postgresql(self._url)
        self.is_distributed = distributed
        self.statements = Statements(self.engine.dialect, distributed)
        self.searches = Searches(self.engine.dialect)

    def prepare(self, projects: Iterable[str]) -> None:
        """Create what is missing: the tables, and the row of each project."""
        try:
            with self.engine.begin() as connection:
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CREATING})")
                schema.prepare(connection)
                self.statements.add_projects(connection, projects)
        except schema.SchemaError as error:
            raise DatabaseError(f"{self.name}: {error}") from None
        except DBAPIError as error:
            raise DatabaseError(f"cannot use the database {self.name}: {_first_line(error)}") from None

    def begin(self) -> Connection:
        """A connection on which a transaction has begun; on SQLite it holds the write lock already."""
        connection = self.engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close what is open."""
        self.engine.dispose()


def is_lost(error: BaseException) -> bool:
    """Whether an error means that the database was not reached, rather than that it refused something."""
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


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


def _sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise DatabaseError("SQLite needs a file: sqlite:///PATH")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=4,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={BUSY_SECONDS}s {_PLANS}",
        },
    )


_PLANS: Final = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
"""A statement is planned once. Every table is searched by an index that begins with the project; a plan made
while there are a hundred seats, which had better read them all, would go on to do so with a million."""


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
