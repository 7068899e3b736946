"""Spark in processes of its own on this machine: a master with two workers, and a Connect server.

One of the workers is killed in the middle of a plan. Only in `./build.sh test --long`: it starts many Java
processes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pyspark
import pytest

from conditions import wait_until
from needs import missing
from plan.planned import written
from plan.test_files import by_day
from plan.test_spark import Row, on_spark, places, plain, sessions

PATIENCE_S: Final = 300
AFTER: Final = "islands_browser_3000"
"""The statement during which a worker is killed."""
pytestmark = [
    pytest.mark.skipif("LICENSIM_SPARK_CLUSTER" not in os.environ, reason="only in test --long"),
    pytest.mark.timeout(3000),
]


@dataclass
class Cluster:
    """The address of the master, and the processes of the workers, each with a group of its own."""

    master: str
    workers: list[subprocess.Popen[bytes]]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
        return found


def started(stack: ExitStack, name: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of Spark, until the stack ends."""
    spark_class = Path(pyspark.__path__[0], "bin", "spark-class")
    command = [str(spark_class), f"org.apache.spark.deploy.{name}", *arguments]
    log = stack.enter_context((folder / f"{name}-{len(arguments)}.log").open("ab"))
    process = subprocess.Popen(command, env=places(), stdout=log, stderr=log, start_new_session=True)
    stack.callback(process.wait)
    stack.callback(killed, process)
    return process


def killed(process: subprocess.Popen[bytes]) -> None:
    """Kill a daemon with the executors that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def alive(page: str) -> int:
    """How many workers the master has."""
    try:
        with urlopen(page, timeout=5) as answer:  # noqa: S310 - the master's own page
            found = json.load(answer)
    except OSError:
        return 0
    return sum(1 for one in found["workers"] if one["state"] == "ALIVE")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A master with two workers."""
    if shutil.which("java") is None:
        missing("Java")
    port, web = free_port(), free_port()
    with ExitStack() as stack:
        here = ("--host", "127.0.0.1")
        started(stack, "master.Master", tmp_path, *here, "--port", str(port), "--webui-port", str(web))
        wait_until(lambda: answers(port), patience_s=PATIENCE_S)
        workers = []
        for n in range(2):
            folder = tmp_path / f"worker-{n}"
            folder.mkdir()
            place = (
                *here,
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                str(free_port()),
                "--work-dir",
                str(folder),
            )
            workers.append(started(stack, "worker.Worker", folder, *place, f"spark://127.0.0.1:{port}"))
        wait_until(lambda: alive(f"http://127.0.0.1:{web}/json/") == 2, patience_s=PATIENCE_S)
        yield Cluster(f"spark://127.0.0.1:{port}", workers)


def answers(port: int) -> bool:
    """Whether something listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_a_plan_goes_on_without_a_worker_that_was_killed(cluster: Cluster, tmp_path: Path) -> None:
    """The answers are those of DuckDB: what the worker had is on the other one, or is made again."""
    by_day(sessions(0, 20), tmp_path / "days")
    requests: list[Row] = [{"what": "planned", "paths": [str(tmp_path / "days")]}]
    command = [sys.executable, "-m", "plan.engine_results", cluster.master, json.dumps(requests)]
    with (
        (tmp_path / "found.json").open("w+b") as found,
        subprocess.Popen(command, env=places(), stdout=found, stderr=subprocess.PIPE, text=True) as run,
    ):
        said = []
        for line in run.stderr or ():
            said.append(line)
            if line.strip() == AFTER:
                killed(cluster.workers[0])
        assert run.wait() == 0, "".join(said[-40:])
        assert f"{AFTER}\n" in said
        assert cluster.workers[0].wait() == -signal.SIGKILL
        found.seek(0)
        assert json.load(found) == plain(requests)


def test_a_connect_server_plans_and_reads_as_duckdb_does(tmp_path: Path) -> None:
    """Its client has no Java: it sends the statements, and gets rows."""
    if shutil.which("java") is None:
        missing("Java")
    port = free_port()
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false",
    }
    given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    by_day(sessions(0, 6), tmp_path / "days")
    lines = written(sessions(0, 2), tmp_path / "rows.jsonl")
    requests: list[Row] = [
        {"what": "planned", "paths": [str(tmp_path / "days")]},
        {"what": "rows", "paths": [lines]},
    ]
    with ExitStack() as stack:
        submit = ("--class", server, "--master", "local[2]", *given, "spark-internal")
        started(stack, "SparkSubmit", tmp_path, *submit)
        wait_until(lambda: answers(port), patience_s=PATIENCE_S)
        assert on_spark(f"sc://127.0.0.1:{port}", requests) == plain(requests)
