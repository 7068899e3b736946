"""The same test on either engine has the same answers: pages share one license, like clients on the host."""

from pathlib import Path

import pytest

from kit.test_reports import replayed
from licensim.testing import Licensim

pytestmark = [pytest.mark.parametrize("engine", ["host", "page"])]

SHOP, ADMIN = "https://shop.example.com", "https://admin.example.com:8443"


def test_second_origin_needs_a_second_seat(licensim: Licensim, engine: str, tmp_path: Path) -> None:
    """The example of the guide; its recorded session replays (DEV-1, DEV-4, ID-1)."""
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


def test_an_open_names_its_product(licensim: Licensim, engine: str, tmp_path: Path) -> None:
    """A page sends the product that it opens to the license server; scans have their own product (OPT-2)."""
    licensim.use(engine=engine)
    for product in ("barcode_reader", "web_twain"):
        licensim.item("per_client_device", product, period="daily", quota=1, product=product)
    shop = licensim.origin(SHOP, product="web_twain")
    assert [shop.open().item, shop.scan("QRCode", "A").item] == ["web_twain", "barcode_reader"]
    refused = shop.open(product="label_recognizer")
    assert (refused.reason, refused.rule) == ("NO_ITEM", "OPT-2")
    licensim.save_trace(tmp_path)
    replayed(tmp_path)


@pytest.mark.filterwarnings("ignore::licensim.testing.UnknownFormatWarning")
def test_an_unknown_format_is_reported_once(licensim: Licensim, engine: str, tmp_path: Path) -> None:
    """In the first answer with the format: once per page in a page, once per session on the host."""
    licensim.use(engine=engine)
    shop, admin = licensim.origin(SHOP), licensim.origin(ADMIN)
    for client, reasons in ((shop, ["UNKNOWN_FORMAT"]), (admin, []), (shop, [])):
        client.open()
        assert [one["reason"] for one in client.scan("QR", "A").warnings] == reasons
    licensim.save_trace(tmp_path)
    replayed(tmp_path)


def test_faults_of_the_license_server(licensim: Licensim, engine: str) -> None:
    """Not reached, refusing, losing its answer, slow: one line for two origins (NET-1, NET-2, ID-8)."""
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


def test_a_slow_answer(licensim: Licensim, engine: str) -> None:
    """3 s with a local license; without one a try of 10 s, and a second until 15 s have passed (NET-1)."""
    licensim.use(engine=engine)
    licensim.item("per_client_device", period="daily", quota=4, grace=0)
    shop, other = licensim.origin(SHOP), licensim.origin(ADMIN)
    for ms, reason, took in [(10_001, "SERVER_UNREACHABLE", 15_000), (10_000, None, 10_000)]:
        began = licensim.clock.now
        with licensim.faults.delay(ms):
            assert other.open().reason == reason
        assert licensim.clock.now - began == took
    shop.open()
    for ms, reason, took in [(3_000, None, 3_000), (3_001, "OFFLINE_CACHED", 3_000)]:
        began = licensim.clock.now
        with licensim.faults.delay(ms, times=1):
            assert shop.open().reason == reason
        assert licensim.clock.now - began == took
    licensim.assert_seats(2)


def test_a_seat_lasts_from_the_try_that_was_answered_last(licensim: Licensim, engine: str) -> None:
    """The server granted both tries, which came too late; the second renewed the seat (DEV-3, NET-1)."""
    licensim.use(engine=engine)
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    began = licensim.clock.now
    with licensim.faults.delay(20_000):
        assert licensim.origin(SHOP).open().reason == "SERVER_UNREACHABLE"
    licensim.clock.set(began + 24 * 3_600_000 + 9_999)
    licensim.assert_seats(1)
    licensim.clock.advance(ms=1)
    licensim.assert_seats(0)


def test_a_scan_whose_answer_comes_too_late_counts_once(licensim: Licensim, engine: str) -> None:
    """The server has counted it and the client has stored it; with one identifier it is one scan (NET-5)."""
    licensim.use(engine=engine)
    scans = licensim.item("per_barcode_scan", quota=9)
    shop = licensim.origin(SHOP)
    shop.open()
    with licensim.faults.delay(5_000, times=1):
        assert shop.scan("QRCode", "A").reason == "OFFLINE_CACHED"
    with licensim.faults.lose_answer():
        assert shop.scan("QRCode", "B").reason == "OFFLINE_CACHED"
    assert licensim.usage()[scans]["used"] == 2
    assert shop.open().answer == "ok"
    assert licensim.usage()[scans]["used"] == 2


def test_a_license_that_changes_under_open_clients(licensim: Licensim, engine: str) -> None:
    """Expired, revoked, bought again: clients need no reload for it."""
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
    """The copy that asks second is a new client (ID-8); behind the latest time seen none goes on (TIME-4)."""
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
    """In the order of slots, and within a slot in the order in which clients were opened (NET-4, NET-5)."""
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
