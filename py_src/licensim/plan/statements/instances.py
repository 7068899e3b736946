"""Concurrent instances: how many are recorded in each slot (CINST-2, CINST-3).

For a machine the highest X asked so far counts, in each slot with an ask or a counted scan; under some
profiles only in slots with a scan.
"""

from __future__ import annotations

from licensim.plan.statements.statement import Statement
from licensim.rules.timeline import SLOT_MS

LOG_INSTANCES = {
    True: Statement(
        "instances_asks",
        f"""
      select slot, count(*) as active, 0 as scans from (
        select distinct coalesce(nullif(server_id, ''), client) as machine, t // {SLOT_MS} as slot from others
        where deployment = 'server' and "type" in ('open', 'scan', 'image')) as machines
      group by slot""",
        "machines of each slot, an instance each: logs show no ask for more",
    ),
    False: Statement(
        "instances_scans",
        f"""
      select slot, count(*) as active, 0 as scans from (
        select distinct coalesce(nullif(server_id, ''), client) as machine, t // {SLOT_MS} as slot from others
        where deployment = 'server' and "type" in ('scan', 'image')) as machines
      group by slot""",
        "machines of each slot with a scan",
    ),
}
"""Of logs, by whether an ask records (CINST-3)."""

_LASTS = f"(e.t // {SLOT_MS} + 2) * {SLOT_MS}"
"""How long a local license of concurrent options lasts (NET-6)."""


def trace_instances(key: str, asks_record: bool) -> list[Statement]:
    """Tables of the instances of each slot in a trace, with the asks that clients make (NET-3)."""
    kind = "asks" if asks_record else "scans"
    recorded = "true" if asks_record else "e.kind = 'scan'"
    return [
        Statement(
            f"server_events_{key}",
            f"""
      select uuid, t, seq, 'scan' as kind, 1 as x from counted_{key} where deployment = 'server'
      union all
      select uuid, t, seq, case when "type" in ('open', 'instances') then 'ask'
          when "type" in ('pages', 'release') then 'drop' else 'may ask' end,
        case when "type" = 'instances' then ask else 1 end
      from events where deployment = 'server'
        and ("type" in ('open', 'instances', 'pages', 'release', 'frame', 'image')
          or ("type" = 'instance' and not destroys))""",
            "what servers ask and scan, in order",
        ),
        Statement(
            f"server_asks_{key}",
            f"""
      select uuid, a.t as t, a.seq as seq, a.kind as kind, a.x as x from (
        select uuid, unnest(acc."out") as a from (
          select uuid, list_reduce(list_sort(list(struct_pack(t := t, seq := seq, kind := kind, x := x))),
            lambda acc, e: case
              when e.kind = 'drop' then struct_pack(license := 0::bigint, "out" := acc."out")
              when e.kind = 'ask' then struct_pack(license := {_LASTS}, "out" := list_append(acc."out", e))
              when e.t < acc.license then acc
              else struct_pack(license := {_LASTS}, "out" := list_append(acc."out",
                struct_pack(t := e.t, seq := e.seq, kind := 'ask', x := 1))) end,
            struct_pack(license := 0::bigint,
              "out" := []::struct(t bigint, seq bigint, kind varchar, x integer)[])) as acc
          from server_events_{key} group by uuid) as folded) as asked
      union all select uuid, t, seq, kind, x from server_events_{key} where kind = 'scan'""",
            "asks, those of clients without a valid license too, and scans",
        ),
        Statement(
            f"instances_{kind}_{key}",
            f"""
      select slot, sum(most) as active, 0 as scans from (
        select machine, t // {SLOT_MS} as slot, max(highest) as most from (
          select *, max(case when kind = 'ask' then x else 1 end)
            over (partition by machine, clears order by t, seq) as highest from (
            select *, sum(case when kind = 'clear' then 1 else 0 end) over (partition by machine order by t,
              seq)
              as clears from (
              select m.machine, a.t, a.seq, a.kind, a.x
              from server_asks_{key} a join machines m on a.uuid = m.uuid
              union all
              select m.machine, e.t, e.seq, 'clear', 1 from events e join machines m on e.uuid = m.uuid
              where e."type" = 'clear_storage' and e.server_id <> '') as asks) as cleared) as e
        where e.kind <> 'clear' and {recorded}
        group by machine, t // {SLOT_MS}) as recorded
      group by slot""",
            "instances of each slot",
        ),
    ]


MACHINES = Statement(
    "machines",
    """
      select distinct uuid, case when server_id <> '' then 'server_id:' || server_id else uuid end as machine
      from events""",
    "on which machine each client is (CINST-2)",
)
