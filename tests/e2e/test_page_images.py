"""Image files: each is judged by itself."""

import io
from collections.abc import Sequence

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from e2e.harness_page import HarnessPage
from media.barcode_pictures import Placed, picture

HOSTILE = "<img src=x onerror=document.title='run'>"
FOUR = (
    Placed("QRCode", "ONE", 20, 20),
    Placed("QRCode", "TWO", 340, 20),
    Placed("Code128", "THREE", 20, 260, 2),
    Placed("DataMatrix", "FOUR", 340, 260, 6),
)


def png(placed: Sequence[Placed], name: str = "codes.png") -> FilePayload:
    """A picture with barcodes as a file."""
    buffer = io.BytesIO()
    picture((640, 480), placed).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def visit(page: Page, site_url: str, *files: FilePayload) -> HarnessPage:
    """Open the page, choose the images and the files."""
    harness = HarnessPage.visit(page, site_url)
    harness.source("Images")
    page.get_by_label("Choose pictures").set_input_files(list(files))
    return harness


def test_four_different_codes_are_four_scans(page: Page, site_url: str) -> None:
    """SPEC section 4: an image with four different codes."""
    harness = visit(page, site_url, png(FOUR))
    expect(harness.row("codes.png")).to_have_attribute("data-counted", "4")
    expect(page.locator(".code")).to_have_count(4)


def test_two_identical_codes_are_one_scan(page: Page, site_url: str) -> None:
    """SCAN-2: one scan, two outlines."""
    twins = (Placed("QRCode", "TWIN", 20, 20), Placed("QRCode", "TWIN", 340, 20))
    harness = visit(page, site_url, png(twins))
    expect(harness.row("codes.png")).to_have_attribute("data-counted", "1")
    expect(page.locator(".code")).to_have_count(2)


def test_the_same_picture_counts_each_time(page: Page, site_url: str) -> None:
    """Still images use no memory (SCAN-6)."""
    harness = visit(page, site_url, png(FOUR, "first.png"), png(FOUR, "second.png"))
    expect(harness.row("first.png")).to_have_attribute("data-counted", "4")
    expect(harness.row("second.png")).to_have_attribute("data-counted", "4")


def test_a_hostile_barcode_is_text(page: Page, site_url: str) -> None:
    """A barcode's text is shown, never run: in the log, the explanation and the picture."""
    harness = visit(page, site_url, png([Placed("QRCode", HOSTILE, 20, 20)]))
    expect(harness.row("<img src=x")).to_be_visible()
    expect(page.locator(".why code")).to_have_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    expect(page).to_have_title("licensim: what a barcode or document SDK license counts, and why")


def test_a_hostile_file_name_is_text(page: Page, site_url: str) -> None:
    """A file's name is shown, never run."""
    harness = visit(page, site_url, png(FOUR, "<b onclick=alert(1)>.png"))
    expect(harness.row("<b onclick")).to_be_visible()


def test_a_picture_without_a_code_counts_nothing(page: Page, site_url: str) -> None:
    """It is an event, and the log names the file."""
    harness = visit(page, site_url, png([], "empty.png"))
    expect(harness.row("empty.png")).to_have_attribute("data-counted", "0")


def test_broken_files_are_reported_and_count_nothing(page: Page, site_url: str) -> None:
    """An empty file, and a file that is not a picture."""
    broken: list[FilePayload] = [
        {"name": "empty.png", "mimeType": "image/png", "buffer": b""},
        {"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"},
    ]
    visit(page, site_url, *broken)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("empty.png: the file is empty")
    expect(alert).to_contain_text("no.png: the browser cannot read it")


def test_one_broken_file_does_not_stop_the_others(page: Page, site_url: str) -> None:
    """The good one is judged, the broken one is named."""
    broken: FilePayload = {"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"}
    harness = visit(page, site_url, broken, png(FOUR, "good.png"))
    expect(harness.row("good.png")).to_have_attribute("data-counted", "4")
    expect(page.get_by_text("1 of 2 read. no.png")).to_be_visible()


def test_a_large_picture_is_read(page: Page, site_url: str) -> None:
    """A picture above the limit is scaled down first."""
    buffer = io.BytesIO()
    large = Image.new("L", (6000, 4000), 255)
    large.paste(picture((640, 480), FOUR).resize((2560, 1920)), (1000, 1000))
    large.save(buffer, "PNG")
    harness = visit(
        page, site_url, {"name": "large.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    )
    expect(harness.row("large.png")).to_have_attribute("data-counted", "4", timeout=30_000)


def test_pictures_can_be_dropped_anywhere(page: Page, site_url: str) -> None:
    """On the whole page, not only on the picture."""
    harness = HarnessPage.visit(page, site_url)
    data = page.evaluate_handle(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
            return data;
        }""",
        list(png(FOUR)["buffer"]),
    )
    page.dispatch_event(".events", "drop", {"dataTransfer": data})
    expect(harness.row("dropped.png")).to_have_attribute("data-counted", "4")
    expect(page.get_by_role("button", name="Images", exact=True)).to_have_attribute("aria-pressed", "true")
