"""The databases of the server's tests."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from licensim.server.sql.database import Database
from licensim.server.sql.schema import METADATA
from server.postgres import Postgres, memory_folder, running

DATABASES = ("sqlite", "postgresql")
NewDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that the tests start."""
    with running() as server:
        yield server


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """A folder in memory, if the machine has one: the tests kill processes, not the machine."""
    place = memory_folder()
    with tempfile.TemporaryDirectory(prefix="licensim-", dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, quick_folder: Path) -> NewDatabase:
    """Makes an empty database of a kind, and returns its URL."""
    numbers = itertools.count(1)

    def make(kind: str) -> str:
        if kind == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            return server.new_database()
        return f"sqlite:///{quick_folder / f'licensim{next(numbers)}.sqlite3'}"

    return make


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    """The URL of an empty database, of each kind in turn."""
    kind: str = request.param
    return new_database(kind)


def emptied(url: str) -> str:
    """The URL of an unused database, with its tables dropped."""
    database = Database(url)
    METADATA.drop_all(database.engine)
    database.close()
    return url
