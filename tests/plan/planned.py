"""Runs a plan over a trace, or over the rows that logs would have for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from licensim.hosts import parse_origin
from licensim.plan.engines.duckdb import DuckDb
from licensim.plan.input.read import open_rows
from licensim.plan.request import Request
from licensim.plan.run import Planned, plan
from plan.rows import rows_of

Event = dict[str, Any]


def planned(request: Request) -> Planned:
    """The requested plan."""
    with DuckDb(threads=1) as engine:
        opened, query = open_rows(engine, request, parse_origin)
        return plan(engine, request, opened, query, parse_origin)


def of_trace(events: list[Event], folder: Path, **settings: Any) -> Planned:
    """The plan of a trace."""
    return planned(Request([written(events, folder / "trace.jsonl")], format="trace", **settings))


def of_rows(events: list[Event], folder: Path, **settings: Any) -> Planned:
    """The plan of the rows of a trace."""
    return planned(Request([written(rows_of(events), folder / "rows.jsonl")], format="jsonl", **settings))


def written(lines: Any, path: Path) -> str:
    """A file of JSON lines."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return str(path)


@contextmanager
def opened(request: Request) -> Iterator[DuckDb]:
    """An engine that has read the input."""
    with DuckDb(threads=1) as engine:
        open_rows(engine, request, parse_origin)
        yield engine
