"""Reads what a request names: rows of logs or lines of traces, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, Self

from licensim.plan.input.columns import Fields, guess
from licensim.plan.input.files import find, format_of, is_remote
from licensim.plan.input.origins import ParseOrigin
from licensim.plan.input.presets import PRESETS
from licensim.plan.input.rows import FAULT_WORDS, RowsQuery, parsed, rows_query
from licensim.plan.quality import MAX_EXAMPLES, Finding
from licensim.plan.request import Format, Request
from licensim.plan.statements import lines
from licensim.plan.statements.statement import Statement
from licensim.plan.statements.survey import SEVERAL, log_places
from licensim.plan.tables import Tables
from licensim.rules.client.formats import is_known
from licensim.rules.input.fault import Fault, Malformed

SECONDS: Final = "time in seconds"
UNKNOWN_FORMAT: Final = "unknown barcode format"
UNOPENED: Final = "event of a client that was not opened"
_LOOKED_AT: Final = 200_000
"""How many lines are searched for an example of a broken one."""


class Engine(Tables, Protocol):
    """An engine that reads files; `on_statement` is told each statement before it runs."""

    on_statement: Callable[[Statement], None]

    def __enter__(self) -> Self:
        """Begin; at the end all its tables are dropped."""

    def __exit__(self, *_: object) -> None:
        """End."""

    def share(self) -> float:
        """How much of the running statement is done, 0 to 1; 0 if that is not known."""

    def dialect(self, sql: str) -> str:
        """A statement as the engine runs it."""

    def read(
        self, files: Sequence[str], form: str, columns: Mapping[str, str] | None, query: str | None
    ) -> None:
        """Make `opened` from files of rows."""

    def read_trace(self, paths: Sequence[str]) -> None:
        """Make `lines` from our own traces."""

    def types(self) -> dict[str, str]:
        """The columns of `opened` and their types."""

    def fault_of(self, condition: str) -> str | None:
        """What is wrong with a condition on the columns of `opened`; None if it is valid."""

    def load(self, more: Mapping[str, str]) -> None:
        """Make `raw` from `opened`, with more columns: expressions on the others."""

    def rejected(self) -> int:
        """How many lines could not be read at all."""

    def drop(self, name: str) -> None:
        """Drop a table."""


@dataclass(frozen=True, slots=True)
class Input:
    """What was read: files, their format, the fields (None for traces), how many rows, what is wrong."""

    files: Sequence[str]
    format: Format
    fields: Fields | None
    rows: int
    sound: int
    findings: Sequence[Finding] = ()
    preview: Sequence[str] = field(default_factory=tuple)


def open_rows(engine: Engine, request: Request, parse: ParseOrigin) -> tuple[Input, RowsQuery | None]:
    """Find the files and the fields of their columns; nothing is counted yet.

    Raises Malformed for invalid paths, an invalid mapping or an invalid condition.
    """
    files = find(request.paths)
    form = request.format or format_of(files)
    if form == "trace":
        _refuse_for_traces(request)
        return Input(files, form, None, 0, 0), None
    preset = PRESETS[request.preset] if request.preset else None
    engine.read(files, form, preset.columns if preset else None, preset.records if preset else None)
    wrong = engine.fault_of(request.where) if request.where else None
    if wrong is not None:
        raise Malformed((Fault("--where", wrong),))
    types = engine.types()
    given = {**(preset.of if preset else {}), **request.map}
    fields = guess(list(types), given)
    engine.load(parsed(engine, fields, types))
    query = rows_query(engine, fields, types, parse, request.where)
    return Input(files, form, fields, 0, 0), query


def _refuse_for_traces(request: Request) -> None:
    """Raise Malformed for what only rows of logs can have."""
    given = {
        "--where": request.where,
        "--map": request.map,
        "--preset": request.preset,
        "--rows": request.rows == "accepted",
    }
    faults = tuple(
        Fault(name, "a trace has none: only for rows of logs") for name, value in given.items() if value
    )
    if faults:
        raise Malformed(faults)


def read_rows(engine: Engine, request: Request, opened: Input, query: RowsQuery) -> Input:
    """Make the tables `rows` and `places` from the opened files, and count the faults."""
    within = _within(query.columns["t"], request)
    engine.make([query.seen(within)])
    counts = engine.rows(
        """select fault, sum(n), sum(case when seconds then n else 0 end) from seen
        group by 1 order by 2 desc, 1"""
    )
    total = sum(int(n) for _, n, _ in counts)
    rejected = engine.rejected()
    findings = [_finding(engine, opened, query, what, int(n)) for what, n, _ in counts if what]
    if rejected:
        findings.append(Finding("line that is not CSV", rejected, left_out=True))
    seconds = sum(int(n) for _, _, n in counts)
    if seconds:
        findings.append(Finding(SECONDS, seconds, left_out=False))
    bad = sum(one.rows for one in findings if one.left_out) - rejected
    by_origin = query.of_device != query.columns["client"] and bool(engine.rows(SEVERAL))
    engine.make([log_places(by_origin=by_origin)])
    # To save time: a device that is at one origin is named without it, and sound rows are not checked again.
    engine.view("rows", query.rows(within, all_sound=bad == 0, of_device=not by_origin))
    findings += _unknown_formats(
        engine, 'select format, count(*) from "rows" where format is not null group by 1'
    )
    bad = sum(one.rows for one in findings if one.left_out)
    return Input(
        opened.files, opened.format, opened.fields, total + rejected, total + rejected - bad, findings
    )


def _within(at: str, request: Request) -> list[str]:
    """The conditions of the requested stretch of time."""
    found = [f"{at} >= {request.from_at}"] if request.from_at is not None else []
    return found + ([f"{at} < {request.to_at}"] if request.to_at is not None else [])


def read_trace(engine: Engine, request: Request, opened: Input) -> Input:
    """Make the tables `events` and `places` from the lines of traces."""
    engine.read_trace(opened.files)
    within = f"t >= {request.from_at or 0}" + (
        f" and t < {request.to_at}" if request.to_at is not None else ""
    )
    ((total, broken),) = engine.rows(
        'select count(*), count(case when t is null or "type" is null then 1 end) from "lines"'
    )
    engine.view("given", f'select * from "lines" where t is not null and "type" is not null and {within}')
    engine.make([lines.PLACES, lines.events()])
    ((late,),) = engine.rows(
        """select count(*) from "given" g left join places p on g.client = p.client and g.t >= p.t
        where p.client is null and g."type" <> 'network'"""
    )
    findings = (
        [Finding(FAULT_WORDS["broken"], int(broken), left_out=True, examples=_broken(opened.files))]
        if broken
        else []
    )
    if late:
        findings.append(Finding(UNOPENED, int(late), left_out=True))
    findings += _unknown_formats(
        engine,
        "select code.format, count(*) from (select unnest(codes) as code from events) as seen group by 1",
    )
    bad = sum(one.rows for one in findings if one.left_out)
    return Input(opened.files, opened.format, None, int(total), int(total) - bad, findings)


def check_share(found: Input, max_bad: float) -> None:
    """Raise Malformed if more than the share `max_bad` of the rows is left out."""
    if found.rows and found.rows - found.sound > max_bad * found.rows:
        bad = [one for one in found.findings if one.left_out]
        raise Malformed(
            tuple(
                Fault(
                    "rows",
                    f"{one.what}: {one.rows:,} of {found.rows:,}"
                    + "".join(f"; {it}" for it in one.examples[:1]),
                )
                for one in bad
            )
        )
    if not found.sound:
        raise Malformed((Fault("rows", "none of them can be read"),))


def _finding(engine: Engine, opened: Input, query: RowsQuery, what: str, rows: int) -> Finding:
    if what == FAULT_WORDS["broken"] and opened.format == "jsonl":
        return Finding(what, rows, left_out=True, examples=_broken(opened.files))
    names = [name for parts in (opened.fields.of if opened.fields else {}).values() for name in parts]
    found = [dict(zip(names, row, strict=True)) for row in engine.rows(query.examples(what, MAX_EXAMPLES))]
    examples = [json.dumps(one, default=str) for one in found]
    return Finding(what, rows, left_out=True, examples=examples)


def _unknown_formats(engine: Engine, query: str) -> list[Finding]:
    unknown = [(name, int(n)) for name, n in engine.rows(query) if not is_known(name)]
    if not unknown:
        return []
    return [
        Finding(
            UNKNOWN_FORMAT,
            sum(n for _, n in unknown),
            left_out=False,
            examples=[name for name, _ in unknown[:MAX_EXAMPLES]],
        )
    ]


def _broken(files: Sequence[str]) -> list[str]:
    """The places, `FILE:LINE`, of the first lines that are no JSON objects, in plain files."""
    found: list[str] = []
    for name in files:
        if name.endswith((".gz", ".zst")) or is_remote(name):
            continue
        with Path(name).open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if number > _LOOKED_AT or len(found) == MAX_EXAMPLES:
                    break
                if not _is_object(line):
                    found.append(f"{name}:{number}")
    return found[:MAX_EXAMPLES]


def _is_object(line: bytes) -> bool:
    try:
        value: Any = json.loads(line)
    except ValueError:
        return False
    return isinstance(value, dict)
