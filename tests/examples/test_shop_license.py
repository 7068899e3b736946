"""The shop under each kind of license. Every test runs on both engines, with the same answers."""

from collections.abc import Callable

import pytest

from licensim.testing import Client, Licensim

Shops = Callable[..., Client]


@pytest.fixture(
    autouse=True,
    params=[pytest.param(one, marks=pytest.mark.licensim(engine=one)) for one in ("host", "page")],
)
def engine(request: pytest.FixtureRequest) -> str:
    """Each test runs without a browser, and in the shop's real page."""
    return str(request.param)


def test_each_origin_needs_a_seat(licensim: Licensim, shop_at: Shops) -> None:
    """Shop and admin are two clients, even for the same person (ID-1, DEV-1)."""
    licensim.item("per_client_device", period="daily", quota=1)
    shop, admin = shop_at("https://shop.example.com"), shop_at("https://admin.example.com:8443")
    assert shop.open().answer == "ok"
    assert admin.open().reason == "SEATS_EXHAUSTED"
    licensim.assert_seats(1)
    licensim.clock.advance(hours=24)
    assert admin.open().answer == "ok"


def test_quota_and_grace(licensim: Licensim, shop: Client) -> None:
    """Twenty scans were bought: the 21st is grace and overuse, the 22nd is refused (ITEM-3)."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open()
    for n in range(20):
        assert shop.scan("QRCode", f"article {n}").answer == "ok"
    licensim.assert_no_overuse()
    assert shop.scan("QRCode", "article 20").answer == "over"
    refused = shop.scan("QRCode", "article 21")
    assert (refused.answer, refused.number) == ("refused", 120)
    licensim.assert_counted(scans=21)
    assert licensim.usage()["per_barcode_scan"]["alerts"] == [75, 90, 95, 100, 105]


def test_the_week_after_expiry(licensim: Licensim, shop: Client) -> None:
    """After its expiry the license goes on for seven days, as overuse; then it is over (ITEM-2)."""
    licensim.item("per_barcode_scan", quota=20, expires_at="2026-02-01")
    assert shop.open().answer == "ok"
    licensim.clock.set("2026-02-01")
    assert shop.reload().answer == "over"
    licensim.clock.set("2026-02-08")
    assert shop.reload().number == 111


def test_three_days_without_the_server(licensim: Licensim, shop: Client) -> None:
    """Offline the shop goes on with its local license and reports its usage later (NET-1, NET-4, NET-6)."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open()
    with licensim.faults.offline():
        licensim.clock.advance(days=2)
        assert shop.scan("QRCode", "milk").reason == "OFFLINE_CACHED"
        licensim.clock.advance(days=1)
        assert shop.scan("QRCode", "bread").reason == "SERVER_UNREACHABLE"
    assert shop.reload().answer == "ok"
    assert licensim.usage()["per_barcode_scan"]["used"] == 1


def test_the_shop_moves_to_another_domain(licensim: Licensim, shop_at: Shops) -> None:
    """Every subdomain is covered, another domain is not; a new item covers it (DOM-1, DOM-6)."""
    site = licensim.item("per_domain", domain="example.com")
    assert shop_at("https://shop.example.com").open().answer == "ok"
    moved = shop_at("https://shop.example.net")
    assert moved.open().number == 114
    licensim.change(site, domain="example.net")
    assert moved.reload().answer == "ok"


@pytest.mark.parametrize(("edition", "counted"), [("js-9", 1), ("js-10.2.10", 2)])
def test_an_upgrade_counts_more(licensim: Licensim, shop: Client, edition: str, counted: int) -> None:
    """Milk held in view for four seconds: one scan under js-9, a second one under js-10.2.10 (SCAN-3)."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open(edition=edition)
    for _ in range(4):
        shop.scan("QRCode", "milk")
        licensim.clock.advance(seconds=1, ms=100)
    licensim.assert_counted(scans=counted)
