"""The engine that `--engine` names: DuckDB on this machine, or Spark at a master or a Connect server."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from licensim.plan.engines.failed import EngineFailed
from licensim.plan.input.read import Engine
from licensim.rules.input.fault import Fault, Malformed

_SPARK: Final = re.compile(r"local(\[(\*|[1-9]\d*)\])?|spark://.+|sc://.+")
_CONNECT_PORT: Final = 15_002
_ANSWERS_S: Final = 5
JAVA: Final = 17
"""The oldest Java that Spark runs on."""


def is_engine(name: str) -> bool:
    """Whether `--engine` can name this.

    >>> [is_engine(one) for one in ("duckdb", "local[2]", "spark://host:7077", "sc://host", "local[0]", "x")]
    [True, True, True, True, False, False]
    """
    return name == "duckdb" or _SPARK.fullmatch(name) is not None


def open_engine(name: str, memory: str | None, spill: str) -> Engine:
    """Open an engine; `memory` is its limit, such as `2GB`, `spill` a folder for what does not fit.

    Raises Malformed for an unknown name, EngineFailed for an engine that is not there.
    """
    if not is_engine(name):
        what = f"must be duckdb, local[N], spark://HOST:PORT or sc://HOST:PORT; not {name}"
        raise Malformed((Fault("--engine", what),))
    if name == "duckdb":
        _need("DuckDB", ["duckdb"], "plan")
        from licensim.plan.engines.duckdb import DuckDb  # noqa: PLC0415 - may be missing

        return DuckDb(memory=memory, spill=spill)
    _need("Spark", ["pyspark", "sqlglot"], "spark")
    if name.startswith("sc://"):
        _need("Spark's Connect client", ["grpc", "pandas", "pyarrow"], "spark")
    else:
        _need_java()
    if "://" in name:
        _need_answer(name)
    from licensim.plan.engines.spark import Spark  # noqa: PLC0415 - may be missing

    return Spark(name, memory=memory)


def _need(what: str, modules: Sequence[str], extra: str) -> None:
    missing = [one for one in modules if find_spec(one) is None]
    if missing:
        raise EngineFailed(f"needs {what} ({', '.join(missing)}): pip install 'licensim[{extra}]'")


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    way = f"install Java {JAVA} (Debian: openjdk-{JAVA}-jre-headless), or set JAVA_HOME to one"
    if java is None or shutil.which(java) is None:
        raise EngineFailed(f"Spark needs Java, and there is none: {way}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < JAVA:
        shown = found[0] if found else said.strip().partition("\n")[0]
        raise EngineFailed(f"Spark needs Java {JAVA} or newer, {java} is {shown}: {way}")


def _need_answer(name: str) -> None:
    """Raise EngineFailed if nothing listens at any address of a URL: Spark itself would try for minutes."""
    places = name.partition("://")[2].partition("/")[0].split(",")
    for place in places:
        host, _, port = place.rpartition(":") if ":" in place else (place, "", _CONNECT_PORT)
        try:
            with socket.create_connection((host, int(port)), timeout=_ANSWERS_S):
                return
        except (OSError, ValueError):
            continue
    raise EngineFailed(f"nothing answers at {name}")
