"""What the rows are about: how many of each day, type and deployment; where the clients are."""

from __future__ import annotations

from licensim.plan.statements.statement import Statement
from licensim.rules.timeline import DAY_MS

DAYS = Statement(
    "days",
    f"""
      select t // {DAY_MS} as day, "type", deployment, count(*) as n, min(t) as first_t, max(t) as last_t
      from "rows" group by 1, 2, 3""",
    "rows of each day, type and deployment",
)
LOG_PLACES = Statement(
    "places",
    """
      select client, deployment, origin, server_id, class, min(t) as t, count(*) as n
      from "rows" group by 1, 2, 3, 4, 5""",
    "where each client is, and how many rows it has",
)
TRACE_DAYS = Statement(
    "days",
    f"""
      select t // {DAY_MS} as day, "type", deployment, count(*) as n, min(t) as first_t, max(t) as last_t
      from events group by 1, 2, 3""",
    "lines of each day, type and deployment",
)
