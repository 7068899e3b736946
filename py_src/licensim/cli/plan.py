"""`licensim plan`: which license, and how much of it, from logs of production."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from licensim.buying.cost import Prices
from licensim.buying.prices import parse_prices
from licensim.cli.files import MALFORMED, Output, is_one_file, read_text
from licensim.cli.plan_progress import StatementProgress
from licensim.cli.plan_table import against, table
from licensim.cli.plan_why import trace_lines, why, why_lines
from licensim.hosts import parse_origin
from licensim.plan.engines.choice import open_engine
from licensim.plan.engines.failed import EngineFailed
from licensim.plan.input.columns import read_map
from licensim.plan.input.files import find
from licensim.plan.input.read import Engine, Input, open_rows
from licensim.plan.input.rows import RowsQuery
from licensim.plan.money import Assumed
from licensim.plan.report.page import report
from licensim.plan.request import Request
from licensim.plan.run import Planned, look_at, plan, read, statements
from licensim.plan.summary import summary
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.fields import MAX_INSTANT
from licensim.rules.timeline import DAY_MS


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    try:
        return _run(options, _request(options))
    except Malformed as error:
        for fault in error.faults:
            sys.stderr.write(f"licensim plan: {fault.path or '$'}: {fault.what}\n")
        return MALFORMED
    except EngineFailed as error:
        sys.stderr.write(f"licensim plan: {error}\n")
        return 1


def _request(options: argparse.Namespace) -> Request:
    """The request that the options make. Raises Malformed with every invalid option."""
    faults: list[Fault] = []
    shares = {
        "--growth": options.growth,
        "--identity-loss": options.identity_loss,
        "--max-bad": options.max_bad,
    }
    faults += [
        Fault(name, f"must not be negative: {value}") for name, value in shares.items() if not value >= 0
    ]
    request = Request(
        options.paths,
        options.format,
        read_map(options.map) if options.map else {},
        options.preset,
        options.product,
        _forgets(options.forget, faults),
        options.edition,
        _instant("--from", options.from_, faults),
        _instant("--to", options.to, faults),
        options.where,
        options.rows,
        options.max_bad / 100,
    )
    faults += _overwritten(options)
    from_at, to_at = request.from_at, request.to_at
    if from_at is not None and to_at is not None and to_at <= from_at:
        faults.append(Fault("--to", f"must be later than --from: {options.to}"))
    if options.trace is not None and options.why is None:
        faults.append(Fault("--trace", "needs --why, which names the figure"))
    if faults:
        raise Malformed(tuple(faults))
    return request


def _overwritten(options: argparse.Namespace) -> Iterator[Fault]:
    """Outputs that would replace an input, or each other."""
    outputs = {"--report": options.report, "--summary": options.summary, "--trace": options.trace}
    given = {name: written for name, written in outputs.items() if written is not None}
    for name, written in given.items():
        if any(is_one_file(one, written) for one in find(options.paths)):
            yield Fault(name, f"is one of the inputs: {written}")
        for other, one in given.items():
            if other < name and is_one_file(one, written):
                yield Fault(name, f"is the file of {other}, too: {written}")


def _forgets(text: str, faults: list[Fault]) -> tuple[int, ...]:
    found = [one.strip() for one in text.split(",")]
    if not all(one.isascii() and one.isdigit() and int(one) <= DAY_MS for one in found):
        faults.append(Fault("--forget", f"must be milliseconds from 0 to {DAY_MS}: {text}"))
        return ()
    return tuple(dict.fromkeys(int(one) for one in found))


def _instant(name: str, text: str | None, faults: list[Fault]) -> int | None:
    """An instant in milliseconds; text without a zone is UTC (TIME-1)."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and int(text) <= MAX_INSTANT:
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        faults.append(Fault(name, f"is not an instant: {text}"))
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _run(options: argparse.Namespace, request: Request) -> int:
    prices = parse_prices(read_text(options.prices)) if options.prices else None
    before = _summary_of(options.against) if options.against else None
    with (
        Output(options.summary) as summary_file,
        Output(options.report) as report_file,
        Output(options.trace) as trace_file,
        tempfile.TemporaryDirectory(prefix="licensim-plan-") as spill,
        open_engine(options.engine, options.memory, spill) as engine,
    ):
        opened, query = open_rows(engine, request, parse_origin)
        _show(opened)
        if options.explain:
            return _explain(engine, request, opened, query)
        planned = _planned(engine, request, opened, query)
        found = _found(planned, prices, options)
        behind = why(planned, options.why) if options.why else None
        if behind is not None and options.trace is not None:
            trace_file.write(trace_lines(planned, behind))
        summary_file.write([json.dumps(found, separators=(",", ":"))])
        if options.report is not None:
            report_file.write([report(found)])
        for output in (summary_file, report_file, trace_file):
            output.flush()
        for output in (summary_file, report_file, trace_file):
            output.keep()
    if options.summary != "-":
        print("\n".join(table(found)))
    if behind is not None:
        print("\n".join(["", *why_lines(behind)]))
    if before is not None:
        print("\n".join(["", *against(before, found)]))
    return 0


def _found(planned: Planned, prices: Prices | None, options: argparse.Namespace) -> dict[str, Any]:
    first, last = planned.survey.first_at // DAY_MS, planned.survey.last_at // DAY_MS
    assumed = Assumed(last - first + 1, options.growth, options.identity_loss)
    return summary(planned, prices, assumed)


def _planned(engine: Engine, request: Request, opened: Input, query: RowsQuery | None) -> Planned:
    progress = StatementProgress(engine.share)
    engine.on_statement = progress.at
    try:
        return plan(engine, request, opened, query, parse_origin, expect=progress.expect)
    finally:
        progress.clear()


def _show(opened: Input) -> None:
    """Show which files and columns are read, before anything is counted."""
    sys.stderr.write(f"{len(opened.files)} file(s) of {opened.format}\n")
    if opened.fields is not None:
        sys.stderr.writelines(f"  {line}\n" for line in opened.fields.lines())


def _explain(engine: Engine, request: Request, opened: Input, query: RowsQuery | None) -> int:
    """Print the statements; the rows are read only to survey their types, days and deployments."""
    look, *_ = look_at(engine, request, read(engine, request, opened, query), parse_origin)
    if query is not None:
        rows = query.rows([], all_sound=False, of_device=False)
        print(f'-- rows: sound rows of the input\ncreate view "rows" as {engine.dialect(rows)};\n')
    for one in statements(look.source):
        print(
            f'-- {one.name}: {one.what}\ncreate table "{one.name}" as\n{engine.dialect(one.sql.strip())};\n'
        )
    return 0


def _summary_of(name: str) -> dict[str, Any]:
    """The summary of an earlier plan. Raises Malformed for another file."""
    try:
        found = json.loads(read_text(name))
    except ValueError:
        found = None
    if not isinstance(found, dict) or "options" not in found or "recommendation" not in found:
        raise Malformed((Fault(name, "is not the summary of a plan"),))
    return found
