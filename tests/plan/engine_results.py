"""What an engine makes of an input, as JSON: the whole plan, or the rows that it reads.

`python -m plan.engine_results MASTER REQUESTS` does this on Spark, in a process of its own, for all requests.
Standard error has the name of each statement before it runs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from licensim.hosts import parse_origin
from licensim.plan.engines.choice import open_engine
from licensim.plan.input.read import Engine, open_rows
from licensim.plan.request import Request
from licensim.plan.run import plan, read
from licensim.plan.summary import summary

CONDITIONS: Final = (
    "event <> 'page'",
    "event || '\\' = 'x\\'",
    "regexp_matches(device, '^1/.$')",
    "nothing = 1",
)


def planned(engine: Engine, request: Request) -> Any:
    """The summary."""
    opened, query = open_rows(engine, request, parse_origin)
    return summary(plan(engine, request, opened, query, parse_origin))


def rows(engine: Engine, request: Request) -> Any:
    """The rows, what is wrong with them, and which conditions are valid."""
    opened, query = open_rows(engine, request, parse_origin)
    valid = [engine.fault_of(one) is None for one in CONDITIONS]
    found = read(engine, request, opened, query)
    wrong = sorted([one.what, one.rows, one.left_out] for one in found.findings)
    text = sorted(json.dumps(row, default=str) for row in engine.rows('select * from "rows"'))
    return {"rows": text, "read": found.rows, "wrong": wrong, "valid": valid}


RESULTS: Final[Mapping[str, Callable[[Engine, Request], Any]]] = {"planned": planned, "rows": rows}


def results(engine: str, requests: list[dict[str, Any]]) -> list[Any]:
    """The results of requests, each with `what` of RESULTS, on an engine."""
    found = []
    for fields in requests:
        settings = {**fields}
        make = RESULTS[settings.pop("what")]
        with open_engine(engine, None, "") as opened:
            opened.on_statement = lambda one: print(one.name, file=sys.stderr, flush=True)  # noqa: T201
            found.append(make(opened, Request(**settings)))
    return found


if __name__ == "__main__":
    json.dump(results(sys.argv[1], json.loads(sys.argv[2])), sys.stdout)
