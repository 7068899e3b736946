"""Slots: how many devices are active in the same three minutes (CDEV-2, TIME-2)."""

from __future__ import annotations

from licensim.plan.statements.statement import Statement
from licensim.rules.timeline import SLOT_MS


def device_slots(key: str, who: str) -> Statement:
    """Active devices of each slot: those with a scan counted in it; the column `who` names a device."""
    return Statement(
        f"slots_{key}",
        f"""
      select slot, count(*) as active, sum(n) as scans from (
        select {who}, t // {SLOT_MS} as slot, sum(n) as n from counted_{key} group by {who}, t // {SLOT_MS})
          as devices
      group by slot""",
        "devices active in each slot",
    )
