"""Reads the entries of a journal: a page keeps it in storage that other code can write, too."""

from __future__ import annotations

import json
from typing import Any

from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.ledger.memory import Entry
from licensim.rules.ledger.rows import JSON_TABLES, TABLES


def read_entry(text: str, path: str) -> list[Entry]:
    """The changes of an entry or a snapshot. Raises Malformed if no ledger can have written it."""
    try:
        changes = json.loads(text)
    except (ValueError, RecursionError):
        changes = None
    if not isinstance(changes, list) or not all(map(_is_change, changes)):
        raise Malformed((Fault(path, "is no entry of a journal"),))
    return changes


def _is_change(change: Any) -> bool:
    """Whether it is `[table, key, value]` as a ledger writes it, by the key's parts and the value's type."""
    if not isinstance(change, list) or len(change) != 3:
        return False
    table, key, value = change
    if table == "swept":
        return type(value) is int
    if (
        not isinstance(table, str)
        or table not in TABLES
        or not isinstance(key, list)
        or len(key) != TABLES[table]
    ):
        return False
    is_sound = value is None or table in JSON_TABLES or type(value) is int
    return is_sound and all(isinstance(one, str | int) for one in key)
