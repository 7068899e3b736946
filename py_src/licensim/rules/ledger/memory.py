"""A ledger in memory, which can journal its changes.

`MemoryLedger` keeps all rows in memory. With `journal` it also records each change as a small JSON array, so
that another ledger can be rebuilt from the changes (`apply`).
"""

from __future__ import annotations

from typing import Any

from licensim.rules.ledger.port import Known, WriteNeeded
from licensim.rules.ledger.rows import Key, Rows

Entry = list[Any]
"""A change: `[table, key, value]`, the key a list, the value None where the row is deleted."""


class MemoryLedger:
    """A ledger in memory.

    With `journal`, each change is recorded (`changes`), `undo` takes back the changes since the last
    `settle`, and `writable = False` makes a change raise `WriteNeeded` instead. Its table `kept`
    holds the values of the client half (`load`, `save`).
    """

    def __init__(self, journal: bool = False) -> None:
        self.writable = True
        self._journal = journal
        self._rows = Rows()
        self._changes: list[Entry] = []
        self._undo: list[tuple[str, Key, Any]] = []

    @property
    def swept_at(self) -> int:
        """The instant of the last sweep."""
        return self._rows.swept_at

    @property
    def version(self) -> int:
        """How often a row has changed, without the amounts used."""
        return self._rows.version

    @property
    def amounts(self) -> int:
        """How often an amount used has changed."""
        return self._rows.amounts

    # changes

    def _write(self, table: str, key: Key, value: Any) -> None:
        if not self.writable:
            raise WriteNeeded(table)
        if self._journal:
            self._undo.append((table, key, self._rows.get(table, key)))
            self._changes.append([table, _parts(key), value])
        self._rows.put(table, key, value)

    def apply(self, entries: list[Entry]) -> None:
        """Apply changes that another ledger of the same project has recorded."""
        for table, key, value in entries:
            if table == "swept":
                self.sweep(value)
            elif table == "client" and value is not None:
                self._rows.put(table, key[0], Known.from_row(value))
            else:
                self._rows.put(table, key[0] if len(key) == 1 else tuple(key), value)

    def replace_by(self, snapshot: list[Entry]) -> None:
        """Replace all rows by those of a snapshot."""
        self.settle()
        self._rows = Rows()
        self.apply(snapshot)

    def changes(self) -> list[Entry]:
        """The changes since the last `settle`, for the journal; empty for none."""
        return [["swept", [], self.swept_at], *self._changes] if self._changes else []

    def settle(self) -> None:
        """Make the changes final: `undo` no longer takes them back."""
        self._changes.clear()
        self._undo.clear()

    def undo(self) -> None:
        """Take back every change since the last `settle` (a sweep stays, TIME-4)."""
        for table, key, value in reversed(self._undo):
            self._rows.put(table, key, value)
        self.settle()
        self._rows.sweep_again()

    def snapshot(self) -> list[Entry]:
        """Changes that rebuild this ledger from an empty one."""
        tables = self._rows.tables.items()
        state = [[table, _parts(key), value] for table, of in tables for key, value in of.items()]
        return [*state, ["swept", [], self.swept_at]]

    # the port

    def used(self, item: str) -> int:
        count: int = self._rows.get("used", item) or 0
        return count

    def add_used(self, item: str, count: int) -> None:
        self._write("used", item, self.used(item) + count)

    def sweep(self, now: int) -> None:
        self._rows.sweep(now)

    def seat(self, item: str, holder: str) -> int | None:
        until: int | None = self._rows.get("seat", (item, holder))
        return until

    def seats(self, item: str) -> int:
        return self._rows.seats.taken(item)

    def peak(self, item: str) -> int:
        most: int = self._rows.get("peak", item) or 0
        return most

    def next_seat_end(self, item: str) -> int | None:
        return self._rows.seats.next_end(item)

    def put_seat(self, item: str, holder: str, until: int | None) -> None:
        self._write("seat", (item, holder), until)
        if self.seats(item) > self.peak(item):
            self._write("peak", item, self.seats(item))

    def releases(self, item: str, holder: str) -> int:
        times: int = self._rows.get("released", (item, holder)) or 0
        return times

    def add_release(self, item: str, holder: str) -> None:
        self._write("released", (item, holder), self.releases(item, holder) + 1)

    def active(self, item: str, slot: int, holder: str) -> int:
        amount: int = self._rows.get("active", (item, slot, holder)) or 0
        return amount

    def record_active(self, item: str, slot: int, holder: str, amount: int) -> None:
        change = amount - self.active(item, slot, holder)
        if change:
            self._write("active", (item, slot, holder), amount)
            self._write("sum", (item, slot), self.slot_sum(item, slot) + change)

    def slot_sum(self, item: str, slot: int) -> int:
        return self._rows.sums.of(item, slot)

    def slots(self, item: str) -> dict[int, int]:
        return self._rows.sums.slots(item)

    def exceptions(self, item: str, limit: int, first: int, before: int) -> int:
        return self._rows.sums.exceptions(item, limit, first, before)

    def sites(self, item: str) -> list[str]:
        return sorted(self._rows.sites.get(item, ()))

    def add_site(self, item: str, host: str) -> None:
        if self._rows.get("site", (item, host)) is None:
            self._write("site", (item, host), 1)

    def alerts(self, item: str) -> list[int]:
        return sorted(self._rows.alerts.get(item, ()))

    def add_alert(self, item: str, percent: int, now: int) -> None:
        if self._rows.get("alert", (item, percent)) is None:
            self._write("alert", (item, percent), now)

    def client(self, uuid: str) -> Known | None:
        known: Known | None = self._rows.get("client", uuid)
        return known

    def put_client(self, uuid: str, known: Known | None) -> None:
        self._write("client", uuid, known)

    def asked(self, machine: str) -> int:
        instances: int = self._rows.get("asked", machine) or 0
        return instances

    def put_asked(self, machine: str, instances: int) -> None:
        if instances != self.asked(machine):
            self._write("asked", machine, instances or None)

    def claimed(self, uuid: str, report: str) -> dict[str, Any] | None:
        result: dict[str, Any] | None = self._rows.get("claim", (uuid, report))
        return result

    def claim(self, uuid: str, report: str, result: dict[str, Any]) -> None:
        self._write("claim", (uuid, report), result)

    # what the client half keeps

    def load(self, name: str) -> Any:
        """The value that `save` last kept under a name; None if there is none."""
        return self._rows.get("kept", name)

    def save(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name; None drops it."""
        self._write("kept", name, value)


def _parts(key: Key) -> list[Any]:
    """The key of an entry."""
    return list(key) if isinstance(key, tuple) else [key]
