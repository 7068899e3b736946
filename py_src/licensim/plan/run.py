"""One run: the input, the tables, and the figures of every option."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from licensim.buying.serving import USES
from licensim.plan.figures import Figure
from licensim.plan.input.origins import ParseOrigin
from licensim.plan.input.read import Engine, Input, check_share, read_rows, read_trace
from licensim.plan.input.rows import RowsQuery
from licensim.plan.labels import DataFacts, labels
from licensim.plan.look import Host, Look
from licensim.plan.options import planner
from licensim.plan.quality import Gate, gates, missing_days
from licensim.plan.request import Request
from licensim.plan.statements.logs import Logs
from licensim.plan.statements.seats import levels
from licensim.plan.statements.statement import Statement
from licensim.plan.statements.traces import Traces
from licensim.plan.tables import Source
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.license.profile import EDITIONS, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.origins.origin import DEPLOYMENTS, is_local_host
from licensim.rules.timeline import DAY_MS

_USE_OF: Final = {"scan": "scans", "image": "scans", "frame": "scans", "page": "pages", "pages": "pages"}
"""Which types of rows and events are a use."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The number of rows by type and deployment, the days of the data, and the deployments of each use."""

    rows_of: dict[str, dict[str, int]]
    deployments_of: dict[str, tuple[str, ...]]
    days: list[int]
    first_at: int
    last_at: int

    @property
    def deployments(self) -> tuple[str, ...]:
        """Those in the data, in the order of the rules."""
        return tuple(one for one in DEPLOYMENTS if one in self.rows_of["deployments"])


@dataclass(frozen=True, slots=True)
class Planned:
    """The result of a run: the input, what is known of it, what cannot be concluded, and the figures."""

    request: Request
    input: Input
    known: DataFacts
    survey: Survey
    hosts: Sequence[Host]
    holes: Sequence[tuple[int, int]]
    gates: Sequence[Gate]
    figures: Sequence[Figure]
    look: Look


def read(engine: Engine, request: Request, opened: Input, query: RowsQuery | None) -> Input:
    """Read what was opened. Raises Malformed where too many rows are bad."""
    found = (
        read_trace(engine, request, opened) if query is None else read_rows(engine, request, opened, query)
    )
    check_share(found, request.max_bad)
    return found


def survey_of(engine: Engine) -> Survey:
    """Look at the rows by day, type and deployment, after `days`. Raises Malformed where there are none."""
    days = engine.rows('select day, "type", deployment, n, first_t, last_t from days')
    if not days:
        raise Malformed((Fault("rows", "none of them can be planned"),))
    rows_of: dict[str, dict[str, int]] = {"types": {}, "deployments": {}}
    uses: dict[str, set[str]] = {use: set() for use in USES}
    for _, kind, deployment, n, *_ in days:
        for name, value in (("types", kind), ("deployments", deployment)):
            rows_of[name][value] = rows_of[name].get(value, 0) + int(n)
        if kind in _USE_OF:
            uses[_USE_OF[kind]].add(deployment)
    deployments_of = {use: tuple(one for one in DEPLOYMENTS if one in found) for use, found in uses.items()}
    first_at, last_at = min(int(row[4]) for row in days), max(int(row[5]) for row in days)
    return Survey(rows_of, deployments_of, sorted({int(row[0]) for row in days}), first_at, last_at)


def look_at(
    engine: Engine, request: Request, found: Input, parse: ParseOrigin
) -> tuple[Look, DataFacts, Survey]:
    """The input of the planners, what is known of the data, and the survey of their rows."""
    is_trace = found.format == "trace"
    there = {name for (name,) in engine.rows("select distinct deployment from places")}
    deployments = tuple(one for one in DEPLOYMENTS if one in there)
    source = _source(is_trace, deployments, request.forgets_ms[0])
    engine.make(source.survey())
    surveyed = survey_of(engine)
    hosts = _hosts(engine, parse)
    known = _known(engine, request, found, surveyed, hosts)
    start = request.from_at if request.from_at is not None else surveyed.first_at // DAY_MS * DAY_MS
    look = Look(
        engine,
        source,
        request.forgets_ms[0],
        start,
        surveyed.first_at,
        surveyed.last_at,
        deployments,
        tuple(hosts),
        labels(known),
    )
    return look, known, surveyed


def figures(look: Look, forgets_ms: Sequence[int], product: str | None) -> Iterator[Figure]:
    """The figures of every option that is offered and planned; for further forget times those that differ."""
    for number, forget_ms in enumerate(forgets_ms):
        one = look
        if number:
            one = replace(
                look,
                source=_source(look.source.who == "uuid", look.deployments, forget_ms),
                forget_ms=forget_ms,
            )
            look.tables.make(one.source.ready())
            one.source.settle(look.tables)
        for name, option in OPTIONS.items():
            plan = planner(name)
            if plan is None or (product is not None and product not in option.products):
                continue
            yield from (figure for figure in plan(one) if number == 0 or figure.edition is not None)


Expect = Callable[[list[Statement], int], None]
"""Called with the statements that will run, and the number of rows."""


def plan(
    engine: Engine,
    request: Request,
    opened: Input,
    query: RowsQuery | None,
    parse: ParseOrigin,
    *,
    expect: Expect = lambda _, __: None,
) -> Planned:
    """Read, count and plan. Raises Malformed where too many rows are bad."""
    found = read(engine, request, opened, query)
    look, known, surveyed = look_at(engine, request, found, parse)
    expect([*statements(look.source)], found.rows)
    engine.make(look.source.ready())
    look.source.settle(engine)
    holes = missing_days(surveyed.days)
    made = list(figures(look, request.forgets_ms, request.product))
    barred = list(gates(look.first_at, look.last_at, holes))
    return Planned(request, found, known, surveyed, look.hosts, holes, barred, made, look)


def statements(source: Source) -> Iterator[Statement]:
    """Every statement of a run, in order, each once."""
    made = [*source.ready()]
    for edition in EDITIONS:
        made += [*source.counted(edition), *source.slots(edition)]
        for profile in PROFILES.values():
            for period, ms in profile.periods.items():
                changes = source.changes(edition, period, ms)
                made += [*changes, levels(changes[-1].name)]
    for profile in PROFILES.values():
        made += source.instances(next(iter(EDITIONS)), profile.asks_record)
    servers = source.servers()
    made += [*servers, levels(servers[-1].name)]
    yield from {one.name: one for one in made}.values()


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
    engine: Engine, request: Request, found: Input, surveyed: Survey, hosts: Sequence[Host]
) -> DataFacts:
    browsers, mobile = "browser" in surveyed.deployments, "mobile" in surveyed.deployments
    if found.fields is None:
        ((down,),) = engine.rows("""select count(*) from "given" where "type" = 'network' and not up""")
        return DataFacts(trace=True, network=down > 0, browsers=browsers, mobile=mobile)
    return DataFacts(
        loads="open" in surveyed.rows_of["types"],
        scanners="scanner" in found.fields.of,
        origins=bool(hosts),
        weak=found.fields.weak,
        accepted=request.rows == "accepted",
        browsers=browsers,
        mobile=mobile,
    )
