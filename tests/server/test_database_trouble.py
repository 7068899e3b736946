"""If its database is slow, full, moved or overwritten, the server reports it and acknowledges nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from licensim.server.sql.database import Database, is_full, is_slow
from server.conftest import NewDatabase
from server.inside import Inside, inside
from server.served import NOW, document, scans
from server.swarm import ask

NAME = "licensim1.sqlite3"
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}
_FUNCTION = (
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$"
)
FULL_DISK = [
    _FUNCTION,
    *(
        f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()"
        for table in ("holder", "log")
    ),
]
Break = Callable[[Path], None]


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Inside]:
    """A server with a database and a frozen clock."""
    with inside(url, document(scans(10**6)), folder) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        yield app


def authorize(app: Inside, client: str = "a") -> tuple[int, Any]:
    """Ask for a local license; returns the status, and the answer or the error."""
    answered = app.ask("POST", "/v1/authorize", ask(client))
    return answered.status, answered.value.get("answer") or answered.value["error"]


def health(app: Inside) -> tuple[int, str]:
    """The server's health report."""
    answered = app.ask("GET", "/v1/health")
    return answered.status, answered.value.get("status") or answered.value["error"]


def modes(folder: Path) -> dict[str, int]:
    """The modes of a database's files."""
    return {file.name.removeprefix("d.sqlite3"): S_IMODE(file.stat().st_mode) for file in folder.glob("d.*")}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """With any umask, and also if the file was open to others before."""
    before, path = os.umask(0), tmp_path / "d.sqlite3"
    try:
        with serving(f"sqlite:///{path}", tmp_path):
            assert {"": 0o600, "-wal": 0o600, "-shm": 0o600} == modes(tmp_path)
        path.chmod(0o644)
        with serving(f"sqlite:///{path}", tmp_path):
            assert {"": 0o600, "-wal": 0o600, "-shm": 0o600} == modes(tmp_path)
    finally:
        os.umask(before)


def test_a_statement_has_a_time_limit(database_url: str) -> None:
    """Both an endless statement and one that waits for a lock."""
    database = Database(database_url, limit_s=0.2)
    database.prepare(["P"])
    with pytest.raises(DBAPIError) as slow, database.begin() as connection:
        connection.execute(text(ENDLESS[connection.dialect.name]))
    assert is_slow(slow.value)
    lock = "SELECT 1" if database.is_sqlite else "SELECT 1 FROM project WHERE project = 'P' FOR UPDATE"
    with database.begin() as holding:
        holding.execute(text(lock))
        with pytest.raises(DBAPIError) as slow, database.begin() as waiting:
            waiting.execute(text("UPDATE project SET version = 1 WHERE project = 'P'"))
    assert is_slow(slow.value)
    with database.begin() as connection:
        assert 1 == connection.execute(text("SELECT 1")).scalar()
    database.close()


def test_health_replies_soon_while_the_database_is_locked(tmp_path: Path) -> None:
    """Within two seconds, even for many requests; after the lock is released it is healthy again."""
    path = tmp_path / "d.sqlite3"
    with serving(f"sqlite:///{path}", tmp_path) as app:
        assert (200, "ok") == health(app)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                begun = time.monotonic()
                assert (503, "DatabaseSlow") == health(app)
                assert time.monotonic() - begun < 2
            other.execute("ROLLBACK")
        assert (200, "ok") == health(app)


@contextmanager
def pages(most: int) -> Iterator[None]:
    """Limit SQLite databases that are opened meanwhile to so many pages."""

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


def test_a_full_disk_is_called_that(tmp_path: Path) -> None:
    """The failed request and health report it; nothing of that request is recorded."""
    with pages(40), serving(f"sqlite:///{tmp_path / 'd.sqlite3'}", tmp_path) as app:
        told = [authorize(app, f"client {number}") for number in range(400)]
        first = next(place for place, (status, _) in enumerate(told) if status != 200)
        assert (503, "DiskFull") == told[first]
        assert (503, "DiskFull") == health(app)
        assert (503, "DiskFull") == authorize(app, "another client")


def test_a_full_disk_of_postgresql(new_database: NewDatabase, tmp_path: Path) -> None:
    """It is recognized by its SQLSTATE."""
    url = new_database("postgresql")
    with serving(url, tmp_path) as app:
        database = Database(url)
        with database.engine.begin() as connection:
            for statement in FULL_DISK:
                connection.execute(text(statement))
        database.close()
        assert (503, "DiskFull") == authorize(app)
        assert (503, "DiskFull") == health(app)


def other_database(folder: Path) -> Path:
    """The file of another database with the same project."""
    path = folder / "other" / NAME
    database = Database(f"sqlite:///{path}")
    database.prepare(["", "P"])
    database.close()
    return path


def _overwrite(path: Path) -> None:
    path.write_bytes(other_database(path.parent).read_bytes())


def _replace(path: Path) -> None:
    other_database(path.parent).replace(path)


def _move(path: Path) -> None:
    path.rename(path.with_name("away"))


def _remove_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def _fill(path: Path) -> None:
    path.write_bytes(b"nonsense" * 5000)


def _cut(path: Path) -> None:
    os.truncate(path, 8192)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


BREAKS: dict[str, Break] = {
    "moved": _move,
    "removed": Path.unlink,
    "log removed": _remove_log,
    "replaced": _replace,
    "overwritten by another": _overwrite,
    "overwritten by nonsense": _fill,
    "cut": _cut,
    "emptied": _empty,
}


@pytest.mark.parametrize("name", BREAKS)
def test_changes_of_the_file_under_a_server(tmp_path: Path, name: str) -> None:
    """From then on the server acknowledges nothing, and reports why; earlier requests were recorded."""
    path = tmp_path / NAME
    with serving(f"sqlite:///{path}", tmp_path) as app:
        assert (200, "ok") == authorize(app)
        BREAKS[name](path)
        assert [(503, "DatabaseMoved")] * 2 == [authorize(app, "b"), authorize(app)]
        assert (503, "DatabaseMoved") == health(app)
        told = app.ask("POST", "/sim/clock", {})
        assert (503, "DatabaseMoved") == (told.status, told.value["error"])
        assert NAME in told.value["message"]


def test_an_older_copy_is_not_taken(tmp_path: Path) -> None:
    """A backup overwrites the file while a server runs."""
    path, backup = tmp_path / NAME, tmp_path / "backup"
    with serving(f"sqlite:///{path}", tmp_path) as app:
        authorize(app)
    shutil.copy(path, backup)
    with serving(f"sqlite:///{path}", tmp_path) as app:
        for number in range(300):
            authorize(app, f"client {number}")
    with serving(f"sqlite:///{path}", tmp_path) as app:
        assert (200, "ok") == authorize(app)
        shutil.copy(backup, path)
        assert (503, "DatabaseMoved") == authorize(app)


def test_a_file_that_comes_back_is_used_again(tmp_path: Path) -> None:
    """It is the same file, with all records."""
    path = tmp_path / NAME
    with serving(f"sqlite:///{path}", tmp_path) as app:
        authorize(app)
        path.rename(tmp_path / "away")
        assert (503, "DatabaseMoved") == authorize(app)
        (tmp_path / "away").rename(path)
        assert (200, "ok") == authorize(app)


def test_several_servers_share_a_file(tmp_path: Path) -> None:
    """The writes and checkpoints of one server do not look like a replaced file to the other."""
    url = f"sqlite:///{tmp_path / NAME}"
    with serving(url, tmp_path) as main, serving(url, tmp_path) as other:
        for number in range(200):
            assert (200, "ok") == authorize((main, other)[number % 2], f"client {number}")
            if number % 50 == 0:
                with closing(sqlite3.connect(tmp_path / NAME)) as third:
                    third.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_errors_of_other_kinds_are_neither(new_database: NewDatabase) -> None:
    """A missing table counts neither as slow nor as a full disk."""
    for kind in ENDLESS:
        database = Database(new_database(kind))
        with pytest.raises(DBAPIError) as wrong, database.begin() as connection:
            _nowhere(connection)
        assert not is_full(wrong.value)
        assert not is_slow(wrong.value)
        database.close()


def _nowhere(connection: Connection) -> None:
    connection.execute(text("SELECT * FROM nowhere"))
