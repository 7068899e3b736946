"""The statements in Spark's dialect: SQLGlot translates them, except for what it leaves as it is."""

from __future__ import annotations

from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_READS: Final = "duckdb"
_WRITES: Final = "spark"


def to_spark(sql: str) -> str:
    """Translate one statement. Raises sqlglot.errors.SqlglotError if it is none, or several.

    >>> to_spark("select t // 3 as b, list_min(ts) from rows")
    'SELECT `t` DIV 3 AS `b`, ARRAY_MIN(`ts`) FROM `rows`'
    """
    found = sqlglot.parse(sql, read=_READS)
    if len(found) != 1 or found[0] is None:
        raise SqlglotError("must be one statement")
    return found[0].transform(_differs).sql(_WRITES, identify=True)


def type_to_spark(kind: str) -> str:
    """Translate a type.

    >>> type_to_spark("struct(a varchar)[]")
    'ARRAY<STRUCT<a: STRING>>'
    """
    return exp.DataType.build(kind, dialect=_READS).sql(_WRITES)


def _differs(node: exp.Expression) -> exp.Expr:
    """The fold, the milliseconds of an instant, and an index that may be out of range."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "list_reduce":
        values, step, start = node.expressions
        return exp.func("aggregate", values, start, step)
    if isinstance(node, exp.UnixToTime):
        return exp.Anonymous(this="unix_millis", expressions=[exp.cast(node.this, "timestamptz")])
    if isinstance(node, exp.Bracket):
        return exp.Anonymous(this="get", expressions=[node.this, *node.expressions])
    return node
