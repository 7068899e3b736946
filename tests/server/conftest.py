"""The databases that the server's tests run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from server.postgres import Postgres, running

DATABASES = ("sqlite", "postgresql")
NewDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of our own."""
    with running() as server:
        yield server


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """Makes an empty database of a kind, and returns its URL."""

    def make(kind: str) -> str:
        if kind == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            return server.new_database()
        return f"sqlite:///{tmp_path / 'licensim.sqlite3'}"

    return make


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    """The URL of an empty database, of each kind in turn."""
    kind: str = request.param
    return new_database(kind)
