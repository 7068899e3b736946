"""A stretch of logs as a trace, for which `replay` gives the same figure.

The trace lacks the sightings before the stretch. So the first sightings of a code in it, which are duplicates
of earlier ones, would count: they are left out, up to the code's first counted sighting. A client that has no
load in the stretch gets one before its first row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from licensim.plan.look import Look
from licensim.plan.why.stretch import Stretch
from licensim.rules.license.profile import DEFAULT_FORGET_MS

KEY: Final = "PLAN"
"""The project's key, which all clients of the trace name."""
_COLUMNS: Final = (
    *("t", "type", "client", "scanner", "format", "text", "module", "count"),
    *("origin", "deployment", "server_id", "class"),
)
_SELECTED: Final = ", ".join(f'r."{name}"' for name in _COLUMNS)
NAMELESS: Final = "scanner"
"""The name of a scanner that the logs do not name."""
_RANK: Final = {"open": 0, "close": 1}

Event = dict[str, Any]


def cut(look: Look, stretch: Stretch, edition: str) -> Iterator[Event]:
    """The events of a stretch of logs, in order."""
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in look.tables.rows(_query(look, stretch, edition))]
    yield from events(rows, look.forget_ms)


def _query(look: Look, stretch: Stretch, edition: str) -> str:
    if stretch.holders is not None:
        return f"""select {_SELECTED} from "rows" r join ({stretch.holders}) as h on r.client = h.client and
          r.t = h.t
            order by r.t, r.client"""
    within = f"t >= {stretch.since} and t < {stretch.until}"
    codes = look.source.counted_codes(edition)
    types = ", ".join(f"'{one}'" for one in stretch.types)
    first = f"""select client, scanner, format, "text", min(t) as first_t from ({codes}) as codes
        where {within} group by 1, 2, 3, 4"""
    return f"""select {_SELECTED} from "rows" r left join ({first}) as f on r.client = f.client
          and r.scanner = f.scanner and r.format = f.format and r."text" = f."text"
        where r.{within.replace(" and t", " and r.t")} and r."type" in ({types})
          and (r."type" <> 'scan' or r.deployment not in ('browser', 'mobile') or r.t >= f.first_t)
        order by r.t, r.client"""


def events(rows: Sequence[Event], forget_ms: int) -> Iterator[Event]:
    """Rows, in order of time, as events of a trace: the codes of one frame or image together."""
    scanners: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["type"] == "scan":
            scanners.setdefault(row["client"], {})[row["scanner"] or NAMELESS] = None
    opened: set[str] = set()
    for (t, client), ones in groupby(rows, key=lambda row: (row["t"], row["client"])):
        together = sorted(ones, key=lambda row: (_RANK.get(row["type"], 2), row["type"], row["scanner"]))
        rest = [row for row in together if row["type"] != "open"]
        if len(rest) < len(together) or client not in opened:
            opened.add(client)
            yield _open(together[0])
            if forget_ms != DEFAULT_FORGET_MS:
                yield from _settings(t, client, scanners.get(client, {}), forget_ms)
        for (kind, scanner), same in groupby(rest, key=lambda row: (row["type"], row["scanner"])):
            yield from _events(t, client, kind, scanner or NAMELESS, list(same))


def _settings(t: int, client: str, scanners: Iterable[str], forget_ms: int) -> Iterator[Event]:
    """Events that set the forget time of each scanner anew: a load has ended its settings."""
    event = {"t": t, "type": "settings", "client": client}
    yield from ({**event, "scanner": one, "duplicate_forget_time": forget_ms} for one in scanners)


def _open(row: Event) -> Event:
    event = {
        "t": row["t"],
        "type": "open",
        "client": row["client"],
        "key": KEY,
        "deployment": row["deployment"],
    }
    if row["deployment"] == "browser":
        event["origin"] = row["origin"] or "https://unknown.invalid"
    if row["server_id"]:
        event["server_id"] = row["server_id"]
    return {**event, "serves": row["class"]}


def _events(t: int, client: str, kind: str, scanner: str, rows: list[Event]) -> Iterator[Event]:
    event = {"t": t, "type": {"scan": "frame", "page": "pages"}.get(kind, kind), "client": client}
    if kind == "page":
        yield from ({**event, "module": row["module"], "count": row["count"]} for row in rows)
    elif kind == "close":
        yield {**event, "scanner": scanner}
    else:
        codes = [{"format": row["format"], "text": row["text"]} for row in rows]
        yield {**event, **({"scanner": scanner} if kind == "scan" else {}), "codes": codes}
