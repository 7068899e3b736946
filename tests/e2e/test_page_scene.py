"""The synthetic scene: true numbers at once, without a camera."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.chromium import WITH_MOTION
from e2e.harness_page import HarnessPage

pytestmark = pytest.mark.browser_context_args(**WITH_MOTION)

BELT = "PARCEL 4713"  # the third label, visible after the belt has moved one step


def test_something_true_shows_within_a_second_of_being_ready(page: Page, site_url: str) -> None:
    """The first frame already shows two labels, marked as counted; then as duplicates, with the time left."""
    harness = HarnessPage.visit(page, site_url)
    expect(harness.headline).to_have_text("Licensed")
    # The goal is one second; the rest is for a machine that runs other tests at the same time.
    expect(harness.used).to_have_text("2", timeout=3000)
    expect(page.locator('.code[data-fate="counted"]')).to_have_count(2)
    expect(page.locator("html")).to_have_attribute("data-licensim", "ready")
    duplicate = page.locator('.code[data-fate="duplicate"]').first
    expect(duplicate).to_be_attached()
    expect(duplicate.locator(".code__number")).to_have_text("3.0")


@pytest.mark.parametrize(("edition", "counted"), [("js-9", 3), ("js-9.6", 3), ("js-10.2.10", 5)])
def test_a_label_at_rest_counts_by_the_edition(page: Page, site_url: str, edition: str, counted: int) -> None:
    """Two labels rest for 3.6 s, then a third comes: only js-10.2.10 counts the two again (SCAN-3)."""
    harness = HarnessPage.visit(page, site_url, edition=edition)
    assert harness.counted_until(BELT) == counted


def test_a_longer_window_is_in_force_at_once(page: Page, site_url: str) -> None:
    """With 0 every later frame counts (SCAN-5); with 3000 again, none does while the labels rest."""
    harness = HarnessPage.visit(page, site_url, forget=0)
    expect(harness.used).to_have_text(re.compile(r"^\d\d+$"))
    harness.set_field("Ignore repeats", "100000")
    expect(harness.row("Repeats ignored for, ms: 100000")).to_be_visible()
    # With 0 each frame is a row; now only duplicates follow the newest row.
    expect(harness.rows.first.locator(".row__quiet")).to_have_text(re.compile(r"then \d\d"), timeout=10_000)


def test_a_clamped_and_a_refused_window_are_shown(page: Page, site_url: str) -> None:
    """js-9.6 clamps to 10 s and warns; a negative value is refused (SCAN-5)."""
    harness = HarnessPage.visit(page, site_url, edition="js-9.6").hold()
    harness.set_field("Ignore repeats", "60000")
    expect(page.locator("#fault-forgetMs")).to_contain_text("10000")
    harness.set_field("Ignore repeats", "-1")
    expect(page.get_by_label("Ignore repeats")).to_have_attribute("aria-invalid", "true")


def test_an_edition_is_in_force_at_once(page: Page, site_url: str) -> None:
    """After the change to js-10.2.10 the resting labels are counted again."""
    harness = HarnessPage.visit(page, site_url, forget=1000)
    expect(harness.row("PARCEL 4711")).to_have_count(1)
    page.get_by_label("SDK version").select_option("js-10.2.10")
    expect(harness.row("SDK version: js-10.2.10")).to_be_visible(timeout=20_000)
    expect(page.locator(".conditions__note:not([data-offered])")).to_contain_text("does not restart")
    # Newest first: after the change both resting labels were counted two more times.
    later = page.locator(".row:has(~ .row:has-text('SDK version: js-10.2.10'))")
    expect(later.and_(page.locator("[data-counted='2']")).nth(1)).to_be_visible(timeout=20_000)


def test_filters_and_trust_have_different_marks(page: Page, site_url: str) -> None:
    """A filtered code and an untrusted 1D code have different marks."""
    harness = HarnessPage.visit(page, site_url, formats="matrix")
    expect(page.locator('.code[data-fate="filtered"]')).to_have_count(1)
    expect(harness.used).to_have_text("1")


def test_held_the_scene_judges_nothing(page: Page, site_url: str) -> None:
    """No frame is judged while the scene is held; then it goes on from the same place."""
    harness = HarnessPage.visit(page, site_url, forget=0)
    expect(harness.used).not_to_have_text("0")
    harness.hold()
    frame = page.locator(".stage canvas").get_attribute("data-frame")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".stage canvas")).not_to_have_attribute("data-frame", frame or "")


def test_a_reload_keeps_the_count_and_the_client(page: Page, site_url: str) -> None:
    """The ledger and the UUID are durable (ID-4); the scanner's memory is not (SCAN-6)."""
    harness = HarnessPage.visit(page, site_url)
    expect(harness.used).to_have_text("2")
    harness.hold()
    uuid = page.locator("[data-uuid]").get_attribute("data-uuid")
    page.reload()
    harness.ready()
    expect(harness.used).to_have_text("4")
    expect(page.locator("[data-uuid]")).to_have_attribute("data-uuid", uuid or "")


def test_the_log_is_searched_and_filtered(page: Page, site_url: str) -> None:
    """By a word of a row, and by its answer; nothing found is said, and the whole log comes back."""
    harness = HarnessPage.visit(page, site_url)
    expect(harness.row("SHIP-0042").first).to_be_visible()
    harness.hold()
    count = harness.rows.count()
    search = page.get_by_label("Search the log")
    search.fill("opened")
    expect(harness.rows).to_have_count(1)
    page.get_by_label("Answers in the log").select_option("refused")
    expect(page.get_by_text("No event is like this.")).to_be_visible()
    page.get_by_label("Answers in the log").select_option("all")
    search.fill("")
    expect(harness.rows).to_have_count(count)
