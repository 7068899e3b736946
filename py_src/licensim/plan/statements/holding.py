"""Seats of client devices in traces: with releases, and events that ask and add nothing (NET-3, SRV-2).

A client asks whenever an event finds it without a valid local license. So an empty frame takes an ended
seat again, and what no item serves drops the local license without freeing the seat.
"""

from __future__ import annotations

from licensim.plan.statements.statement import Statement

_DROPS = "('instances', 'instance')"


def device_events(key: str) -> Statement:
    """What moves the seat of each client, in order."""
    return Statement(
        f"device_events_{key}",
        f"""
      select uuid, deployment, t, seq, 'contact' as kind from counted_{key}
      union all select uuid, deployment, t, seq, 'contact' from events where "type" in ('open', 'pages')
      union all select uuid, deployment, t, seq, 'ask' from events where "type" in ('frame', 'image')
      union all select uuid, deployment, t, seq, 'drop' from events where "type" in {_DROPS} and not
        coalesce(destroys, false)
      union all select uuid, deployment, t, seq, 'release' from events where "type" = 'release'""",
        "contacts, asks, drops and releases (DEV-3, NET-3)",
    )


def changes(key: str, period: str, period_ms: int) -> Statement:
    """When seats are taken (+1) and free again (-1), for one period."""
    ended = "struct_pack(t := acc.seat, seq := -1::bigint, d := -1)"
    held = "acc.seat is not null and e.t < acc.seat"
    until = f"e.t + {period_ms}"
    return Statement(
        f"changes_{key}_{period}",
        f"""
      with folded as (
        select deployment, list_reduce(list_sort(list(struct_pack(t := t, seq := seq, kind := kind))),
          lambda acc, e: case
            when e.kind = 'drop' then struct_pack(license := 0::bigint, seat := acc.seat, "out" := acc."out")
            when e.kind = 'release' and {held} then struct_pack(license := 0::bigint, seat := null::bigint,
              "out" := list_append(acc."out", struct_pack(t := e.t, seq := e.seq, d := -1)))
            when e.kind = 'release' then struct_pack(license := 0::bigint, seat := acc.seat, "out" :=
              acc."out")
            when e.kind = 'ask' and e.t < acc.license then acc
            when {held} then struct_pack(license := {until}, seat := {until}, "out" := acc."out")
            when acc.seat is null then struct_pack(license := {until}, seat := {until},
              "out" := list_append(acc."out", struct_pack(t := e.t, seq := e.seq, d := 1)))
            else struct_pack(license := {until}, seat := {until},
              "out" := list_append(list_append(acc."out", {ended}), struct_pack(t := e.t, seq := e.seq, d :=
                1))) end,
          struct_pack(license := 0::bigint, seat := null::bigint,
            "out" := []::struct(t bigint, seq bigint, d integer)[])) as acc
        from device_events_{key} group by uuid, deployment)
      select deployment, t, seq, sum(d) as d from (
        select deployment, "change".t as t, "change".seq as seq, "change".d as d
        from (select deployment, unnest(acc."out") as "change" from folded) as taken
        union all select deployment, acc.seat, -1, -1 from folded where acc.seat is not null) as x
      group by deployment, t, seq""",
        "seats taken and freed",
    )
