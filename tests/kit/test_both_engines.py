"""The same test on either engine, with the same answers: pages share one license, as clients there do."""

from pathlib import Path

import pytest

from kit.test_reports import replayed
from licensim.testing import Licensim

pytestmark = [pytest.mark.parametrize("engine", ["host", "page"])]

SHOP, ADMIN = "https://shop.example.com", "https://admin.example.com:8443"


def test_second_origin_needs_a_second_seat(licensim: Licensim, engine: str, tmp_path: Path) -> None:
    """The example of the guide; what was recorded replays (DEV-1, DEV-4, ID-1)."""
    licensim.use(engine=engine)
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = licensim.origin(SHOP)
    admin = licensim.origin(ADMIN)
    assert shop.open().answer == "ok"
    assert admin.open().reason == "SEATS_EXHAUSTED"
    licensim.clock.advance(hours=24)
    assert admin.open().answer == "ok"
    assert licensim.engine.name == engine
    licensim.assert_seats(1)
    licensim.save_trace(tmp_path)
    replayed(tmp_path)


def test_what_the_license_server_does_wrong(licensim: Licensim, engine: str) -> None:
    """Not reached, refusing, losing its answer, slow: two origins, one line (NET-1, NET-2, ID-8)."""
    licensim.use(engine=engine)
    scans = licensim.item("per_barcode_scan", quota=10)
    seats = licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop, admin = licensim.origin(SHOP), licensim.origin(ADMIN)
    licensim.faults.lose_answer()
    assert shop.open().reason == "SERVER_UNREACHABLE"
    assert shop.open().answer == "ok"
    with licensim.faults.offline():
        assert shop.scan("QRCode", "A").reason == "OFFLINE_CACHED"
        assert admin.open().number == -20200
        assert [one.count for one in licensim.engine.unsent()] == [1]
    with licensim.faults.refuse(113, times=1):
        assert admin.open().reason == "REVOKED"
    assert shop.open().answer == "ok"
    used = licensim.usage()
    assert used[scans]["used"] + used[seats]["seats"] >= 1
    began = licensim.clock.now
    licensim.faults.delay(15_001, times=1)
    assert admin.open().reason == "SERVER_UNREACHABLE"
    assert licensim.clock.now == began + 15_000
    licensim.faults.delay(2_000, times=1)
    assert shop.open().answer == "ok"
    assert licensim.clock.now == began + 17_000


def test_a_license_that_changes_under_open_clients(licensim: Licensim, engine: str) -> None:
    """Expired, revoked, bought anew: no client loads anew for it."""
    licensim.use(engine=engine)
    scans = licensim.item("per_barcode_scan", quota=1, grace=0)
    shop, admin = licensim.origin(SHOP), licensim.origin(ADMIN)
    assert shop.open().answer == "ok"
    assert admin.open().answer == "ok"
    assert shop.scan("QRCode", "A").answer == "ok"
    assert admin.scan("QRCode", "A").reason == "QUOTA_EXHAUSTED"
    licensim.change(scans, quota=3)
    assert admin.scan("QRCode", "A").answer == "ok"
    with licensim.faults.revoke(scans):
        assert shop.scan("QRCode", "B").number == 113
    with licensim.faults.expire(in_grace=True):
        assert shop.scan("QRCode", "C").answer == "over"
    assert licensim.usage()[scans]["used"] == 3


def test_a_copied_browser_and_a_clock_set_back(licensim: Licensim, engine: str) -> None:
    """Whoever asks second is a new client (ID-8); behind the latest time seen none goes on (TIME-4)."""
    licensim.use(engine=engine)
    licensim.item("per_client_device", period="daily", quota=2, grace=0)
    shop = licensim.origin(SHOP)
    shop.open()
    copy = licensim.faults.clone()
    assert copy.uuid == shop.uuid
    licensim.clock.advance(minutes=1)
    assert copy.open().answer == "ok"
    licensim.clock.advance(minutes=1)
    before = shop.uuid
    assert shop.open().answer == "ok"
    assert before == copy.uuid != shop.uuid
    licensim.assert_seats(2)
    licensim.clock.advance(hours=1)
    shop.scan("QRCode", "A")
    licensim.faults.offline()
    with licensim.faults.clock_back(minutes=10):
        assert shop.scan("QRCode", "B").reason == "CLOCK_CHANGED"
    licensim.allow("unsent")
    assert shop.scan("QRCode", "B").reason == "OFFLINE_CACHED"


def test_reports_of_all_go_out_when_they_are_due(licensim: Licensim, engine: str, tmp_path: Path) -> None:
    """Slot by slot, and in a slot in the order in which clients were opened (NET-4, NET-5)."""
    licensim.use(engine=engine, reports="slot")
    scans = licensim.item("per_barcode_scan", quota=1, grace=0)
    licensim.project(settings={"reports": "slot"})
    shop, admin = licensim.origin(SHOP), licensim.origin(ADMIN)
    admin.open()
    shop.open()
    assert shop.scan("QRCode", "A").counted == 1
    assert admin.scan("QRCode", "A").counted == 1
    licensim.clock.advance(minutes=2, seconds=59, ms=999)
    assert licensim.usage()[scans]["used"] == 0
    licensim.clock.advance(days=1)
    assert licensim.usage()[scans]["used"] == 2
    told = [one for one in licensim.log.entries if one.what == "reports its usage"]
    assert [(one.who, one.at - licensim.options.start_at) for one in told] == [(SHOP, 180_000)]
    licensim.assert_refused(120, times=1)
    licensim.save_trace(tmp_path)
    replayed(tmp_path)
