"""DuckDB: one machine, from a few rows to hundreds of millions. Needs the extra `plan`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Self

import duckdb

from licensim.plan.input.files import csv_shape, is_remote
from licensim.plan.statements.statement import Statement
from licensim.rules.input.fault import Fault, Malformed

Row = tuple[Any, ...]

_LINE: Final = """{"t": "BIGINT", "type": "VARCHAR", "client": "VARCHAR", "deployment": "VARCHAR",
  "origin": "VARCHAR",
  "server_id": "VARCHAR", "serves": "VARCHAR", "scanner": "VARCHAR", "module": "VARCHAR", "count": "BIGINT",
  "ask": "INTEGER", "op": "VARCHAR", "up": "BOOLEAN", "duplicate_forget_time": "BIGINT", "formats":
    ["VARCHAR"],
  "region": ["DOUBLE"], "min_confidence": "DOUBLE", "one_d_trust_frames": "BIGINT",
  "codes": [{"format": "VARCHAR", "text": "VARCHAR", "confidence": "DOUBLE", "box": ["DOUBLE"]}]}"""
SAMPLE: Final = 20_000
"""How many lines of JSON are looked at for the names of columns."""
_SETTINGS: Final = ("duplicate_forget_time", "formats", "region", "min_confidence", "one_d_trust_frames")


class DuckDb:
    """A database in memory, which spills into the folder `spill`; `memory` is its limit, such as `2GB`."""

    def __init__(
        self, memory: str | None = None, threads: int | None = None, spill: str | None = None
    ) -> None:
        config: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        }
        if memory is not None:
            config["memory_limit"] = memory
        if threads is not None:
            config["threads"] = threads
        if spill is not None:
            config["temp_directory"] = spill
        try:
            self._database = duckdb.connect(config=config)
        except duckdb.Error as error:
            raise Malformed((Fault("--memory", _first_line(error)),)) from None
        self._database.execute("set time zone 'UTC'")
        self._made: set[str] = set()
        self._in_place = False
        self.on_statement: Callable[[Statement], None] = lambda _: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def make(self, statements: Sequence[Statement]) -> str:
        """Make the tables that do not exist yet; return the name of the last one."""
        for one in statements:
            if one.name not in self._made:
                self.on_statement(one)
                self._run(f'create or replace temp table "{one.name}" as {one.sql}')
                self._made.add(one.name)
        return statements[-1].name if statements else ""

    def _run(self, query: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run a statement. Raises KeyboardInterrupt for an interrupt, whatever error DuckDB raises for it."""
        try:
            return self._database.execute(query, values) if values else self._database.execute(query)
        except (duckdb.InterruptException, RuntimeError) as error:
            if isinstance(error, duckdb.InterruptException) or "interrupted" in str(error).lower():
                raise KeyboardInterrupt from None
            raise

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query, all of them."""
        return self._run(query, list(values)).fetchall()

    def share(self) -> float:
        """How much of the running statement is done, 0 to 1; 0 if that is not known."""
        return max(0.0, self._database.query_progress()) / 100

    def dialect(self, sql: str) -> str:
        """A statement as DuckDB runs it: as it is."""
        return sql

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        self._run(f'create or replace temp view "{name}" as {query}')

    def put(self, name: str, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Make a table from rows."""
        fields = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self._run(f'create or replace temp table "{name}" ({fields})')
        if rows:
            places = ", ".join("?" for _ in columns)
            self._database.executemany(f'insert into "{name}" values ({places})', [list(row) for row in rows])

    def read_trace(self, paths: Sequence[str]) -> None:
        """Make the table `lines` from our own traces, one after another."""
        has = ", ".join(f"json_type(json, '$.{one}') is not null as has_{one}" for one in _SETTINGS)
        self._run(
            f"""create or replace temp table "lines" as
            select seq, line.* exclude (scanner, op, up), coalesce(line.scanner, '') as scanner,
              line.op = 'destroy' as destroys, line.up as up, {has}
            from (select seq, json, json_transform(json, '{_LINE}') as line from (
              select row_number() over () as seq, json from read_ndjson_objects(?, ignore_errors = true)))""",
            [list(paths)],
        )

    def read(
        self, files: Sequence[str], form: str, columns: Mapping[str, str] | None, query: str | None
    ) -> None:
        """Make `opened` from files of rows; `columns` are those of JSON lines with their types.

        `query` makes the rows from the table `source`, None if the files have rows already. Lines have text
        in each column.
        """
        try:
            self._read(files, form, columns, query)
        except duckdb.Error as error:
            raise Malformed((Fault("input", _first_line(error)),)) from None

    def fault_of(self, condition: str) -> str | None:
        """What is wrong with a condition on the columns of `opened`; None if it is valid."""
        query = f'select 1 from "opened" where ({condition}\n) limit 0'
        try:
            if len(self._database.extract_statements(query)) != 1:
                return "must be one condition"
            self._run(query)
        except duckdb.Error as error:
            return _first_line(error)
        return None

    def _read(
        self, files: Sequence[str], form: str, columns: Mapping[str, str] | None, query: str | None
    ) -> None:
        remote = [one for one in files if is_remote(one)]
        if remote:
            raise Malformed(
                (Fault(remote[0], "DuckDB reads files of this machine only: use Spark, see --engine"),)
            )
        reader = {"parquet": self._parquet, "csv": self._csv, "jsonl": self._jsonl}[form]
        source = reader(list(files), columns)
        self._in_place = form == "parquet"
        self.view("source", f"select * from {source}")
        self.view("opened", query or 'select * from "source"')

    def load(self, more: Mapping[str, str]) -> None:
        """Make `raw` from `opened`, with more columns. Lines are read now, Parquet files in each query."""
        columns = "".join(f", {sql} as {name}" for name, sql in more.items())
        query = f'select *{columns} from "opened"'
        self.on_statement(Statement("raw", query, "reading"))
        try:
            self._run(f'create or replace temp {"view" if self._in_place else "table"} "raw" as {query}')
        except duckdb.Error as error:
            raise Malformed((Fault("input", _first_line(error)),)) from None

    def types(self) -> dict[str, str]:
        """The columns of `opened` and their types."""
        return {name: kind for name, kind, *_ in self.rows('describe select * from "opened"')}

    def rejected(self) -> int:
        """How many lines of CSV files could not be read at all."""
        tables = self.rows("select 1 from duckdb_tables() where table_name = 'reject_errors'")
        return self.rows("select count(distinct (file_id, line)) from reject_errors")[0][0] if tables else 0

    def drop(self, name: str) -> None:
        """Drop a table."""
        self._run(f'drop table if exists "{name}"')
        self._made.discard(name)

    def _parquet(self, files: list[str], _: Mapping[str, str] | None) -> str:
        return f"read_parquet({files}, union_by_name = true, hive_partitioning = true)"

    def _csv(self, files: list[str], _: Mapping[str, str] | None) -> str:
        delimiter, names = csv_shape(files[0])
        columns = dict.fromkeys(names, "VARCHAR")
        shape = f"delim = '{delimiter}', quote = '\"', escape = '\"', header = true, columns = {columns}"
        return f"read_csv({files}, auto_detect = false, {shape}, strict_mode = false, store_rejects = true)"

    def _jsonl(self, files: list[str], columns: Mapping[str, str] | None) -> str:
        reads = f"read_json({files}, format = 'newline_delimited', ignore_errors = true, union_by_name = true"
        if columns is None:
            sniffed = self.rows(f"describe select * from {reads}, sample_size = {SAMPLE})")
            columns = {name: kind if kind.startswith("STRUCT") else "VARCHAR" for name, kind, *_ in sniffed}
        return f"{reads}, columns = {dict(columns)})"


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0]
