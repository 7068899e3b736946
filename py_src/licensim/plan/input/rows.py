"""The table `rows`: the query that makes it from the raw columns of a log, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from licensim.plan.input.columns import Fields
from licensim.plan.input.instants import instant
from licensim.plan.input.origins import ParseOrigin, origin_of
from licensim.plan.input.values import (
    CLASSES,
    EVENTS,
    PLATFORMS,
    UNKNOWN,
    case_of,
    is_module,
    quoted,
    translate,
)
from licensim.plan.statements.statement import Statement
from licensim.plan.tables import Tables
from licensim.rules.input.fields import MAX_INSTANT

AT: Final = "licensim_at"
SECONDS: Final = "licensim_seconds"
"""Columns of `raw` that no log has: the instant, and whether it was in seconds."""
MAX_VALUES: Final = 1000
"""How many different types of event, or deployments, are looked at."""
FAULT_WORDS: Final = {
    "broken": "broken or empty row",
    "time": "no time",
    "range": "time out of range",
    "client": "no client",
    "event": "unknown event",
    "deployment": "unknown deployment",
    "code": "scan without format or text",
    "module": "unknown module",
    "count": "page operation without pages",
}


@dataclass(frozen=True, slots=True)
class RowsQuery:
    """The rows as SQL.

    `columns` has an expression for each column of `rows`, `fault` says what is wrong with a row (empty for
    nothing), `read` are the columns that have a field; `source` is what they are selected from, `where` the
    condition on it, `of_device` the device without its origin.
    """

    columns: Mapping[str, str]
    fault: str
    read: Sequence[str]
    source: str
    where: str
    of_device: str

    def rows(self, within: list[str], *, all_sound: bool, of_device: bool) -> str:
        """The query of the sound rows for which `within` holds.

        With `of_device` a client is its device, at any origin; with `all_sound` no row has a fault.
        """
        columns = {**self.columns, "client": self.of_device} if of_device else self.columns
        listed = ", ".join(f"{value} as {name}" for name, value in columns.items())
        kept = [*within, *([] if all_sound else [f"{self.fault} = ''"])]
        return f"select {listed} from {self.source} where {' and '.join([self.where, *kept])}"

    def seen(self, within: Sequence[str]) -> Statement:
        """The table `seen`: how many rows each device has at each place, with each fault.

        `inside` says whether `within` holds. It takes one pass over all columns.
        """
        columns = {
            "client": self.of_device,
            **{name: self.columns[name] for name in ("deployment", "origin", "server_id")},
            "fault": self.fault,
            "seconds": SECONDS,
            "inside": " and ".join(within) or "true",
        }
        keys = ", ".join(f"{value} as {name}" for name, value in columns.items())
        sums = f"max({self.columns['class']}) as class, min({AT}) as t, count(*) as n"
        query = f"select {keys}, {sums} from {self.source} where {self.where} group by {_numbers(columns)}"
        return Statement("seen", query, "where each device is, and what is wrong with its rows")

    def examples(self, fault: str, limit: int) -> str:
        """The query of the columns `read` of the first rows with a fault."""
        wanted = f"{self.where} and {self.fault} = {quoted(fault)}"
        return f"select {', '.join(self.read)} from {self.source} where {wanted} limit {limit}"


def _numbers(columns: Mapping[str, str]) -> str:
    return ", ".join(str(n) for n in range(1, len(columns) + 1))


def rows_query(
    tables: Tables, fields: Fields, types: Mapping[str, str], parse: ParseOrigin, where: str | None
) -> RowsQuery:
    """Make the query over the table `raw`, whose columns have these types; `where` keeps some of its rows.

    `raw` has the columns AT and SECONDS, too.
    """
    text = {name: _text(parts, types) for name, parts in fields.of.items()}
    deployment = _meaning(tables, text.get("deployment"), PLATFORMS, "browser")
    origin, join = origin_of(tables, text["origin"], parse) if "origin" in text else ("''", "")
    classes = " ".join(f"when '{name}' then '{one}'" for name, one in CLASSES.items())
    columns = {
        "t": AT,
        '"type"': _event(tables, text),
        "client": _client(text, fields, origin),
        "scanner": _or_empty(text, "scanner"),
        "format": text.get("format", "null::varchar"),
        '"text"': text.get("text", "null::varchar"),
        "module": f"coalesce({text['module']}, 'core')" if "module" in text else "'core'",
        '"count"': f"coalesce(try_cast({text['count']} as bigint), 1)" if "count" in text else "1",
        "origin": origin,
        "deployment": deployment,
        "server_id": _or_empty(text, "server_id"),
        "class": f"coalesce({text.get('serves', 'null::varchar')}, case {deployment} {classes} end)",
    }
    raw = [path(one, types) for parts in fields.of.values() for one in parts]
    kept = f"({where}\n)" if where else "true"
    return RowsQuery(columns, _fault(columns, raw), raw, f'"raw"{join}', kept, text["client"])


def parsed(tables: Tables, fields: Fields, types: Mapping[str, str]) -> dict[str, str]:
    """SQL for the columns AT and SECONDS, from the columns of `opened`."""
    time = fields.of["time"][0]
    at, seconds = instant(tables, path(time, types), types.get(time, "VARCHAR"))
    return {AT: at, SECONDS: seconds}


def _fault(columns: Mapping[str, str], raw: list[str]) -> str:
    """SQL for what is wrong with a row; empty for nothing."""
    at, event, code, count = columns["t"], columns['"type"'], columns['"text"'], columns['"count"']
    scans = f"{event} in ('scan', 'image')"
    wrong = {
        "broken": " and ".join(f"{one} is null" for one in raw),
        "time": f"{at} is null",
        "range": f"{at} < 0 or {at} > {MAX_INSTANT}",
        "client": f"{columns['client']} is null",
        "event": f"{event} = '{UNKNOWN}'",
        "deployment": f"{columns['deployment']} = '{UNKNOWN}'",
        "code": f"{scans} and ({columns['format']} is null or {code} is null)",
        "module": f"{event} = 'page' and not {is_module(columns['module'])}",
        "count": f"{event} = 'page' and {count} < 1",
    }
    cases = " ".join(f"when {condition} then '{FAULT_WORDS[name]}'" for name, condition in wrong.items())
    return f"(case {cases} else '' end)"


def _event(tables: Tables, text: Mapping[str, str]) -> str:
    if "event" in text:
        return _meaning(tables, text["event"], EVENTS, UNKNOWN)
    cases = f" when {text['text']} is not null then 'scan'" if "text" in text else ""
    cases += f" when {text['module']} is not null then 'page'" if "module" in text else ""
    return f"(case{cases} else '{UNKNOWN}' end)" if cases else f"'{UNKNOWN}'"


def _meaning(tables: Tables, column: str | None, words: Mapping[str, tuple[str, ...]], without: str) -> str:
    """SQL for what a column means, by the values that it has."""
    if column is None:
        return f"'{without}'"
    found = tables.rows(f'select distinct {column} from "raw" limit {MAX_VALUES}')
    return case_of(column, translate((value for (value,) in found), words), without)


def _client(text: Mapping[str, str], fields: Fields, origin: str) -> str:
    """A client is a device at an origin (ID-1)."""
    device = text["client"]
    if "origin" not in text or set(fields.of["origin"]) <= set(fields.of["client"]):
        return device
    return f"(case when {origin} = '' then {device} else {device} || ' ' || {origin} end)"


def _or_empty(text: Mapping[str, str], name: str) -> str:
    return f"coalesce({text[name]}, '')" if name in text else "''"


def _text(parts: tuple[str, ...], types: Mapping[str, str]) -> str:
    """SQL for a field: one column as text, or several joined."""
    columns = [
        path(one, types) if types.get(one) == "VARCHAR" else f"cast({path(one, types)} as varchar)"
        for one in parts
    ]
    if len(columns) == 1:
        return columns[0]
    return "nullif(trim(" + " || ' ' || ".join(f"coalesce({one}, '')" for one in columns) + "), '')"


def path(column: str, types: Mapping[str, str]) -> str:
    """SQL for a column, or for what lies within one."""
    parts = [column] if column in types else column.split(".")
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)
