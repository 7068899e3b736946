"""Counted scans of our own traces: with filters, trust and settings that change (SCAN-2 to SCAN-8).

Every sighting is looked at, in order: a fold for each code of a scanner, from its last load, pause or close
on. A change of the window forgets first what is older than the old one: so a sighting is only remembered if
it is no older than `forgotten_t`, the latest such limit (SCAN-5).
"""

from __future__ import annotations

from licensim.plan.statements.statement import Statement, window_of
from licensim.rules.client.forget import DATABAR, ONE_D, TRUST_FRAMES
from licensim.rules.client.scanner import REMEMBERING
from licensim.rules.license.profile import EDITIONS

_SO_FAR = "(partition by client, scanner, page order by t, seq)"
_BEFORE = f"{_SO_FAR[:-1]} rows between unbounded preceding and 1 preceding)"
_FIELDS = ("formats", "region", "min_confidence", "one_d_trust_frames")


def settings(edition: str, key: str, forget_ms: int) -> list[Statement]:
    """Events of scanners with the settings in force, as an edition takes them."""
    one = EDITIONS[edition]
    first = window_of(edition, forget_ms).forget_ms
    asked = f"coalesce(duplicate_forget_time, {first})"
    lowest = f"greatest({asked}, 0)" if one.clamps_negative else asked
    settled = lowest if one.max_forget_ms is None else f"least({lowest}, {one.max_forget_ms})"
    refused = "false" if one.clamps_negative else "duplicate_forget_time < 0 and deployment = 'browser'"
    sets = "\"type\" = 'settings' and not coalesce(refused, false)"
    kept = ",\n        ".join(
        f"""last_value(case when {sets} and has_{field} then struct_pack(v := {field}) end ignore nulls)
            over {_SO_FAR} as set_{field}"""
        for field in _FIELDS
    )
    return [
        Statement(
            f"scanners_{key}",
            f"""
      select *, coalesce(max(case when changes then t - forget_before end) over {_SO_FAR}, 0) as forgotten_t,
        row_number() over (partition by client, scanner, page, closes, "type" order by t, seq) as frame
      from (
        select *, coalesce(last_value(changed ignore nulls) over {_SO_FAR}, {first}) as forget_now,
          coalesce(last_value(changed ignore nulls) over {_BEFORE}, {first}) as forget_before,
          changed is not null as changes from (
          select *, case when {sets} and has_duplicate_forget_time and deployment = 'browser' then {settled}
            end
            as changed,
          sum(case when "type" in ('pause', 'close') then 1 else 0 end) over {_SO_FAR} as closes,
          {kept}
          from (select *, {refused} as refused from events
            where "type" in ('frame', 'image', 'settings', 'pause', 'close')) as marked) as filtered) as
              sized""",
            "frames, images and settings with what is set then (SCAN-5)",
        ),
        Statement(
            f"codes_{key}",
            f"""
      select client, uuid, deployment, scanner, page, closes, t, seq, frame, "type", forget_now, forgotten_t,
        trust,
        code.format as format, code."text" as "text"
      from (
        select *, coalesce(set_one_d_trust_frames.v, 1) as trust, unnest(codes) as code
        from scanners_{key} where "type" in ('frame', 'image')) as seen
      where (set_formats.v is null or list_contains(set_formats.v, code.format))
        and (set_min_confidence.v is null or code.confidence is null or code.confidence >=
          set_min_confidence.v)
        and (set_region.v is null or code.box is null or (
          set_region.v[1] <= code.box[1] and set_region.v[2] <= code.box[2]
          and code.box[3] <= set_region.v[3] and code.box[4] <= set_region.v[4]))
      group by all""",
            "the distinct codes of each frame and image that pass the filters (SCAN-2, SCAN-7)",
        ),
    ]


def counted(edition: str, key: str, forget_ms: int) -> list[Statement]:
    """Tables of the counted scans of a trace, a row an event."""
    remembers = f"\"type\" = 'frame' and deployment in {tuple(sorted(REMEMBERING))}"
    one_d = f"(format in {tuple(sorted(ONE_D))} or starts_with(format, '{DATABAR}'))"
    restarts = "true" if EDITIONS[edition].restarts else "deployment = 'mobile'"
    memory = 'client, scanner, page, closes, format, "text"'
    return [
        *settings(edition, key, forget_ms),
        Statement(
            f"trusted_{key}",
            f"""
      select *, {restarts} as restarts, not {one_d} or count(*) over (partition by {memory}
          order by frame range between {TRUST_FRAMES - 1} preceding and current row) >= trust as trusted
      from codes_{key} where {remembers}""",
            "sightings, and whether they are trusted (SCAN-8)",
        ),
        Statement(
            f"counted_{key}",
            f"""
      select e.uuid, e.client, e.deployment, e.t, x.seq, x.n from (
        select seq, count(*) as n from (
          select unnest({_FOLD}) as seq from (
            select list_sort(list(struct_pack(t := t, seq := seq, forget := forget_now, forgotten :=
              forgotten_t,
              trusted := trusted, restarts := restarts))) as sightings
            from trusted_{key} group by {memory}) as keys) as found
        group by seq
        union all
        select seq, count(*) as n from codes_{key} where not ({remembers}) group by seq) as x
      join events e on e.seq = x.seq""",
            "scans, by event",
        ),
    ]


_FOLD = """list_reduce(sightings, lambda acc, s: case
            when s.t - acc.at <= s.forget and acc.at >= s.forgotten
              then struct_pack(at := case when s.restarts then s.t else acc.at end, "out" := acc."out")
            when s.trusted then struct_pack(at := s.t, "out" := list_append(acc."out", s.seq))
            else acc end, struct_pack(at := null::bigint, "out" := []::bigint[]))."out\""""
