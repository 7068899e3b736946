"""Files as production writes them: rotated, compressed, partitioned, mixed, with holes and broken rows."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from licensim.plan.request import Request
from licensim.plan.run import Planned
from licensim.rules.input.fault import Malformed
from plan.planned import planned, written
from plan.rows import COLUMNS, a_logged_trace, rows_of
from plan.traces import DAY, START

Row = dict[str, Any]

ROWS: Final = list(rows_of([one for seed in (3, 7, 11) for one in a_logged_trace(seed)]))


def used(plan: Planned) -> list[tuple[str, tuple[str, ...], str | None, int]]:
    """The usage of each figure, for comparison."""
    return [(one.option, tuple(one.terms.values()), one.edition, one.used) for one in plan.figures]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """The plan of the rows as plain JSON lines."""
    return planned(Request([written(ROWS, tmp_path_factory.mktemp("plain") / "rows.jsonl")]))


def zipped(rows: Iterable[Row], path: Path) -> None:
    """A compressed file of JSON lines."""
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(row)}\n" for row in rows)


def in_csv(rows: Iterable[Row], path: Path, encoding: str) -> None:
    """A CSV file."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def by_day(rows: Iterable[Row], folder: Path) -> None:
    """A folder of Parquet files, one for each day."""
    days: dict[int, list[Row]] = {}
    for row in rows:
        days.setdefault(row["time"] // DAY, []).append(row)
    for day, ones in days.items():
        part = folder / f"day={day}"
        part.mkdir(parents=True)
        lines = written(ones, part / "rows.jsonl")
        types = {name: "BIGINT" if name in ("time", "count") else "VARCHAR" for name in COLUMNS}
        source = f"read_json('{lines}', format = 'newline_delimited', columns = {types})"
        duckdb.connect().execute(
            f"copy (select * from {source}) to '{part}/part.parquet'"  # noqa: S608 - paths of a test
        )
        Path(lines).unlink()


def test_rotated_and_compressed_files_are_one_input(plain: Planned, tmp_path: Path) -> None:
    """A folder of `events.jsonl`, `events.jsonl.1.gz`, `events.jsonl.2.gz`."""
    third = len(ROWS) // 3
    zipped(ROWS[:third], tmp_path / "events.jsonl.2.gz")
    zipped(ROWS[third : 2 * third], tmp_path / "events.jsonl.1.gz")
    written(ROWS[2 * third :], tmp_path / "events.jsonl")
    assert used(planned(Request([str(tmp_path)]))) == used(plain)


def test_a_folder_of_parquet_by_day(plain: Planned, tmp_path: Path) -> None:
    """Partitions are columns too; a pattern names the same files."""
    by_day(ROWS, tmp_path)
    assert used(planned(Request([str(tmp_path)]))) == used(plain)
    assert used(planned(Request([f"{tmp_path}/*/*.parquet"]))) == used(plain)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_with_and_without_a_byte_order_mark(plain: Planned, tmp_path: Path, encoding: str) -> None:
    """The mark is not part of the first column's name."""
    in_csv(ROWS, tmp_path / "rows.csv", encoding)
    assert used(planned(Request([str(tmp_path / "rows.csv")]))) == used(plain)


@pytest.mark.parametrize("number", [1, 1000, 1_000_000], ids=["milliseconds", "microseconds", "nanoseconds"])
def test_numbers_of_any_unit(plain: Planned, tmp_path: Path, number: int) -> None:
    """The size of the number shows its unit."""
    path = written(({**row, "time": row["time"] * number} for row in ROWS), tmp_path / "rows.jsonl")
    assert used(planned(Request([path]))) == used(plain)


def test_mixed_formats_of_time(plain: Planned, tmp_path: Path) -> None:
    """Text with a zone, with another zone, milliseconds, and seconds with a fraction, which are counted."""

    def told(number: int, at: int) -> Any:
        moment = datetime.fromtimestamp(at / 1000, UTC)
        return (moment.isoformat(), moment.isoformat().replace("+00:00", "Z"), at, f"{at / 1000:.3f}")[
            number % 4
        ]

    rows = [{**row, "time": told(number, row["time"])} for number, row in enumerate(ROWS)]
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")]))
    assert used(plan) == used(plain)
    assert {one.what: one.rows for one in plan.input.findings} == {"time in seconds": len(ROWS) // 4}


def test_one_percent_broken_rows_are_counted_and_named(plain: Planned, tmp_path: Path) -> None:
    """Half a line, no time, no client, a scan without text, an unknown event: each kind with an example."""
    path = tmp_path / "rows.jsonl"
    written(ROWS, path)
    scan = next(row for row in ROWS if row["event"] == "scan")
    wrong = [
        {**scan, "time": None},
        {**scan, "device": None},
        {**scan, "text": None},
        {**scan, "event": "zap"},
    ]
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"time": 17672\n')
        stream.writelines(f"{json.dumps(row)}\n" for row in wrong)
    plan = planned(Request([str(path)]))
    found = {one.what: one for one in plan.input.findings}
    assert {name: one.rows for name, one in found.items() if one.left_out} == {
        "broken or empty row": 1,
        "no time": 1,
        "no client": 1,
        "scan without format or text": 1,
        "unknown event": 1,
    }
    assert f"{path}:{len(ROWS) + 1}" in found["broken or empty row"].examples
    assert "zap" in found["unknown event"].examples[0]
    assert used(plan) == used(plain)
    assert plan.input.rows - plan.input.sound == 5


def test_more_bad_rows_than_may_be_stop_the_plan(tmp_path: Path) -> None:
    """The share is of all rows; the fault names the kinds and an example."""
    rows = [{**row, "time": None} if number % 10 == 0 else row for number, row in enumerate(ROWS)]
    path = written(rows, tmp_path / "rows.jsonl")
    with pytest.raises(Malformed) as error:
        planned(Request([path]))
    assert "no time" in str(error.value)
    assert planned(Request([path], max_bad=0.2)).figures


def test_a_missing_day_is_named_and_gates_the_conclusions(tmp_path: Path) -> None:
    """Ten days, the fourth without a row."""
    rows = [
        {"time": START + day * DAY, "event": "scan", "device": "a", "format": "QRCode", "text": "A"}
        for day in range(10)
        if day != 3
    ]
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")]))
    assert plan.holes == [(START // DAY + 3, START // DAY + 3)]
    says = [gate.says for gate in plan.gates]
    assert "1 day without a row: every figure may be too low" in says
    assert [gate.terms["period"] for gate in plan.gates if gate.option == "per_client_device"] == [
        "monthly",
        "quarterly",
        "yearly",
    ]


def test_a_client_is_a_device_at_an_origin(tmp_path: Path) -> None:
    """Whole addresses of pages are origins; two origins of one device are two clients (ID-1)."""
    pages = (
        "https://a.example.com/cart?x=1",
        "https://a.example.com/",
        "HTTPS://A.example.com:443/b",
        "http://b.example.com",
    )
    rows = [{"time": START + n, "event": "open", "device": "one", "url": url} for n, url in enumerate(pages)]
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")]))
    seats = {one.terms["period"]: one.used for one in plan.figures if one.option == "per_client_device"}
    assert seats["daily"] == 2
    assert [one.host for one in plan.hosts] == ["b.example.com", "a.example.com"]


def test_part_of_the_rows(tmp_path: Path) -> None:
    """A condition on any column of the file, and a range of time."""
    rows = [
        {
            "time": START + n * DAY,
            "event": "scan",
            "device": "a",
            "format": "QRCode",
            "text": str(n),
            "env": env,
        }
        for n, env in enumerate(("production", "staging", "production", "production"))
    ]
    path = written(rows, tmp_path / "rows.jsonl")
    plan = planned(Request([path], where="env = 'production'", from_at=START, to_at=START + 3 * DAY))
    assert {one.used for one in plan.figures if one.option == "per_barcode_scan"} == {2}


@pytest.mark.parametrize(
    ("where", "named"),
    [("nothing = 1", "nothing"), ("1 = 1); drop table raw; --", "--where"), ("env =", "--where")],
)
def test_a_condition_that_is_none(tmp_path: Path, where: str, named: str) -> None:
    """An invalid condition is a fault of the command."""
    path = written([{"time": START, "event": "open", "device": "a", "env": "x"}], tmp_path / "rows.jsonl")
    with pytest.raises(Malformed) as error:
        planned(Request([path], where=where))
    assert named in str(error.value)


def test_what_is_no_input(tmp_path: Path) -> None:
    """No such file; files of several formats; no column of time."""
    path = written([{"when": 1, "device": "a"}], tmp_path / "a.jsonl")
    in_csv(ROWS, tmp_path / "b.csv", "utf-8")
    for paths, named in (
        ([str(tmp_path / "c.jsonl")], "c.jsonl"),
        ([str(tmp_path)], "--format"),
        ([path], "--map time"),
    ):
        with pytest.raises(Malformed) as error:
            planned(Request(paths))
        assert named in str(error.value)
