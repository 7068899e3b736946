"""Each option on a phone, a tablet and a desktop, in both themes: nothing scrolls sideways or is cut off."""

from playwright.sync_api import Page, expect

from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import LOOKS
from e2e.test_panels_access import ACTS

OPTIONS = ("per_barcode_scan", *ACTS)
WIDTHS = (360, 768, 1440)

CUT_OFF = """() => {
    const cut = [];
    const written = 'h1, h2, h3, p, dt, dd, button, label, legend, li, th, td, a, b, span';
    for (const one of document.querySelectorAll(written)) {
        const style = getComputedStyle(one);
        const clips = style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis';
        const shown = one.checkVisibility() && one.closest('.visually-hidden, .scroll, svg') === null;
        const { left, right } = one.getBoundingClientRect();
        const outside = left < -0.5 || right > document.documentElement.clientWidth + 0.5;
        const clipped = clips && one.scrollWidth > one.clientWidth + 1;
        if (shown && (outside || clipped)) cut.push(one.outerHTML.slice(0, 200));
    }
    return cut;
}"""


def test_no_option_scrolls_sideways(page: Page, site_url: str) -> None:
    """With content in each panel and an open table, at each width and in both themes."""
    panels = Panels.at(page, site_url)
    panels.freeze()
    for option in OPTIONS:
        show(panels, option)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            panels.unfold()
            for scheme, _ in LOOKS:
                page.emulate_media(color_scheme=scheme)
                assert wide(page) <= width, (option, width, scheme)
                assert page.evaluate(CUT_OFF) == [], (option, width, scheme)


def show(panels: Panels, option: str) -> None:
    """Choose an option, and put something into its panel."""
    page = panels.page
    panels.choose(option)
    expect(page.locator("sim-option")).to_have_attribute("data-option", option, timeout=JUMP_MS)
    act = ACTS.get(option)
    if act is not None:
        panels.press(act)
        expect(page.locator(".option .picture")).to_be_visible()
        page.locator(".option .picture__table summary").click()


def wide(page: Page) -> int:
    """The width of the page's content."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
