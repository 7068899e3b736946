"""The demo license, for those who bring none: key DEMO-1, one item of each option, any host."""

from __future__ import annotations

from typing import Any, Final

from licensim.rules.timeline import DAY_MS, YEAR_MS

SCANS: Final = 1_000
PAGES: Final = 500


def demo_document(now: int) -> dict[str, Any]:
    """Return the demo license as a JSON value, in force from the first instant of `now`'s day for a year.

    Scans and pages expire a day before the others, so that they are charged first (ITEM-1) and the
    quotas can be watched; per_domain names `localhost`, where the page is tried first.
    """
    starts_at = now - now % DAY_MS
    term = {"starts_at": starts_at, "expires_at": starts_at + YEAR_MS}
    later = {"starts_at": starts_at, "expires_at": starts_at + YEAR_MS + DAY_MS}
    pages = [
        {"id": f"pages-{module}", "option": "per_page", "module": module, **term, "quota": PAGES}
        for module in ("core", "webcam", "pdfr", "ocr")
    ]
    device = {"deployment": "browser", "period": "quarterly", "quota": 25}
    items = [
        {"id": "scans", "option": "per_barcode_scan", **term, "quota": SCANS},
        *pages,
        {"id": "devices", "option": "per_client_device", **later, **device},
        {"id": "servers", "option": "per_server", **later, "quota": 2},
        {"id": "domain", "option": "per_domain", **later, "domain": "localhost"},
        {"id": "concurrent-devices", "option": "per_concurrent_device", **later, "quota": 5},
        {"id": "concurrent-instances", "option": "per_concurrent_instance", **later, "quota": 10},
    ]
    return {"profile": "v2.2.19", "projects": [{"key": "DEMO-1", "items": items}]}
