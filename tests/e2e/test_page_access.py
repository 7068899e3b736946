"""Accessibility of the page: by keyboard, without axe violations, on any server, in any state."""

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.watch import Watch

Scheme = Literal["light", "dark"]
LOOKS: list[tuple[Scheme, int]] = [("light", 320), ("dark", 1440)]
"""Each theme once, and the smallest and largest width: no color depends on the width."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: pytest owns the terminal."""


@pytest.fixture
def sub_path_url(built_site: Path, tmp_path: Path, watch: Watch) -> Iterator[str]:
    """The built site under a sub-path of a plain static server: ``python -m http.server``."""
    shutil.copytree(built_site, tmp_path / "some" / "where")
    handler = functools.partial(_Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://localhost:{server.server_port}/some/where/"
        watch.allow(url)
        yield url
        server.shutdown()


def test_the_page_works_from_a_plain_server_under_a_sub_path(page: Page, sub_path_url: str) -> None:
    """Without headers and not at the root: only the page's own policy is in force."""
    harness = HarnessPage.visit(page, sub_path_url)
    expect(harness.used).to_have_text("2")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext], site_url: str, scheme: Scheme, width: int
) -> None:
    """Licensed, with an explained event and the dialog open; no wider than a phone (WCAG 1.4.10)."""
    page = new_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    harness = HarnessPage.visit(page, site_url)
    expect(harness.used).to_have_text("2")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    harness.hold()
    harness.unfold()
    harness.rows.first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Forget this client").click()
    assert violations(page) == []


def test_axe_finds_nothing_when_refused(page: Page, site_url: str) -> None:
    """In the refused state, with a fault in a field, in both themes."""
    harness = HarnessPage.visit(page, site_url, quota=10, forget=0)
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    harness.set_field("Quota, scans", "-1")
    expect(page.locator("#fault-quota")).not_to_be_empty()
    for scheme, _ in LOOKS:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme


def violations(page: Page) -> list[str]:
    """What axe-core finds, as text."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def test_no_name_is_wider_than_a_phone(new_context: Callable[..., BrowserContext], site_url: str) -> None:
    """A host and a machine of more than sixty characters, and the largest quota."""
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    HarnessPage.visit(page, site_url, option="per_server", quota=2**53 - 1).unfold()
    long = "a" * 60
    page.locator("#machine-name").fill(long)
    page.get_by_role("button", name="Start it").click()
    expect(page.locator(".peer__name").filter(has_text=long)).to_be_visible()
    page.get_by_label("Host or address").fill(f"{long}.example.com")
    page.get_by_label("Host or address").press("Enter")  # content above may still move the button
    expect(page.locator(".coverage__host")).to_have_text(f"{long}.example.com")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for one in page.locator(".meter__zones div").all():
        assert one.evaluate("(zone) => zone.getBoundingClientRect().right") <= 360


def test_all_of_it_by_keyboard(page: Page, site_url: str) -> None:
    """Without a mouse: hold the scene, move in the log, read why, check a host, open and leave the dialog."""
    harness = HarnessPage.visit(page, site_url)
    expect(harness.used).to_have_text("2")
    tab_to(page, "Hold")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    tab_to(page, "Events, the newest first")
    page.keyboard.press("End")
    expect(page.locator('.row[aria-selected="true"]')).to_contain_text("Opened")
    page.keyboard.press("ArrowUp")
    expect(page.locator('.row[aria-selected="true"]')).to_contain_text("Scanner started")
    expect(page.locator(".why__answer")).to_contain_text("Scanner started")
    page.keyboard.press("Escape")
    expect(page.locator('.row[aria-selected="true"]')).to_have_count(0)
    tab_to(page, "Forget this client")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    tab_to(page, "shop.force.com")
    page.keyboard.press("Space")
    expect(page.locator(".coverage__host")).to_have_text("shop.force.com")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focused element has this name."""
    focused = """() => {
        const { ariaLabel, textContent, labels } = document.activeElement;
        return [ariaLabel, ...[{ textContent }, ...(labels ?? [])].map((one) => one.textContent.trim())];
    }"""
    for _ in range(200):
        page.keyboard.press("Tab")
        if name in page.evaluate(focused):
            return
    pytest.fail(f"Tab never reaches {name!r}")


def test_a_hidden_tab_waits_and_goes_on(page: Page, site_url: str) -> None:
    """The scene stops in a background tab, and nothing is lost."""
    harness = HarnessPage.visit(page, site_url, forget=0)
    expect(harness.used).not_to_have_text("0")
    page.evaluate(HIDE, True)
    canvas = page.locator(".stage canvas")
    expect(page.get_by_text("Waits while the page is hidden.")).to_be_visible()
    frame = canvas.get_attribute("data-frame") or ""
    page.evaluate(HIDE, False)
    expect(canvas).not_to_have_attribute("data-frame", frame)


HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_frozen_tab_goes_on(page: Page, site_url: str) -> None:
    """The browser freezes and resumes the page: the count goes on, the client is the same."""
    harness = HarnessPage.visit(page, site_url)
    expect(harness.used).to_have_text("2")
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    expect(harness.used).to_have_text("3", timeout=20_000)


@pytest.mark.expects_errors("404")
def test_a_page_that_cannot_start_says_so(page: Page, site_url: str) -> None:
    """The failed state has the error's own words, and a way to go on."""
    page.route("**/licensim/pyodide/*.wasm", lambda route: route.fulfill(status=404, body=""))
    page.goto(site_url)
    expect(page.locator(".boot")).to_have_attribute("data-phase", "failed", timeout=60_000)
    expect(page.get_by_role("alert")).to_contain_text("wasm")
    expect(page.get_by_role("button", name="Load the page again")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-licensim", "failed")
