"""Licenses for these tests: one project, one instant, a function for each kind of item."""

from pathlib import Path
from typing import Any

BARE_PAGES = Path(__file__).parent / "pages"
NOW = 1_767_225_600_000  # 2026-01-01, in every item's validity
YEAR = 365 * 86_400_000


def document(*items: dict[str, Any], **project: Any) -> dict[str, Any]:
    """A license document of the project ``K-1``."""
    return {"profile": "v2.2.19", "projects": [{"key": "K-1", "items": list(items), **project}]}


def scans(quota: int = 1000, **fields: Any) -> dict[str, Any]:
    """An item per barcode scan."""
    return _item("scans", "per_barcode_scan", quota=quota, **fields)


def devices(quota: int = 1, **fields: Any) -> dict[str, Any]:
    """An item per client device, for a day."""
    fixed = {"deployment": "browser", "period": "daily"}
    return _item("devices", "per_client_device", quota=quota, **fixed, **fields)


def domain(host: str) -> dict[str, Any]:
    """An item per domain."""
    return _item("domain", "per_domain", domain=host)


def _item(name: str, option: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "option": option, "starts_at": NOW - YEAR, "expires_at": NOW + YEAR, **fields}
