"""The input of an option's planner: the tables of one run, and what is known of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from licensim.plan.figures import EXACT, Label
from licensim.plan.quota.metered import Hours, hour_of
from licensim.plan.statements.statement import HOUR_MS
from licensim.plan.tables import Source, Tables
from licensim.rules.timeline import DAY_MS

Position = tuple[int, int]
"""An instant, and a line of a trace; in logs 0."""
Event = tuple[int, int, int]
"""An event with uses: its instant, its line (0 in logs), how many."""
MAX_ORIGINS: Final = 20


@dataclass(frozen=True, slots=True)
class Host:
    """A host of clients, and how many rows it has; `opaque` if the page has no such origin (ID-3)."""

    origin: str
    host: str
    rows: int
    opaque: bool = False


SeatDay = tuple[int, int, int]
"""Of a day the most seats taken at once, those taken before its first change, and those at its end."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Where uses reach a limit: the instant, the total then, and the next use, None after the last one."""

    at: int
    total: int
    following: Position | None


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
    _seat_days: dict[str, dict[str, dict[int, SeatDay]]] = field(default_factory=dict)

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

    def seat_days(self, table: str) -> Mapping[str, Mapping[int, SeatDay]]:
        """The days of a table of seats on which one was taken or freed, by deployment."""
        if table not in self._seat_days:
            place = "struct_pack(t := t, seq := seq)"
            query = f"""select deployment, t // {DAY_MS} as day, max(level),
                  min_by(case when t > t // {DAY_MS} * {DAY_MS} then level - d else 0 end, {place}),
                  max_by(level, {place})
                from {table} group by 1, 2"""
            found: dict[str, dict[int, SeatDay]] = {}
            for deployment, day, *levels in self.tables.rows(query):
                most, before, last = map(int, levels)
                found.setdefault(deployment, {})[int(day)] = most, before, last
            self._seat_days[table] = found
        return self._seat_days[table]

    def first_use(self, table: str) -> int:
        """The instant of the first use of a table."""
        return int(self.tables.rows(f"select min(t) from {table}")[0][0])

    def last_event(self, table: str) -> int:
        """How much the last event of a table of uses has added; the least if several are at its instant."""
        events = self._events(table, f"t = (select max(t) from {table})")
        last = max(((at, seq) for at, seq, _ in events), default=None)
        return min((n for at, seq, n in events if (at, seq) == last), default=0)

    def reached(self, table: str, hours: Hours, limits: Sequence[int]) -> Mapping[int, Reached]:
        """Where a table of uses reaches each of `limits`; those that it never reaches are left out."""
        places = {limit: place for limit in limits if (place := hour_of(hours, limit)) is not None}
        later = {hour: next((one for one, _ in hours if one > hour), None) for hour, _ in places.values()}
        wanted = {*later, *(hour for hour in later.values() if hour is not None)}
        events: dict[int, list[Event]] = {hour: [] for hour in wanted}
        listed = ", ".join(map(str, sorted(wanted)))
        for one in self._events(table, f"t // {HOUR_MS} in ({listed})") if wanted else ():
            events[one[0] // HOUR_MS].append(one)
        found = {}
        for limit, (hour, before) in places.items():
            following = later[hour]
            first = [] if following is None else events[following][:1]
            found[limit] = _reach([*events[hour], *first], before, limit)
        return found

    def _events(self, table: str, where: str) -> list[Event]:
        """The events of a table of uses, in order."""
        seq = "seq" if self.source.ordered else "0 * t"
        query = (
            f"select t, {seq}, sum(n) from {table} where {where} group by client, t, {seq} order by 1, 2, 3"
        )
        return [(int(at), int(line), int(n)) for at, line, n in self.tables.rows(query)]

    def origins(self, table: str, sinces: Sequence[Position]) -> Mapping[Position, Mapping[str, int]]:
        """Count the uses of a table from each position on, by origin; without an origin by deployment.

        Rows of logs have no order within an instant: all rows of that instant are counted.
        """
        if not sinces:
            return {}
        sums = ", ".join(f"sum(case when {self._is_from(since)} then c.n else 0 end)" for since in sinces)
        query = f"""select case when p.origin = '' then p.deployment else p.origin end as origin, {sums}
            from {table} c join (select client, max(origin) as origin, max(deployment) as deployment
              from places group by client) as p on c.client = p.client
            where {self._is_from(min(sinces))} group by 1"""
        counts = self.tables.rows(query)
        return {
            since: _most({str(row[0]): int(row[n]) for row in counts if row[n]})
            for n, since in enumerate(sinces, 1)
        }

    def _is_from(self, since: Position) -> str:
        at, line = since
        return f"(c.t > {at} or (c.t = {at} and c.seq >= {line}))" if self.source.ordered else f"c.t >= {at}"


def _reach(events: Sequence[Event], before: int, limit: int) -> Reached:
    """Where the events of an hour, and the next one, reach a limit from the total before them."""
    total = before
    for number, (at, _, n) in enumerate(events):
        total += n
        if total >= limit:
            return Reached(at, total, events[number + 1][:2] if number + 1 < len(events) else None)
    raise AssertionError("the hour's events do not add up to its total")


def _most(found: Mapping[str, int]) -> Mapping[str, int]:
    """The origins with the most uses, and the sum of the others."""
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    rest = sum(n for _, n in ordered[MAX_ORIGINS:])
    return {**dict(ordered[:MAX_ORIGINS]), **({"others": rest} if rest else {})}
