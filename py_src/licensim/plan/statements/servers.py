"""Servers: whose seat is taken, and from when to when (SRV-1 to SRV-4).

`hosts` is a table that Python fills, by the rules' own parser: the host of each origin, and whether it is
exempt.
"""

from __future__ import annotations

from licensim.plan.statements.statement import Statement
from licensim.rules.options.case import SERVER_CLASSES

_CLASSES = "(" + ", ".join(f"'{one}'" for one in sorted(SERVER_CLASSES)) + ")"

LOG_SERVERS = Statement(
    "servers",
    f"""
      select '' as deployment, min(t) as t, 0 as seq, 1 as d, server from (
        select t, case when server_id <> '' then 'server_id:' || server_id
          when h.host <> '' then 'host:' || h.host else client end as server
        from places p left join hosts h on p.origin = h.origin
        where class in {_CLASSES} and not coalesce(h.exempt, false)) as seen
      group by server""",
    "servers, each from its first row on; logs show no release",
)

TRACE_SERVERS = Statement(
    "servers",
    f"""
      with uses as (
        select e.*, case when e.server_id <> '' then 'server_id:' || e.server_id
            when h.host <> '' then 'host:' || h.host else e.uuid end as server,
          e.class in {_CLASSES} and not coalesce(h.exempt, false) and (e."type" in ('open', 'pages')
            or (e."type" in ('frame', 'image') and e.deployment in ('server', 'desktop'))) as serves_now
        from events e left join hosts h on e.origin = h.origin),
      runs as (
        select *, sum(case when "type" = 'release' then 1 else 0 end) over (partition by server order by t,
          seq)
          as released from uses),
      held as (
        select server, released, min(struct_pack(t := t, seq := seq)) as begins
        from runs where serves_now group by server, released)
      select '' as deployment, begins.t as t, begins.seq as seq, 1 as d, server from held
      union all
      select '', r.t, r.seq, -1, r.server from runs r join held h on r.server = h.server and r.released =
        h.released + 1
      where r."type" = 'release'""",
    "servers, each from its first use to its release",
)

CHANGES = Statement(
    "server_changes",
    "select deployment, t, seq, sum(d) as d from servers group by deployment, t, seq",
    "servers that come and go",
)
