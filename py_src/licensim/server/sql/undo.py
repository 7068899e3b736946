"""Changes that can be taken back: so one decision of many in a transaction is all or nothing."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Final

Mapping = MutableMapping[Any, Any]
_MISSING: Final = object()


class UndoLog:
    """The old values of all changes since the last `settle`, so that `undo` puts them back."""

    def __init__(self) -> None:
        self._before: list[tuple[Mapping, Any, Any, Mapping | None]] = []

    def change(self, mapping: Mapping, key: Any, value: Any, touched: Mapping | None = None) -> None:
        """Set `mapping[key]`; an undo puts `key` into `touched`, so that it is written once more."""
        self._before.append((mapping, key, mapping.get(key, _MISSING), touched))
        mapping[key] = value

    def settle(self) -> None:
        """Make the changes final."""
        self._before.clear()

    def undo(self) -> None:
        """Take back all changes since the last `settle`."""
        for mapping, key, old, touched in reversed(self._before):
            if old is _MISSING:
                del mapping[key]
            else:
                mapping[key] = old
            if touched is not None:
                touched[key] = None
        self._before.clear()
