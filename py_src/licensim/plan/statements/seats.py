"""Seats of client devices: who holds one, from when to when, and how many do at once (DEV-1 to DEV-4).

Contacts are put together by hour: two of them within an hour always chain, whatever the period. A gap of at
least the period ends a seat. What ends at an instant ends before what begins then.
"""

from __future__ import annotations

from licensim.plan.statements.statement import HOUR_MS, Statement, Window


def contacts(window: Window) -> Statement:
    """Contacts of each client and hour: loads, pages, and the scans counted under a window (DEV-3)."""
    return Statement(
        f"contacts_{window.name}",
        f"""
      select client, deployment, t // {HOUR_MS} as h, min(t) as lo, max(t) as hi from (
        select client, deployment, t from counted_{window.name}
        union all select client, deployment, t from "rows" where "type" in ('open', 'page')) as c
      group by client, deployment, t // {HOUR_MS}""",
        "contacts by hour",
    )


def changes(window: Window, period: str, period_ms: int) -> Statement:
    """When seats are taken (+1) and free again (-1), for one period."""
    contacts = f"contacts_{window.name}"
    return Statement(
        f"changes_{window.name}_{period}",
        f"""
      with held as (
        select client, deployment, min(lo) as starts, max(hi) + {period_ms} as ends from (
          select *, sum(new) over (partition by client, deployment order by h) as seat from (
            select *, case when lo - lag(hi) over (partition by client, deployment order by h) < {period_ms}
              then 0 else 1 end as new
            from {contacts}) as marked) as numbered
        group by client, deployment, seat)
      select deployment, t, seq, sum(d) as d from (
        select deployment, starts as t, 0 as seq, 1 as d from held
        union all select deployment, ends as t, -1 as seq, -1 as d from held) as x
      group by deployment, t, seq""",
        "seats taken and freed",
    )


def levels(changes: str) -> Statement:
    """How many seats are taken after each change: by an hour's base, then a prefix within it."""
    return Statement(
        changes.replace("changes", "levels", 1),
        f"""
      with hours as (
        select deployment, t // {HOUR_MS} as h, sum(sum(d)) over (partition by deployment order by t //
          {HOUR_MS})
          - sum(d) as base
        from {changes} group by deployment, t // {HOUR_MS})
      select c.deployment, c.t, c.seq, c.d,
        h.base + sum(c.d) over (partition by c.deployment, h.h order by c.t, c.seq) as level
      from {changes} c join hours h on c.deployment = h.deployment and c.t // {HOUR_MS} = h.h""",
        "seats taken after each change",
    )
