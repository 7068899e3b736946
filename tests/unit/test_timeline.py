"""Time: slots, days, years of items, at their first and last milliseconds (SPEC section 2, CDEV-5)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from licenses import DAY, SLOT, START, WEEK, YEAR, item, world
from licensim.rules.timeline import (
    SLOTS_PER_YEAR,
    first_slot,
    slot_of,
    slot_of_day,
    slot_starts_at,
    year_first_slot,
)


def instant(*parts: int) -> int:
    """Milliseconds since the epoch of a UTC date and time."""
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1000  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("day", [
    (1970, 1, 1), (2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2025, 2, 28), (2026, 12, 31), (2027, 1, 1),
    (2026, 3, 29), (2026, 10, 25), (2100, 2, 28), (2100, 3, 1),
])  # fmt: skip
def test_every_day_has_480_slots(day: tuple[int, ...]) -> None:
    """Also leap days, ends of years, and days on which clocks are changed (TIME-2)."""
    begins = instant(*day)
    edges = [begins, begins + SLOT - 1, begins + SLOT, begins + DAY - SLOT, begins + DAY - 1, begins + DAY]
    assert [0, 0, 1, 479, 479, 0] == [slot_of_day(slot_of(at)) for at in edges]
    assert begins == slot_starts_at(slot_of(begins))
    assert slot_of(begins) + 479 == slot_of(begins + DAY - 1)


def test_local_midnight_is_no_boundary() -> None:
    """Days are those of UTC: a local midnight in Kathmandu is within a slot and a day (TIME-1)."""
    midnight = datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert 480 - 115 == slot_of_day(slot_of(int(midnight.timestamp()) * 1000))


@pytest.mark.parametrize(
    ("after", "before"), [(-1, 0), (0, 0), (1, 1), (SLOT - 1, 1), (SLOT, 1), (SLOT + 1, 2)]
)
def test_first_slot_begins_at_or_after_the_start(after: int, before: int) -> None:
    """The slot that contains an unaligned start belongs to no year (CDEV-5)."""
    assert START // SLOT + before == first_slot(START + after)


@pytest.mark.parametrize("start", [START, START + 1, START - 1])
def test_years_of_an_item_are_365_days_of_slots(start: int) -> None:
    """Also in 2028, a leap year (CDEV-5)."""
    first = first_slot(start)
    years = [year_first_slot(start, first + n) for n in (-1, 0, SLOTS_PER_YEAR - 1, SLOTS_PER_YEAR)]
    assert [None, first, first, first + SLOTS_PER_YEAR] == years
    third = first + 3 * SLOTS_PER_YEAR
    assert [third - SLOTS_PER_YEAR, third] == [year_first_slot(start, third + n) for n in (-1, 0)]
    assert (365 * 480, YEAR) == (SLOTS_PER_YEAR, SLOTS_PER_YEAR * SLOT)


@pytest.mark.parametrize(
    "begins", [instant(2024, 2, 28), instant(2026, 3, 28, 12), instant(2026, 12, 31, 23, 59)]
)
def test_daily_device_is_24_hours(begins: int) -> None:
    """Over a leap day, summer time and the turn of the year: 86,400,000 ms, half-open (DEV-2, TIME-5)."""
    sim = world(item("per_client_device", quota=1, grace=0, starts_at=begins, expires_at=begins + YEAR))
    sim.open(begins)
    answers = [sim.open(begins + DAY + n, name).answer for n, name in ((-1, "b"), (0, "c"))]
    assert ["refused", "ok"] == answers


@pytest.mark.parametrize(("after", "answer", "number"), [
    (-1, "ok", None), (0, "over", None), (WEEK - 1, "over", None), (WEEK, "refused", 111),
])  # fmt: skip
def test_grace_after_expiry_is_seven_days(after: int, answer: str, number: int | None) -> None:
    """From the first millisecond after the expiry to the last one of seven days (ITEM-2, TIME-5)."""
    sim = world(item("per_barcode_scan", expires_at=instant(2028, 2, 26)))
    found = sim.open(instant(2028, 2, 26) + after)
    assert (answer, number) == (found.answer, found.number)


@pytest.mark.parametrize(("n", "answers"), [(0, ["refused"] * 2), (1, ["ok", "refused"])])
def test_quotas_0_and_1(n: int, answers: list[str]) -> None:
    """Of scans, pages and devices: their 5 % and 10 % round to 0 (ITEM-3, DEV-6)."""
    for option in ("per_barcode_scan", "per_page"):
        sim = world(item(option, quota=n))
        sim.open(START)
        use = (
            {"module": "core", "count": 1}
            if option == "per_page"
            else {"codes": [{"format": "Q", "text": "A"}]}
        )
        kind = "pages" if option == "per_page" else "image"
        assert answers == [sim.do(kind, START, **use).answer for _ in range(2)]
    sim = world(item("per_client_device", quota=n))
    assert answers == [sim.open(START, name).answer for name in "ab"]
    assert answers[0] == world(item("per_server", quota=n)).open(START).answer


@pytest.mark.parametrize(("quota", "cap"), [(5, 6), (15, 17), (4, 4), (14, 15), (25, 28)])
def test_grace_of_seats_rounds_half_up(quota: int, cap: int) -> None:
    """10 % of 5 is .5, which is one more seat (DEV-6)."""
    sim = world(item("per_client_device", quota=quota))
    answers = [sim.open(START, f"c{n}").answer for n in range(cap + 1)]
    assert ["ok"] * quota + ["over"] * (cap - quota) + ["refused"] == answers


def test_two_thousand_devices_in_one_slot() -> None:
    """Each is active once; a quota of two has 1,998 exceptions, within the allowance (CDEV-3, CDEV-4)."""
    sim = world(item("per_concurrent_device", quota=2))
    answers = []
    for number in range(2_000):
        sim.open(START, f"d{number}")
        sim.frame(START + number, "A", name=f"d{number}")
        answers.append(sim.frame(START + number, "A", name=f"d{number}").answer)
    assert ["ok"] * 2 + ["over"] * 1_998 == answers
    found = sim.used("per_concurrent_device", START + SLOT)
    assert ({str(START // SLOT): 2_000}, 1_998) == (found["slots"], found["exceptions"])
    assert [50, 75, 90] == found["alerts"]
    assert "ok" == sim.frame(START + SLOT, "B", name="d0").answer
    late = sim.open(START + SLOT, "late")
    assert ("ok", 0) == (late.answer, late.counted)


def test_allowance_is_crossed_by_a_whole_slot() -> None:
    """1000 exceptions are allowed, 1001 are not; from the next slot on no device is served (CDEV-5)."""
    for devices, expected in ((1001, "ok"), (1002, "refused")):
        sim = world(item("per_concurrent_device", quota=1, expires_at=START + 2 * YEAR))
        for number in range(devices):
            sim.open(START, f"d{number}")
            assert "refused" != sim.frame(START, "A", name=f"d{number}").answer
        answers = [sim.frame(START + SLOT, "B", name="d0").answer, sim.open(START + SLOT, "d1").answer]
        assert [expected] * 2 == answers
        assert [expected, "ok"] == [sim.open(START + YEAR + n, "d1").answer for n in (-1, 0)]
