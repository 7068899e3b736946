"""One run: the input, the tables, and the figures of every option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from licensim.plan.figures import Figure
from licensim.plan.input.origins import ParseOrigin
from licensim.plan.input.read import Engine, Input, check_share, read_rows, read_trace
from licensim.plan.input.rows import RowsQuery
from licensim.plan.labels import Known, labels
from licensim.plan.look import Host, Look
from licensim.plan.options import planner
from licensim.plan.quality import Gate, gates, missing_days
from licensim.plan.request import Request
from licensim.plan.statements import survey
from licensim.plan.statements.logs import Logs
from licensim.plan.statements.traces import Traces
from licensim.plan.tables import Source
from licensim.rules.options import OPTIONS
from licensim.rules.origins.origin import DEPLOYMENTS, is_local_host
from licensim.rules.timeline import DAY_MS


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run has found: the input, what is known of it, what may not be concluded, and the figures."""

    request: Request
    input: Input
    known: Known
    first_at: int
    last_at: int
    rows_of: dict[str, dict[str, int]]
    hosts: Sequence[Host]
    holes: Sequence[tuple[int, int]]
    gates: Sequence[Gate]
    figures: Sequence[Figure]


def read(engine: Engine, request: Request, opened: Input, query: RowsQuery | None) -> Input:
    """Read what was opened. Raises Malformed where too many rows are bad."""
    found = (
        read_trace(engine, request, opened) if query is None else read_rows(engine, request, opened, query)
    )
    check_share(found, request.max_bad)
    return found


def look_at(
    engine: Engine, request: Request, found: Input, parse: ParseOrigin
) -> tuple[Look, Known, list[int], dict[str, dict[str, int]]]:
    """What the options look at, what is known of the data, their days, and how many rows are of what."""
    is_trace = found.format == "trace"
    engine.make([survey.TRACE_DAYS] if is_trace else [survey.DAYS, survey.LOG_PLACES])
    days = engine.rows('select day, "type", deployment, n, first_t, last_t from days')
    rows_of: dict[str, dict[str, int]] = {"types": {}, "deployments": {}}
    for _, kind, deployment, n, *_ in days:
        for name, value in (("types", kind), ("deployments", deployment)):
            rows_of[name][value] = rows_of[name].get(value, 0) + int(n)
    first_at, last_at = min(int(row[4]) for row in days), max(int(row[5]) for row in days)
    deployments = tuple(one for one in DEPLOYMENTS if one in rows_of["deployments"])
    hosts = _hosts(engine, parse)
    known = _known(engine, request, found, rows_of, hosts)
    start = request.from_at if request.from_at is not None else first_at // DAY_MS * DAY_MS
    look = Look(
        engine,
        _source(is_trace, deployments, request.forgets_ms[0]),
        request.forgets_ms[0],
        start,
        first_at,
        last_at,
        deployments,
        tuple(hosts),
        labels(known),
    )
    engine.make(look.source.ready())
    return look, known, sorted({int(row[0]) for row in days}), rows_of


def figures(look: Look, forgets_ms: Sequence[int], product: str | None) -> Iterator[Figure]:
    """The figures of every option that is offered and planned; of further forget times what they change."""
    for number, forget_ms in enumerate(forgets_ms):
        one = look
        if number:
            one = replace(
                look,
                source=_source(look.source.who == "uuid", look.deployments, forget_ms),
                forget_ms=forget_ms,
            )
            look.tables.make(one.source.ready())
        for name, option in OPTIONS.items():
            plan = planner(name)
            if plan is None or (product is not None and product not in option.products):
                continue
            yield from (figure for figure in plan(one) if number == 0 or figure.edition is not None)


def plan(
    engine: Engine, request: Request, opened: Input, query: RowsQuery | None, parse: ParseOrigin
) -> Planned:
    """Read, count and plan."""
    found = read(engine, request, opened, query)
    look, known, days, rows_of = look_at(engine, request, found, parse)
    holes = missing_days(days)
    made = list(figures(look, request.forgets_ms, request.product))
    barred = list(gates(look.first_at, look.last_at, holes))
    return Planned(
        request, found, known, look.first_at, look.last_at, rows_of, look.hosts, holes, barred, made
    )


def _source(is_trace: bool, deployments: Sequence[str], forget_ms: int) -> Source:
    return Traces(forget_ms) if is_trace else Logs(deployments, forget_ms)


def _hosts(engine: Engine, parse: ParseOrigin) -> list[Host]:
    """The hosts of browsers, by the rules' own parser; they are put into the table `hosts`, too."""
    query = """select origin, sum(n) from places where deployment = 'browser' and origin <> ''
        group by 1 order by 1"""
    found = []
    for text, n in engine.rows(query):
        origin = parse(text)
        if origin is not None:
            found.append(Host(text, origin.host, int(n), origin.opaque))
    rows = [(one.origin, one.host, is_local_host(one.host)) for one in found]
    engine.put("hosts", {"origin": "varchar", "host": "varchar", "exempt": "boolean"}, rows)
    return found


def _known(
    engine: Engine, request: Request, found: Input, rows_of: dict[str, dict[str, int]], hosts: Sequence[Host]
) -> Known:
    browsers, mobile = "browser" in rows_of["deployments"], "mobile" in rows_of["deployments"]
    if found.fields is None:
        ((down,),) = engine.rows("""select count(*) from "given" where "type" = 'network' and not up""")
        return Known(trace=True, network=down > 0, browsers=browsers, mobile=mobile)
    of = found.fields.of
    return Known(
        loads="open" in rows_of["types"],
        scanners="scanner" in of,
        origins=bool(hosts),
        weak=found.fields.weak,
        accepted=request.rows == "accepted",
        browsers=browsers,
        mobile=mobile,
    )
