"""What items have recorded, their alerts, and when that changes by itself (ITEM-4)."""

from __future__ import annotations

from typing import Any

from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case


def record_alerts(case: Case, now: int) -> None:
    """Record the alerts that the charged item has reached (ITEM-4)."""
    option = OPTIONS[case.item.option]
    alerts = option.alerts(case.profile)
    if not alerts:
        return
    value, base = option.alert_level(case.item, case.ledger, now)
    if value <= 0 or value * 100 < alerts[0] * base:
        return
    for percent in alerts:
        if value * 100 >= percent * base:
            case.ledger.add_alert(case.item.id, percent, now)


def usage_of(item: Item, ledger: Ledger, now: int) -> dict[str, Any]:
    """What an item has recorded as of `now`, as a summary shows it."""
    option = OPTIONS[item.option]
    used = option.usage(item, ledger, now)
    alerts = ledger.alerts(item.id)
    return {"option": item.option, "quota": item.quota, "alerts": alerts, **used}


def change_instants(item: Item, ledger: Ledger, now: int) -> list[int]:
    """The instants at which the answers of an item change by themselves."""
    own = OPTIONS[item.option].due(item, ledger, now)
    instants = [item.starts_at, item.expires_at, item.works_until]
    return instants if own is None else [*instants, own]
