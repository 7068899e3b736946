"""`licensim plan` against what DuckDB takes for the same files, and against `replay`.

Processor time, memory, growth, of 10^7 rows; with `--large` 10^8, which needs 1 GB of disk and some minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.plan_events import as_json_lines, as_trace, bursts, once
from bench.row import at_least, at_most

LARGE = os.environ.get("LICENSIM_BENCH_LARGE") == "1"
ROWS = 10**8 if LARGE else 10**7
ONCE = 2 * 10**7 if LARGE else 4 * 10**6
LINES = 10**7
EVENTS = 10**6
DAYS = 120

PLAN = """
import resource, sys, time
from licensim.hosts import parse_origin
from licensim.plan.engines.duckdb import DuckDb
from licensim.plan.input.read import open_rows
from licensim.plan.request import Request
from licensim.plan.run import plan
from licensim.plan.summary import summary
began = time.process_time()
with DuckDb(memory=sys.argv[2] or None, spill=sys.argv[3]) as engine:
    request = Request([sys.argv[1]], rows=sys.argv[4])
    opened, query = open_rows(engine, request, parse_origin)
    summary(plan(engine, request, opened, query, parse_origin))
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""
QUERY = """
import sys, time
import duckdb
database = duckdb.connect()
began = time.process_time()
database.execute(sys.argv[1]).fetchall()
print(time.process_time() - began, 0)
"""
REPLAY = """
import sys, time
from licensim.cli.main import main
began = time.process_time()
assert main(["replay", "--license", sys.argv[1], sys.argv[2], "--summary", sys.argv[3]]) == 0
print(time.process_time() - began, 0)
"""
LICENSE = """{"profile": "v2.2.19", "projects": [{"key": "K", "items": [{"id": "scans",
  "option": "per_barcode_scan", "starts_at": 0, "expires_at": 4102444800000, "quota": 1000000000}]}]}"""


def rows() -> list[dict[str, Any]]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory(prefix="licensim-bench-") as name:
        folder = Path(name)
        bursts(ROWS, DAYS, folder / "rows")
        bursts(ROWS // 10, DAYS, folder / "tenth")
        return [*_parquet(folder), *_once(folder), *_lines(folder), *_replay(folder)]


def _parquet(folder: Path) -> list[dict[str, Any]]:
    files = f"read_parquet('{folder}/rows/*/*.parquet')"
    whole, unlimited = plan(folder / "rows", folder)
    limited, resident = plan(folder / "rows", folder, "2GB")
    tenth, _ = plan(folder / "tenth", folder)
    same = 'device, scanner, format, "text"'
    gap = f'"time" - lag("time") over (partition by {same} order by "time")'
    lag = query(
        f"select count(*) from (select {gap} as gap from {files} where event = 'scan') where gap > 3000"
    )
    words = f"plan: {ROWS:,} rows of Parquet"
    return [
        at_most(f"{words} / reading all columns", whole / read_all(files), 25),
        at_most(f"{words} / one raw lag window over them", whole / lag, 1.5),
        at_most(f"{words}, --memory 2GB / unlimited ({unlimited:.1f} GB)", limited / whole, 1.5),
        at_most(f"{words}, --memory 2GB: resident", resident, 2.5, "GB"),
        at_most(f"{words} / a tenth of them", whole / tenth, 13),
    ]


def _once(folder: Path) -> list[dict[str, Any]]:
    once(ONCE, folder / "once")
    took, _ = plan(folder / "once", folder, rows="accepted")
    read = read_all(f"read_parquet('{folder}/once/*.parquet')", 'device, scanner, format, "text"')
    return [at_most(f"plan: {ONCE:,} accepted scans, none repeats / reading all columns", took / read, 90)]


def _lines(folder: Path) -> list[dict[str, Any]]:
    source = folder / "few"
    bursts(LINES, DAYS, source)
    target = folder / "rows.jsonl"
    as_json_lines(source, target)
    took, _ = plan(target, folder)
    read = query(f"create table t as select * from read_json('{target}', format = 'newline_delimited')")
    return [at_most(f"plan: {LINES:,} JSON lines / DuckDB's read_json of them", took / read, 2)]


def _replay(folder: Path) -> list[dict[str, Any]]:
    source, trace, document = folder / "events", folder / "trace.jsonl", folder / "license.json"
    bursts(EVENTS, DAYS, source)
    as_trace(source, trace)
    document.write_text(LICENSE, "utf-8")
    replayed, _ = measure(REPLAY, str(document), str(trace), str(folder / "summary.json"))
    planned, _ = plan(source, folder)
    return [at_least(f"replay, one option, {EVENTS:,} events / whole plan of them", replayed / planned, 10)]


def plan(source: Path, folder: Path, memory: str = "", rows: str = "sightings") -> tuple[float, float]:
    """Processor seconds and resident gigabytes of a whole plan, in a process of its own."""
    return measure(PLAN, str(source), memory, str(folder / "spill"), rows)


def read_all(
    files: str, columns: str = 'device, scanner, format, "text", origin, deployment, server_id, event, module'
) -> float:
    """Processor seconds for reading all columns."""
    return query(f'select count(*), sum("time"), sum(hash({columns}) % 1000) from {files}')


def query(text: str) -> float:
    """Processor seconds of one query of DuckDB."""
    return measure(QUERY, text)[0]


def measure(script: str, *arguments: str) -> tuple[float, float]:
    """What a script prints: processor seconds, gigabytes."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True
    )
    seconds, gigabytes = done.stdout.split()[-2:]
    return float(seconds), float(gigabytes)
