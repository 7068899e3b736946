"""An unmodified app in a frame: it runs under the page's license, clock and faults."""

from playwright.sync_api import Page, expect

from e2e.panels import JUMP_MS, Panels


def test_an_app_is_licensed_refused_and_freed(page: Page, site_url: str) -> None:
    """By the quota, by a wrong key at its start, by the end of the license; each time it goes on."""
    panels = Panels.at(page, site_url)
    panels.source("App")
    app = page.frame_locator(".stage iframe")
    said = app.get_by_role("status")
    parcels = app.get_by_role("list", name="Parcels").get_by_role("listitem")
    expect(said).to_have_text("Scanning", timeout=JUMP_MS)
    expect(parcels.filter(has_text="PARCEL 4711 (QR_CODE)")).to_be_visible(timeout=JUMP_MS)

    panels.set_field("Quota, scans", "1")
    expect(said).to_contain_text("QUOTA_EXHAUSTED, 120", timeout=JUMP_MS)
    expect(panels.headline).to_have_text("Refused")
    panels.set_field("Quota, scans", "1000")
    expect(said).to_have_text("Scanning", timeout=JUMP_MS)

    page.get_by_label("Opened with a key nobody knows").check()
    expect(panels.row("Opened with an unknown key").first).to_be_visible(timeout=JUMP_MS)
    panels.press("Reload the app")
    expect(said).to_contain_text("KEY_UNKNOWN", timeout=JUMP_MS)
    page.get_by_label("Opened with a key nobody knows").uncheck()
    expect(panels.row("Opened with its own key").first).to_be_visible(timeout=JUMP_MS)
    app.get_by_role("button", name="Try again").click()
    expect(said).to_have_text("Scanning", timeout=JUMP_MS)
    expect(parcels).not_to_have_count(0)

    panels.press("Let the license expire for good")
    expect(said).to_contain_text("EXPIRED, 111", timeout=JUMP_MS)
    expect(panels.fact("number")).to_have_text("111")
    panels.press("Real time")
    expect(said).to_have_text("Scanning", timeout=JUMP_MS)
    expect(page.locator(".stage__overlay")).to_have_count(0)
    panels.source("Scene")
    expect(page.locator(".stage iframe")).to_have_count(0)
    expect(page.locator(".stage__overlay")).to_be_visible()
