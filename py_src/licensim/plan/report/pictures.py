"""The charts of the report, each with the table of what it shows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licensim.buying.needs import by_amount
from licensim.plan.report.charts import Axis, heat, lines
from licensim.plan.report.html import behind, cells, el, number, table, text
from licensim.plan.report.sections import Json, of_kind, words
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.timeline import DAY_MS, SLOTS_PER_DAY
from licensim.rules.words.english import utc_text

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


def pictures(summary: Json) -> str:
    """All charts for which there are data."""
    found = [*_seats(summary), *_slots(summary), *_exceptions(summary), *_money(summary)]
    return "".join(found)


def date(day: int) -> str:
    """A day since the epoch as a date."""
    return utc_text(day * DAY_MS)[:10]


def _days(first: int, last: int) -> Axis:
    places = sorted({first + (last - first) * n // 6 for n in range(7)})
    return Axis(first, max(last, first + 1), [(day, date(day)[5:]) for day in places])


def _seats(summary: Json) -> Iterator[str]:
    """Seats of client devices over time."""
    ones = [(place, one) for place, one in of_kind(summary, "clients") if one["used"]]
    if not ones:
        return
    series = {words(one["terms"]): [(day, n) for day, n in one["series"]["days"]] for _, one in ones}
    first, last = summary["read"]["first_at"] // DAY_MS, summary["read"]["last_at"] // DAY_MS
    title = "Seats of client devices taken at once, the most of each day"
    rows = [
        [
            el("th", text(date(day)), scope="row"),
            *(number(one["series"]["days"][n][1], f"{place}.series.days.{n}.1") for place, one in ones),
        ]
        for n, (day, _) in enumerate(ones[0][1]["series"]["days"])
    ]
    inside = table(("Day", *series), rows, title)
    yield _section(
        "Seats over time", lines(title, _days(first, last), series, stairs=True), "Each day", inside
    )


def _slots(summary: Json) -> Iterator[str]:
    """When devices are active: the slots of each day, and the hours of the week."""
    for place, one in of_kind(summary, "devices"):
        slots: list[list[int]] = one["series"]["slots"]
        if not slots:
            return
        first, last = slots[0][0] // SLOTS_PER_DAY, slots[-1][0] // SLOTS_PER_DAY
        days = [[0] * SLOTS_PER_DAY for _ in range(first, last + 1)]
        for slot, active, _ in slots:
            days[slot // SLOTS_PER_DAY - first][slot % SLOTS_PER_DAY] = active
        step = max(1, len(days) // 8)
        names = [(n, date(first + n)[5:]) for n in range(0, len(days), step)]
        hours = [(hour * 20, f"{hour:02}:00") for hour in range(0, 24, 3)]
        title = "Devices active in each of the 480 slots of a day, by day (UTC)"
        busiest = sorted(range(len(slots)), key=lambda n: -slots[n][1])[:50]
        rows = [
            [
                el("th", text(utc_text(slots[n][0] * 180_000)), scope="row"),
                number(slots[n][1], f"{place}.series.slots.{n}.1"),
                number(slots[n][2], f"{place}.series.slots.{n}.2"),
            ]
            for n in busiest
        ]
        inside = table(("Slot", "Devices", "Scans"), rows, "The 50 busiest slots")
        yield _section("Slots", heat(title, days, names, hours), "The busiest slots", inside)
        yield _week(days, first)


def _week(days: Sequence[Sequence[int]], first: int) -> str:
    """The busiest slot of each hour of the week."""
    week = [[0] * 24 for _ in WEEKDAYS]
    for n, slots in enumerate(days):
        row = week[(first + n + _EPOCH_WEEKDAY) % 7]
        for slot, active in enumerate(slots):
            row[slot // 20] = max(row[slot // 20], active)
    title = "Devices active in the busiest slot of each hour of the week (UTC)"
    names = [(n, name[:3]) for n, name in enumerate(WEEKDAYS)]
    hours = [(hour, f"{hour:02}") for hour in range(0, 24, 3)]
    rows = [
        [el("th", text(name), scope="row"), *cells(*row)] for name, row in zip(WEEKDAYS, week, strict=True)
    ]
    inside = table(("Day", *(f"{hour:02}" for hour in range(24))), rows, title)
    return _section("Hours of the week", heat(title, week, names, hours), "Each hour", inside)


def _exceptions(summary: Json) -> Iterator[str]:
    """Exceptions of a year against the quota, and the allowance that comes with it."""
    for _, one in of_kind(summary, "devices"):
        slots = by_amount(active for _, active, _ in one["series"]["slots"])
        most = max((active for active, _ in slots), default=0)
        if not most:
            return
        each = PROFILES[DEFAULT_PROFILE].exceptions
        rows = [
            (quota, sum((active - quota) * n for active, n in slots if active > quota))
            for quota in range(most + 1)
        ]
        seen = [(quota, count) for quota, count in rows if count <= 3 * each * max(1, quota)] or rows
        allowed = [(quota, each * quota) for quota, _ in seen if each * quota <= max(1, seen[0][1]) * 2]
        marks = sorted({seen[0][0] + (most - seen[0][0]) * n // 6 for n in range(7)})
        across = Axis(seen[0][0], max(most, 1), [(quota, f"{quota:,}") for quota in marks])
        title = "Exceptions in all of the data against the quota, and the allowance of a year"
        chart = lines(title, across, {"exceptions": seen, "allowance": allowed})
        shown = [
            [el("th", f"{quota:,}", scope="row"), *cells(f"{count:,}", f"{each * quota:,}")]
            for quota, count in rows[:200]
        ]
        inside = table(("Quota", "Exceptions", "Allowance"), shown, title)
        yield _section("Exceptions and allowance", chart, "Each quota", inside)


def _money(summary: Json) -> Iterator[str]:
    """What each way costs at more and less traffic."""
    if summary["money"] is None:
        return
    currency = summary["money"]["currency"]
    for use, found in summary["money"]["uses"].items():
        curves = dict(list(found["curves"].items())[:8])
        if not curves:
            continue
        place = f"money.uses.{use}"
        factors = [factor for factor, _ in next(iter(curves.values()))]
        across = Axis(
            factors[0],
            factors[-1],
            [(factor, f"x{factor:g}") for factor in factors if factor in (0.25, 1, 2, 3, 4)],
        )
        title = f"Cost of a year for {use} against the traffic, in {currency}"
        rows = [
            [
                el("th", text(one["name"]), scope="row"),
                number(one["cost"], f"{place}.ranking.{n}.cost"),
                *cells("; ".join(f"{item['sold']:,}" for item in one["items"]), one["label"]),
                *(
                    number(found["regret"][factor][one["name"]], f"{place}.regret.{factor}.{one['name']}")
                    for factor in found["regret"]
                ),
            ]
            for n, one in enumerate(found["ranking"])
        ]
        heads = (
            "Way",
            f"{currency} a year",
            "Quota",
            "Label",
            *(f"Regret at x{float(factor):g}" for factor in found["regret"]),
        )
        costs = table(
            heads,
            rows,
            f"What each way to license {use} costs; regret is what it costs more than the cheapest",
        )
        crossed = [
            f"At {one['factor']:g} times the traffic {one['to']} becomes cheaper than {one['from']}."
            for one in found["crossovers"]
        ]
        curve = [
            [
                el("th", text(name), scope="row"),
                *(number(cost, f"{place}.curves.{name}.{n}.1") for n, (_, cost) in enumerate(points)),
            ]
            for name, points in curves.items()
        ]
        inside = table(("Way", *(f"x{factor:g}" for factor in factors)), curve, title)
        chart = costs + lines(
            title, across, {name: [(x, y) for x, y in points] for name, points in curves.items()}
        )
        yield _section(
            f"Cost of {use}", chart + "".join(el("p", text(one)) for one in crossed), "Each traffic", inside
        )


def _section(title: str, chart: str, of: str, *inside: str) -> str:
    return el("section", el("h2", text(title)), chart, behind(of, *inside))
