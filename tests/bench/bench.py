"""Run the benchmarks, print a table, and write ``dist/bench.json``; exit code 1 if a row misses its bound.

``python tests/bench/bench.py [--list] [--large] [NAME...]``. Each ``bench_NAME.py`` beside this file has
``rows() -> list[dict]``: ``name``, ``value``, ``unit``, ``at_most`` or ``at_least``, and ``ok``. Each
module runs in its own process: if one fails, the report names it and the others go on.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RESULT = ROOT / "dist" / "bench.json"
PREFIX = "bench_"
TIME_LIMIT_S = 900

Row = dict[str, Any]


def names() -> list[str]:
    """Return the names of all benchmarks: ``boot`` for ``bench_boot.py``."""
    return sorted(file.stem.removeprefix(PREFIX) for file in HERE.glob(f"{PREFIX}*.py"))


def run(name: str) -> list[Row]:
    """Run one benchmark in its own process; if it fails, return a row that is not ok."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "rows.json"
        command = [sys.executable, str(HERE / "bench.py"), "--inside", name, str(into)]
        path = os.pathsep.join(filter(None, (str(ROOT / "tests"), os.environ.get("PYTHONPATH"))))
        try:
            done = subprocess.run(
                command, env={**os.environ, "PYTHONPATH": path}, check=False, timeout=TIME_LIMIT_S
            )
        except subprocess.TimeoutExpired:
            return [failure(name, f"took more than {TIME_LIMIT_S} s")]
        if done.returncode != 0 or not into.is_file():
            return [failure(name, f"ended with exit code {done.returncode}")]
        rows: list[Row] = json.loads(into.read_text("utf-8"))
        return rows


def run_inside(name: str, into: Path) -> None:
    """Run one benchmark in this process and write its rows as JSON."""
    # Import `bench.bench_boot` from the package: this script is called `bench` too.
    sys.path.remove(str(HERE))
    rows = importlib.import_module(f"bench.{PREFIX}{name}").rows()
    into.write_text(json.dumps(rows), "utf-8")


def failure(name: str, why: str) -> Row:
    """Return the row for a benchmark that failed without rows."""
    return {"name": f"{name}: {why}", "value": None, "unit": "", "at_most": 0, "ok": False}


def line(row: Row) -> str:
    """Return a row of the table.

    >>> line({"name": "a / b", "value": 1.25, "unit": "x", "at_most": 1.5, "ok": True})
    'ok      1.25 x     at most  1.5      a / b'
    """
    side = "at_most" if "at_most" in row else "at_least"
    value = "-" if row["value"] is None else f"{row['value']:g}"
    verdict = "ok" if row["ok"] else "MISSED"
    return f"{verdict:6}{value:>6} {row['unit']:5} {side.replace('_', ' '):8} {row[side]:<8g} {row['name']}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that the arguments name; return the exit code."""
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="run these only (default: all)")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--large", action="store_true", help="the plan over 10^8 rows instead of 10^7")
    parser.add_argument("--inside", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.large:
        os.environ["LICENSIM_BENCH_LARGE"] = "1"
    if options.inside:
        run_inside(options.inside[0], Path(options.inside[1]))
        return 0
    if options.list:
        sys.stdout.write("\n".join(names()) + "\n")
        return 0
    unknown = set(options.names) - set(names())
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(names())}")
    return report(options.names or names())


def report(chosen: Sequence[str]) -> int:
    """Run benchmarks, print the rows of each when it ends, and write all rows to ``dist/bench.json``."""
    rows: list[Row] = []
    for name in chosen:
        began = time.monotonic()
        found = run(name)
        rows += found
        sys.stdout.write("".join(f"{line(row)}\n" for row in found))
        sys.stdout.flush()
        sys.stderr.write(f"  ({name} took {time.monotonic() - began:.0f} s)\n")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"rows": rows}, indent=2) + "\n", "utf-8")
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
