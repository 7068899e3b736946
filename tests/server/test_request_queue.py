"""If a transaction fails, every request is answered, and the next one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from licensim.server.sql.database import Database
from server.inside import Inside, inside
from server.served import NOW, devices, document
from server.swarm import ask


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Inside]:
    """A server with a frozen clock."""
    with inside(database_url, document(devices(9)), tmp_path) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        yield app


def test_a_project_that_is_gone(app: Inside, database_url: str) -> None:
    """Its row was deleted in the database: the error comes without waiting."""
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM project WHERE project = 'P'"))
    answered = app.ask("POST", "/v1/authorize", ask("a"))
    assert (500, "DatabaseError") == (answered.status, answered.value["error"])
    database.prepare(["P"])
    database.close()
    assert "ok" == app.post("/v1/authorize", ask("a"))["answer"]


def test_a_bug_is_answered(app: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug outside of a single decision fails its turn, not the server."""
    with monkeypatch.context() as broken:
        broken.setattr("licensim.server.queue.request_queue.lookups", None)
        answered = app.ask("POST", "/v1/authorize", ask("a"))
    assert (500, "Bug") == (answered.status, answered.value["error"])
    assert "ok" == app.post("/v1/authorize", ask("a"))["answer"]
