"""Per concurrent device and instance: the day in 480 slots, exceptions, the allowance, the worked example."""

from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.panels import JUMP_MS, Panels


def test_devices_at_a_rhythm_fill_the_day(page: Page, site_url: str, tmp_path: Path) -> None:
    """CDEV-3: three devices in each slot of a day against a quota of two: an exception in each."""
    panels = Panels.at(page, site_url, option="per_concurrent_device", quota=2)
    page.locator("#device-count").fill("3")
    panels.press("Add them")
    expect(panels.row("3 devices at work")).to_be_visible()
    panels.press("Frozen")
    panels.jump("+24 h")
    expect(panels.row("+24 h: 1,440 scans, 480 over")).to_be_visible()
    expect(panels.zone("exceptions")).to_have_text("480")
    panels.press("Day before")
    expect(page.locator(".picture figcaption")).to_contain_text("at most 3 devices at once")
    panels.press("Today")
    for name in ("device-1", "device-2", "device-3"):
        page.get_by_role("button", name=f"Stop {name}").click()
    events, answers, items = panels.replayed(tmp_path)
    scans = [a["answer"] for e, a in zip(events, answers, strict=True) if e["type"] == "image"]
    assert (1440, 480) == (len(scans), scans.count("over"))
    assert 480 == items["concurrent-devices"]["exceptions"]


def test_an_allowance_that_is_used_up_refuses_everybody(page: Page, site_url: str) -> None:
    """CDEV-5: with ten exceptions a year, the day is refused after the slot that crosses them."""
    panels = Panels.at(page, site_url, option="per_concurrent_device", quota=1, allowance=10)
    page.locator("#device-count").fill("2")
    panels.press("Add them")
    expect(panels.row("2 devices at work")).to_be_visible()
    panels.press("Frozen")
    panels.jump("+24 h")
    expect(panels.zone("exceptions")).to_have_text("11")
    expect(panels.headline).to_have_text("Refused")
    expect(panels.fact("reason")).to_have_text("ALLOWANCE_EXHAUSTED")


def test_ten_servers_and_112_slots_at_one_click(page: Page, site_url: str) -> None:
    """CINST-6: 90 exceptions per slot; the 112th slot makes 10,080, and in the 113th one of ten is served."""
    panels = Panels.at(page, site_url, option="per_concurrent_instance")
    panels.press("Ten servers, 112 slots")
    expect(panels.row("112 slots")).to_be_visible(timeout=2 * JUMP_MS)
    expect(panels.row("112 slots")).to_contain_text("9 refused")
    expect(panels.zone("exceptions")).to_have_text("10,080")
    expect(panels.zone("allowance")).to_have_text("10,000")
    expect(panels.used).to_have_text("10")
    expect(panels.headline).to_have_text("Refused")


def test_instances_share_what_the_server_asked_for(page: Page, site_url: str) -> None:
    """CINST-2, CINST-4, CINST-5: X = 2 allows two; a third has no place until one is destroyed."""
    panels = Panels.at(page, site_url, option="per_concurrent_instance")
    page.get_by_label("Instances to ask for").fill("2")
    panels.press("New server asks")
    server = panels.peer("server-1")
    expect(server.locator("[data-idle]")).to_have_attribute("data-idle", "2")
    for left in ("1", "0"):
        server.get_by_role("button", name="Create").click()
        expect(server.locator("[data-idle]")).to_have_attribute("data-idle", left)
    server.get_by_role("button", name="Create").click()
    expect(panels.said).to_have_attribute("data-number", "-20008")
    server.get_by_role("button", name="Destroy").click()
    expect(server.locator("[data-idle]")).to_have_attribute("data-idle", "1")
    page.get_by_label("Instances to ask for").fill("11")
    panels.press("New server asks")
    expect(panels.said).to_have_attribute("data-number", "120")
