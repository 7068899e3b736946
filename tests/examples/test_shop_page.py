"""The shop's page as a customer uses it: a camera, real barcodes, zxing-wasm."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from licensim.cli.main import main as licensim_command
from licensim.testing import Client, Licensim

pytestmark = pytest.mark.licensim(engine="page")


def test_what_the_camera_sees_is_in_the_cart(licensim: Licensim, shop: Client) -> None:
    """Two articles side by side are two scans, also if they stay in view (SCAN-2, SCAN-3)."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open()
    page = shop.page
    expect(page.get_by_role("status")).to_have_text("Ready")
    shop.camera.show(["MILK 1 L", ("Code128", "BREAD-500")])
    page.get_by_role("button", name="Scan").click()
    expect(page.get_by_role("listitem")).to_have_text(["MILK 1 L x 1", "BREAD-500 x 1"])
    shop.camera.show(["CHEESE"])
    expect(page.get_by_role("listitem")).to_have_count(3)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("listitem")).to_contain_text(["x 1", "x 1", "x 1"])
    licensim.assert_counted(scans=3)


def test_what_happened_in_the_page_replays(licensim: Licensim, shop: Client, tmp_path: Path) -> None:
    """`licensim replay` gives the same answers to the recorded session of a real camera, line by line."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open()
    shop.camera.show("MILK")
    shop.page.get_by_role("button", name="Scan").click()
    expect(shop.page.get_by_role("listitem")).to_have_count(1)
    shop.camera.show(["MILK", "BREAD"])
    expect(shop.page.get_by_role("listitem")).to_have_count(2)
    shop.page.get_by_role("button", name="Stop").click()
    trace = licensim.save_trace(tmp_path)
    answers = tmp_path / "again.jsonl"
    command = ["replay", "--license", str(tmp_path / "license.json"), "--answers", str(answers), str(trace)]
    assert licensim_command(command) == 0
    assert answers.read_text("utf-8") == (tmp_path / "answers.jsonl").read_text("utf-8")


def test_scanned_again_after_a_pause(licensim: Licensim, shop: Client) -> None:
    """Stopping clears the memory: the same article is another scan (SCAN-6)."""
    licensim.item("per_barcode_scan", quota=20)
    shop.open()
    scan, stop = (shop.page.get_by_role("button", name=name) for name in ("Scan", "Stop"))
    shop.camera.show("MILK")
    for count in (1, 2):
        scan.click()
        expect(shop.page.get_by_role("listitem")).to_have_text([f"MILK x {count}"])
        stop.click()
    licensim.assert_counted(scans=2)


def test_the_customer_sees_a_refusal(licensim: Licensim, shop: Client) -> None:
    """After the last scan of the quota, the page shows the refusal, and the cart stays the same."""
    licensim.item("per_barcode_scan", quota=1)
    shop.open()
    shop.camera.show("MILK")
    shop.page.get_by_role("button", name="Scan").click()
    expect(shop.page.get_by_role("listitem")).to_have_count(1)
    shop.camera.show("BREAD")
    expect(shop.page.get_by_role("status")).to_have_text("Scanning is not licensed: QUOTA_EXHAUSTED (120)")
    expect(shop.page.get_by_role("listitem")).to_have_count(1)
    licensim.assert_refused("QUOTA_EXHAUSTED")


def test_an_expired_license_leaves_the_button_off(licensim: Licensim, shop: Client) -> None:
    """The opening is refused."""
    licensim.item("per_barcode_scan", quota=1)
    licensim.faults.expire()
    assert shop.open().number == 111
    expect(shop.page.get_by_role("button", name="Scan")).to_be_disabled()
    expect(shop.page.get_by_role("status")).to_contain_text("EXPIRED (111)")
