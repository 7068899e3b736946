"""OCR of generated text, loaded from the page's own folder."""

import pytest

from e2e.components.conftest import ComponentsPage, file_of
from media.documents import encoded, pdf, picture

TEXT = "The quick brown fox\njumps over the lazy dog\nand counts one page"


def test_text_and_words_with_their_places(components: ComponentsPage) -> None:
    """Every word has a box at the place where it was drawn; reading reports its progress."""
    found = components.read("fox.png", encoded(picture(TEXT), "PNG"))
    assert TEXT.split() == found["value"]["text"].split()
    words = {word["text"]: word["box"] for word in found["value"]["words"]}
    assert set(TEXT.split()) == set(words)
    x0, y0, x1, y1 = words["quick"]
    assert 60 < x0 < x1 < 850
    assert 50 < y0 < y1 < 120
    assert words["jumps"][1] > y1
    assert ["Loading the engine", "Reading"] == found["steps"]


def test_an_empty_page_is_read_too(components: ComponentsPage) -> None:
    """An empty page is not a failure."""
    found = components.read("white.png", encoded(picture(""), "PNG"))
    assert ("", []) == (found["value"]["text"].strip(), found["value"]["words"])


def test_a_page_that_was_rasterized_is_read(components: ComponentsPage) -> None:
    """The pixels of one component go to the next."""
    text = components.page.evaluate("readPage", {"file": file_of("one.pdf", pdf(1))})
    assert "Page 1 of 1" in text


def test_a_canceled_reading_can_be_repeated(components: ComponentsPage) -> None:
    """The engine is dropped, and loaded again."""
    page = encoded(picture(TEXT), "PNG")
    assert "TimeoutError" == components.read("fox.png", page, abortAfter=100)["error"]["name"]
    assert TEXT.split() == components.read("fox.png", page)["value"]["text"].split()


@pytest.mark.expects_errors("")
def test_an_invalid_picture_is_reported(components: ComponentsPage) -> None:
    """And the engine can be used again."""
    assert "broken" == components.read("no.png", b"no picture")["error"]["reason"]
    assert TEXT.split() == components.read("fox.png", encoded(picture(TEXT), "PNG"))["value"]["text"].split()


@pytest.mark.expects_errors("ERR_", "Failed to load")
def test_an_engine_that_is_missing_says_so(components: ComponentsPage) -> None:
    """It does not wait forever."""
    components.page.context.route("**/tesseract-*/**", lambda route: route.abort())
    found = components.read("fox.png", encoded(picture(TEXT), "PNG"))
    assert "not_loaded" == found["error"]["reason"]
