"""Many devices at work over days, in the page: form, progress, sentence, pictures, and the way back."""

from playwright.sync_api import Page, expect

from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import violations
from e2e.test_panels_widths import CUT_OFF


def test_many_devices_work_under_a_copy_of_the_license(page: Page, site_url: str) -> None:
    """What happens is said and drawn, and the visitor's own session stays as it was."""
    panels = Panels.at(page, site_url, option="per_client_device")
    panels.unfold()
    panels.press("Add it")
    expect(panels.used).to_have_text("2")
    crowd = page.locator("sim-cast")
    for name, value in (("devices", 40), ("days", 2), ("places", 4)):
        page.locator(f"#cast-{name}").fill(str(value))
    page.locator("#cast-devices").press("Enter")
    back = crowd.get_by_role("button", name="Back to mine")
    expect(back).to_be_visible(timeout=JUMP_MS)
    said = crowd.get_by_role("status").locator("p")
    expect(said.first).to_have_text("40 devices made 400 scans on 2 days. 30 were licensed, and 370 refused.")
    expect(said.nth(1)).to_contain_text("37 of the 40 devices were refused at least once.")
    expect(said.nth(1)).to_contain_text("all 3 seats are taken")
    expect(crowd.locator("figcaption")).to_have_text(
        ["400 scans: 30 licensed, 370 refused", "Seats over time: 3 now, 3 at most"]
    )
    crowd.get_by_text("As a table").first.click()
    expect(crowd.get_by_role("row", name="refused")).to_have_text("refused37092.5 %")
    for width in (360, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        panels.unfold()
        assert violations(page) == []
        assert page.evaluate(CUT_OFF) == []
    page.locator("#price-per_client_device").fill("3")
    panels.press("What would it cost")
    priced = page.locator("sim-prices .cast__said p")
    expect(priced.first).to_contain_text("120.00 EUR for a quota of 40", timeout=JUMP_MS)
    expect(panels.used).to_have_text("2")
    back.click()
    expect(crowd.locator("figcaption")).to_have_count(0)
    page.locator("#cast-devices").fill("10000")
    page.locator("#cast-days").fill("300")
    page.locator("#cast-devices").press("Enter")
    expect(said).to_have_text("The cast must have at most 1,000,000 events, not 18,000,000.")
    page.locator("#cast-days").fill("10")
    page.locator("#cast-devices").press("Enter")
    crowd.get_by_role("button", name="Stop").click()
    expect(said.first).to_contain_text("10,000 devices made")
    panels.jump("+24 h")
    panels.press("Real time")  # another worker decides from now on
    expect(crowd.locator("figcaption")).to_have_count(0)


def test_a_session_is_priced_by_the_visitors_own_prices(page: Page, site_url: str) -> None:
    """The cheapest way, what cannot serve in words, a curve; a price file with faults is told of them."""
    panels = Panels.at(page, site_url)
    panels.unfold()
    panels.press("Compare this session")
    row = page.locator(".compare tr", has_text="per page")
    expect(row.locator("[data-why-not]")).to_contain_text("not offered for barcode_reader")
    ask = page.get_by_role("button", name="What would it cost")
    expect(ask).to_be_disabled()
    page.locator("#price-currency").fill("CHF")
    for option, price in {"per_barcode_scan": "0.5", "per_client_device": "20", "per_page": "1"}.items():
        page.locator(f"#price-{option}").fill(price)
    page.locator("#price-per_page").press("Enter")
    said = page.locator("sim-prices .cast__said p")
    expect(said.first).to_contain_text("For a month of it, per client device quarterly is the cheapest")
    way = page.locator("sim-prices tr[data-way='per page']")
    expect(way).to_contain_text("not offered for barcode_reader")
    panels.press("as it is")
    expect(said.first).to_contain_text("For this session, per barcode scan is the cheapest: 1.00 CHF")
    page.locator("sim-prices").get_by_text("As a table").click()
    expect(page.locator("sim-prices .picture tbody tr")).to_have_count(2)
    for width in (360, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        panels.unfold()
        assert violations(page) == []
        assert page.evaluate(CUT_OFF) == []
    wrong = {
        "name": "mine.json",
        "mimeType": "application/json",
        "buffer": b'{"currency": "CHF", "prices": []}',
    }
    page.locator("sim-prices input[type=file]").set_input_files(wrong)  # type: ignore[arg-type]
    expect(page.locator("sim-prices .faults li")).to_contain_text("must not be empty")
    expect(page.locator("sim-prices form")).to_contain_text("The prices are those of mine.json.")
