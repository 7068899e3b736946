"""PDF, rasterized page by page, in workers, under the strict policy."""

import pytest

from e2e.components.conftest import ComponentsPage
from media.documents import encoded, pdf, picture


def test_five_pages_come_out_as_asked(components: ComponentsPage) -> None:
    """In order, with the resolution's size and the right content: a bar of n points on page n at 72 dpi."""
    found = components.rasterize("five.pdf", pdf(5), dpi=72, footRows=5)
    assert found["error"] is None
    assert [(n, 5, 595, 842) for n in range(1, 6)] == [
        (page["page"], page["of"], page["width"], page["height"]) for page in found["pages"]
    ]
    assert [0.2, 0.4, 0.6, 0.8, 1.0] == [round(page["foot"], 2) for page in found["pages"]]
    assert all(page["ink"] > page["foot"] * 5 / 842 + 0.001 for page in found["pages"])  # the letters
    assert ["Opening", "Page 1 of 5", "Page 5 of 5"] == [
        found["steps"][0],
        found["steps"][1],
        found["steps"][-1],
    ]


def test_the_usual_resolution_is_150(components: ComponentsPage) -> None:
    """If no resolution is given."""
    [page] = components.rasterize("one.pdf", pdf(1, size=(72, 144)))["pages"]
    assert (150, 300) == (page["width"], page["height"])


def test_a_long_pdf_is_canceled_at_page_three(components: ComponentsPage) -> None:
    """Three pages of 200 were done, and no further page begins."""
    found = components.rasterize("long.pdf", pdf(200), abortAt=3)
    assert [1, 2, 3] == [page["page"] for page in found["pages"]]
    assert "AbortError" == found["error"]["name"]
    assert "Page 3 of 200" == found["steps"][-1]


def test_leaving_the_loop_keeps_the_pages_so_far(components: ComponentsPage) -> None:
    """And can rasterize again."""
    found = components.rasterize("long.pdf", pdf(20), leaveAt=2, dpi=36)
    assert ([1, 2], None) == ([page["page"] for page in found["pages"]], found["error"])
    assert 3 == len(components.rasterize("again.pdf", pdf(3), dpi=36)["pages"])


def test_an_encrypted_pdf_says_so(components: ComponentsPage) -> None:
    """With its password it opens."""
    content = pdf(2, password="sesame")
    found = components.rasterize("locked.pdf", content)
    assert ([], "encrypted") == (found["pages"], found["error"]["reason"])
    assert "locked.pdf: the PDF is encrypted." == found["error"]["message"]
    assert "encrypted" == components.rasterize("locked.pdf", content, password="wrong")["error"]["reason"]
    opened = components.rasterize("locked.pdf", content, password="sesame", dpi=36)
    assert (2, None) == (len(opened["pages"]), opened["error"])
    assert opened["pages"][0]["ink"] > 0.001


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdf", b"", "empty"),
        ("words.pdf", b"no pdf at all", "unsupported"),
        ("broken.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 8, "broken"),
        ("cut.pdf", pdf(5)[:1000], "broken"),
        ("none.pdf", pdf(0), "broken"),
        ("huge.pdf", pdf(1, size=(14_000, 14_000)), "huge"),
    ],
)
def test_a_pdf_that_cannot_be_rasterized_has_a_reason(
    components: ComponentsPage, name: str, content: bytes, reason: str
) -> None:
    """And nothing comes out."""
    found = components.rasterize(name, content)
    assert ([], reason) == (found["pages"], found["error"]["reason"])
    assert name in found["error"]["message"]


def test_a_pdf_with_a_damaged_page_gives_those_before(components: ComponentsPage) -> None:
    """Then the error, with the number of the damaged page."""
    damaged = pdf(5).replace(b"8 0 obj\n<< /Type /Page ", b"8 0 obj\n42 /Type /Page ")
    found = components.rasterize("torn.pdf", damaged, dpi=36)
    assert [1, 2] == [page["page"] for page in found["pages"]]
    assert "broken" == found["error"]["reason"]
    assert "torn.pdf, page 3 of " in found["error"]["message"]


@pytest.mark.parametrize("mode", ["RGB", "1", "RGBA"])
def test_scanned_pictures_are_painted(components: ComponentsPage, mode: str) -> None:
    """JPEG, fax and JPEG 2000, which needs a decoder in wasm."""
    content = encoded(picture("Scanned words").convert(mode), "PDF")
    found = components.rasterize("scan.pdf", content, dpi=72)
    assert ([(850, 1100)], None) == (
        [(page["width"], page["height"]) for page in found["pages"]],
        found["error"],
    )
    assert 0.001 < found["pages"][0]["ink"] < 0.1


def test_the_page_stays_responsive(components: ComponentsPage) -> None:
    """Workers parse and paint: the first call loads the engine, the second is measured."""
    components.rasterize("warm.pdf", pdf(1))
    assert components.rasterize("ten.pdf", pdf(10))["longest"] < 200
