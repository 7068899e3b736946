"""Per page, on real files: each page that succeeded counts once in its module, and only those."""

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from e2e.kept import Kept
from e2e.panels import Panels
from e2e.watch import Watch
from licensim.scanner.device import Device
from licensim.scanner.server import scanning
from media.documents import encoded, pdf, picture, tiff

PDF = "application/pdf"


class Pages(Panels):
    """The panel of pages."""

    def counter(self, module: str) -> Locator:
        """How many pages of a module are counted."""
        return self.page.locator(f"[data-module={module}] [data-pages]")

    def counted(self) -> list[str]:
        """How many pages of each module are counted."""
        modules = ("core", "webcam", "pdfr", "ocr")
        return [self.counter(module).inner_text() for module in modules]

    def expect_more(self, before: list[str], core: int) -> None:
        """Wait until so many pages more are counted in core, and none elsewhere."""
        expect(self.counter("core")).to_have_text(str(int(before[0]) + core))
        assert self.counted()[1:] == before[1:]

    @property
    def result(self) -> Locator:
        """The outcome of the last run."""
        return self.page.locator(".running__said")

    def give(self, button: str, name: str, content: bytes, kind: str = "") -> None:
        """Choose a file."""
        file = FilePayload(name=name, mimeType=kind, buffer=content)
        self.page.get_by_label(button).set_input_files(file)


@pytest.fixture
def pages(page: Page, site_url: str) -> Pages:
    """Six pages of each module, and no grace."""
    return Pages(Panels.at(page, site_url, option="per_page", quota=6).page)


def test_a_pdf_counts_page_by_page(pages: Pages) -> None:
    """PAGE-1: five pages rasterized are five in pdfr, none in core; the seventh is refused."""
    pages.give("Rasterize a PDF", "five.pdf", pdf(5), PDF)
    expect(pages.result).to_have_text("Done: 5 pages counted.", timeout=60_000)
    expect(pages.counter("pdfr")).to_have_text("5")
    expect(pages.counter("core")).to_have_text("0")
    expect(pages.row("five.pdf, page 5 of 5")).to_be_visible()
    pages.give("Rasterize a PDF", "three.pdf", pdf(3), PDF)
    expect(pages.result).to_have_text("Refused: 1 page counted before.", timeout=60_000)
    expect(pages.counter("pdfr")).to_have_text("6")
    expect(pages.fact("number")).to_have_text("120")


def test_images_and_a_tiff_are_imported(kept: Kept) -> None:
    """A PNG is one page, a TIFF as many as it holds (core)."""
    pages = Pages(kept(option="per_page", quota=20))
    before = pages.counted()
    pages.give("Import images", "letter.png", encoded(picture("A letter"), "PNG"), "image/png")
    expect(pages.result).to_have_text("Done: 1 page counted.")
    pages.give("Import images", "three.tiff", tiff(3), "image/tiff")
    expect(pages.result).to_have_text("Done: 3 pages counted.", timeout=30_000)
    pages.expect_more(before, core=4)
    expect(pages.page.locator(".page-shown canvas")).to_be_visible()


def test_several_files_are_one_run(kept: Kept) -> None:
    """The pages of all files are counted; a damaged file does not stop the others."""
    pages = Pages(kept(option="per_page", quota=20))
    before = pages.counted()
    letters = [
        FilePayload(name=name, mimeType="image/png", buffer=content)
        for name, content in [
            ("a.png", encoded(picture("A"), "PNG")),
            ("torn.png", b"just words"),
            ("b.png", encoded(picture("B"), "PNG")),
        ]
    ]
    importing = pages.page.get_by_label("Import images")
    importing.set_input_files([letters[0], letters[2]])
    expect(pages.result).to_have_text("Done: 2 pages counted.")
    importing.set_input_files(letters)
    expect(pages.result).to_contain_text("torn.png: this is no PNG")
    expect(pages.result).to_contain_text("2 pages counted.")
    pages.expect_more(before, core=4)


@pytest.mark.parametrize(
    ("button", "name", "content", "said"),
    [
        ("Rasterize a PDF", "secret.pdf", pdf(2, password="x"), "encrypted"),
        ("Rasterize a PDF", "torn.pdf", pdf(2)[:200], "damaged"),
        ("Import images", "nothing.png", b"", "empty"),
        ("Import images", "words.png", b"just words", "no PNG"),
    ],
)
def test_an_unreadable_file_has_a_reason_and_counts_nothing(
    kept: Kept, button: str, name: str, content: bytes, said: str
) -> None:
    """PAGE-4."""
    pages = Pages(kept(option="per_page", quota=20))
    before = pages.counted()
    pages.give(button, name, content)
    expect(pages.result).to_contain_text(said, timeout=60_000)
    expect(pages.result).to_contain_text("0 pages counted")
    assert pages.counted() == before


def test_a_long_pdf_is_canceled(page: Page, site_url: str) -> None:
    """Of 200 pages, the pages done before the cancellation count."""
    pages = Pages(Panels.at(page, site_url, option="per_page", quota=500).page)
    pages.give("Rasterize a PDF", "long.pdf", pdf(200), PDF)
    expect(pages.row("long.pdf, page 3 of 200")).to_be_visible(timeout=60_000)
    pages.press("Cancel")
    expect(pages.result).to_contain_text("Canceled:")
    counted = int(pages.result.inner_text().split()[1])
    assert 3 <= counted < 100
    expect(pages.counter("pdfr")).to_have_text(str(counted))


def test_the_text_of_a_page_is_read(kept: Kept) -> None:
    """One page in ocr; its text is shown."""
    pages = Pages(kept(option="per_page", quota=20))
    before = pages.counted()
    content = encoded(picture("Licensed by the page"), "PNG")
    pages.give("Read a picture", "text.png", content, "image/png")
    expect(pages.page.locator(".page-shown__text")).to_contain_text("Licensed by the page", timeout=90_000)
    expect(pages.counter("ocr")).to_have_text(str(int(before[3]) + 1))
    assert pages.counted()[:3] == before[:3]


def test_a_scanner_on_this_computer(pages: Pages, watch: Watch) -> None:
    """The three pages of its feeder count in core; an address of another computer is refused."""
    field = pages.page.get_by_label("Scanner on this computer")
    with scanning(Device(sheets=3)) as scanner:
        watch.allow(scanner.address)
        field.fill(scanner.address)
        pages.press("Scan")
        expect(pages.result).to_have_text("Done: 3 pages counted.", timeout=60_000)
        expect(pages.counter("core")).to_have_text("3")
    field.fill("https://scanner.example.com")
    pages.press("Scan")
    expect(pages.result).to_contain_text("0 pages counted")
    expect(pages.counter("core")).to_have_text("3")
