"""The rows of a ledger in memory, and the figures that are kept up to date with them."""

from __future__ import annotations

import heapq
from typing import Any, Final

from licensim.rules.ledger.port import REPORTABLE_MS, Known, leaves_at
from licensim.rules.ledger.seat_ends import SeatEnds
from licensim.rules.ledger.slot_sums import SlotSums
from licensim.rules.timeline import slot_of

TABLES: Final[dict[str, int]] = {
    "used": 1,
    "seat": 2,
    "peak": 1,
    "released": 2,
    "active": 3,
    "sum": 2,
    "site": 2,
    "alert": 2,
    "client": 1,
    "asked": 1,
    "claim": 2,
    "kept": 1,
}
"""How many parts the key of a row has, by table."""
JSON_TABLES: Final = ("client", "claim", "kept")
"""The tables whose values are JSON; those of the other tables are numbers."""

Key = Any
"""The key of a row: the one part that it has, or a tuple of its parts."""


class Rows:
    """All rows by table and key; `seats`, `sums`, `sites` and `alerts` are derived from them.

    `swept_at` is the instant of the last sweep; `version` counts the changes of rows, without those of
    amounts used, which `amounts` counts.
    """

    def __init__(self) -> None:
        self.version = 0
        self.amounts = 0
        self.tables: dict[str, dict[Key, Any]] = {table: {} for table in TABLES}
        self.swept_at = 0
        self.seats = SeatEnds(self.tables["seat"].get)
        self.sums = SlotSums()
        self.sites: dict[str, set[str]] = {}
        self.alerts: dict[str, set[int]] = {}
        self._members: dict[int, list[tuple[str, Key]]] = {}
        self._open_slots: list[int] = []
        self._leaving: dict[str, int] = {}
        self._leaves: list[tuple[int, str]] = []

    def get(self, table: str, key: Key) -> Any:
        """The value of a row; None where there is none."""
        return self.tables[table].get(key)

    def put(self, table: str, key: Key, value: Any) -> None:
        """Set the value of a row; None deletes it."""
        rows = self.tables[table]
        if table == "used":
            self.amounts += 1
        else:
            self.version += 1
            self._follow(table, key, rows.get(key), value)
        if value is None:
            rows.pop(key, None)
        else:
            rows[key] = value

    def _follow(self, table: str, key: Key, before: Any, value: Any) -> None:
        """Keep the figures up to date with a row that changes."""
        if table == "seat":
            self.seats.follow(key[0], key[1], before, value)
        elif table == "sum":
            self.sums.follow(key[0], key[1], before or 0, value or 0)
        elif table == "active":
            self._keep_with_slot(key[1], table, key)
        elif table == "claim" and value is not None:
            self._keep_with_slot(value.get("slot", 0), table, key)
        elif table == "client":
            self._note_leaving(key, value)
        elif table == "site":
            _follow_set(self.sites, key, value)
        elif table == "alert":
            _follow_set(self.alerts, key, value)

    def _keep_with_slot(self, slot: int, table: str, key: Key) -> None:
        """Note a row that is kept as long as its slot takes reports."""
        if slot not in self._members:
            self._members[slot] = []
            heapq.heappush(self._open_slots, slot)
        self._members[slot].append((table, key))

    def _note_leaving(self, uuid: str, known: Known | None) -> None:
        """Note when the next part of a client's row is to be dropped, unless an earlier instant is noted."""
        if known is None:
            self._leaving.pop(uuid, None)
            return
        at = leaves_at(known)
        if uuid not in self._leaving or at < self._leaving[uuid]:
            self._leaving[uuid] = at
            heapq.heappush(self._leaves, (at, uuid))

    def sweep(self, now: int) -> None:
        """Drop what has ended at `now`; time never goes back (DEV-4, TIME-4)."""
        if now > self.swept_at:
            self.swept_at = now
            self.sweep_again()

    def sweep_again(self) -> None:
        """Drop what has ended by `swept_at`: ended rows may have been put back."""
        now = self.swept_at
        for key in self.seats.ended(now):
            self.put("seat", key, None)
        # The slot before that of 30 days ago may have ended exactly then, and still takes a report (TIME-3).
        while self._open_slots and self._open_slots[0] < slot_of(now - REPORTABLE_MS) - 1:
            for table, key in self._members.pop(heapq.heappop(self._open_slots)):
                self.tables[table].pop(key, None)
        while self._leaves and self._leaves[0][0] <= now:
            self._drop_part(*heapq.heappop(self._leaves))

    def _drop_part(self, at: int, uuid: str) -> None:
        if self._leaving.get(uuid) != at:
            return
        del self._leaving[uuid]
        known: Known = self.tables["client"][uuid]
        if leaves_at(known) > self.swept_at:
            self._note_leaving(uuid, known)
        elif known.at is None:
            self.put("client", uuid, None)
        else:
            self.put("client", uuid, known._replace(at=None, request=None))


def _follow_set(of: dict[str, set[Any]], key: Key, value: Any) -> None:
    item, member = key
    if value is None:
        of.get(item, set()).discard(member)
    else:
        of.setdefault(item, set()).add(member)
