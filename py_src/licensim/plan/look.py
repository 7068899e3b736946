"""The input of an option's planner: the tables of one run, and what is known of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from licensim.plan.figures import EXACT, Label
from licensim.plan.quota.metered import Hours, hour_of
from licensim.plan.statements.statement import HOUR_MS
from licensim.plan.tables import Source, Tables
from licensim.rules.timeline import DAY_MS

Position = tuple[int, int]
"""An instant, and a line of a trace; in logs 0."""
MAX_ORIGINS: Final = 20


@dataclass(frozen=True, slots=True)
class Host:
    """A host of clients, and how many rows it has; `opaque` if the page has no such origin (ID-3)."""

    origin: str
    host: str
    rows: int
    opaque: bool = False


@dataclass
class Look:
    """The data of one run, with the queries that several options need.

    `starts_at` is the instant at which an item bought for the data would start, `first_at` and `last_at` are
    the first and last instant of the data. `deployments` are those of the clients. `labels` returns how
    reliable a quantity of an edition is.
    """

    tables: Tables
    source: Source
    forget_ms: int
    starts_at: int
    first_at: int
    last_at: int
    deployments: tuple[str, ...]
    hosts: tuple[Host, ...] = ()
    labels: Callable[[str, str | None], Label] = lambda _, __: EXACT

    def label(self, quantity: str, edition: str | None = None) -> Label:
        """How reliable `scans`, `pages`, `seats`, `servers`, `sites`, `slots` or `instances` are."""
        return self.labels(quantity, edition)

    @cached_property
    def days(self) -> range:
        """The days from the first row to the last."""
        return range(self.first_at // DAY_MS, self.last_at // DAY_MS + 1)

    def counted(self, edition: str) -> str:
        """The table of the counted scans of an edition."""
        return self.tables.make(self.source.counted(edition))

    def hours(self, table: str) -> Hours:
        """What a table of uses adds up to in each hour."""
        query = f"select t // {HOUR_MS} as h, sum(n) from {table} group by 1 order by 1"
        return [(int(hour), int(n)) for hour, n in self.tables.rows(query)]

    def first_use(self, table: str) -> int:
        """The instant of the first use of a table."""
        return int(self.tables.rows(f"select min(t) from {table}")[0][0])

    def last_event(self, table: str) -> int:
        """How much the last event of a table of uses has added; the least if several are at its instant."""
        events = self._events(table, f"t = (select max(t) from {table})")
        last = max(((at, seq) for at, seq, _ in events), default=None)
        return min((n for at, seq, n in events if (at, seq) == last), default=0)

    def reaches(self, table: str, hours: Hours, limit: int) -> tuple[int, int, Position | None] | None:
        """Where a table of uses reaches `limit`: the instant, the total then, the position of the next use.

        None if it never reaches it; the position is None after the last use.
        """
        place = hour_of(hours, limit)
        if place is None:
            return None
        hour, total = place
        events = self._events(table, f"t // {HOUR_MS} = {hour}")
        for number, (at, _, n) in enumerate(events):
            total += n
            if total >= limit:
                later = [*events[number + 1 : number + 2], *self._next(table, hours, hour)]
                return at, total, later[0][:2] if later else None
        raise AssertionError("the hour's events do not add up to its total")

    def _next(self, table: str, hours: Hours, hour: int) -> list[tuple[int, int, int]]:
        """The first event after an hour."""
        later = next((one for one, _ in hours if one > hour), None)
        return [] if later is None else self._events(table, f"t // {HOUR_MS} = {later}")[:1]

    def _events(self, table: str, where: str) -> list[tuple[int, int, int]]:
        """The events of a table of uses, in order: instant, line (0 in logs), how much."""
        seq = "seq" if self.source.ordered else "0 * t"
        query = (
            f"select t, {seq}, sum(n) from {table} where {where} group by client, t, {seq} order by 1, 2, 3"
        )
        return [(int(at), int(line), int(n)) for at, line, n in self.tables.rows(query)]

    def origins(self, table: str, since: Position) -> Mapping[str, int]:
        """Count the uses of a table from a position on, by origin; without an origin by deployment.

        Rows of logs have no order within an instant: all rows of that instant are counted.
        """
        at, line = since
        after = f"c.t > {at} or (c.t = {at} and c.seq >= {line})" if self.source.ordered else f"c.t >= {at}"
        query = f"""select case when p.origin = '' then p.deployment else p.origin end as origin, sum(c.n)
            from {table} c join (select client, max(origin) as origin, max(deployment) as deployment
              from places group by client) as p on c.client = p.client
            where {after} group by 1 order by 2 desc, 1"""
        found = {origin: int(n) for origin, n in self.tables.rows(query)}
        named = dict(list(found.items())[:MAX_ORIGINS])
        rest = sum(found.values()) - sum(named.values())
        return {**named, "others": rest} if rest else named
