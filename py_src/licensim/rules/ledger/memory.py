"""A ledger in memory, which can write each change down.

`MemoryLedger` keeps all of it in memory and, when asked to, writes each change down as a small JSON
array, so that a journal of changes rebuilds it elsewhere (`apply`).
"""

from __future__ import annotations

import heapq
from typing import Any, Final

from licensim.rules.ledger.port import REPORTABLE_MS, Known, WriteNeeded, leaves_at
from licensim.rules.ledger.slot_tally import SlotTally
from licensim.rules.timeline import slot_of

Entry = list[Any]
"""A change: `[table, key, value]`, the key a list, the value None where the row is deleted."""


NEVER: Final = 2**63
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
WORDED: Final = ("client", "claim", "kept")
"""The tables whose values are no numbers."""


Key = Any
"""The key of a row: the one part that it has, or a tuple of its parts."""


class MemoryLedger:
    """A ledger in memory.

    With `journal`, each change is written to `delta`, `undo` takes back what came since the last
    `settle`, and `writable = False` makes a change raise `WriteNeeded` instead. Its table `kept`
    holds what the client half keeps (`load`, `save`). `version` is another number after each
    change, `stamp` after each change of anything but `used`.
    """

    def __init__(self, journal: bool = False) -> None:
        self._journal = journal
        self.stamp = 0
        self.version = 0
        self._empty()

    def _empty(self) -> None:
        self.writable = True
        self.delta: list[Entry] = []
        self._undo: list[tuple[str, Key, Any]] = []
        self._used_before: dict[str, int] = {}
        self.swept_at = 0
        self._rows: dict[str, dict[Key, Any]] = {table: {} for table in TABLES}
        self._used: dict[Key, int] = self._rows["used"]
        self._seats: dict[str, int] = {}
        self._ends: dict[str, list[tuple[int, str]]] = {}
        self._first_ends: list[tuple[int, str]] = []
        self._noted_ends: set[tuple[int, str]] = set()
        self._sums: dict[str, dict[int, int]] = {}
        self._above: dict[str, dict[int, SlotTally]] = {}
        self._sites: dict[str, set[str]] = {}
        self._alerts: dict[str, set[int]] = {}
        self._members: dict[int, list[tuple[str, Key]]] = {}
        self._open_slots: list[int] = []
        self._leaving: dict[str, int] = {}
        self._leaves: list[tuple[int, str]] = []

    # changes

    def _write(self, table: str, key: Key, value: Any) -> None:
        if not self.writable:
            raise WriteNeeded(table)
        if self._journal:
            self._undo.append((table, key, self._rows[table].get(key)))
            self.delta.append([table, _parts(key), value])
        self._set(table, key, value)

    def _set(self, table: str, key: Key, value: Any) -> None:
        rows = self._rows[table]
        self.version += 1
        if table != "used":
            self.stamp += 1
        if table == "seat":
            self._follow_seat(key[0], key[1], rows.get(key), value)
        elif table == "sum":
            self._follow_sum(key[0], key[1], rows.get(key) or 0, value or 0)
        elif table == "active":
            self._follow_slot(key[1], table, key)
        elif table == "claim" and value is not None:
            self._follow_slot(value.get("slot", 0), table, key)
        elif table == "client":
            self._follow_client(key, value)
        elif table in {"site", "alert"}:
            self._follow_set(self._sites if table == "site" else self._alerts, key, value)
        if value is None:
            rows.pop(key, None)
        else:
            rows[key] = value

    def _follow_seat(self, item: str, holder: str, old: int | None, new: int | None) -> None:
        change = (new is not None) - (old is not None)
        self._seats[item] = self._seats.get(item, 0) + change
        if new is not None and (old is None or new < old):
            ends = self._ends.setdefault(item, [])
            if not ends or new < ends[0][0]:
                self._note_first_end(item, new)
            heapq.heappush(ends, (new, holder))

    def _note_first_end(self, item: str, end: int) -> None:
        if (end, item) not in self._noted_ends:
            self._noted_ends.add((end, item))
            heapq.heappush(self._first_ends, (end, item))

    def _follow_sum(self, item: str, slot: int, old: int, new: int) -> None:
        self._sums.setdefault(item, {})[slot] = new
        for limit, tally in self._above.get(item, {}).items():
            tally.add(slot, max(0, new - limit) - max(0, old - limit))

    def _follow_set(self, of: dict[str, set[Any]], key: Key, value: Any) -> None:
        item, member = key
        if value is None:
            of.get(item, set()).discard(member)
        else:
            of.setdefault(item, set()).add(member)

    def _follow_slot(self, slot: int, table: str, key: Key) -> None:
        """A row that is kept as long as its slot takes reports."""
        if slot not in self._members:
            self._members[slot] = []
            heapq.heappush(self._open_slots, slot)
        self._members[slot].append((table, key))

    def _follow_client(self, uuid: str, known: Known | None) -> None:
        """Note when the next part of a client's row is to be dropped, unless an earlier note stands."""
        if known is None:
            self._leaving.pop(uuid, None)
            return
        at = leaves_at(known)
        if at < self._leaving.get(uuid, NEVER):
            self._leaving[uuid] = at
            heapq.heappush(self._leaves, (at, uuid))

    def apply(self, entries: list[Entry]) -> None:
        """Take changes in that another ledger of the same project has written down."""
        for table, key, value in entries:
            if table == "swept":
                self.sweep(value)
            elif table == "client" and value is not None:
                self._set(table, key[0], Known.from_row(value))
            else:
                self._set(table, key[0] if len(key) == 1 else tuple(key), value)

    def replace_by(self, snapshot: list[Entry]) -> None:
        """Be what a snapshot says, and nothing else; `version` and `stamp` never come back."""
        self._empty()
        self.version += 1
        self.stamp += 1
        self.apply(snapshot)

    def changes(self) -> list[Entry]:
        """The changes since the last `settle`, to be written down; empty for none."""
        used = [["used", [item], self.used(item)] for item in self._used_before]
        return [["swept", [], self.swept_at], *self.delta, *used] if self.delta or used else []

    def settle(self) -> None:
        """Make what has changed final: `undo` no longer takes it back."""
        self.delta.clear()
        self._undo.clear()
        self._used_before.clear()

    def undo(self) -> None:
        """Take back every change since the last `settle` (a sweep stays, TIME-4)."""
        for table, key, value in reversed(self._undo):
            self._set(table, key, value)
        for item, used in self._used_before.items():
            self._set("used", item, used or None)
        self._undo.clear()
        self._used_before.clear()
        self.delta.clear()
        self._sweep_rows()

    def snapshot(self) -> list[Entry]:
        """Changes that rebuild this ledger from an empty one."""
        rows = self._rows.items()
        state = [[table, _parts(key), value] for table, of in rows for key, value in of.items()]
        return [*state, ["swept", [], self.swept_at]]

    # the port

    def used(self, item: str) -> int:
        return self._used.get(item, 0)

    def add_used(self, item: str, count: int) -> None:
        # Not through `_write`: a camera calls this thirty times a second.
        if not self.writable:
            raise WriteNeeded("used")
        old = self._used.get(item, 0)
        self._used[item] = old + count
        self.version += 1
        if self._journal:
            self._used_before.setdefault(item, old)

    def sweep(self, now: int) -> None:
        if now <= self.swept_at:
            return
        self.swept_at = now
        self._sweep_rows()

    def _sweep_rows(self) -> None:
        now = self.swept_at
        if self._first_ends and now >= self._first_ends[0][0]:
            self._sweep_seats()
        # The slot before that of 30 days ago may have ended exactly then, and still takes a report (TIME-3).
        while self._open_slots and self._open_slots[0] < slot_of(now - REPORTABLE_MS) - 1:
            for table, key in self._members.pop(heapq.heappop(self._open_slots)):
                self._rows[table].pop(key, None)
        while self._leaves and self._leaves[0][0] <= now:
            self._sweep_client(*heapq.heappop(self._leaves))

    def _sweep_client(self, at: int, uuid: str) -> None:
        if self._leaving.get(uuid) != at:
            return
        del self._leaving[uuid]
        known: Known = self._rows["client"][uuid]
        if leaves_at(known) > self.swept_at:
            self._follow_client(uuid, known)
        elif known.at is None:
            self._set("client", uuid, None)
        else:
            self._set("client", uuid, known._replace(at=None, request=None))

    def _sweep_seats(self) -> None:
        while self._first_ends and self._first_ends[0][0] <= self.swept_at:
            noted = heapq.heappop(self._first_ends)
            self._noted_ends.discard(noted)
            item, ends = noted[1], self._ends[noted[1]]
            while ends and ends[0][0] <= self.swept_at:
                self._sweep_one(item, ends)
            if ends:
                self._note_first_end(item, ends[0][0])

    def _sweep_one(self, item: str, ends: list[tuple[int, str]]) -> None:
        end, holder = heapq.heappop(ends)
        until = self._rows["seat"].get((item, holder))
        if until is None or until < end:
            return
        if until > self.swept_at:
            heapq.heappush(ends, (until, holder))
        else:
            self._set("seat", (item, holder), None)

    def seat(self, item: str, holder: str) -> int | None:
        until: int | None = self._rows["seat"].get((item, holder))
        return until

    def seats(self, item: str) -> int:
        return self._seats.get(item, 0)

    def peak(self, item: str) -> int:
        most: int = self._rows["peak"].get(item, 0)
        return most

    def next_seat_end(self, item: str) -> int | None:
        ends = self._ends.get(item, [])
        while ends:
            end, holder = ends[0]
            until = self._rows["seat"].get((item, holder))
            if until == end:
                return end
            heapq.heappop(ends)
            if until is not None and until > end:
                heapq.heappush(ends, (until, holder))
        return None

    def put_seat(self, item: str, holder: str, until: int | None) -> None:
        self._write("seat", (item, holder), until)
        if self.seats(item) > self.peak(item):
            self._write("peak", item, self.seats(item))

    def releases(self, item: str, holder: str) -> int:
        times: int = self._rows["released"].get((item, holder), 0)
        return times

    def add_release(self, item: str, holder: str) -> None:
        self._write("released", (item, holder), self.releases(item, holder) + 1)

    def active(self, item: str, slot: int, holder: str) -> int:
        amount: int = self._rows["active"].get((item, slot, holder), 0)
        return amount

    def record_active(self, item: str, slot: int, holder: str, amount: int) -> None:
        change = amount - self.active(item, slot, holder)
        if change:
            self._write("active", (item, slot, holder), amount)
            self._write("sum", (item, slot), self.slot_sum(item, slot) + change)

    def slot_sum(self, item: str, slot: int) -> int:
        return self._sums.get(item, {}).get(slot, 0)

    def slots(self, item: str) -> dict[int, int]:
        sums = self._sums.get(item, {})
        return {slot: sums[slot] for slot in sorted(sums) if sums[slot]}

    def exceptions(self, item: str, limit: int, first: int, before: int) -> int:
        tallies = self._above.setdefault(item, {})
        tally = tallies.get(limit)
        if tally is None:
            tally = tallies[limit] = SlotTally()
            for slot, amount in self._sums.get(item, {}).items():
                tally.add(slot, max(0, amount - limit))
        return tally.between(first, before)

    def sites(self, item: str) -> list[str]:
        return sorted(self._sites.get(item, ()))

    def add_site(self, item: str, host: str) -> None:
        if (item, host) not in self._rows["site"]:
            self._write("site", (item, host), 1)

    def alerts(self, item: str) -> list[int]:
        return sorted(self._alerts.get(item, ()))

    def add_alert(self, item: str, percent: int, now: int) -> None:
        if (item, percent) not in self._rows["alert"]:
            self._write("alert", (item, percent), now)

    def client(self, uuid: str) -> Known | None:
        known: Known | None = self._rows["client"].get(uuid)
        return known

    def put_client(self, uuid: str, known: Known | None) -> None:
        self._write("client", uuid, known)

    def asked(self, machine: str) -> int:
        instances: int = self._rows["asked"].get(machine, 0)
        return instances

    def put_asked(self, machine: str, instances: int) -> None:
        if instances != self.asked(machine):
            self._write("asked", machine, instances or None)

    def claimed(self, uuid: str, report: str) -> dict[str, Any] | None:
        result: dict[str, Any] | None = self._rows["claim"].get((uuid, report))
        return result

    def claim(self, uuid: str, report: str, result: dict[str, Any]) -> None:
        self._write("claim", (uuid, report), result)

    # what the client half keeps

    def load(self, name: str) -> Any:
        """What `save` last kept under a name; None for nothing."""
        return self._rows["kept"].get(name)

    def save(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name; None drops it."""
        self._write("kept", name, value)


def _parts(key: Key) -> list[Any]:
    """The key of an entry."""
    return list(key) if isinstance(key, tuple) else [key]
