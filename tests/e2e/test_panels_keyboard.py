"""Everything by keyboard: Tab reaches each panel's controls, they show the focus, and keys use them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import tab_to
from e2e.watch import Watch

Done = Callable[[Panels], Locator]


@dataclass(frozen=True)
class Way:
    """A panel's main action without a mouse: the control that Tab reaches, the key, the visible result."""

    panel: str
    control: str
    key: str
    done: Done
    option: str = "per_barcode_scan"

    def __str__(self) -> str:
        """Return the name of its test."""
        return f"{self.panel}: {self.control}"


WAYS = [
    Way("windows", "As a table", "Enter", lambda p: p.page.locator(".option .picture__table table")),
    Way(
        "pages",
        "Webcam frame",
        "Enter",
        lambda p: p.page.locator(".running__said", has_text="camera"),
        "per_page",
    ),
    Way("devices", "Add it", "Enter", lambda p: p.peer("browser-1"), "per_client_device"),
    Way("servers", "Start it", "Space", lambda p: p.peer("server-1, server"), "per_server"),
    Way("at once", "Add them", "Enter", lambda p: p.peer("device-2"), "per_concurrent_device"),
    Way("instances", "New server asks", "Space", lambda p: p.peer("server-1"), "per_concurrent_instance"),
    Way(
        "domain",
        "shop.force.com",
        "Space",
        lambda p: p.page.locator(".coverage", has_text="shop.force.com"),
        "per_domain",
    ),
    Way("time", "Frozen", "Space", lambda p: p.page.locator(".time__state", has_text="frozen")),
    Way("time", "Next change", "Enter", lambda p: p.row("To the next change")),
    Way("time", "To expiry", "Enter", lambda p: p.row("To the end of scans")),
    Way("faults", "License revoked", "Space", lambda p: p.row("The license was revoked")),
    Way("files", "Download the session", "Enter", lambda p: p.page.locator("body")),
    Way("files", "Open a file", "Enter", lambda p: p.page.locator("body")),
    Way("compare", "Compare this session", "Enter", lambda p: p.page.locator(".compare tbody tr").nth(6)),
    Way("cast", "Let them work", "Enter", lambda p: p.page.locator("sim-cast .picture").nth(1)),
    Way("license", "Edit the document", "Enter", lambda p: p.page.get_by_label("License document, JSON")),
    Way("license", "Start over", "Enter", lambda p: p.row("Started over")),
]


BY_OPTION: list[Way] = sorted(WAYS, key=attrgetter("option"))


@pytest.fixture(scope="module")
def open_for(
    browser: Browser, browser_context_args: dict[str, Any], site_url: str
) -> Iterator[Callable[[str], Panels]]:
    """The page under a license of an option; a page that has it already is used again."""
    watch = Watch()
    watch.allow(site_url)
    opened: dict[str, Panels] = {}

    def at(option: str) -> Panels:
        if option not in opened:
            close()
            page = watch.attach(browser.new_context(**browser_context_args)).new_page()
            opened[option] = Panels.at(page, site_url, option=option)
            # The browser reports file choosers only some time after the first listener was added.
            page.on("filechooser", lambda _: None)
        return opened[option]

    def close() -> None:
        for panels in opened.values():
            panels.page.context.close()
        opened.clear()

    yield at
    close()
    assert (watch.errors, watch.strangers) == ([], [])


@pytest.mark.parametrize("way", BY_OPTION, ids=str)
def test_its_main_action(open_for: Callable[[str], Panels], way: Way) -> None:
    """Tab reaches the control, it shows the focus, and the key uses it."""
    panels = open_for(way.option)
    page = panels.page
    tab_to(page, way.control)
    assert has_ring(page)
    if way.control == "Download the session":
        with page.expect_download():
            page.keyboard.press(way.key)
    elif way.control == "Open a file":
        with page.expect_file_chooser():
            page.keyboard.press(way.key)
    else:
        page.keyboard.press(way.key)
    expect(way.done(panels)).to_be_visible(timeout=JUMP_MS)
    if way.control == "Edit the document":
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_license_form(page: Page, site_url: str) -> None:
    """Choose an option by arrows, type a quota, read a fault; only Tab moves between them."""
    panels = Panels.at(page, site_url)
    panels.freeze()
    for option in ("per_page", "per_client_device"):
        page.get_by_role("radio", checked=True).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("sim-option")).to_have_attribute("data-option", option, timeout=JUMP_MS)
    tab_to_field(page, "set-quota")
    expect(page.get_by_label("Quota, devices")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    expect(panels.row("Quota: 7")).to_be_visible(timeout=JUMP_MS)
    page.keyboard.press("Tab")  # over the word that explains itself
    expect(page.get_by_label("A seat lasts")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(panels.row("monthly")).to_be_visible(timeout=JUMP_MS)


def test_the_order_of_tab_is_that_of_the_page(page: Page, site_url: str) -> None:
    """In each panel, and between panels of a column, the focus moves down and never back."""
    Panels.visit(page, site_url, option="per_client_device")
    visited = []
    for _ in range(200):
        page.keyboard.press("Tab")
        place = page.evaluate(PLACE)
        if place is None:
            break
        assert has_ring(page), place
        visited.append(place)
    assert [name for name, is_below in visited if not is_below] == []
    panels = list(dict.fromkeys(name for name, _ in visited if name))
    assert {"sim-time", "sim-source-picker", "sim-conditions", "sim-log", "sim-option"} <= set(panels), panels
    last = ["sim-cast", "sim-compare", "sim-prices", "sim-identity", "sim-domain", "sim-faults", "sim-files"]
    assert last == panels[-7:]


# The page changes meanwhile, so the focused element is compared with the one before, not counted.
PLACE = """() => {
    const [before, one] = [globalThis.hadTheFocus, document.activeElement];
    if (one === document.body) return null;
    globalThis.hadTheFocus = one;
    const isBelow = !before?.isConnected || (before.compareDocumentPosition(one) & 4) === 4; // it follows
    return [one.closest('[data-panel]')?.localName ?? '', isBelow];
}"""


def tab_to_field(page: Page, identity: str) -> None:
    """Press Tab until the field of this id has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == identity:
            return
    pytest.fail(f"Tab never reaches {identity}")


def has_ring(page: Page) -> bool:
    """Whether the focused element, or the label around it, is drawn with an outline."""
    shown: bool = page.evaluate(
        "() => [document.activeElement, document.activeElement.closest('label')].some((one) => {"
        "if (one === null) return false; const { outlineStyle, outlineWidth } = getComputedStyle(one);"
        "return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1; })"
    )
    return shown
