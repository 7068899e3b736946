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
      select *, lag(hi) over (partition by client, deployment order by h) as before_t,
        lead(lo) over (partition by client, deployment order by h) is null as is_last from (
        select client, deployment, t // {HOUR_MS} as h, min(t) as lo, max(t) as hi from (
          select client, deployment, t from counted_{window.name}
          union all select client, deployment, t from others where "type" in ('open', 'page')) as c
        group by client, deployment, t // {HOUR_MS}) as hours""",
        "contacts by hour, each with the one before",
    )


def changes(window: Window, period: str, period_ms: int) -> Statement:
    """When seats are taken (+1) and free again (-1), for one period: a gap of it ends one and begins one."""
    contacts = f"contacts_{window.name}"
    gap = f"lo - before_t >= {period_ms}"
    return Statement(
        f"changes_{window.name}_{period}",
        f"""
      select deployment, t, seq, sum(d) as d from (
        select deployment, lo as t, 0 as seq, 1 as d from {contacts} where before_t is null or {gap}
        union all select deployment, before_t + {period_ms}, -1, -1 from {contacts} where {gap}
        union all select deployment, hi + {period_ms}, -1, -1 from {contacts} where is_last) as x
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
