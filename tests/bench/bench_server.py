"""The cost of a shared license: requests per second against the database's updates, start, latency, growth.

Every ratio comes from one run on one machine: the baseline is measured between the rounds of the server.
`python tests/bench/bench.py server` shows the rows.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import create_engine, text

from bench.row import at_least, at_most
from cost import SHAPES
from licensim.server.http.wire import MAX_BODY, MAX_REPORTS
from licensim.server.sql.database import Database
from licensim.server.sql.schema import PROJECT
from licensim.server.sql.trip import send
from server.postgres import OWNER, Postgres, running
from server.served import NOW, Served, devices, project_of, scans, serving
from server.swarm import Swarm, ask, request

SECONDS = float(os.environ.get("LICENSIM_BENCH_SECONDS", "3"))
"""The length of each measurement."""
ROUNDS = int(os.environ.get("LICENSIM_BENCH_ROUNDS", "3"))
CONNECTIONS = 50
PROJECTS = 1_000
SEATS = 1_000_000
SLOT = NOW // 180_000
QUIET = ("--journal", "0", "--log-level", "error")

Rate = Callable[[], float]


def rows() -> list[dict[str, Any]]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as name, running(durable=True) as postgres:
        folder = Path(name)
        return [
            *on_postgresql(postgres, folder),
            *on_sqlite(folder),
            start(folder),
            stall(folder),
        ]


def license_(projects: int) -> dict[str, Any]:
    """Projects with enough devices and scans for all clients."""
    items = (devices(10 * SEATS), scans(2**50))
    return {"profile": "v2.2.19", "projects": [project_of(*items, key=f"P{n}") for n in range(projects)]}


class Load:
    """Endless requests for one project or many, and how many of them are answered per second."""

    def __init__(self, served: Served, projects: int) -> None:
        self.served = served
        self._draw = random.Random(1)  # noqa: S311 - not for secrets
        self._keys = [f"P{n}" for n in range(projects)]
        self._numbers = itertools.count()
        self.enter()

    def enter(self) -> None:
        """Authorize the clients that report."""
        bodies = (ask(f"reporter of {key}", key) for key in self._keys)
        with Swarm(self.served.port, CONNECTIONS) as swarm:
            for answered in swarm.run(request(self.served.port, "/v1/authorize", one) for one in bodies):
                if answered.status != 200:
                    raise RuntimeError(f"{answered.status}: {answered.body[:200]!r}")

    def asks(self) -> Iterator[bytes]:
        """First authorizations."""
        for number in self._numbers:
            body = ask(f"client {number}", self._draw.choice(self._keys))
            yield request(self.served.port, "/v1/authorize", body)

    def reports(self) -> Iterator[bytes]:
        """Reports, one a request."""
        for number in self._numbers:
            key = self._draw.choice(self._keys)
            report = {"id": f"r{number}", "slot": SLOT, "scans": 1}
            who = {"client": f"reporter of {key}", "key": key, "origin": "https://example.com"}
            body = {**who, "reports": [report]}
            yield request(self.served.port, "/v1/reports", body)

    def rate(self, kind: str, seconds: float = SECONDS) -> float:
        """How many requests are answered per second."""
        with Swarm(self.served.port, CONNECTIONS) as swarm:
            return len(timed(swarm.run(getattr(self, kind)()), seconds)) / seconds


def timed(answers: Iterator[Any], seconds: float) -> list[float]:
    """The times of the answers that came within this time, in seconds."""
    begun, took = time.perf_counter(), []
    for answered in answers:
        if answered.status != 200:
            raise RuntimeError(f"{answered.status}: {answered.body[:200]!r}")
        took.append(answered.took)
        if answered.at - begun > seconds:
            return took
    return took


def ratio(ours: Rate, theirs: Rate) -> float:
    """The median ratio of rounds, each of which measures both."""
    return median(ours() / theirs() for _ in range(ROUNDS))


def on_postgresql(postgres: Postgres, folder: Path) -> Iterator[dict[str, Any]]:
    """One project and many, against pgbench; four processes."""
    url = postgres.new_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id int PRIMARY KEY, n bigint NOT NULL)"))
        connection.execute(text("INSERT INTO counter SELECT g, 0 FROM generate_series(1, 100000) g"))
    options = ("--database", url, "--workers", "4", *QUIET)

    def pgbench(script: str) -> float:
        return _pgbench(postgres, url, folder, script)

    one_row = "UPDATE counter SET n = n + 1 WHERE id = 1;"
    any_row = "\\set id random(1, 100000)\nUPDATE counter SET n = n + 1 WHERE id = :id;"
    for projects, script, bound, where in (
        (1, one_row, 0.8, "one project / pgbench, one row"),
        (PROJECTS, any_row, 0.15, "many projects / pgbench, different rows"),
    ):
        with load_of(folder, projects, *options) as load:
            for kind in ("asks", "reports"):
                value = ratio(partial(load.rate, kind), partial(pgbench, script))
                yield at_least(f"PostgreSQL, {NAMES[kind]}, {where}", value, bound)
            if projects == 1:
                yield latency(load, "PostgreSQL")
                yield from growth(load, "PostgreSQL", url)
    engine.dispose()


NAMES = {"asks": "authorizations/s", "reports": "reports/s"}


@contextmanager
def load_of(folder: Path, projects: int, *options: str) -> Iterator[Load]:
    """A server under load."""
    with serving(folder, license_(projects), *options) as served:
        with served.caller() as caller:
            caller.post("/sim/reset", {})
            caller.clock(set_to=NOW, frozen=True)
        yield Load(served, projects)


def _pgbench(postgres: Postgres, url: str, folder: Path, script: str) -> float:
    file = folder / "script.sql"
    file.write_text(script, "utf-8")
    clients = ("-c", str(CONNECTIONS), "-j", "2", "-T", str(max(1, round(SECONDS))))
    where = ("-h", "127.0.0.1", "-p", str(postgres.port), "-U", OWNER, url.rpartition("/")[2])
    command = [str(postgres.programs / "pgbench"), "-n", "-f", str(file), *clients, *where]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def on_sqlite(folder: Path) -> Iterator[dict[str, Any]]:
    """One project, against commits of one row."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    with load_of(folder, 1, "--database", url, *QUIET) as load:
        for kind in ("asks", "reports"):
            value = ratio(partial(load.rate, kind), partial(_commits, folder))
            yield at_least(f"SQLite, {NAMES[kind]}, one project / commits of one row", value, 0.4)
        yield latency(load, "SQLite")
        yield from growth(load, "SQLite", url)


def _commits(folder: Path) -> float:
    """Commits of one row a second, from Python, as durable as the server's."""
    connection = sqlite3.connect(folder / "counter.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS counter (id integer PRIMARY KEY, n integer)")
    connection.execute("INSERT OR IGNORE INTO counter VALUES (1, 0)")
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE counter SET n = n + 1 WHERE id = 1")
        connection.execute("COMMIT")
        done += 1
    connection.close()
    return done / SECONDS


def latency(load: Load, database: str) -> dict[str, Any]:
    """The time of authorizations at half of the highest load: the 95th percentile against the median."""
    every = 2 / median(load.rate("asks") for _ in range(ROUNDS))
    with Swarm(load.served.port, CONNECTIONS) as swarm:
        took = timed(swarm.run(load.asks(), every), 2 * SECONDS)
    name = f"{database}, authorization at half load, 95th percentile / median"
    return at_most(name, quantiles(took, n=20)[-1] / median(took), 5)


def growth(load: Load, database: str, url: str) -> Iterator[dict[str, Any]]:
    """Authorizations and reports with a million seats of one item against those with a hundred."""
    rates: dict[tuple[str, int], float] = {}
    with load.served.caller() as caller:
        for seats in (FEW, SEATS):
            caller.post("/sim/reset", {"key": "P0"})
            fill(url, seats)
            load.enter()
            for kind in NAMES:
                rates[kind, seats] = median(load.rate(kind) for _ in range(ROUNDS))
            if caller.usage(ITEM, "P0")["seats"] < seats:
                raise RuntimeError("the seats are not there")
    for kind, name in NAMES.items():
        value = rates[kind, SEATS] / rates[kind, FEW]
        yield at_least(f"{database}, {name}, 1,000,000 seats / 100 seats", value, 0.7)


def fill(url: str, seats: int) -> None:
    """Take seats of the first project as the server does, but in one statement."""
    database = Database(url)
    with database.begin() as connection:
        (((_, version, swept_at, totals, _),),) = send(
            connection, [database.statements.lock(["P0"], wait=True)]
        )
        told = json.loads(totals)
        told["seats"], told["peak"] = {ITEM: seats}, {ITEM: seats}
        told["next_end"] = {ITEM: UNTIL}
        connection.execute(text(FILL), {"until": UNTIL, "seats": seats})
        row = ("P0", version + 1, swept_at, json.dumps(told))
        send(connection, database.statements.change({PROJECT: [row]}, {}), commit=True)
    database.close()


ITEM = "per_client_device"
FEW = 100
UNTIL = NOW + 86_400_000
FILL = """
    INSERT INTO seat (project, item, holder, until)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :seats)
    SELECT 'P0', 'per_client_device', 'seated ' || n, :until + n % 1000 FROM numbers
"""


def stall(folder: Path) -> dict[str, Any]:
    """The longest wait of a trivial request while other clients send the most expensive bodies, 1 MB each."""
    (folder / "stall").mkdir()
    with serving(folder / "stall", license_(1), *QUIET) as served, served.caller() as caller:
        caller.clock(set_to=NOW, frozen=True)
        stop, waits, bodies = threading.Event(), [], _hostile_bodies()
        turns = [bodies[n:] + bodies[:n] for n in range(HOSTILE)]
        senders = [threading.Thread(target=_send, args=(served, stop, one)) for one in turns]
        for one in senders:
            one.start()
        begun = time.perf_counter()
        while time.perf_counter() - begun < 2 * SECONDS:
            sent_at = time.perf_counter()
            caller.ask("GET", "/v1/keys")
            waits.append(time.perf_counter() - sent_at)
        stop.set()
        for one in senders:
            one.join()
    return at_most("the longest stall of the server, hostile bodies", max(waits) * 1000, 250, "ms")


HOSTILE = 4
"""How many clients send at the same time."""


def _hostile_bodies() -> list[bytes]:
    """A body with the highest number of reports, and each of the hostile shapes."""
    reports = [{"id": f"{n}", "slot": SLOT, "scans": 1} for n in range(MAX_REPORTS)]
    told = json.dumps({"client": "hostile", "key": "P0", "reports": reports})
    wrong = (shape(MAX_BODY - 4096) for shape in SHAPES.values())
    return [
        one.encode() for one in (told, *(f'{{"client":"a","key":"P0","reports":{one}}}' for one in wrong))
    ]


def _send(served: Served, stop: threading.Event, bodies: list[bytes]) -> None:
    with served.caller() as caller:
        for body in itertools.cycle(bodies):
            if stop.is_set():
                return
            caller.ask("POST", "/v1/reports", body)


def start(folder: Path) -> dict[str, Any]:
    """From the command to the first answer, against Python's own start."""

    def python() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        return time.perf_counter() - begun

    def server() -> float:
        begun = time.perf_counter()
        with serving(folder / "start", license_(1), *QUIET) as served, served.caller() as caller:
            caller.get("/v1/health")
            return time.perf_counter() - begun

    (folder / "start").mkdir()
    server()  # this first start makes the keys and the database
    value = median(server() / median(python() for _ in range(3)) for _ in range(2 * ROUNDS + 1))
    return at_most("licensim serve, start to first answer / python -c pass", value, 80)
