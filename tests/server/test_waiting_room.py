"""Whatever goes wrong with a transaction, everybody is answered, and the next one goes on."""

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
    """A server, its clock standing still."""
    with inside(database_url, document(devices(9)), tmp_path) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        yield app


def test_a_project_that_is_gone(app: Inside, database_url: str) -> None:
    """Somebody has deleted its row behind the server's back: that is said, and not waited for."""
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM project WHERE project = 'P'"))
    answered = app.ask("POST", "/v1/authorize", ask("a"))
    assert (500, "DatabaseError") == (answered.status, answered.value["error"])
    database.prepare(["P"])
    database.close()
    assert "ok" == app.post("/v1/authorize", ask("a"))["answer"]


def test_a_bug_is_answered(app: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """One outside the decision of a single request fails the turn that it is in, not the server."""
    with monkeypatch.context() as broken:
        broken.setattr("licensim.server.queue.waiting_room.lookups", None)
        answered = app.ask("POST", "/v1/authorize", ask("a"))
    assert (500, "Bug") == (answered.status, answered.value["error"])
    assert "ok" == app.post("/v1/authorize", ask("a"))["answer"]
