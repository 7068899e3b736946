"""A camera as a source of pages: each successful capture is one page of webcam."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.panels import Panels
from e2e.watch import Watch
from media.barcode_pictures import Placed, Shot, film

FAKE = "--use-fake-device-for-media-stream"
SIZE = (320, 240)
MODULES = ("core", "webcam", "pdfr", "ocr")


@pytest.fixture
def filmed(launch_chromium: Callable[..., Browser], watch: Watch, tmp_path: Path) -> Page:
    """A page whose camera sees one picture."""
    picture = film(tmp_path / "page.y4m", SIZE, 10, (Shot(1.0, (Placed("QRCode", "A PAGE", 20, 20),)),))
    browser = launch_chromium(FAKE, f"--use-file-for-fake-video-capture={picture}")
    return watch.attach(browser.new_context(reduced_motion="reduce", permissions=["camera"])).new_page()


def counter(page: Page, module: str) -> Locator:
    """How many pages of a module are counted."""
    return page.locator(f"[data-module={module}] [data-pages]")


def test_each_capture_is_one_page_of_webcam(filmed: Page, site_url: str) -> None:
    """PAGE-1, PAGE-2: the same picture again counts again; past the cap it is refused."""
    panels = Panels.at(filmed, site_url, option="per_page", quota=2)
    said = filmed.locator(".running__said")
    for count in ("1", "2"):
        panels.press("Webcam frame")
        expect(counter(filmed, "webcam")).to_have_text(count)
        expect(said).to_have_text("Done: 1 page counted.")
    shown = filmed.locator(".page-shown canvas")
    assert shown.evaluate("canvas => [canvas.width, canvas.height].join()") != "300,150"
    panels.press("Webcam frame")
    expect(said).to_have_text("Refused: 0 pages counted before.")
    expect(panels.fact("number")).to_have_text("120")
    expect(counter(filmed, "webcam")).to_have_text("2")
    for module in ("core", "pdfr", "ocr"):
        expect(counter(filmed, module)).to_have_text("0")


def test_a_camera_that_is_refused_counts_nothing(
    launch_chromium: Callable[..., Browser], watch: Watch, site_url: str
) -> None:
    """PAGE-4: the visitor refuses; the page says what to do."""
    browser = launch_chromium(FAKE, "--deny-permission-prompts")
    page = watch.attach(browser.new_context(reduced_motion="reduce")).new_page()
    panels = Panels.at(page, site_url, option="per_page", quota=2)
    panels.press("Webcam frame")
    expect(page.locator(".running__said")).to_contain_text("The camera did not start.")
    expect(page.locator(".running__said")).to_contain_text("0 pages counted")
    for module in MODULES:
        expect(counter(page, module)).to_have_text("0")
