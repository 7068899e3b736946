"""Events of our own traces: client, place and order, with all that a row of logs does not have.

`lines` has a row for each line of a trace. Order is that of time, then of lines. A load begins a page anew, a
cleared storage makes a new client (ID-4).
"""

from __future__ import annotations

from licensim.plan.statements.statement import Statement
from licensim.rules.options.case import ClientIdentity

_CLASSES = {
    name: ClientIdentity("", "", name).server_class
    for name in ("browser", "mobile", "desktop", "embedded", "server")
}

PLACES = Statement(
    "places",
    """
      select client, max(deployment) as deployment, coalesce(max(origin), '') as origin,
        coalesce(max(server_id), '') as server_id, min(t) as t, count(*) as n
      from "given" where "type" = 'open' group by client""",
    "where each client is; it cannot change (ID-1)",
)


def events() -> Statement:
    """Every line with its client's place, page, storage and class, as they are then."""
    classes = " ".join(f"when '{name}' then '{one}'" for name, one in _CLASSES.items())
    return Statement(
        "events",
        f"""
      select l.* exclude (deployment, origin, server_id), p.deployment, p.origin, p.server_id,
        l.client || '#' || sum(case when l."type" = 'clear_storage' then 1 else 0 end) over client_so_far as
          uuid,
        sum(case when l."type" = 'open' then 1 else 0 end) over client_so_far as page,
        last_value(case when l."type" = 'open' then coalesce(l.serves, case l.deployment {classes} end) end
          ignore nulls) over client_so_far as class
      from "given" l join places p on l.client = p.client and l.t >= p.t
      window client_so_far as (partition by l.client order by l.t, l.seq)""",
        "lines with what came before them",
    )


PAGES = Statement(
    "pages",
    """
      select uuid, client, deployment, t, seq, module, "count" as n from events where "type" = 'pages'""",
    "pages",
)
