"""The SQL of the ledger that reads or deletes many rows of a project, each with a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    FromClause,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)

from licensim.rules.ledger.port import REPORTABLE_MS
from licensim.rules.timeline import SLOT_MS
from licensim.server.encode import to_json
from licensim.server.sql.schema import ACTIVE, CLAIM, HOLDER, LOG, SEAT, SITE, SLOT
from licensim.server.sql.statements import Row, in_project, key_columns, value_columns
from licensim.server.sql.trip import Prepared, Step

SWEPT_AT_ONCE: Final = 5_000
"""How many rows one statement of a sweep deletes at most."""


class Searches:
    """The searches for SQLite or PostgreSQL."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        claims = [CLAIM.c.project, CLAIM.c.client, CLAIM.c.report]
        active = [ACTIVE.c.project, ACTIVE.c.item, ACTIVE.c.slot, ACTIVE.c.holder]
        self._look_up = {
            HOLDER: Prepared(self._of_holders(), dialect),
            CLAIM: Prepared(self._of_wanted(claims, value_columns(CLAIM)), dialect),
            ACTIVE: Prepared(self._of_wanted(active, [ACTIVE.c.amount]), dialect),
        }

    def look_up(self, table: Table, rows: Sequence[Row]) -> Step:
        """Read rows of HOLDER (with its seats), CLAIM or ACTIVE; each of `rows` is a project and a key."""
        return self._look_up[table].step({"wanted": to_json(rows)})

    def found(self, table: Table, results: Sequence[Row]) -> Iterator[tuple[str, Table, Row, Row]]:
        """The results of `look_up`: project, table, key and values of each row."""
        if table is not HOLDER:
            keys = 1 + len(key_columns(table))
            for project, *rest in results:
                yield project, table, tuple(rest[: keys - 1]), tuple(rest[keys - 1 :])
            return
        for project, holder, item, until, *values in results:
            if item is None:
                yield project, HOLDER, (holder,), tuple(values)
            else:
                yield project, SEAT, (item, holder), (until,)

    def end_seats(self, connection: Connection, project: str, item: str, now: int) -> Sequence[Any]:
        """Delete a bounded number of seats that have ended at `now`; return their holders."""
        values = {"p": project, "item": item, "now": now}
        return connection.execute(_END_SEATS, values).scalars().all()

    def next_end(self, connection: Connection, project: str, item: str) -> int | None:
        """The nearest end of a seat of an item."""
        found: int | None = connection.execute(_NEXT_END, {"p": project, "item": item}).scalar()
        return found

    def forget_slots(
        self, connection: Connection, project: str, item: str, before: int
    ) -> Sequence[tuple[int, str]]:
        """Delete a bounded number of rows of slots that take no more reports; return their (slot, holder)."""
        values = {"p": project, "item": item, "before": before}
        return [tuple(row) for row in connection.execute(_FORGET_SLOTS, values)]

    def end_clients(self, connection: Connection, project: str, now: int) -> Sequence[str]:
        """Delete a bounded number of authorizations whose last validity has ended; return their clients."""
        return connection.execute(_END_CLIENTS, {"p": project, "now": now}).scalars().all()

    def forget_clients(self, connection: Connection, project: str, now: int) -> Sequence[str]:
        """Delete a bounded number of records kept for late reports; return their clients. Machines stay."""
        gone = [connection.execute(one, {"p": project, "now": now}) for one in (_FORGET_ALL, _FORGET_MOST)]
        return [holder for one in gone for holder in one.scalars()]

    def forget_claims(self, connection: Connection, project: str, before: int) -> Sequence[tuple[str, str]]:
        """Delete a bounded number of reports of slots that take no more; return their (client, report)."""
        found = connection.execute(_FORGET_CLAIMS, {"p": project, "before": before})
        return [tuple(row) for row in found]

    def above(self, connection: Connection, project: str, item: str, limit: int, slots: range) -> int:
        """The sum of the amounts by which slots of a range exceed a limit."""
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

    def _of_wanted(self, keys: Sequence[Column[Any]], columns: Sequence[Column[Any]]) -> Executable:
        """The wanted keys whose row exists, each with these columns of the row."""
        found = self._found(keys, columns)
        return select(*found.wanted, *found.columns).select_from(found.source)

    def _of_holders(self) -> Executable:
        """Rows of project, holder, item and until, followed by the values of the holder.

        In the row of the holder itself `item` and `until` are None; in that of a seat the values are.
        """
        of_one = value_columns(HOLDER)
        own = self._found([HOLDER.c.project, HOLDER.c.holder], of_one)
        seats = self._found([SEAT.c.project, SEAT.c.holder], [SEAT.c.item, SEAT.c.until])
        no_seat, no_holder = (null(), null()), [null() for _ in of_one]
        return union_all(
            select(*own.wanted, *no_seat, *own.columns).select_from(own.source),
            select(*seats.wanted, *seats.columns, *no_holder).select_from(seats.source),
        )

    def _found(self, keys: Sequence[Column[Any]], columns: Sequence[Column[Any]]) -> _Found:
        """Join the wanted keys, which one parameter lists as JSON, with their rows."""
        if self._is_sqlite:
            each: Any = func.json_each(bindparam("wanted")).table_valued("value")
            wanted: list[Any] = [func.json_extract(each.c.value, f"$[{place}]") for place in range(len(keys))]
            return _Found(each.join(keys[0].table, _equal(keys, wanted)), wanted, columns)
        lists = func.json_array_elements(cast(bindparam("wanted", type_=Text), JSON))
        each = lists.table_valued(column("value", JSON)).render_derived()
        wanted = [cast(each.c.value.op("->>")(place), key.type) for place, key in enumerate(keys)]
        # One index search for each key: a planner without statistics of new rows would read the whole table.
        # OFFSET prevents another kind of join.
        its = select(*columns).where(_equal(keys, wanted)).offset(literal_column("0")).lateral()
        return _Found(each.join(its, true()), wanted, list(its.c))


class _Found(NamedTuple):
    """Found rows: their source, the wanted keys, and columns of each."""

    source: FromClause
    wanted: Sequence[ColumnElement[Any]]
    columns: Sequence[ColumnElement[Any]]


def _equal(keys: Iterable[Column[Any]], wanted: Iterable[ColumnElement[Any]]) -> ColumnElement[bool]:
    return and_(*(key == one for key, one in zip(keys, wanted, strict=True)))


def _of_item(table: Table) -> ColumnElement[bool]:
    return and_(in_project(table), table.c.item == bindparam("item"))


def _few(table: Table, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row is among the first that match a condition, for a bounded delete."""
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
_LEAVING: Final = (in_project(HOLDER), HOLDER.c.leaves_at <= bindparam("now"))
_KNOWN: Final = (*_LEAVING, HOLDER.c.known.is_not(None))
_LISTED: Final = (*_LEAVING, HOLDER.c.known.is_(None))
_OF_MACHINE: Final = or_(HOLDER.c.released.is_not(None), HOLDER.c.asked.is_not(None))
# Its last use was a millisecond before `leaves_at`: the same as `forgotten_at` in the rules' ledger.
_FORGOTTEN_AT: Final = ((HOLDER.c.leaves_at - 1) // SLOT_MS + 1) * SLOT_MS + REPORTABLE_MS + 1
_END_CLIENTS: Final = (
    update(HOLDER)
    .where(in_project(HOLDER), _few(HOLDER, *_KNOWN))
    .values(known=None, leaves_at=_FORGOTTEN_AT)
    .returning(HOLDER.c.holder)
)
_FORGET_ALL: Final = (
    delete(HOLDER)
    .where(in_project(HOLDER), _few(HOLDER, *_LISTED, not_(_OF_MACHINE)))
    .returning(HOLDER.c.holder)
)
_FORGET_MOST: Final = (
    update(HOLDER)
    .where(in_project(HOLDER), _few(HOLDER, *_LISTED, _OF_MACHINE))
    .values(listed=None, profile=None, leaves_at=None)
    .returning(HOLDER.c.holder)
)
_FORGET_CLAIMS: Final = (
    delete(CLAIM)
    .where(in_project(CLAIM), _few(CLAIM, in_project(CLAIM), CLAIM.c.slot < bindparam("before")))
    .returning(CLAIM.c.client, CLAIM.c.report)
)
SWEEPS: Final = (_END_SEATS, _FORGET_SLOTS, _END_CLIENTS, _FORGET_ALL, _FORGET_MOST, _FORGET_CLAIMS)
"""The rows that a sweep deletes and changes, each found by an index."""
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
