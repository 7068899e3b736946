"""The page's only clock, real, frozen, faster or moved: all follows it, nothing is lost or repeated."""

import itertools
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from conditions import wait_until
from e2e.panels import Panels

FACE = ".time__now time"


def test_real_time_until_it_is_moved(page: Page, site_url: str) -> None:
    """The page says whether time is real; counts stay after the first jump, and after the return."""
    panels = Panels.at(page, site_url)
    state = page.locator(".time__state")
    expect(state).to_contain_text("Real time")
    used = panels.used.inner_text()
    before = page.locator(FACE).inner_text()
    panels.jump("+24 h")
    expect(state).to_contain_text("Simulated, 1 d ahead")
    expect(panels.used).to_have_text(used)
    assert before[:10] < page.locator(FACE).inner_text()[:10]
    panels.press("Real time")
    expect(state).to_contain_text("Real time")
    expect(panels.row("Back in real time")).to_be_visible()
    expect(panels.used).to_have_text(used)
    expect(page.locator(FACE)).to_contain_text(before[:10])
    expect(page.get_by_role("button", name="Real time")).to_be_disabled()


def test_a_frozen_clock_stands_and_a_fast_one_runs(page: Page, site_url: str) -> None:
    """A frozen clock shows one instant; the fastest one passes a minute within seconds."""
    panels = Panels.at(page, site_url)
    panels.press("Frozen")
    expect(page.locator(".time__state")).to_contain_text("frozen")
    frozen = page.locator(FACE).inner_text()
    page.get_by_role("button", name="1200").click()
    expect(page.locator(FACE)).not_to_have_text(re.compile(re.escape(frozen[:15])), timeout=10_000)


def test_after_a_night_codes_are_new_and_all_are_counted(page: Page, site_url: str, tmp_path: Path) -> None:
    """SCAN-11: a jump moves the windows: codes in view count again, once; the trace agrees."""
    panels = Panels.visit(page, site_url, forget=100_000)
    panels = Panels(page)
    expect(panels.used).to_have_text("2")
    panels.press("Frozen")
    panels.jump("+24 h")
    expect(panels.used).not_to_have_text("2")
    panels.press("Hold")
    expect(page.get_by_text("Held: no frames are judged.")).to_be_visible()
    panels.jump("+3 min")  # decided after the frame that was under way
    used = int(panels.used.inner_text())
    events, answers, items = panels.replayed(tmp_path)
    assert used == items["scans"]["used"] == sum(answer["counted"] or 0 for answer in answers)
    assert events == sorted(events, key=lambda event: event["t"])
    frames = [e for e in events if e["type"] == "frame"]
    assert max(b["t"] - a["t"] for a, b in itertools.pairwise(frames)) >= 86_400_000


def test_to_expiry_then_through_the_grace(page: Page, site_url: str) -> None:
    """ITEM-2: over from the instant of expiry, refused seven days later."""
    panels = Panels.at(page, site_url)
    panels.press("Frozen")
    panels.press("To expiry")
    expect(panels.headline).to_have_text("In grace")
    panels.press("To the end of grace")
    expect(panels.headline).to_have_text("Refused")
    expect(panels.fact("number")).to_have_text("111")
    expect(page.get_by_role("button", name="To expiry")).to_be_disabled()


def test_starting_over_is_real_time_again(page: Page, site_url: str) -> None:
    """The simulated session ends; nothing of it is kept."""
    panels = Panels.at(page, site_url)
    panels.jump("+90 d")
    panels.press("Start over")
    expect(page.locator(".time__state")).to_contain_text("Real time")
    expect(panels.used).to_have_text("0")


def test_back_and_forward_in_the_history(page: Page, site_url: str) -> None:
    """The browser's history loads the page again in real time, without errors."""
    panels = Panels.at(page, site_url)
    panels.jump("+3 min")
    page.goto("about:blank")
    page.go_back()
    panels.ready()
    expect(page.locator(".time__state")).to_contain_text(re.compile("Real time|Simulated"))


def test_why_explains_the_refusal_not_the_scanner(page: Page, site_url: str) -> None:
    """Accepted scanner settings do not hide an answer about the license."""
    panels = Panels.visit(page, site_url, ends=-20)
    expect(panels.headline).to_have_text("Refused")
    started = panels.row("Scanner started").first
    expect(started).to_be_visible()
    expect(started).not_to_contain_text("ok")
    expect(page.locator(".why__answer")).to_contain_text("refused", ignore_case=True)
    panels.hold()

    def explained() -> bool:
        started.click()  # a frame that was on its way moves the rows: then another one is hit
        return page.locator(".why__answer").inner_text() == "Scanner started"

    wait_until(explained)
