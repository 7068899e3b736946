"""A frame of five new codes: the client's decision against the decoding by zxing-wasm."""

import base64
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page

from bench.row import at_most
from bench.stage import stage
from media.barcode_pictures import Placed, picture, png

WARM, FRAMES = 10, 60
CODES = 5
SIZE = (1280, 720)


def rows() -> list[dict[str, Any]]:
    """The time from `scanner.frame()` to its resolved promise, with the commit: median and 95th percentile.

    Both are divided by the median time to decode the same clean pictures with default options.
    """
    with stage() as here, here.page("frame.html") as page:
        turns = [scan(page, number) for number in range(WARM + FRAMES)][WARM:]
    decoding = median(turn["decoding"] for turn in turns)
    deciding = [turn["deciding"] for turn in turns]
    return [
        at_most(f"frame: {CODES} new codes decided / decoded, median", median(deciding) / decoding, 0.10),
        at_most(
            f"frame: {CODES} new codes decided, 95th percentile / decoded, median",
            quantiles(deciding, n=20)[-1] / decoding,
            0.2,
        ),
    ]


def scan(page: Page, number: int) -> dict[str, float]:
    """Show a picture with new codes; all of them must count."""
    placed = [
        Placed("QRCode", f"FRAME-{number}-{place}", 40 + place % 3 * 400, 40 + place // 3 * 340, 6)
        for place in range(CODES)
    ]
    shown = base64.b64encode(png(picture(SIZE, placed))).decode()
    turn: dict[str, float] = page.evaluate("scan", shown)
    if turn["counted"] != CODES:
        raise RuntimeError(f"{turn['counted']} of {CODES} codes counted")
    return turn
