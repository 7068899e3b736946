"""Accessibility of the panels: no axe violations, no wider than a phone, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import LOOKS, Scheme, tab_to, violations

ACTS = {
    "per_client_device": "Add it",
    "per_server": "Start it",
    "per_concurrent_device": "Add them",
    "per_concurrent_instance": "New server asks",
    "per_page": None,
    "per_domain": None,
}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing_in_any_panel(
    new_context: Callable[..., BrowserContext], site_url: str, scheme: Scheme, width: int
) -> None:
    """Each option with content in its panel and an open table; the comparison; the document's faults."""
    page = new_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    panels = Panels.at(page, site_url)
    panels.unfold()
    panels.freeze()
    for option, act in ACTS.items():
        panels.choose(option)
        expect(page.locator("sim-option")).to_have_attribute("data-option", option, timeout=JUMP_MS)
        if act is not None:
            panels.press(act)
            expect(page.locator(".option .picture")).to_be_visible()
            page.locator(".option .picture__table summary").click()
        assert violations(page) == [], option
        assert page.evaluate("document.documentElement.scrollWidth") == width, option
    panels.press("Compare this session")
    expect(page.locator(".compare tbody tr")).to_have_count(7, timeout=30_000)
    panels.press("Edit the document")
    page.get_by_label("License document, JSON").fill('{"profile": "v2.2.19"}')
    panels.press("Put it in force")
    expect(page.locator(".faults li")).to_have_count(1)
    assert violations(page) == []


def test_time_clients_and_faults_by_keyboard(page: Page, site_url: str) -> None:
    """Without a mouse: move time, add a client, use it, cut the network."""
    panels = Panels.at(page, site_url, option="per_client_device")
    tab_to(page, "+24 h")
    page.keyboard.press("Enter")
    expect(panels.row("+24 h")).to_be_visible()
    tab_to(page, "Add it")
    page.keyboard.press("Enter")
    expect(panels.peer("browser-1")).to_be_visible()
    tab_to(page, "Use browser-1")
    page.keyboard.press("Space")
    expect(panels.row("browser-1 scanned")).to_be_visible()
    page.locator("#fault-switch-unreachable").focus()
    page.keyboard.press("Space")
    expect(panels.row("unreachable")).to_be_visible()


def test_no_motion_for_those_who_want_none(page: Page, site_url: str) -> None:
    """Nothing in the panels is animated."""
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    panels = Panels.at(page, site_url)
    panels.press("60×")  # noqa: RUF001 - the button's own sign
    assert page.evaluate("document.getAnimations().length") == 0
