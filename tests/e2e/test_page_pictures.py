"""Image files of every kind and size with the real decoder: exactly the codes of a picture are counted."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from e2e.harness_page import HarnessPage
from e2e.watch import Watch
from media.barcode_pictures import Placed, barcode, deep_png, on_nothing, picture, png

SIZE = (320, 240)
CODE = picture(SIZE, [Placed("QRCode", "A CODE", 20, 20)])
EMPTY = Image.new("RGBA", SIZE, (0, 0, 0, 0))
READ_MS = 60_000


@pytest.fixture(scope="module")
def shared(browser: Browser, browser_context_args: dict[str, Any], site_url: str) -> Iterator[Page]:
    """One page for all pictures: each is judged by itself (SCAN-6)."""
    watch = Watch()
    watch.allow(site_url)
    page = watch.attach(browser.new_context(**browser_context_args)).new_page()
    HarnessPage.visit(page, site_url).source("Images")
    yield page
    page.context.close()
    assert (watch.errors, watch.strangers) == ([], [])


def counted(page: Page, **files: bytes) -> list[int]:
    """Give the page some files at once, with names unique among the tests; returns the count of each."""
    payloads = [
        FilePayload(name=f"{name}.png", mimeType="image/png", buffer=data) for name, data in files.items()
    ]
    page.get_by_label("Choose pictures").set_input_files(payloads)
    read = f"{len(files)} of {len(files)} read"
    expect(page.locator(".picker__words")).to_contain_text(read, timeout=READ_MS)
    rows = [HarnessPage(page).row(payload["name"]) for payload in payloads]
    for row in rows:
        expect(row).to_have_count(1)
    return [int(row.get_attribute("data-counted") or 0) for row in rows]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("transparent", png(on_nothing(CODE))),
        ("palette", png(CODE.convert("P"))),
        ("deep_gray", png(Image.fromarray(np.asarray(CODE, np.uint16) * 257))),
        ("deep_transparent", deep_png(on_nothing(CODE))),
    ],
)
def test_a_code_is_read_in_every_kind_of_picture(shared: Page, kind: str, data: bytes) -> None:
    """Transparent parts are read as white paper."""
    assert counted(shared, **{kind: data}) == [1]


def test_nothing_shines_through_from_the_picture_before(shared: Page) -> None:
    """Pictures of the same size, one after the other: each counts only its own codes."""
    other = png(on_nothing(picture(SIZE, [Placed("QRCode", "ANOTHER", 150, 100)])))
    code, empty = png(CODE), png(EMPTY)
    assert counted(shared, p1=code, p2=empty, p3=other, p4=empty, p5=code) == [1, 0, 1, 0, 1]


def strip(width: int, height: int) -> Image.Image:
    """A wide or tall picture with a code at its end."""
    code = barcode("Code128", "AT THE END", 2)
    lying = Image.new("L", (max(width, height), min(width, height)), 255)
    lying.paste(code, (lying.width - code.width, 0))
    return lying if width > height else lying.transpose(Image.Transpose.ROTATE_90)


def test_the_smallest_and_the_longest_pictures(shared: Page) -> None:
    """From a single pixel to 10,000 on one side: decoded at their own size."""
    dot, line = Image.new("RGBA", (1, 1), (0, 0, 0, 0)), Image.new("L", (10_000, 1), 255)
    files = {"dot": dot, "line": line, "lying": strip(10_000, 80), "standing": strip(80, 10_000)}
    assert counted(shared, **{name: png(one) for name, one in files.items()}) == [0, 0, 1, 1]
    expect(shared.locator(".picker__words")).to_have_text("4 of 4 read")


def test_a_picture_that_is_scaled_down_says_so(shared: Page) -> None:
    """10,000 on both sides is too large for some browser's canvas: large codes are read, small ones maybe."""
    large = Image.new("L", (10_000, 10_000), 255)
    large.paste(barcode("QRCode", "LARGE", 20), (9_000, 9_000))
    assert counted(shared, huge=png(large)) == [1]
    words = "huge.png: scaled down from 10,000 by 10,000 pixels to 4,096 by 4,096: small codes may be missed"
    expect(shared.locator(".picker__words")).to_contain_text(words)


def test_every_code_of_a_picture_is_counted(shared: Page) -> None:
    """No code is left out, and the explanation has the number of codes that it does not show."""
    codes = [Placed("DataMatrix", f"CODE {n}", 10 + n % 20 * 80, 10 + n // 20 * 80, 3) for n in range(300)]
    assert counted(shared, many=png(picture((1620, 1220), codes))) == [300]
    expect(shared.locator(".why__body")).to_contain_text("And 288 codes more.")


def test_a_code_at_the_edge_is_counted(shared: Page) -> None:
    """The decoder locates it partly outside of the picture, which is not a fault."""
    code = barcode("QRCode", "AT THE EDGE", 4)
    assert counted(shared, edge=png(code.crop(code.point(lambda gray: 255 - gray).getbbox()))) == [1]
