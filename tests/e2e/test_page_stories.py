"""Stories in the page: one click plays them; pause, step, take over, leave. What they say: tests/unit."""

from playwright.sync_api import Page, expect

from e2e.harness_page import HarnessPage
from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import violations


def test_a_story_is_played_taken_over_and_left(page: Page, site_url: str) -> None:
    """Its license and its cast are the page's; what was before comes back with the real time."""
    panels = Panels.at(page, site_url)
    panels.unfold()
    used = panels.used.inner_text()
    page.get_by_role("button", name="Why does our test suite use up the license?").click()
    steps = page.locator(".story__step")
    expect(steps).to_have_count(1)
    expect(page.get_by_role("radio", name="per client device")).to_be_checked()
    expect(steps).to_have_count(2, timeout=JUMP_MS)  # it plays by itself
    panels.press("Pause")
    assert violations(page) == []
    step_to_the_end(page)
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator(".story__question")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    panels.press("Play again")
    expect(steps).to_have_count(1)
    panels.press("Pause")
    step_to_the_end(page)
    expect(panels.used).to_have_text("20")
    expect(panels.row("run-3-test-20 opened")).to_be_visible()
    whose = page.locator("[data-whose]")
    expect(whose).to_contain_text("The license of the story “A test suite against a quota” is in force.")
    panels.press("Take over")
    expect(page.locator(".story")).to_have_count(0)
    panels.press("Add it")
    expect(panels.used).to_have_text("21")
    page.get_by_role("button", name="Back to now").click()
    expect(panels.used).to_have_count(0)  # until the license is open again
    expect(page.get_by_role("radio", name="per barcode scan")).to_be_checked()
    # The scene has gone on: what was counted before is still there, and nothing of the story's 21.
    expect(panels.used).not_to_have_text("21")
    assert int(used) <= int(panels.used.inner_text()) < 20


def step_to_the_end(page: Page) -> None:
    """Play the story that is paused, until its last step."""
    steps, step = page.locator(".story__step"), page.get_by_role("button", name="Step")
    while step.count() == 1:
        count = steps.count()
        step.click()
        expect(steps).to_have_count(count + 1)


def test_another_option_judges_what_a_story_did(page: Page, site_url: str) -> None:
    """To choose an option is to take over: the same events under another license."""
    harness = HarnessPage.visit(page, site_url, option="per_concurrent_device")
    page.locator(".asked-here").get_by_role("button").click()
    expect(page.locator(".story__step").first).to_be_visible()
    harness.choose("per_client_device")
    expect(page.locator(".story")).to_have_count(0)
    expect(page.locator(".meter__of")).to_have_text("of 3 seats taken")
    expect(page.locator(".verdict__sentence")).to_contain_text("3 of 3 are taken")
    expect(harness.headline).to_have_text("Licensed")


def test_a_page_of_a_number_leads_to_its_story(page: Page, site_url: str) -> None:
    """From the address that somebody searched for, without a script, to the story that plays."""
    page.goto(f"{site_url}numbers/151/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Error 151: CLONED")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    page.get_by_role("link", name="What does error 151 mean?").click()
    HarnessPage(page).ready()
    expect(page.locator(".story__title")).to_have_text("A copied browser profile")
    page.get_by_text("By which rule").click()
    page.locator("[data-fact=rule] a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("DEV-6")


def test_an_unknown_story_is_a_fault_of_the_address(page: Page, site_url: str) -> None:
    """The page says so, and goes on as without it."""
    HarnessPage.visit(page, site_url, story="none")
    expect(page.locator("[data-address]")).to_contain_text("story=none: this page has no such story")
    expect(page.locator(".story")).to_have_count(0)
