"""Image files as pages, and the errors for other files."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from e2e.components.conftest import ComponentsPage, visit
from e2e.watch import Watch
from media.documents import circular_tiff, encoded, pdf, picture, png_bomb, tiff

PAGE = picture("A page of its own")


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_one_page(components: ComponentsPage, format_name: str) -> None:
    """The page has the picture's size and pixels."""
    found = components.import_pages("one", encoded(PAGE, format_name))
    assert found["error"] is None
    [page] = found["pages"]
    assert (1, 1, "one", 850, 1100) == tuple(page[key] for key in ("page", "of", "name", "width", "height"))
    assert page["ink"] > 0.001


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_deflate", "group4", "jpeg", "packbits", "raw"])
def test_a_tiff_has_as_many_pages_as_it_holds(components: ComponentsPage, compression: str) -> None:
    """In order, each with its number, for every compression; decoded outside of the page's thread."""
    found = components.import_pages("three.tif", tiff(3, compression))
    assert found["error"] is None
    assert [(1, 3), (2, 3), (3, 3)] == [(page["page"], page["of"]) for page in found["pages"]]
    assert all((page["width"], page["height"]) == (850, 1100) for page in found["pages"])
    assert all(0.001 < page["ink"] < 0.1 for page in found["pages"])
    assert ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"] == found["steps"]


def test_a_tiff_that_is_cut_off_says_so(components: ComponentsPage) -> None:
    """Its directories are after the pixels, so it gives no page."""
    whole = tiff(3, "raw")
    found = components.import_pages("cut.tif", whole[: len(whole) // 2])
    assert "broken" == found["error"]["reason"]
    assert "cut off" in found["error"]["message"]
    assert [] == found["pages"]


@pytest.mark.parametrize(
    ("name", "content", "reason", "words"),
    [
        ("empty.png", b"", "empty", "the file is empty"),
        ("broken.png", encoded(PAGE, "PNG")[:60], "broken", "damaged"),
        ("broken.jpg", b"\xff\xd8\xff\xe0 no picture", "broken", "damaged"),
        ("broken.tif", b"II*\0\xff\xff\xff\x7f", "broken", "damaged"),
        ("circle.tif", circular_tiff(), "broken", "circular"),
        ("bomb.png", png_bomb(60_000, 60_000), "huge", "60000 pixels are too many"),
        ("text.txt", b"just words", "unsupported", "no PNG, JPEG, WebP or TIFF"),
        ("file.pdf", pdf(1), "unsupported", "this is a PDF"),
    ],
)
def test_an_invalid_picture_has_a_reason(
    components: ComponentsPage, name: str, content: bytes, reason: str, words: str
) -> None:
    """The error is in words, with the file's name; there is no page."""
    found = components.import_pages(name, content)
    assert [] == found["pages"]
    assert ("DocumentError", reason) == (found["error"]["name"], found["error"]["reason"])
    assert name in found["error"]["message"]
    assert words in found["error"]["message"]


def test_a_canceled_import_keeps_the_pages_before(components: ComponentsPage) -> None:
    """The pages before the cancellation count."""
    found = components.import_pages("ten.tif", tiff(10, size=(200, 200)), abortAt=4)
    assert [1, 2, 3, 4] == [page["page"] for page in found["pages"]]
    assert "AbortError" == found["error"]["name"]


@pytest.fixture
def filmed(launch_chromium: Callable[..., Browser], components_url: str, watch: Watch) -> ComponentsPage:
    """The page in a browser that has a camera."""
    watch.allow(components_url)
    browser = launch_chromium("--use-fake-device-for-media-stream")
    return visit(watch.attach(browser.new_context(permissions=["camera"])), components_url)


def test_a_frame_of_the_camera_is_one_page(filmed: ComponentsPage) -> None:
    """It has the camera's size; its memory is freed."""
    frame = filmed.page.evaluate("capture", {})
    assert (1, 1, True) == (frame["page"], frame["of"], frame["closed"])
    assert (640, 480) == (frame["width"], frame["height"])


def test_a_frame_without_image_capture(filmed: ComponentsPage) -> None:
    """Without ImageCapture the frame comes from a video."""
    filmed.page.evaluate("() => delete globalThis.ImageCapture")
    assert (640, 480) == tuple(filmed.page.evaluate("capture", {})[key] for key in ("width", "height"))


def test_a_camera_that_is_off_says_so(filmed: ComponentsPage) -> None:
    """Nothing was captured."""
    assert "no_picture" == filmed.page.evaluate("capture", {"stopped": True})["error"]["reason"]
