"""The clock: everything that is due on the way happens in order, each at its own instant."""

from datetime import UTC, date, datetime

import pytest

from licensim.testing import KitError, Licensim

DAY_MS = 86_400_000


def test_a_test_begins_at_a_fixed_instant_and_time_stands_still(licensim: Licensim) -> None:
    """A test has the same instants in every run."""
    assert licensim.clock.now == 1_767_225_600_000
    assert licensim.clock.text == "2026-01-01 00:00"
    licensim.origin("https://shop.example.com").open()
    assert licensim.clock.text == "2026-01-01 00:00"


@pytest.mark.licensim(start="2026-03-01T12:00")
def test_it_begins_where_the_marker_says(licensim: Licensim) -> None:
    """Items are in force from that day."""
    assert licensim.clock.text == "2026-03-01 12:00"
    licensim.item("per_barcode_scan", quota=1)
    assert licensim.origin("https://shop.example.com").open().answer == "ok"


def test_instants_as_people_write_them(licensim: Licensim) -> None:
    """An instant may be milliseconds, text, a date or a datetime."""
    clock = licensim.clock
    clock.set(date(2026, 1, 2))
    clock.set(datetime(2026, 1, 2, 1, tzinfo=UTC))
    clock.set("2026-01-02T03:00:00+01:00")
    clock.set(clock.now + 1)
    assert clock.text == "2026-01-02 02:00:00.001"


def test_it_never_goes_back(licensim: Licensim) -> None:
    """Moving it back is a fault, which the message names."""
    licensim.clock.set(licensim.clock.now)
    with pytest.raises(KitError, match="clock_back"):
        licensim.clock.set("2025-12-31")
    with pytest.raises(KitError, match="clock_back"):
        licensim.clock.advance(minutes=-1)


@pytest.mark.parametrize(("early_ms", "answer"), [(1, "refused"), (0, "ok")])
def test_a_seat_is_free_at_the_instant_of_its_end(licensim: Licensim, early_ms: int, answer: str) -> None:
    """DEV-4, TIME-5: the end itself is not part of the validity."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    licensim.origin("https://a.example.com").open()
    licensim.clock.advance(ms=DAY_MS - early_ms)
    assert licensim.origin("https://b.example.com").open().answer == answer


def test_advance_to_what_is_due(licensim: Licensim) -> None:
    """The nearest instant at which anything changes by itself: here the seat's end, then the item's."""
    licensim.item("per_client_device", period="daily", quota=1, expires_at="2026-01-03")
    licensim.origin("https://a.example.com").open()
    due = [licensim.clock.advance_to_due() for _ in range(4)]
    start = licensim.options.start_at
    assert due == [start + DAY_MS, start + 2 * DAY_MS, start + 9 * DAY_MS, None]


@pytest.mark.licensim(reports="slot")
def test_reports_go_out_on_the_way(licensim: Licensim) -> None:
    """Under `slot` each slot is reported at its end, even if the clock jumps over many (NET-4)."""
    licensim.item("per_barcode_scan", quota=10)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QRCode", "A")
    assert licensim.usage()["per_barcode_scan"]["used"] == 0
    licensim.clock.advance(minutes=2, seconds=59, ms=999)
    assert licensim.usage()["per_barcode_scan"]["used"] == 0
    licensim.clock.advance(ms=1)
    assert licensim.usage()["per_barcode_scan"]["used"] == 1
    shop.scan("QRCode", "B")
    licensim.clock.advance(days=2)
    assert licensim.usage()["per_barcode_scan"]["used"] == 2


@pytest.mark.licensim(reports="slot")
def test_a_refused_report_is_in_the_log(licensim: Licensim) -> None:
    """NET-5: it is recorded, and refused because the total was at the cap; the test checks it in the log."""
    licensim.item("per_barcode_scan", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.frames(["A"])
    licensim.clock.advance(minutes=3)
    assert shop.frames(["B"]).counted == 1
    licensim.clock.advance(minutes=3)
    licensim.assert_refused(120, times=1)
    assert "reports its usage" in licensim.log.text()


def test_a_running_clock_goes_on_by_itself(licensim: Licensim) -> None:
    """`run` for pages that use timers, `freeze` to stop the clock again."""
    clock = licensim.clock
    clock.run()
    began = clock.now
    while clock.now == began:
        pass
    clock.freeze()
    assert clock.now > began
    assert clock.now == clock.now
    assert not clock.running
