"""Spark: rows that lie in a cluster. Needs the extra `spark`, and Java 17 where Spark runs on this machine.

The statements are those of DuckDB, translated. What a table is made from is kept in Spark, and made again
where a worker is lost: so every statement gives the same rows each time.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StringType, StructField, StructType
from sqlglot.errors import SqlglotError

from licensim.plan.engines.dialect import to_spark, type_to_spark
from licensim.plan.engines.failed import EngineFailed
from licensim.plan.input.files import csv_shape, is_remote
from licensim.plan.statements.statement import Statement
from licensim.rules.input.fault import Fault, Malformed

Row = tuple[Any, ...]

_SETTINGS: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
}
_STARTS: Final = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_CORRUPT: Final = "licensim_corrupt"
_TYPES: Final = {"string": "VARCHAR", "int": "INTEGER"}
_PARTITION: Final = re.compile(r"[^/=]+=[^/]*$")
_GLOB: Final = re.compile(r"([\\*?\[\]{}])")


class Spark:
    """A session of Spark at a master, `local[2]` or `spark://HOST:PORT`, or at a Connect server, `sc://HOST`.

    `memory` is what each of its processes may take, such as `2GB`; a Connect server has its own limit.
    """

    def __init__(self, master: str, memory: str | None = None) -> None:
        # PySpark logs the stack of the JVM for each invalid query; its error says what is wrong.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        self._spark = _session(master, memory)
        for name, value in _SETTINGS.items():
            self._spark.conf.set(name, value)
        alone = master.startswith("local")
        self._kept = StorageLevel.MEMORY_AND_DISK if alone else StorageLevel.MEMORY_AND_DISK_2
        self._made: set[str] = set()
        self._rejects: str | None = None
        self.on_statement: Callable[[Statement], None] = lambda _: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spark.stop()

    def make(self, statements: Sequence[Statement]) -> str:
        """Make the tables that do not exist yet; return the name of the last one."""
        for one in statements:
            if one.name not in self._made:
                self.on_statement(one)
                self._keep(one.name, one.sql)
                self._made.add(one.name)
        return statements[-1].name if statements else ""

    def rows(self, query: str) -> list[Row]:
        """The rows of a query, all of them. Raises EngineFailed if Spark cannot run it."""
        try:
            return [tuple(row) for row in self._frame(query).collect()]
        except PySparkException as error:
            raise EngineFailed(f"Spark: {_first_line(error)}") from None

    def share(self) -> float:
        """How much of the running statement is done: not known."""
        return 0.0

    def dialect(self, sql: str) -> str:
        """A statement as Spark runs it."""
        return to_spark(sql)

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        self._frame(query).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Drop a table or view."""
        self._spark.catalog.dropTempView(name)
        self._made.discard(name)

    def put(self, name: str, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Make a table from rows."""
        schema = ", ".join(f"`{column}` {type_to_spark(kind)}" for column, kind in columns.items())
        self._spark.createDataFrame(list(rows), schema).createOrReplaceTempView(name)

    def types(self) -> dict[str, str]:
        """The columns of `opened` and their types, as DuckDB calls them."""
        found = {one.name: one.dataType.simpleString() for one in self._spark.table("opened").schema}
        return {name: _TYPES.get(kind, kind.upper()) for name, kind in found.items()}

    def fault_of(self, condition: str) -> str | None:
        """What is wrong with a condition on the columns of `opened`; None if it is valid."""
        try:
            self._frame(f'select 1 from "opened" where ({condition}\n) limit 0').collect()
        except (PySparkException, SqlglotError) as error:
            return _first_line(error)
        return None

    def rejected(self) -> int:
        """How many lines of CSV files could not be read at all."""
        if self._rejects is None:
            return 0
        # Spark does not count the corrupt lines of files without another column.
        return int(self.rows(f'select count({_CORRUPT}), count("{self._rejects}") from "source"')[0][0])

    def read_trace(self, paths: Sequence[str]) -> None:
        """Raise Malformed: a trace is read in order, on one machine."""
        raise Malformed((Fault("--engine", "Spark reads no traces: use --engine duckdb"),))

    def read(
        self, files: Sequence[str], form: str, columns: Mapping[str, str] | None, query: str | None
    ) -> None:
        """Make `opened` from files of rows, which Spark reads in place; `columns` are those of JSON lines.

        `query` makes the rows from the table `source`, None if the files have rows already. Raises Malformed
        for files that Spark cannot read.
        """
        try:
            self._read(files, form, columns, query)
        except PySparkException as error:
            raise Malformed((Fault("input", _first_line(error)),)) from None

    def _read(
        self, files: Sequence[str], form: str, columns: Mapping[str, str] | None, query: str | None
    ) -> None:
        packed = [one for one in files if one.endswith(".zst")]
        if packed and form != "parquet":
            raise Malformed((Fault(packed[0], "Spark reads no zstd: use gzip, or --engine duckdb"),))
        reader = {"parquet": self._parquet, "csv": self._csv, "jsonl": self._jsonl}[form]
        reader(files, columns).createOrReplaceTempView("source")
        rest = f"* exclude ({_CORRUPT})" if self._rejects is not None else "*"
        sound = f"where {_CORRUPT} is null" if self._rejects is not None else ""
        self.view("opened", query or f'select {rest} from "source" {sound}')

    def load(self, more: Mapping[str, str]) -> None:
        """Make `raw` from `opened`, with more columns."""
        columns = "".join(f", {sql} as {name}" for name, sql in more.items())
        self.view("raw", f'select *{columns} from "opened"')

    def _parquet(self, files: Sequence[str], _: Mapping[str, str] | None) -> DataFrame:
        return self._load(files, "parquet", None, {"mergeSchema": "true"})

    def _csv(self, files: Sequence[str], _: Mapping[str, str] | None) -> DataFrame:
        delimiter, names = csv_shape(files[0], self._head(files[0]))
        self._rejects = names[0]
        options = {
            "header": "true", "sep": delimiter, "quote": '"', "escape": '"',
            "columnNameOfCorruptRecord": _CORRUPT,
            # Else a query of some columns does not see that a line has too few.
            "columnPruning": "false",
        }  # fmt: skip
        return self._load(files, "csv", _texts([*names, _CORRUPT]), options)

    def _jsonl(self, files: Sequence[str], columns: Mapping[str, str] | None) -> DataFrame:
        if columns is not None:
            schema = ", ".join(f"`{name}` {type_to_spark(kind)}" for name, kind in columns.items())
            return self._load(files, "json", schema, {})
        options = {"primitivesAsString": "true", "columnNameOfCorruptRecord": _CORRUPT}
        found = self._load(files, "json", None, options).schema
        fields = [
            one if isinstance(one.dataType, StructType) else StructField(one.name, StringType())
            for one in found
            if one.name != _CORRUPT
        ]
        return self._load(files, "json", StructType(fields), options)

    def _load(
        self, files: Sequence[str], form: str, schema: StructType | str | None, options: Mapping[str, str]
    ) -> DataFrame:
        """The rows of files; those of one folder with partitions are read together, with their columns."""
        frames = []
        for base, some in _by_base(files).items():
            reader = self._spark.read.format(form).options(**options)
            reader = reader.schema(schema) if schema is not None else reader
            reader = reader.option("basePath", _name(base)) if base else reader
            frames.append(reader.load([_name(one) for one in some]))
        found = frames[0]
        for one in frames[1:]:
            found = found.unionByName(one, allowMissingColumns=True)
        return found

    def _head(self, name: str) -> str | None:
        """The first line of a file that only Spark can read; None for one on this machine."""
        if not is_remote(name):
            return None
        line = self._spark.read.text(name).first()
        return "" if line is None else str(line[0]).removeprefix("\ufeff")

    def _frame(self, query: str) -> DataFrame:
        return self._spark.sql(to_spark(query))

    def _keep(self, name: str, query: str) -> None:
        """Make a table, and forget how: a query on tables of tables would take Spark minutes to plan."""
        try:
            frame = self._frame(query).localCheckpoint(eager=True, storageLevel=self._kept)
        except PySparkException as error:
            raise EngineFailed(f"Spark: {_first_line(error)}") from None
        frame.createOrReplaceTempView(name)


def _session(master: str, memory: str | None) -> SparkSession:
    size = None if memory is None else _size(memory)
    if master.startswith("sc://"):
        if size is not None:
            raise Malformed((Fault("--memory", "a Connect server has its own limit"),))
        return SparkSession.builder.remote(master).getOrCreate()
    settings = {**_STARTS}
    if size is not None:
        settings["spark.driver.memory" if master.startswith("local") else "spark.executor.memory"] = size
    builder = SparkSession.builder.appName("licensim plan").master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - py4j, the JVM and the cluster raise what they like
        raise EngineFailed(f"Spark does not start at {master}: {_first_line(error)}") from None


def _size(memory: str) -> str:
    """A size as Spark writes it: `2g` for 2GB and 2GiB."""
    return memory.replace(" ", "").lower().removesuffix("b").removesuffix("i")


def _by_base(files: Sequence[str]) -> Mapping[str, list[str]]:
    """Files by the folder above their first partition, `NAME=VALUE`; empty for files without one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in files:
        parts = Path(name).parts
        first = next((n for n, part in enumerate(parts[:-1]) if _PARTITION.match(part)), None)
        found["" if first is None or is_remote(name) else str(Path(*parts[:first]))].append(name)
    return found


def _name(path: str) -> str:
    """A file as Spark names it: its letters are no pattern."""
    return path if is_remote(path) else "file:" + _GLOB.sub(r"\\\1", str(Path(path).resolve()))


def _texts(names: Sequence[str]) -> StructType:
    return StructType([StructField(one, StringType()) for one in names])


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
