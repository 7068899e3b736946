"""Image files: each is judged by itself."""

import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from e2e.harness_page import HarnessPage
from e2e.kept import Kept
from media.barcode_pictures import Placed, picture

HOSTILE = "<img src=x onerror=document.title='run'>"
FOUR = (
    Placed("QRCode", "ONE", 20, 20),
    Placed("QRCode", "TWO", 340, 20),
    Placed("Code128", "THREE", 20, 260, 2),
    Placed("DataMatrix", "FOUR", 340, 260, 6),
)


def png(placed: Sequence[Placed], name: str) -> FilePayload:
    """A picture with barcodes as a file."""
    buffer = io.BytesIO()
    picture((640, 480), placed).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


@pytest.fixture
def show(kept: Kept) -> Callable[..., HarnessPage]:
    """Give files to the page that all tests share, each under a name of its own: ``show(FILE...)``."""

    def show(*files: FilePayload) -> HarnessPage:
        harness = HarnessPage(kept())
        harness.source("Images")
        harness.page.get_by_label("Choose pictures").set_input_files(list(files))
        return harness

    return show


Show = Callable[..., HarnessPage]


def test_four_different_codes_are_four_scans(show: Show) -> None:
    """SPEC section 4: an image with four different codes."""
    harness = show(png(FOUR, "four.png"))
    expect(harness.row("four.png")).to_have_attribute("data-counted", "4")
    expect(harness.page.locator(".code")).to_have_count(4)


def test_two_identical_codes_are_one_scan(show: Show) -> None:
    """SCAN-2: one scan, two outlines."""
    twins = (Placed("QRCode", "TWIN", 20, 20), Placed("QRCode", "TWIN", 340, 20))
    harness = show(png(twins, "twins.png"))
    expect(harness.row("twins.png")).to_have_attribute("data-counted", "1")
    expect(harness.page.locator(".code")).to_have_count(2)


def test_the_same_picture_counts_each_time(show: Show) -> None:
    """Still images use no memory (SCAN-6)."""
    harness = show(png(FOUR, "first.png"), png(FOUR, "second.png"))
    expect(harness.row("first.png")).to_have_attribute("data-counted", "4")
    expect(harness.row("second.png")).to_have_attribute("data-counted", "4")


def test_a_hostile_barcode_is_text(show: Show) -> None:
    """A barcode's text is shown, never run: in the log, the explanation and the picture."""
    harness = show(png([Placed("QRCode", HOSTILE, 20, 20)], "hostile.png"))
    page = harness.page
    expect(harness.row("<img src=x")).to_be_visible()
    expect(page.locator(".why code")).to_have_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    expect(page).to_have_title("licensim: what a barcode or document SDK license counts, and why")


def test_a_hostile_file_name_is_text(show: Show) -> None:
    """A file's name is shown, never run."""
    harness = show(png(FOUR, "<b onclick=alert(1)>.png"))
    expect(harness.row("<b onclick")).to_be_visible()


def test_a_picture_without_a_code_counts_nothing(show: Show) -> None:
    """It is an event, and the log names the file."""
    harness = show(png([], "without.png"))
    expect(harness.row("without.png")).to_have_attribute("data-counted", "0")


def test_broken_files_are_reported_and_count_nothing(show: Show) -> None:
    """An empty file, and a file that is not a picture."""
    broken: list[FilePayload] = [
        {"name": "empty.png", "mimeType": "image/png", "buffer": b""},
        {"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"},
    ]
    harness = show(*broken)
    alert = harness.page.get_by_role("alert")
    expect(alert).to_contain_text("empty.png: the file is empty")
    expect(alert).to_contain_text("no.png: the browser cannot read it")


def test_one_broken_file_does_not_stop_the_others(show: Show) -> None:
    """The good one is judged, the broken one is named."""
    broken: FilePayload = {"name": "torn.png", "mimeType": "image/png", "buffer": b"no picture"}
    harness = show(broken, png(FOUR, "good.png"))
    expect(harness.row("good.png")).to_have_attribute("data-counted", "4")
    expect(harness.page.get_by_text("1 of 2 read. torn.png")).to_be_visible()


def test_a_large_picture_is_read(show: Show) -> None:
    """A picture above the limit is scaled down first."""
    buffer = io.BytesIO()
    large = Image.new("L", (6000, 4000), 255)
    large.paste(picture((640, 480), FOUR).resize((2560, 1920)), (1000, 1000))
    large.save(buffer, "PNG")
    harness = show({"name": "large.png", "mimeType": "image/png", "buffer": buffer.getvalue()})
    expect(harness.row("large.png")).to_have_attribute("data-counted", "4", timeout=30_000)


def test_pictures_can_be_dropped_anywhere(page: Page, site_url: str) -> None:
    """On the whole page, not only on the picture."""
    harness = HarnessPage.visit(page, site_url).hold()
    data = page.evaluate_handle(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
            return data;
        }""",
        list(png(FOUR, "dropped.png")["buffer"]),
    )
    page.dispatch_event(".events", "drop", {"dataTransfer": data})
    expect(harness.row("dropped.png")).to_have_attribute("data-counted", "4")
    expect(page.get_by_role("button", name="Images", exact=True)).to_have_attribute("aria-pressed", "true")
