"""Projects that share transactions: each is decided as if alone, and no project waits for another's lock."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from licensim.server.sql.database import Database
from server.conftest import NewDatabase
from server.served import NOW, devices, project_of, serving
from server.swarm import Swarm, ask, request

PROJECTS = 20
CLIENTS = 60


@pytest.mark.parametrize("distributed", [(), ("--distributed",)], ids=["together", "distributed"])
def test_each_project_has_its_own_cap(
    new_database: NewDatabase, tmp_path: Path, distributed: tuple[str, ...]
) -> None:
    """DEV-6: clients of many projects ask at once; every project gives exactly its own seats."""
    quotas = {f"P{number}": 10 + number for number in range(PROJECTS)}
    license_ = {
        "profile": "v2.2.19",
        "projects": [project_of(devices(quota, grace=0), key=key) for key, quota in quotas.items()],
    }
    options = ("--database", new_database("postgresql"), "--workers", "2", *distributed)
    with serving(tmp_path, license_, *options) as served:
        with served.caller() as caller:
            caller.clock(set_to=NOW, frozen=True)
        keys = [key for _ in range(CLIENTS) for key in quotas]
        bodies = (
            request(served.port, "/v1/authorize", ask(f"c{number}", key)) for number, key in enumerate(keys)
        )
        with Swarm(served.port, 40) as swarm:
            answers = list(swarm.run(bodies))
        given = Counter(keys[one.number] for one in answers if one.value["answer"] == "ok")
        refused = {one.value["number"] for one in answers if one.value["answer"] != "ok"}
        with served.caller() as caller:
            seats = {key: caller.usage("per_client_device", key)["seats"] for key in quotas}
    assert quotas == given == seats
    assert {120} == refused


def test_a_locked_project_delays_no_other(new_database: NewDatabase, tmp_path: Path) -> None:
    """While the lock of one project is held, only this project waits; it is answered afterwards."""
    url = new_database("postgresql")
    license_ = {
        "profile": "v2.2.19",
        "projects": [project_of(devices(10), key=f"P{number}") for number in range(3)],
    }
    with serving(tmp_path, license_, "--database", url) as served:
        database = Database(url)
        answered = threading.Event()

        def ask_for_the_locked() -> None:
            with served.caller() as caller:
                assert "ok" == caller.authorize("waits", key="P0")["answer"]
            answered.set()

        with database.begin() as connection:
            connection.execute(text("SELECT version FROM project WHERE project = 'P0' FOR UPDATE"))
            waiting = threading.Thread(target=ask_for_the_locked)
            waiting.start()
            with served.caller(timeout=10) as caller:
                for number in range(20):
                    for key in ("P1", "P2"):
                        assert "ok" == caller.authorize(f"c{number % 10}", key=key)["answer"]
            assert not answered.is_set()
        waiting.join(timeout=10)
        assert answered.is_set()
        database.close()
