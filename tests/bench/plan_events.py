"""Makes rows of logs for the bench of the plan, in DuckDB: bursts of sightings, loads, pages, a few servers.

A row a sighting, a Parquet file a day. Devices come by a power law, bursts have 15 or 30 frames a second, a
few codes are held for minutes; one burst in a hundred is of eight servers, one in three ends with pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

START: Final = 1_767_225_600_000
DEVICES: Final = 20_000
PER_BURST: Final = 39
"""How many rows a burst comes to, as measured."""

_BURSTS: Final = """
create or replace macro u(i, salt) as (hash(i, salt, {day}) % 1000003) / 1000003.0;
create or replace temp table bursts as
  select *, printf('d%05d', device) as client, i % 100 = 7 as server, 1000 // (15 + 15 * (device % 2)) as
    step,
    printf('https://%s.example-%d.com', ['shop','app','www','stock','pos'][1 + device % 5], device % 3) as
      place
  from (select i, floor(pow({devices}, u(i, 1)))::int as device,
      ({start} + {day} * 86400000::bigint + 86399999 * (0.25 + 0.55 * (u(i, 2) + u(i, 3)) / 2))::bigint as t0,
      (case when u(i, 4) < 0.003 then 5000 + 120000 * u(i, 5) else -ln(u(i, 5) + 1e-6) * 1200 end)::bigint as
        dwell,
      case when u(i, 6) < 0.02 then 's2' else 's1' end as scanner, u(i, 7) < 0.7 as ean,
      floor(pow(20000, u(i, 8)))::bigint as product, u(i, 9) as two
    from range({bursts}) r(i))
"""
_ROWS: Final = """
  with codes as (
    select *, case when ean then 'EAN13' else 'QRCode' end as format,
      case when ean then printf('40%011d', product) else 'T' || hash(i, {day}) end as "text" from bursts
    union all
    select *, 'Code128', 'LOT-' || (product * 7) from bursts where two < 0.2),
  seen as (
    select t0 + k * step + (hash(i, k) % 3)::bigint as "time", 'scan' as event,
      case when server then 'srv' || (i // 100) % 8 else client end as device,
      case when server then null else scanner end as scanner, format, "text", null::varchar as module,
      1 as "count", case when server then null else place end as origin,
      case when server then 'server' else 'browser' end as deployment,
      case when server then 'srv' || (i // 100) % 8 end as server_id
    from (select *, unnest(range(0, 1 + dwell // step)) as k from codes)),
  loads as (
    select min(t0) - 5, 'open', client, null, null, null, null, 1, place, 'browser', null
    from bursts where not server group by client, place),
  starts as (
    select {start} + {day} * 86400000::bigint + 1, 'open', 'srv' || k, null, null, null, null, 1, null,
      'server',
      'srv' || k from range(8) r(k)),
  pages as (
    select t0 + 4000, 'page', client, null, null, null, ['core','webcam','pdfr','ocr'][1 + i % 4],
      1 + (i % 5)::int, place, 'browser', null
    from bursts where not server and i % 3 = 0)
  select * from seen union all select * from loads union all select * from starts union all select * from
    pages
  order by "time"
"""
_ONCE: Final = """
  select {start} + range * 500 as "time", 'scan' as event, printf('d%05d', hash(range) % {devices}) as device,
    's' as scanner, 'QRCode' as format, 'T' || hash(range, 1) as "text", 'https://app.example.com' as origin,
    'browser' as deployment
  from range({rows})
"""


def bursts(rows: int, days: int, folder: Path) -> None:
    """About so many rows over so many days, a folder a day."""
    database = duckdb.connect()
    for day in range(days):
        part = folder / f"day={day:03d}"
        part.mkdir(parents=True)
        fields = {"day": day, "start": START, "devices": DEVICES, "bursts": rows // days // PER_BURST}
        database.execute(_BURSTS.format(**fields))
        written = f"'{part}/part.parquet' (format parquet, compression zstd, row_group_size 122880)"
        database.execute(f"copy ({_ROWS.format(**fields)}) to {written}")


def once(rows: int, folder: Path) -> None:
    """Scans of which none repeats: what an application logs that has accepted each."""
    folder.mkdir(parents=True)
    query = _ONCE.format(start=START, devices=DEVICES, rows=rows)
    duckdb.connect().execute(f"copy ({query}) to '{folder}/part.parquet' (format parquet, compression zstd)")


def as_json_lines(source: Path, target: Path) -> None:
    """The rows of Parquet files as JSON lines."""
    query = f"select * exclude (day) from read_parquet('{source}/*/*.parquet', hive_partitioning = true)"
    duckdb.connect().execute(f"copy ({query}) to '{target}' (format json)")


def as_trace(source: Path, target: Path) -> None:
    """The rows of Parquet files as a trace for replay: a frame for the codes of one instant."""
    rows = f"read_parquet('{source}/*/*.parquet')"
    query = f"""
      with frames as (
        select "time" as t, 'frame' as "type", device as client, coalesce(scanner, 's') as scanner,
          list(struct_pack(format := format, "text" := "text")) as codes
        from {rows} where event = 'scan' group by 1, 2, 3, 4)
      select line from (
        select t, 2 as rank, to_json(struct_pack(t := t, "type" := "type", client := client, scanner :=
          scanner,
          codes := codes))::varchar as line from frames
        union all
        select "time", 0, (case when deployment = 'server' then json_object('t', "time", 'type', 'open',
          'client',
            device, 'key', 'K', 'deployment', deployment, 'server_id', server_id)
          else json_object('t', "time", 'type', 'open', 'client', device, 'key', 'K', 'deployment',
            deployment,
            'origin', origin) end)::varchar from {rows} where event = 'open'
        union all
        select "time", 1, json_object('t', "time", 'type', 'pages', 'client', device, 'module', module,
          'count',
          "count")::varchar from {rows} where event = 'page')
      order by t, rank"""
    plain = "(format csv, header false, quote '', escape '', delimiter '\x01')"
    duckdb.connect().execute(f"copy ({query}) to '{target}' {plain}")
