"""Changes that can be taken back: what makes one decision of many in a transaction all or nothing."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Final

Mapping = MutableMapping[Any, Any]
_MISSING: Final = object()


class UndoLog:
    """What was there before each change since the last `settle`, so that `undo` puts it back."""

    def __init__(self) -> None:
        self._before: list[tuple[Mapping, Any, Any, Mapping | None]] = []

    def change(self, mapping: Mapping, key: Any, value: Any, touched: Mapping | None = None) -> None:
        """Set `mapping[key]`; when that is undone, `key` is put into `touched`, to be written once more."""
        self._before.append((mapping, key, mapping.get(key, _MISSING), touched))
        mapping[key] = value

    def settle(self) -> None:
        """What has changed stays."""
        self._before.clear()

    def undo(self) -> None:
        """Take everything back that has changed since the last `settle`."""
        for mapping, key, old, touched in reversed(self._before):
            if old is _MISSING:
                del mapping[key]
            else:
                mapping[key] = old
            if touched is not None:
                touched[key] = None
        self._before.clear()
