"""Finds the input files by names, folders and patterns, and their format; they may be compressed."""

from __future__ import annotations

import csv
import glob
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from licensim.plan.request import FORMATS, Format
from licensim.rules.input.fault import Fault, Malformed
from licensim.sessions.trace_fields import EVENT

_ENDS: Final[dict[str, Format]] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".log": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_PACKED: Final = (".gz", ".zst")


def is_remote(path: str) -> bool:
    """Whether a path is a URL, such as `hdfs://…` or `s3a://…`, which only Spark can read."""
    return "://" in path


def find(paths: Iterable[str]) -> list[str]:
    """The files that the paths name, each once, in the order of their names; for a folder all its files.

    A URL is left as it is. Raises Malformed for a path that names no file.
    """
    found: dict[str, None] = {}
    faults = []
    for path in paths:
        files = sorted(_files(path))
        if not files:
            faults.append(Fault(path, "no file that can be read is there"))
        found.update(dict.fromkeys(files))
    if faults:
        raise Malformed(tuple(faults))
    return list(found)


def _files(path: str) -> list[str]:
    if is_remote(path):
        return [path]
    if Path(path).is_dir():
        return [str(one) for one in Path(path).rglob("*") if one.is_file() and _format(one.name) is not None]
    if Path(path).is_file():
        return [path]
    return [one for one in glob.glob(path, recursive=True) if Path(one).is_file()]  # noqa: PTH207 - any pattern


def format_of(files: list[str]) -> Format:
    """The format of files, by their names; JSON lines are a trace of ours if the first line is an event.

    Raises Malformed if the files are of several formats, or of an unknown one.
    """
    kinds = {_format(one) for one in files}
    only = kinds.pop() if len(kinds) == 1 else None
    if only is None:
        names = ", ".join(sorted({Path(one).name for one in files})[:5])
        raise Malformed((Fault("--format", f"cannot be guessed from {names}: give {', '.join(FORMATS)}"),))
    return "trace" if only == "jsonl" and _is_trace(files[0]) else only


def _format(name: str) -> Format | None:
    """The format of a name such as `events.jsonl.gz`, or of a rotated one, `events.jsonl.2.gz`."""
    ends = [end for end in Path(name).suffixes if end not in _PACKED and not end[1:].isdigit()]
    return _ENDS.get(ends[-1].lower()) if ends else None


def _is_trace(name: str) -> bool:
    """Whether the first line of a file is an event of our own traces."""
    try:
        event = json.loads(head_of(name))
    except ValueError:
        return False
    return (
        isinstance(event, dict)
        and "t" in event
        and event.get("type") in EVENT.cases
        and ("key" in event or "codes" in event or "up" in event)
    )


def head_of(name: str) -> str:
    """The first line of a text file, without a byte-order mark; empty for one that cannot be read as text."""
    if name.endswith(".zst"):
        return ""
    try:
        with (
            gzip.open(name, "rt", encoding="utf-8-sig")
            if name.endswith(".gz")
            else Path(name).open(encoding="utf-8-sig") as stream
        ):
            return stream.readline(1 << 20).rstrip("\r\n")
    except (OSError, ValueError, EOFError):
        return ""


def csv_shape(name: str, head: str | None = None) -> tuple[str, list[str]]:
    """The delimiter of a CSV file, and the names of its columns, by its first line, which may be given.

    Raises Malformed if the first line does not name columns.
    """
    head = head_of(name) if head is None else head
    delimiter = max(",;\t|", key=head.count)
    names = next(csv.reader([head], delimiter=delimiter), [])
    if len(names) < 2 or "" in names or len(set(names)) < len(names):
        raise Malformed((Fault(name, "the first line must name the columns, each once"),))
    return delimiter, names
