"""The SQL of the ledger that reads or deletes many rows of a project, each with a bound."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    delete,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
    union_all,
)

from licensim.server.schema import ACTIVE, CLAIM, HOLDER, LOG, SEAT, SITE, SLOT
from licensim.server.statements import in_project

SWEPT_AT_ONCE: Final = 5_000
"""How many rows one statement of a sweep deletes at most."""


class Searches:
    """The searches for SQLite or PostgreSQL."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        self._holders = self._of_holders()
        self._claims = select(CLAIM.c.client, CLAIM.c.report, CLAIM.c.result).where(
            in_project(CLAIM), self._among(CLAIM.c.client, "clients"), self._among(CLAIM.c.report, "reports")
        )
        self._active = select(ACTIVE.c.item, ACTIVE.c.slot, ACTIVE.c.holder, ACTIVE.c.amount).where(
            in_project(ACTIVE),
            ACTIVE.c.item == bindparam("item"),
            ACTIVE.c.slot == bindparam("slot"),
            self._among(ACTIVE.c.holder, "holders"),
        )

    def holders(self, connection: Connection, project: str, holders: Iterable[str]) -> Sequence[Any]:
        """What is remembered of holders: rows (holder, item, until, known, profile, released, asked).

        `item` and `until` are None in the row of the holder itself, the others in that of a seat.
        """
        return connection.execute(self._holders, {"p": project, "holders": self._list(holders)}).all()

    def claims(
        self, connection: Connection, project: str, clients: Iterable[str], reports: Iterable[str]
    ) -> Sequence[Any]:
        """The claims of clients with these report identifiers: rows (client, report, result)."""
        values = {"p": project, "clients": self._list(clients), "reports": self._list(reports)}
        return connection.execute(self._claims, values).all()

    def active(
        self, connection: Connection, project: str, item: str, slot: int, holders: Iterable[str]
    ) -> Sequence[Any]:
        """What these holders have recorded in a slot: rows (item, slot, holder, amount)."""
        values = {"p": project, "item": item, "slot": slot, "holders": self._list(holders)}
        return connection.execute(self._active, values).all()

    def end_seats(self, connection: Connection, project: str, item: str, now: int) -> Sequence[Any]:
        """Delete seats that have ended at `now`, a bounded number; their holders."""
        values = {"p": project, "item": item, "now": now}
        return connection.execute(_END_SEATS, values).scalars().all()

    def next_end(self, connection: Connection, project: str, item: str) -> int | None:
        """The nearest end of a seat of an item."""
        found: int | None = connection.execute(_NEXT_END, {"p": project, "item": item}).scalar()
        return found

    def forget_slots(
        self, connection: Connection, project: str, item: str, before: int
    ) -> Sequence[tuple[int, str]]:
        """Delete who was active in slots that take no report any more, a bounded number: (slot, holder)."""
        values = {"p": project, "item": item, "before": before}
        return [tuple(row) for row in connection.execute(_FORGET_SLOTS, values)]

    def above(self, connection: Connection, project: str, item: str, limit: int, slots: range) -> int:
        """How much the slots of a range hold above a limit, in sum."""
        values = {"p": project, "item": item, "limit": limit, "first": slots.start, "end": slots.stop}
        return int(connection.execute(_ABOVE, values).scalar() or 0)

    def slots(self, connection: Connection, project: str, item: str) -> dict[int, int]:
        """Every slot of an item with its sum, in order."""
        rows = connection.execute(_SLOTS, {"p": project, "item": item})
        return {slot: amount for slot, amount in rows if amount}

    def sites(self, connection: Connection, project: str, item: str) -> list[str]:
        """The hosts that have used an item, in the order of their code points, whatever the collation."""
        return sorted(connection.execute(_SITES, {"p": project, "item": item}).scalars())

    def log(self, connection: Connection, project: str, after: int, limit: int) -> list[str]:
        """The entries of the log after a number, oldest first."""
        values = {"p": project, "after": after, "limit": limit}
        return list(connection.execute(_LOG, values).scalars())

    def trim_log(self, connection: Connection, project: str, before: int) -> None:
        """Delete the entries of the log below a number."""
        connection.execute(_TRIM_LOG, {"p": project, "before": before})

    def _among(self, of: Column[Any], name: str) -> ColumnElement[bool]:
        """Whether a column is one of a list, which is a single parameter: one text for every length."""
        if self._is_sqlite:
            each = func.json_each(bindparam(name)).table_valued("value")
            return of.in_(select(each.c.value))
        return of == any_(bindparam(name, type_=ARRAY(Text)))

    def _list(self, values: Iterable[str]) -> Any:
        return json.dumps(list(values)) if self._is_sqlite else list(values)

    def _of_holders(self) -> Executable:
        own = select(
            HOLDER.c.holder,
            null().label("item"),
            null().label("until"),
            HOLDER.c.known,
            HOLDER.c.profile,
            HOLDER.c.released,
            HOLDER.c.asked,
        ).where(in_project(HOLDER), self._among(HOLDER.c.holder, "holders"))
        empty = (null(), null(), null(), null())
        if self._is_sqlite:
            mine = (in_project(SEAT), self._among(SEAT.c.holder, "holders"))
            return union_all(own, select(SEAT.c.holder, SEAT.c.item, SEAT.c.until, *empty).where(*mine))
        # One search for each holder: a planner that has not counted many new seats yet would rather read them
        # all. OFFSET keeps it from joining in another way.
        each = func.unnest(bindparam("holders", type_=ARRAY(Text))).table_valued("holder").render_derived()
        of_one = select(SEAT.c.item, SEAT.c.until).where(in_project(SEAT), SEAT.c.holder == each.c.holder)
        its = of_one.offset(literal_column("0")).lateral()
        seats = select(each.c.holder, its.c.item, its.c.until, *empty)
        return union_all(own, seats.select_from(each.join(its, true())))


def _of_item(table: Table) -> ColumnElement[bool]:
    return and_(in_project(table), table.c.item == bindparam("item"))


def _few(table: Table, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row is among the first few that a condition finds: a bounded delete."""
    keys = list(table.primary_key.columns)
    found = select(*keys).where(*which).limit(SWEPT_AT_ONCE)
    return tuple_(*keys).in_(found)


_ENDED: Final = (_of_item(SEAT), SEAT.c.until <= bindparam("now"))
_END_SEATS: Final = (
    delete(SEAT).where(in_project(SEAT), _few(SEAT, *_ENDED)).returning(SEAT.c.holder)
)  # fmt: skip
_NEXT_END: Final = select(func.min(SEAT.c.until)).where(_of_item(SEAT))
_OLD: Final = (_of_item(ACTIVE), ACTIVE.c.slot < bindparam("before"))
_FORGET_SLOTS: Final = (
    delete(ACTIVE).where(in_project(ACTIVE), _few(ACTIVE, *_OLD)).returning(ACTIVE.c.slot, ACTIVE.c.holder)
)
_ABOVE: Final = select(func.sum(SLOT.c.amount - bindparam("limit"))).where(
    _of_item(SLOT),
    SLOT.c.slot >= bindparam("first"),
    SLOT.c.slot < bindparam("end"),
    SLOT.c.amount > bindparam("limit"),
)
_SLOTS: Final = select(SLOT.c.slot, SLOT.c.amount).where(_of_item(SLOT)).order_by(SLOT.c.slot)
_SITES: Final = select(SITE.c.host).where(_of_item(SITE))
_LOG: Final = (
    select(LOG.c.entry)
    .where(in_project(LOG), LOG.c.number > bindparam("after"))
    .order_by(LOG.c.number)
    .limit(bindparam("limit"))
)
_TRIM_LOG: Final = delete(LOG).where(in_project(LOG), LOG.c.number < bindparam("before"))
