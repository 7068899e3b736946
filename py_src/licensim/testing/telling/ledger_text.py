"""The ledger as text: the same text for the same session, for any snapshot tool."""

from __future__ import annotations

from typing import Any

from licensim.rules.timeline import slot_starts_at
from licensim.rules.words.english import many, utc_text


def ledger_text(projects: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return what every item of every project has recorded, a line each, in the license's order.

    It has no client, no memory address, and no time except those of the session itself.
    """
    lines: list[str] = []
    for key, items in projects.items():
        lines.append(f"project {key}")
        for name, usage in items.items():
            lines.append(f"  {name} ({usage['option']}): {_amount(usage)}{_alerts(usage)}")
            lines += [f"    {one}" for one in _details(usage)]
    return "\n".join(lines) + "\n"


def _amount(usage: dict[str, Any]) -> str:
    quota = usage["quota"]
    if "used" in usage:
        return f"{usage['used']} of {quota} used"
    if "seats" in usage:
        return f"{usage['seats']} of {many(quota, 'seat')} taken, at most {usage['peak']} at once"
    if "sites" in usage:
        return f"used at {many(len(usage['sites']), 'host')}"
    return f"{quota} at once, {many(usage['exceptions'], 'exception')} this year"


def _alerts(usage: dict[str, Any]) -> str:
    return f", alerts at {', '.join(f'{one} %' for one in usage['alerts'])}" if usage["alerts"] else ""


def _details(usage: dict[str, Any]) -> list[str]:
    sites: list[str] = list(usage.get("sites", []))
    slots: dict[str | int, int] = usage.get("slots", {})
    return sites + [
        f"{utc_text(slot_starts_at(int(slot)))} {active} active" for slot, active in slots.items()
    ]
