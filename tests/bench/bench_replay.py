"""`licensim replay`, against `json.loads` of its lines: processor time, memory, growth with clients."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from bench.recorded import crowd, document, lines
from bench.row import at_most

LINES, FEW = 1_000_000, 100_000
ROUNDS = 3
MANY_CLIENTS, CLIENTS = 40_000, 10_000
MIXES = {"2 % new codes": 0.02, "every frame new": 1.0}

LOADS = """
import json, sys, time
took = 0.0
with open(sys.argv[1], encoding="utf-8") as stream:
    while lines := stream.readlines(1 << 20):
        began = time.process_time()
        for line in lines:
            json.loads(line)
        took += time.process_time() - began
print(took)
"""


def rows() -> list[dict[str, Any]]:
    """For each mix: the ratio of times, and the memory for a million lines against a tenth of them."""
    found = []
    for words, fresh in MIXES.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "license.json").write_text(json.dumps(document()), "utf-8")
            write_trace(folder, LINES, fresh)
            turns = [(loads_s(folder), replay(folder)) for _ in range(ROUNDS)]
            time_ratio = median(replayed[0] / loaded for loaded, replayed in turns)
            write_trace(folder, FEW, fresh)
            memory_ratio = turns[0][1][1] / replay(folder)[1]
        found += [
            at_most(f"replay: {LINES:,} lines, {words} / json.loads", time_ratio, 5),
            at_most(f"replay: memory at {LINES:,} lines, {words} / at {FEW:,}", memory_ratio, 1.5),
        ]
    return found + crowd_rows()


def crowd_rows() -> list[dict[str, Any]]:
    """The cost of many clients with six events each: against `json.loads`, and against a quarter of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "license.json").write_text(json.dumps(document()), "utf-8")
        write(folder, crowd(CLIENTS))
        few = [(loads_s(folder), replay(folder)[0]) for _ in range(ROUNDS)]
        write(folder, crowd(MANY_CLIENTS))
        many_s = median(replay(folder)[0] for _ in range(ROUNDS))
    loads_ratio = median(replayed / loaded for loaded, replayed in few)
    growth = many_s / median(replayed for _, replayed in few)
    return [
        at_most(f"replay: {CLIENTS:,} clients with six events each / json.loads", loads_ratio, 15),
        at_most(f"replay: {MANY_CLIENTS:,} clients / {CLIENTS:,}", growth, 4.6),
    ]


def write_trace(folder: Path, count: int, fresh: float) -> None:
    """Write `trace.jsonl`."""
    write(folder, lines(count, fresh))


def write(folder: Path, trace: Iterable[str]) -> None:
    """Write these lines as `trace.jsonl`."""
    with (folder / "trace.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in trace)


def loads_s(folder: Path) -> float:
    """Return the seconds of processor time that `json.loads` takes for the lines, already in memory."""
    command = [sys.executable, "-c", LOADS, str(folder / "trace.jsonl")]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def replay(folder: Path) -> tuple[float, int]:
    """Replay; return the seconds of processor time of the whole command, and its peak memory in KiB."""
    files = ("--license", "license.json", "--answers", "answers.jsonl", "--summary", "summary.json")
    command = [sys.executable, "-m", "licensim", "replay", *files, "trace.jsonl"]
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"replay ended with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss
