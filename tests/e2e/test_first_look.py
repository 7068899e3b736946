"""The first look: choice, picture and verdict without scrolling, and words that explain themselves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.panels import Panels
from licensim.rules.options import OPTIONS

MOST_PHONE_PX = 2600
PARTS = (".kinds", ".stage", ".verdict__headline", ".verdict__sentence")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 740)])
def test_choice_picture_and_verdict_are_in_the_first_screen(
    new_context: Callable[..., BrowserContext], site_url: str, width: int, height: int
) -> None:
    """On a desktop and on a phone, for each option; the phone's page is short while all is closed."""
    page = new_context(viewport={"width": width, "height": height}).new_page()
    harness = HarnessPage.visit(page, site_url)
    for option, facts in OPTIONS.items():
        harness.choose(option)
        expect(page.locator("sim-option")).to_have_attribute("data-option", option)
        expect(page.locator(".verdict__sentence")).not_to_be_empty()
        assert page.evaluate("scrollY") == 0
        for part in PARTS:
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height, (option, part)
        expect(page.get_by_text(facts.line).locator("visible=true")).to_have_count(1)
        if width < height:
            assert page.evaluate("document.documentElement.scrollHeight") <= MOST_PHONE_PX, option


def test_the_verdict_says_when_a_seat_is_free(page: Page, site_url: str) -> None:
    """In plain words with the time that is left; rule, reason and number are one click away."""
    panels = Panels.at(page, site_url, option="per_client_device", quota=1, period="daily")
    panels.press("Add it")
    sentence = page.locator(".verdict__sentence")
    expect(sentence).to_contain_text("The only seat is taken. The next is free in 23 h 59 min.")
    expect(panels.fact("reason")).to_be_hidden()
    page.get_by_text("By which rule: error 120").click()
    expect(panels.fact("reason")).to_have_text("SEATS_EXHAUSTED")
    expect(panels.fact("rule")).to_have_text("DEV-6")


def test_after_time_was_moved_now_is_one_click_away(page: Page, site_url: str) -> None:
    """The way back stands in the verdict, only while it is needed."""
    panels = Panels.at(page, site_url)
    back = page.get_by_role("button", name="Back to now")
    expect(back).to_have_count(0)
    panels.jump("+24 h")
    back.click()
    expect(back).to_have_count(0)
    expect(page.locator(".time__state")).to_contain_text("Real time")


def test_a_word_explains_itself_on_hover_focus_and_tap(
    new_context: Callable[..., BrowserContext], site_url: str
) -> None:
    """One sentence with its rule, within the window; Escape closes it."""
    page = new_context(viewport={"width": 360, "height": 740}, has_touch=True).new_page()
    HarnessPage.visit(page, site_url).unfold()
    field = page.locator(".field__head", has_text="SDK version")
    word, tip = field.get_by_role("button"), field.get_by_role("tooltip", include_hidden=True)
    for show in (word.hover, word.focus, word.tap):
        show()
        expect(tip).to_be_visible()
        expect(tip).to_contain_text("differ in when a code in view counts again. SCAN-3")
        box = tip.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        word.focus()
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()
        page.locator("body").click(position={"x": 1, "y": 1})
