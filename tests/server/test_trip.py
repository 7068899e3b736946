"""Statements sent together: in order, all or nothing, with errors that name a lost connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from licensim.server.encode import from_json, to_json
from licensim.server.sql.database import Database, is_lost
from licensim.server.sql.schema import HOLDER, PROJECT, SEAT
from licensim.server.sql.statements import Rows
from licensim.server.sql.trip import Step, send
from server.conftest import NewDatabase
from server.inside import inside
from server.served import NOW, devices, document, scans

NOBODY = (None, None, None, None, None, None)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with a project."""
    database = Database(database_url)
    database.prepare(["P"])
    yield database
    database.close()


def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]  # noqa: S608


def test_all_is_written_and_read_in_order(database: Database) -> None:
    """A statement reads what the one before it has written."""
    change: Rows = {HOLDER: [("P", "a", *NOBODY), ("P", "b", *NOBODY)], SEAT: [("P", "item", "a", 7)]}
    with database.begin() as connection:
        steps = database.statements.change(change, {})
        look = database.searches.look_up(HOLDER, [("P", "a"), ("P", "c")])
        (found,) = send(connection, [*steps, look], commit=True)
    assert [("P", "a", None, None, *NOBODY), ("P", "a", "item", 7, *NOBODY)] == sorted(
        map(tuple, found), key=str
    )[::-1]
    assert [("P", "item", "a", 7)] == _rows(database, "seat")


def test_nothing_is_committed_unless_all_succeeds(database: Database) -> None:
    """The statements before and after the failed one have no effect."""
    good = database.statements.change({HOLDER: [("P", "a", *NOBODY)]}, {})
    bad = Step("INSERT INTO project (project, version) VALUES ('Q', 1)", (), reads=False)
    bad = bad._replace(values=[()]) if database.is_sqlite else bad
    also = database.statements.change({SEAT: [("P", "item", "a", 7)]}, {})
    with database.begin() as connection, pytest.raises(IntegrityError, match=r"(?i)null"):
        send(connection, [*good, bad, *also], commit=True)
    assert ([], []) == (_rows(database, "holder"), _rows(database, "seat"))
    with database.begin() as connection:
        send(connection, [*good, *also], commit=True)
    assert (1, 1) == (len(_rows(database, "holder")), len(_rows(database, "seat")))


@pytest.mark.parametrize("distributed", [False, True])
def test_rows_are_replaced_and_dropped(new_database: NewDatabase, distributed: bool) -> None:
    """An existing row gets the new values, in one statement for all tables and in one for each."""
    database = Database(new_database("postgresql"), distributed)
    database.prepare(["P"])
    first: Rows = {HOLDER: [("P", "a", *NOBODY)], PROJECT: [("P", 1, 0, "{}")]}
    second: Rows = {
        HOLDER: [("P", "a", "{}", None, None, None, None, 3)],
        PROJECT: [("P", 2, 5, "{}")],
        SEAT: [("P", "i", "a", 7)],
    }
    for change, steps in ((first, 2 if distributed else 1), (second, 3 if distributed else 1)):
        with database.begin() as connection:
            made = database.statements.change(change, {})
            assert steps == len(made)
            send(connection, made, commit=True)
    assert [("P", 2, 5, "{}")] == _rows(database, "project")
    assert [("P", "a", "{}", None, None, None, None, 3)] == _rows(database, "holder")
    with database.begin() as connection:
        send(
            connection,
            database.statements.change({}, {SEAT: [("P", "i", "a")], HOLDER: [("P", "b")]}),
            commit=True,
        )
    assert ([], 1) == (_rows(database, "seat"), len(_rows(database, "holder")))
    database.close()


def test_a_lost_connection_is_reported_and_replaced(new_database: NewDatabase) -> None:
    """The error says that it was lost, and the next transaction uses a new connection."""
    url = new_database("postgresql")
    database = Database(url)
    database.prepare(["P"])
    lock = [database.statements.lock(["P"], wait=True)] * 2
    with database.begin() as connection:
        send(connection, lock)
        _cut(url)
        with pytest.raises(DBAPIError) as lost:
            send(connection, lock)
        assert is_lost(lost.value)
    with database.begin() as connection:
        assert 2 == len(send(connection, lock))
    database.close()


def test_a_request_survives_a_lost_connection(new_database: NewDatabase, tmp_path: Path) -> None:
    """A connection that was cut while idle is replaced, without an error for the client."""
    url = new_database("postgresql")
    with inside(url, document(scans(9), devices(9)), tmp_path) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        for client in "ab":
            body = {"client": client, "key": "P", "deployment": "browser", "origin": "https://example.com"}
            assert "ok" == app.post("/v1/authorize", body)["answer"]
            _cut(url)
        assert "ok" == app.ask("GET", "/v1/health").value["status"]


def _cut(url: str) -> None:
    """Cut all other connections to a database."""
    others = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    database = Database(url)
    with database.engine.begin() as connection:
        cut = connection.execute(text(others)).scalars().all()
    database.close()
    assert cut
    assert all(cut)


@pytest.mark.parametrize(
    "value", [{"a": [1, None, True, "é"]}, 2**64 - 1, 2**70, "half a pair: \ud800", "\x00"]
)
def test_json_of_any_value(value: object) -> None:
    """Values that orjson cannot write are written too."""
    written = to_json(value)
    assert value == json.loads(written)
    if value not in (2**70, "half a pair: \ud800"):
        assert value == from_json(written)
