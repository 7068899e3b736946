"""Counted scans of logs: which sightings are new (SCAN-1 to SCAN-6, SCAN-9, SCAN-10).

The rows themselves are never sorted. Sightings of one code within a bucket of `forget + 1` ms always chain,
so a bucket needs its first and last instant only. Buckets chain to islands. Where sightings restart the
window, an island counts once for each part into which loads, pauses and closes divide it. Where they do not,
an island that is no longer than the window counts once; only the others are read again, sighting by sighting.
"""

from __future__ import annotations

from collections.abc import Sequence

from licensim.plan.statements.statement import MOBILE, Statement, Window
from licensim.rules.client.scanner import REMEMBERING

_CODE = 'client, scanner, format, "text"'
_NO_TIME = -(10**15)

_REMEMBERING = "(" + ", ".join(f"'{one}'" for one in sorted(REMEMBERING)) + ")"

OTHERS = Statement(
    "others",
    f"""
      select client, deployment, scanner, server_id, t, "type", format, "text", module, "count"
      from "rows" where "type" <> 'scan' or deployment not in {_REMEMBERING}""",
    "rows without a window: loads, pages, images, and scans of deployments that remember nothing (SCAN-9)",
)
BREAKS = Statement(
    "breaks",
    """
      select client, scanner, t, max("type") as "type" from (
        select client, case when "type" = 'open' then '' else scanner end as scanner, t, "type"
        from others where "type" in ('open', 'close')) as b
      group by client, scanner, t""",
    "what ends a scanner's memory: a load all of a client's, a pause or close its own (SCAN-6)",
)
PLAIN = Statement(
    "plain",
    """
      select client, deployment, t, count(*) as n from (
        select distinct client, deployment, scanner, t, format, "text" from others where "type" = 'scan') as
          frames
      group by client, deployment, scanner, t
      union all
      select client, deployment, t, count(*) as n from (
        select distinct client, deployment, t, format, "text" from others where "type" = 'image') as images
      group by client, deployment, t""",
    "scans without a window: of images, and of deployments that remember nothing (SCAN-6, SCAN-9)",
)


def buckets(forget_ms: int, deployment: str) -> Statement:
    """The table of the buckets of a deployment."""
    return Statement(
        f"buckets_{deployment}_{forget_ms}",
        f"""
      select {_CODE}, t // {forget_ms + 1} as b, min(t) as lo, max(t) as hi, count(*) as n
      from "rows" where "type" = 'scan' and deployment = '{deployment}'
      group by {_CODE}, t // {forget_ms + 1}""",
        "sightings of one code that always chain",
    )


def islands(forget_ms: int, deployment: str) -> list[Statement]:
    """Tables of the islands of sightings of a deployment, and of the odd ones among them."""
    name = f"{deployment}_{forget_ms}"
    return [
        Statement(
            f"codes_{name}",
            f"""
      select {_CODE}, min(lo) as first_t, max(hi) as last_t, sum(n) as n from buckets_{name} group by
        {_CODE}""",
            "codes of each scanner: most are seen within one window, and are an island",
        ),
        Statement(
            f"islands_{name}",
            f"""
      select {_CODE}, first_t, last_t, n from codes_{name} where last_t - first_t <= {forget_ms}
      union all
      select {_CODE}, min(lo) as first_t, max(hi) as last_t, sum(n) as n from (
        select *, sum(new) over (partition by {_CODE} order by b) as island from (
          select u.*, case when lo - lag(hi) over (partition by {_CODE} order by b) <= {forget_ms}
            then 0 else 1 end as new
          from buckets_{name} u semi join (select {_CODE} from codes_{name} where last_t - first_t >
            {forget_ms}) as k
            using ({_CODE})) as marked) as numbered
      group by {_CODE}, island""",
            "chains of sightings, none further than the window from the one before (SCAN-3, SCAN-4)",
        ),
        Statement(
            f"broken_{name}",
            f"""
      select {_CODE}, first_t from (
        select *, max(case when ends = 'open' then t end) over (partition by client order by t) as page_t,
          max(case when ends = 'close' then t end) over (partition by client, scanner order by t) as scanner_t
        from (
          select {_CODE}, first_t, last_t as t, '' as ends from islands_{name} where last_t > first_t
          union all select client, scanner, '', '', null, t, "type" from breaks) as both_kinds) as seen
      where ends = '' and (page_t > first_t or scanner_t > first_t)""",
            "islands that a load, pause or close lies within",
        ),
        Statement(
            f"odd_{name}",
            f"""
      select row_number() over (partition by i.client
          order by i.scanner, i.format, i."text", i.first_t) as id,
        i.client, i.scanner, i.format, i."text", i.first_t, i.last_t, k.client is not null as broken
      from islands_{name} i left join broken_{name} k on i.client = k.client and i.scanner = k.scanner
        and i.format = k.format and i."text" = k."text" and i.first_t = k.first_t
      where i.last_t - i.first_t > {forget_ms} or k.client is not null""",
            "islands that are broken or outlast one window, each with a number of its client",
        ),
        Statement(
            f"sightings_{name}",
            f"""
      select o.client, o.id, o.broken, e.t
      from "rows" e join odd_{name} o on e.client = o.client and e.scanner = o.scanner and e.format = o.format
        and e."text" = o."text" and e.t >= o.first_t and e.t <= o.last_t
      where e."type" = 'scan' and e.deployment = '{deployment}'""",
            "the sightings of the odd islands",
        ),
        Statement(
            f"runs_{name}",
            f"""
      select s.client, s.id, s.t, coalesce(max(k.t), {_NO_TIME}) as run
      from sightings_{name} s join odd_{name} o on s.client = o.client and s.id = o.id
        left join breaks k on o.client = k.client and k.t <= s.t and k.t > o.first_t
          and (k."type" = 'open' or k.scanner = o.scanner)
      where s.broken group by s.client, s.id, s.t""",
            "the parts of the broken islands",
        ),
    ]


def counted(window: Window, deployments: Sequence[str]) -> list[Statement]:
    """Tables of the counted scans under a window; `deployments` are those in the logs."""
    parts = ["select client, deployment, t, n from plain"]
    parts += _counted(window, deployments, "{it}.client, '{deployment}' as deployment, {t} as t, 1 as n")
    sql = "\n      union all ".join(parts)
    folds = [_folds(own, name) for own, name, _ in _remembering(window, deployments) if not own.restarts]
    return [*folds, Statement(f"counted_{window.name}", sql, "scans, each at its instant")]


def counted_codes(window: Window, deployments: Sequence[str]) -> str:
    """The query of the counted codes of clients that remember, each at its instant; after `counted`."""
    columns = '{it}.client, {it}.scanner, {it}.format, {it}."text", {t} as t'
    nothing = 'select client, scanner, format, "text", t from "rows" where false'
    return " union all ".join([nothing, *_counted(window, deployments, columns)])


def _remembering(window: Window, deployments: Sequence[str]) -> list[tuple[Window, str, str]]:
    """The window of each deployment that remembers, the name of its tables, and its own name."""
    found = []
    for deployment in sorted(REMEMBERING.intersection(deployments)):
        own = MOBILE if deployment == "mobile" else window
        found.append((own, f"{deployment}_{own.forget_ms}", deployment))
    return found


def _counted(window: Window, deployments: Sequence[str], columns: str) -> list[str]:
    """The queries of what counts, of each deployment that remembers."""
    found = []
    for own, name, deployment in _remembering(window, deployments):
        parts = _restarting(name) if own.restarts else _fixed(own, name)
        found += [
            f"\n      select {columns.format(it=it, t=t, deployment=deployment)} {rest}"
            for it, t, rest in parts
        ]
    return found


_Part = tuple[str, str, str]
"""A query's alias of what was counted, its instant, and all that follows the columns."""


def _restarting(name: str) -> list[_Part]:
    """The first sighting of each island; of a broken one the first of each part."""
    whole = f"""
      from islands_{name} i left join broken_{name} k on i.client = k.client and i.scanner = k.scanner
        and i.format = k.format and i."text" = k."text" and i.first_t = k.first_t
      where k.client is null"""
    parts = f"""
      from (select client, id, run, min(t) as t from runs_{name} group by client, id, run) as r
        join odd_{name} o on r.client = o.client and r.id = o.id"""
    return [("i", "i.first_t", whole), ("o", "r.t", parts)]


def _folds(window: Window, name: str) -> Statement:
    width = window.forget_ms + 1
    return Statement(
        f"folds_{name}",
        f"""
      select client, id, run, list_sort(list(struct_pack(b := b, ts := ts))) as buckets from (
        select client, id, run, b, list(t) as ts from (
          select client, id, {_NO_TIME} as run, t // {width} as b, t from sightings_{name} where not broken
          union all select client, id, run, t // {width} as b, t from runs_{name}) as r
        group by client, id, run, b) as x
      group by client, id, run""",
        "the odd islands by bucket: at most one sighting of a bucket counts",
    )


def _fixed(window: Window, name: str) -> list[_Part]:
    """An island within one window counts once; of the odd ones each first sighting beyond the window."""
    whole = f"""
      from islands_{name} i left join odd_{name} o on i.client = o.client and i.scanner = o.scanner
        and i.format = o.format and i."text" = o."text" and i.first_t = o.first_t
      where o.client is null"""
    parts = f"""
      from (select client, id, unnest({_fold(window.forget_ms)}) as t from folds_{name}) as f
        join odd_{name} o on f.client = o.client and f.id = o.id"""
    return [("i", "i.first_t", whole), ("o", "f.t", parts)]


def _fold(forget_ms: int) -> str:
    """Which sightings count where the window does not restart: the first, and each first one beyond it."""
    found = f"list_min(list_filter(bucket.ts, lambda t: t > acc.at + {forget_ms}))"
    return f"""list_reduce(buckets, lambda acc, bucket: case when {found} is null then acc
        else struct_pack(at := {found}, "out" := list_append(acc."out", {found})) end,
        struct_pack(at := {_NO_TIME}::bigint, "out" := []::bigint[]))."out\""""
