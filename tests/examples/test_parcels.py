"""A desk on the vendor's SDK, unmodified: licensed, refused and freed by the stand-in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conditions import wait_until
from licensim.testing import Client, Licensim
from media.barcode_pictures import barcode

pytestmark = pytest.mark.licensim(engine="page")

HERE = Path(__file__).parent
DESK, OTHER = "https://desk.example.com", "https://desk.example.com:8443"

Desks = Callable[[str], Client]


@pytest.fixture
def desk_at(licensim: Licensim) -> Desks:
    """The desk at an origin, with the stand-in in place of the SDK."""

    def desk(origin: str) -> Client:
        client = licensim.origin(origin, folder=HERE / "parcels")
        client.standin()
        return client

    return desk


def says(client: Client, text: str) -> None:
    """The desk tells its user this."""
    expect(client.page.get_by_role("status")).to_contain_text(text)


def lists(client: Client, *parcels: str) -> None:
    """The desk lists these parcels."""
    expect(client.page.get_by_role("listitem")).to_have_text(list(parcels))


def shows_nothing(client: Client) -> None:
    """The camera shows no code, and a frame without one was decided: none of before is on its way."""
    client.camera.show(None)
    seen = len(client.replies)

    def is_decided() -> bool:
        client.page.wait_for_timeout(20)
        frames = [one.wire for one in client.replies[seen:] if "unique" in one.wire]
        return any(not one["unique"] and not one["duplicates"] for one in frames)

    wait_until(is_decided)


def test_what_the_camera_sees_is_listed_and_counted(licensim: Licensim, desk_at: Desks) -> None:
    """Two codes, held in view, are two scans and two lines; the third is one too many."""
    licensim.item("per_barcode_scan", quota=2, grace=0)
    desk = desk_at(DESK)
    assert desk.open().answer == "ok"
    desk.camera.show(["MILK 1 L", ("Code128", "BREAD-500")])
    lists(desk, "QR_CODE MILK 1 L", "CODE_128 BREAD-500")
    licensim.assert_counted(scans=2)
    desk.camera.show("CHEESE")
    says(desk, "QUOTA_EXHAUSTED, 120")
    licensim.assert_refused("QUOTA_EXHAUSTED")
    lists(desk, "QR_CODE MILK 1 L", "CODE_128 BREAD-500")


def test_a_picture_from_a_file(licensim: Licensim, desk_at: Desks, tmp_path: Path) -> None:
    """It stands alone: the same picture again is another scan (SCAN-6)."""
    licensim.item("per_barcode_scan", quota=2, grace=0)
    desk = desk_at(DESK)
    desk.open()
    desk.page.get_by_role("button", name="Stop").click()
    barcode("QRCode", "PARCEL 7", module=8).save(tmp_path / "parcel.png")
    for said in ("1 in the picture", "1 in the picture", "QUOTA_EXHAUSTED, 120"):
        desk.page.get_by_label("A picture").set_input_files(tmp_path / "parcel.png")
        says(desk, said)
        desk.page.get_by_role("status").evaluate("one => (one.textContent = 'next')")
    licensim.assert_counted(scans=2)
    licensim.assert_refused("QUOTA_EXHAUSTED", times=1)


def test_two_origins_one_seat_and_a_day_later(licensim: Licensim, desk_at: Desks) -> None:
    """The second desk is refused until the first one's day has ended (ID-1, DEV-2)."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    desk, other = desk_at(DESK), desk_at(OTHER)
    assert desk.open().answer == "ok"
    assert other.open().reason == "SEATS_EXHAUSTED"
    says(other, "all seats are taken (SEATS_EXHAUSTED, 120)")
    expect(other.page.get_by_role("status")).to_have_attribute("data-code", "-20120")
    desk.page.get_by_role("button", name="Stop").click()  # a desk that scans on would renew its seat
    licensim.clock.advance(hours=24)
    assert other.reload().answer == "ok"
    says(other, "Scanning")
    licensim.assert_seats(1)


def test_it_expires_in_mid_shift(licensim: Licensim, desk_at: Desks) -> None:
    """The desk goes on for the week of grace, as overuse, and then no more (ITEM-2)."""
    licensim.item("per_barcode_scan", quota=20, expires_at="2026-01-02")
    desk = desk_at(DESK)
    desk.open()
    desk.camera.show("MONDAY")
    lists(desk, "QR_CODE MONDAY")
    shows_nothing(desk)
    licensim.clock.set("2026-01-05")
    desk.camera.show("TUESDAY")
    lists(desk, "QR_CODE MONDAY", "QR_CODE TUESDAY")
    shows_nothing(desk)
    licensim.clock.set("2026-01-09")
    desk.camera.show("TOO LATE")
    says(desk, "the license has expired (EXPIRED, 111)")
    licensim.assert_refused("EXPIRED")
    licensim.assert_counted(scans=2)


def test_offline_and_online_again(licensim: Licensim, desk_at: Desks) -> None:
    """With a local license the desk scans on and tells later; without one it does not start (NET-1)."""
    licensim.item("per_barcode_scan", quota=20)
    desk, other = desk_at(DESK), desk_at(OTHER)
    desk.open()
    says(desk, "Scanning")
    with licensim.faults.offline():
        desk.camera.show("MILK")
        lists(desk, "QR_CODE MILK")
        assert other.open().reason == "SERVER_UNREACHABLE"
        says(other, "network connection error")
    desk.camera.show("BREAD")
    lists(desk, "QR_CODE MILK", "QR_CODE BREAD")
    shows_nothing(desk)
    assert desk.reload().answer == "ok"
    assert other.reload().answer == "ok"
    says(other, "Scanning")
    licensim.assert_counted(scans=2)
    assert licensim.usage()["per_barcode_scan"]["used"] == 2


def test_a_copied_profile(licensim: Licensim, desk_at: Desks) -> None:
    """The copy is told that it is one, becomes a new client, and needs a seat of its own (ID-8)."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    desk = desk_at(DESK)
    assert desk.open().answer == "ok"
    copy = licensim.faults.clone(desk)
    twin = licensim.browser("copy 1").origin(DESK, folder=HERE / "parcels")
    assert twin.place == copy.place
    twin.standin()
    assert desk.reload().answer == "ok"
    assert twin.open().reason == "SEATS_EXHAUSTED"
    says(twin, "all seats are taken")
    assert twin.uuid != desk.uuid
