"""The rules' ledger of one project over SQL: rows are read on demand and written back together.

The cost does not grow with the number of seats: a count is a total (`Totals`), a look-up is a row by its key
(`SqlRows`), and a sweep reads an index in bounded pieces.

A transaction is `open`, decisions (each followed by `settle` or `undo`), `close`, commit: see
`shared_transaction.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Table

from licensim.rules.ledger.port import REPORTABLE_MS, Known, leaves_at
from licensim.rules.timeline import SLOTS_PER_YEAR, slot_of
from licensim.server.encode import from_json, to_json
from licensim.server.sql.database import Database
from licensim.server.sql.rows import SqlRows
from licensim.server.sql.schema import ACTIVE, CLAIM, HOLDER, LOG, SEAT, SITE, SLOT
from licensim.server.sql.searches import SWEPT_AT_ONCE
from licensim.server.sql.statements import Row
from licensim.server.sql.totals import Totals
from licensim.server.sql.undo import UndoLog

KNOWN, LISTED, PROFILE, LEAVES_AT, RELEASED, ASKED = range(6)
"""The values of a holder, in the order of the table's columns."""
NOBODY: Final = (None,) * 6
"""The values of an unknown holder."""
NUMBERS: Final = (LEAVES_AT, ASKED)
"""The values that are numbers; the others are JSON."""
NO_AUTHORIZATION: Final = {"at": None, "request": None}
"""The authorization that remains when the client's last validity has ended (DEV-4)."""


class SqlLedger:
    """The ledger of a project; used by one thread at a time, between `open` and the commit.

    `options` says which option each of the project's items has.
    """

    def __init__(self, database: Database, project: str, options: Mapping[str, str]) -> None:
        self._searches = database.searches
        self._statements = database.statements
        self.project = project
        self.options = options
        self.counted = [item for item, option in options.items() if option.startswith("per_concurrent")]
        """The items that record activity in slots."""
        self._undo = UndoLog()
        self.rows = SqlRows(database.statements, project, self._undo)
        self._totals = Totals(self._undo)
        self._db: Connection = None  # type: ignore[assignment]  # set by `open`
        self._version = -1
        self.was_current = False
        """Whether no other process had written before the last transaction: then the cache was current."""
        self._read = ""
        self._swept_at = 0
        self._is_behind = False
        """Whether the last sweep has left rows that it must still delete."""

    # the transaction

    def open(self, connection: Connection, version: int, swept_at: int, totals: str) -> None:
        """Begin in a transaction that has locked the project's row, with the row's values.

        The cached rows are kept if no other process has written since.
        """
        self._db = connection
        self.was_current = version == self._version
        if not self.was_current:
            self.rows.forget()
            self._totals.load(totals)
            self._version, self._swept_at, self._read = version, swept_at, totals

    def settle(self) -> None:
        """Make the last decision final."""
        self._undo.settle()

    def undo(self) -> None:
        """Take the last decision back (a sweep stays, TIME-4)."""
        self._undo.undo()

    def close(self) -> tuple[str, int, int, str] | None:
        """The project's row to write, beside `rows`; None if nothing has changed."""
        totals = self._totals.text()
        if not self.rows.is_changed and totals == self._read:
            return None
        self._version += 1
        self._read = totals
        return self.project, self._version, self._swept_at, totals

    def forget(self) -> None:
        """Empty the cache: the transaction failed."""
        self._undo.settle()
        self.rows.forget()
        self._version = -1
        self.was_current = False

    def note_absent(self, table: Table, key: Row) -> None:
        """Cache that a row does not exist, unless it is cached; also that a holder has no other seat."""
        self.rows.note(table, key, None)
        if table is HOLDER:
            for item in self.options:
                self.rows.note(SEAT, (item, *key), None)

    # the port: scans and pages

    def used(self, item: str) -> int:
        return int(self._totals.get("used", item, 0))

    def add_used(self, item: str, count: int) -> None:
        self._totals.put("used", item, self.used(item) + count)

    # the port: seats

    def sweep(self, now: int) -> None:
        if now <= self._swept_at:
            return
        for item, end in self._totals.section("next_end").items():
            if end is not None and end <= now:
                self._end_seats(item, now)
        if self._is_behind or slot_of(now) > slot_of(self._swept_at):
            self._is_behind = max(self._drop_old(now)) >= SWEPT_AT_ONCE
        self._swept_at = now

    def _end_seats(self, item: str, now: int) -> None:
        self.rows.flush(self._db, SEAT)
        while True:
            ended = self._searches.end_seats(self._db, self.project, item, now)
            for holder in ended:
                self.rows.drop(SEAT, (item, holder))
            self._totals.set("seats", item, self.seats(item) - len(ended))
            if len(ended) < SWEPT_AT_ONCE:
                break
        self._totals.set("next_end", item, self._searches.next_end(self._db, self.project, item))

    def _drop_old(self, now: int) -> list[int]:
        """Delete rows that no decision needs any more, in bounded pieces; return the size of each piece."""
        for table in (ACTIVE, CLAIM, HOLDER):
            self.rows.flush(self._db, table)
        # The slot before that one may have ended exactly so long ago, and then still takes a report (TIME-3).
        before = slot_of(now - REPORTABLE_MS) - 1
        pieces = [self._drop_active(item, before) for item in self._totals.section("last")]
        claims = self._searches.forget_claims(self._db, self.project, before)
        for claim in claims:
            self.rows.drop(CLAIM, claim)
        ended = self._searches.end_clients(self._db, self.project, now)
        forgotten = self._searches.forget_clients(self._db, self.project, now)
        for holder in (*ended, *forgotten):
            self.rows.unlearn(HOLDER, (holder,))
        return [*pieces, len(claims), len(ended), len(forgotten)]

    def _drop_active(self, item: str, before: int) -> int:
        dropped = self._searches.forget_slots(self._db, self.project, item, before)
        for slot, holder in dropped:
            self.rows.drop(ACTIVE, (item, slot, holder))
        return len(dropped)

    def seat(self, item: str, holder: str) -> int | None:
        found = self.rows.get(self._db, SEAT, (item, holder))
        return None if found is None else found[0]

    def seats(self, item: str) -> int:
        return int(self._totals.get("seats", item, 0))

    def peak(self, item: str) -> int:
        return int(self._totals.get("peak", item, 0))

    def next_seat_end(self, item: str) -> int | None:
        self.rows.flush(self._db, SEAT)
        return self._searches.next_end(self._db, self.project, item)

    def put_seat(self, item: str, holder: str, until: int | None) -> None:
        change = (until is not None) - (self.seat(item, holder) is not None)
        self.rows.put(SEAT, (item, holder), None if until is None else (until,))
        if until is not None:
            end = self._totals.get("next_end", item)
            if end is None or until < end:
                self._totals.put("next_end", item, until)
        if change:
            self._totals.put("seats", item, self.seats(item) + change)
        if self.seats(item) > self.peak(item):
            self._totals.put("peak", item, self.seats(item))

    def releases(self, item: str, holder: str) -> int:
        return int(self._of_holder(holder, RELEASED, {}).get(item, 0))

    def add_release(self, item: str, holder: str) -> None:
        released = self._of_holder(holder, RELEASED, {})
        self._put_of_holder(holder, {RELEASED: {**released, item: released.get(item, 0) + 1}})

    # the port: slots

    def active(self, item: str, slot: int, holder: str) -> int:
        found = self.rows.get(self._db, ACTIVE, (item, slot, holder))
        return 0 if found is None else int(found[0])

    def record_active(self, item: str, slot: int, holder: str, amount: int) -> None:
        change = amount - self.active(item, slot, holder)
        if not change:
            return
        old = self.slot_sum(item, slot)
        self.rows.put(ACTIVE, (item, slot, holder), (amount,))
        self.rows.put(SLOT, (item, slot), (old + change,))
        if slot > self._totals.get("last", item, -1):
            self._totals.put("last", item, slot)
        self._follow_years(item, slot, old, old + change)

    def _follow_years(self, item: str, slot: int, old: int, new: int) -> None:
        for name, total in self._totals.section("years").items():
            limit, first, of = name.split(" ", 2)
            if of == item and int(first) <= slot < int(first) + SLOTS_PER_YEAR:
                over = max(0, new - int(limit)) - max(0, old - int(limit))
                self._totals.put("years", name, total + over)

    def slot_sum(self, item: str, slot: int) -> int:
        found = self.rows.get(self._db, SLOT, (item, slot))
        return 0 if found is None else int(found[0])

    def slots(self, item: str) -> dict[int, int]:
        self.rows.flush(self._db, SLOT)
        return self._searches.slots(self._db, self.project, item)

    def exceptions(self, item: str, limit: int, first: int, before: int) -> int:
        name = f"{limit} {first} {item}"
        total = self._totals.get("years", name)
        if total is None:
            total = self._above(item, limit, range(first, first + SLOTS_PER_YEAR))
            self._totals.put("years", name, total)
        end = min(first + SLOTS_PER_YEAR, self._totals.get("last", item, -1) + 1)
        return int(total) - self._above(item, limit, range(before, end))

    def _above(self, item: str, limit: int, slots: range) -> int:
        if len(slots) <= 1:  # usually the current slot
            return sum(max(0, self.slot_sum(item, slot) - limit) for slot in slots)
        self.rows.flush(self._db, SLOT)
        return self._searches.above(self._db, self.project, item, limit, slots)

    # the port: the rest

    def sites(self, item: str) -> list[str]:
        self.rows.flush(self._db, SITE)
        return self._searches.sites(self._db, self.project, item)

    def add_site(self, item: str, host: str) -> None:
        if self.rows.get(self._db, SITE, (item, host)) is None:
            self.rows.put(SITE, (item, host), ())

    def alerts(self, item: str) -> list[int]:
        return sorted(percent for percent, _ in self._totals.get("alerts", item, []))

    def add_alert(self, item: str, percent: int, now: int) -> None:
        if percent not in self.alerts(item):
            alerts = self._totals.get("alerts", item, [])
            self._totals.put("alerts", item, [*alerts, [percent, now]])

    def client(self, uuid: str) -> Known | None:
        listed: dict[str, Any] | None = self._of_holder(uuid, LISTED, None)
        if listed is None:
            return None
        return Known.from_row({**NO_AUTHORIZATION, **self._of_holder(uuid, KNOWN, {}), **listed})

    def put_client(self, uuid: str, known: Known | None) -> None:
        if known is None:
            self._put_of_holder(uuid, dict.fromkeys((KNOWN, LISTED, LEAVES_AT)))
            return
        authorization = {"at": known.at, "request": known.request}
        listed = {"origin": known.origin, "listings": known.listings, "until": known.until}
        values = {LISTED: listed, LEAVES_AT: leaves_at(known)}
        self._put_of_holder(uuid, {KNOWN: authorization if known.at is not None else None, **values})

    def asked(self, machine: str) -> int:
        found = self.rows.get(self._db, HOLDER, (machine,))
        return 0 if found is None else found[ASKED] or 0

    def put_asked(self, machine: str, instances: int) -> None:
        if instances != self.asked(machine):
            self._put_of_holder(machine, {ASKED: instances or None})

    def claimed(self, uuid: str, report: str) -> dict[str, Any] | None:
        found = self.rows.get(self._db, CLAIM, (uuid, report))
        return None if found is None else from_json(found[1])

    def claim(self, uuid: str, report: str, result: dict[str, Any]) -> None:
        self.rows.put(CLAIM, (uuid, report), (result["slot"], to_json(result)))

    # the server's own records

    def profile(self, uuid: str) -> dict[str, Any] | None:
        """The profile that a client stated at its last granted authorization."""
        found: dict[str, Any] | None = self._of_holder(uuid, PROFILE, None)
        return found

    def put_profile(self, uuid: str, profile: dict[str, Any]) -> None:
        """Record the profile of a client."""
        if profile != self.profile(uuid):
            self._put_of_holder(uuid, {PROFILE: profile})

    def worst(self, item: str) -> str:
        """The worst answer to an event that was charged to an item."""
        return str(self._totals.get("worst", item, "ok"))

    def put_worst(self, item: str, answer: str) -> None:
        """Record the worst answer of an item."""
        self._totals.put("worst", item, answer)

    def log(self, entry: dict[str, Any], keep: int) -> None:
        """Append to the log, which keeps at least its last `keep` entries."""
        number = self._totals.get("log", "number", 0) + 1
        self._totals.put("log", "number", number)
        self.rows.put(LOG, (number,), (to_json({"number": number, **entry}),))
        if number % keep == 0:
            self._searches.trim_log(self._db, self.project, number - keep)

    def entries(self, after: int, limit: int) -> list[dict[str, Any]]:
        """The entries of the log after a number, oldest first."""
        self.rows.flush(self._db, LOG)
        found = self._searches.log(self._db, self.project, after, limit)
        return [from_json(entry) for entry in found]

    def _of_holder(self, holder: str, column: int, default: Any) -> Any:
        found = self.rows.get(self._db, HOLDER, (holder,))
        return default if found is None or found[column] is None else from_json(found[column])

    def _put_of_holder(self, holder: str, changed: dict[int, Any]) -> None:
        """Change some of a holder's values."""
        values = list(self.rows.get(self._db, HOLDER, (holder,)) or NOBODY)
        for column, value in changed.items():
            values[column] = value if value is None or column in NUMBERS else to_json(value)
        self.rows.put(HOLDER, (holder,), tuple(values) if any(one is not None for one in values) else None)
