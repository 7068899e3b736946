"""The demo license, used when no document is given: key DEMO-1, the samples of each option, any host."""

from __future__ import annotations

from typing import Any

from licensim.rules.license.profile import DEFAULT_PROFILE
from licensim.rules.options import OPTIONS
from licensim.rules.options.shape import Option
from licensim.rules.timeline import DAY_MS


def demo_document(now: int) -> dict[str, Any]:
    """Return the demo license as a JSON value, in force from the first instant of `now`'s day for a year.

    Scans and pages expire a day before the others, so that they are charged first (ITEM-1) and the
    quotas can be watched; per_domain names `localhost`, where most users first open the page.
    """
    starts_at = now - now % DAY_MS
    items = [item for option in OPTIONS.values() for item in sample_items(option, starts_at)]
    return {"profile": DEFAULT_PROFILE, "projects": [{"key": "DEMO-1", "items": items}]}


def sample_items(option: Option, starts_at: int) -> list[dict[str, Any]]:
    """Return an option's items of the demo license."""
    term = {"starts_at": starts_at, "expires_at": starts_at + option.sample_ms}
    return [{"id": one["id"], "option": option.name, **one, **term} for one in option.samples]
