"""What the rows are about: how many of each day, type and deployment; where the clients are."""

from __future__ import annotations

from collections.abc import Sequence

from licensim.plan.statements.statement import Statement
from licensim.rules.timeline import DAY_MS


def days_of(buckets: Sequence[tuple[str, str]]) -> Statement:
    """The table of days, from rows without a window and from buckets of these names, each of a deployment.

    A bucket that passes midnight is counted on its first day, and shows that there is another.
    """
    parts = ["""select t // {day} as day, "type", deployment, 1 as n, t as lo, t as hi from others"""]
    for name, deployment in buckets:
        parts.append(f"select lo // {{day}}, 'scan', '{deployment}', n, lo, hi from {name}")
        parts.append(f"select hi // {{day}}, 'scan', '{deployment}', 0, hi, hi from {name}")
    rows = " union all ".join(parts).format(day=DAY_MS)
    return Statement(
        "days",
        f"""
      select day, "type", deployment, sum(n) as n, min(lo) as first_t, max(hi) as last_t
      from ({rows}) as seen group by 1, 2, 3""",
        "rows of each day, type and deployment",
    )


def log_places(*, by_origin: bool) -> Statement:
    """The table of places, from `seen`; with `by_origin` a device is another client at each origin (ID-1)."""
    client = "case when origin = '' then client else client || ' ' || origin end" if by_origin else "client"
    return Statement(
        "places",
        f"""
      select {client} as client, deployment, origin, server_id, max(class) as class, min(t) as t, sum(n) as n
      from seen where fault = '' and inside group by 1, 2, 3, 4""",
        "where each client is, and how many rows it has",
    )


SEVERAL = """select 1 from seen where fault = '' and inside and deployment = 'browser'
  group by client having count(distinct origin) > 1 limit 1"""
"""The query of whether some device is at several origins."""
TRACE_DAYS = Statement(
    "days",
    f"""
      select t // {DAY_MS} as day, "type", deployment, count(*) as n, min(t) as first_t, max(t) as last_t
      from events group by 1, 2, 3""",
    "lines of each day, type and deployment",
)
