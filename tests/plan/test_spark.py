"""Spark says what DuckDB says, of all sessions at once; and what a user is told who has no Spark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from licensim.cli.files import MALFORMED
from licensim.cli.main import main
from licensim.plan.engines.spark import _by_base, _size
from needs import missing
from plan.engine_results import results
from plan.planned import written
from plan.preset_samples import preset_samples
from plan.rows import a_logged_trace, rows_of
from plan.test_differential import TRACES
from plan.test_files import by_day, in_csv

Row = dict[str, Any]

SESSIONS: Final = TRACES * 2
"""How many random sessions are planned together."""
CONF: Final = Path(__file__).parent / "spark"
BROKEN: Final = "not,a\nrow\n"


def sessions(first: int, last: int) -> Iterator[Row]:
    """The rows of several sessions, each with clients and machines of its own."""
    for seed in range(first, last):
        for row in rows_of(a_logged_trace(seed)):
            machine = f"{seed}/{row['server_id']}" if row["server_id"] else None
            yield {**row, "device": f"{seed}/{row['device']}", "server_id": machine}


def places() -> dict[str, str]:
    """The environment of a process of Spark."""
    conf = {"SPARK_CONF_DIR": str(CONF), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    return {**os.environ, **conf, "PYTHONPATH": str(Path(__file__).parents[1])}


def on_spark(master: str, requests: list[Row]) -> list[Any]:
    """The results of requests on Spark."""
    command = [sys.executable, "-m", "plan.engine_results", master, json.dumps(requests)]
    done = subprocess.run(command, env=places(), capture_output=True, text=True, check=False, timeout=3000)
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_spark_plans_and_reads_as_duckdb_does(tmp_path: Path) -> None:
    """A folder of Parquet by day is planned; CSV, JSON lines with broken rows, and presets are read."""
    if shutil.which("java") is None:
        missing("Java")
    by_day(sessions(0, SESSIONS), tmp_path / "days")
    few = list(sessions(0, 3))
    times: Any = [str, lambda t: t / 1000, lambda t: f"{t * 1000}000", lambda t: t]
    mixed = [{**row, "time": times[n % len(times)](row["time"])} for n, row in enumerate(few)]
    in_csv(few, tmp_path / "rows.csv", "utf-8-sig")
    written(mixed, tmp_path / "mixed.jsonl")
    for name in ("rows.csv", "mixed.jsonl"):
        with (tmp_path / name).open("a", encoding="utf-8") as stream:
            stream.write(BROKEN)
    requests: list[Row] = [
        {"what": "planned", "paths": [str(tmp_path / "days")]},
        {"what": "rows", "paths": [str(tmp_path / "rows.csv")], "max_bad": 0.5},
        {"what": "rows", "paths": [str(tmp_path / "mixed.jsonl")], "max_bad": 0.5},
    ]
    names = ["plan of Parquet", "rows of CSV", "rows of JSON lines"]
    for preset, records in preset_samples().items():
        path = written(records, tmp_path / f"{preset}.jsonl")
        requests.append({"what": "rows", "paths": [path], "preset": preset})
        names.append(f"rows of {preset}")
    for name, spark, duck in zip(names, on_spark("local[2]", requests), plain(requests), strict=True):
        assert (name, spark) == (name, duck)


def plain(requests: list[Row]) -> list[Any]:
    """The results of DuckDB, as JSON has them."""
    found: list[Any] = json.loads(json.dumps(results("duckdb", requests)))
    return found


@pytest.mark.parametrize("name", ["local[0]", "yarn", "spark", "duck", "spark://"])
def test_an_engine_has_one_of_four_names(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is guessed: the fault says what can be named."""
    rows = written(sessions(0, 1), tmp_path / "rows.jsonl")
    assert main(["plan", rows, "--engine", name]) == MALFORMED
    assert f"--engine: must be duckdb, local[N], spark://HOST:PORT or sc://HOST:PORT; not {name}" in error(
        capsys
    )


@pytest.mark.parametrize(
    ("said", "shown"), [(None, "there is none"), ("11.0.2", 'is version "11'), ("1.8.0", "is version")]
)
def test_without_java_17_it_says_what_to_install(
    said: str | None,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No Java, or one that is too old, ends before Spark starts, and no output is written."""
    rows, summary = written(sessions(0, 1), tmp_path / "rows.jsonl"), tmp_path / "summary.json"
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    if said is not None:
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{said}\"' >&2\n", "utf-8")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert main(["plan", rows, "--engine", "local[2]", "--summary", str(summary)]) == 1
    found = error(capsys)
    assert shown in found
    assert "install Java 17 (Debian: openjdk-17-jre-headless), or set JAVA_HOME to one" in found
    assert not summary.exists()


def test_a_server_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Spark itself would try for minutes."""
    rows = written(sessions(0, 1), tmp_path / "rows.jsonl")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert main(["plan", rows, "--engine", f"sc://127.0.0.1:{port}"]) == 1
    assert f"nothing answers at sc://127.0.0.1:{port}" in error(capsys)


@pytest.mark.parametrize(("engine", "extra"), [("duckdb", "plan"), ("sc://localhost", "spark")])
def test_without_the_extra_it_says_what_to_install(engine: str, extra: str, tmp_path: Path) -> None:
    """The module is hidden from the command."""
    rows = written(sessions(0, 1), tmp_path / "rows.jsonl")
    hide = "import sys; sys.modules.update(duckdb=None, pyspark=None, sqlglot=None)"
    command = f"{hide}; from licensim.cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", command, "plan", rows, "--engine", engine],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"pip install 'licensim[{extra}]'" in done.stderr


def test_duckdb_reads_no_remote_files(capsys: pytest.CaptureFixture[str]) -> None:
    """It says which engine does."""
    assert main(["plan", "hdfs://cluster/logs.parquet"]) == MALFORMED
    assert (
        "hdfs://cluster/logs.parquet: DuckDB reads files of this machine only: use Spark, see --engine"
        in error(capsys)
    )


@pytest.mark.parametrize("memory", ["2GB", "2GiB", "2 GB", "2g"])
def test_a_size_is_written_as_for_duckdb(memory: str) -> None:
    """Spark knows `2g` only."""
    assert _size(memory) == "2g"


def test_files_are_read_with_their_own_partitions() -> None:
    """The columns of a folder's name begin below the first `NAME=VALUE`."""
    assert dict(
        _by_base(["/a/day=1/x.parquet", "/a/day=2/x.parquet", "/b/x=y.parquet", "s3a://c/day=1/x.parquet"])
    ) == {
        "/a": ["/a/day=1/x.parquet", "/a/day=2/x.parquet"],
        "": ["/b/x=y.parquet", "s3a://c/day=1/x.parquet"],
    }


def error(capsys: pytest.CaptureFixture[str]) -> str:
    """What standard error says."""
    return capsys.readouterr().err
