"""Origins of logs: whole URLs, origins or hosts, as the URL standard serializes them (ID-1 to ID-3).

Names are taken from the rows by SQL and read by the rules' own parser, once each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from licensim.plan.tables import Tables
from licensim.rules.origins.origin import Origin

ParseOrigin = Callable[[str], Origin | None]
FEW: Final = 10_000
"""Up to so many different names are parsed whole; if there are more, only the part before the path."""

_SCHEME: Final = r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*"
_HOST: Final = r"^[^/?#]*"


def origin_of(tables: Tables, column: str, parse: ParseOrigin) -> tuple[str, str]:
    """SQL for the origin of a column, and the join that it needs; a name that is no URL has none.

    A host without a scheme is taken for https.
    """
    name = column
    found = tables.rows(f'select distinct {column} from "raw" where {column} is not null limit {FEW + 1}')
    if len(found) > FEW:
        scheme, host = (f"regexp_extract({column}, '{one}')" for one in (_SCHEME, _HOST))
        name = f"coalesce(nullif({scheme}, ''), {host})"
        found = tables.rows(f'select distinct {name} from "raw" where {column} is not null')
    read = [(text, _read(text, parse)) for (text,) in found]
    if all(text == origin for text, origin in read):
        return f"coalesce({column}, '')", ""
    tables.put("origin_names", {"named": "varchar", "serialized": "varchar"}, read)
    return "coalesce(origin_names.serialized, '')", f" left join origin_names on origin_names.named = {name}"


def _read(text: str, parse: ParseOrigin) -> str:
    named = text if ":" in text and not text.partition(":")[2].isdigit() else f"https://{text}"
    origin = parse(text) if text == "null" else parse(named)
    return "" if origin is None or not text else origin.text
