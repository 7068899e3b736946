"""Section 5: pages of one module; the quota works as for scans (ITEM-3)."""

from __future__ import annotations

from .per_barcode_scan import judge, used
from .records import Item

__all__ = ["judge", "serves", "used"]


def serves(item: Item, module: str) -> bool:
    """PAGE-1: each module is its own item."""
    return bool(item.fields["module"] == module)
