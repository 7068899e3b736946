"""The sheets that lie in the feeder: drawn when they are scanned, as large and sharp as a job asks.

Needs Pillow, which the extra ``scanner`` brings.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from licensim.scanner.device import PDF, Delivery, ScanSettings

PAPER: Final = 255
INK: Final = 20
RULE: Final = (30, 90, 200)
LINES: Final = (
    "This sheet was never paper. It was drawn for you",
    "by a scanner that does not exist, so that a license",
    "which counts pages has something to count.",
    "",
    "Read it again and it counts again, for nothing is",
    "deduplicated. A page that failed is not counted.",
)


def encode(delivery: Delivery, of: int) -> bytes:
    """Draw a delivery of a job with ``of`` pages: one JPEG, or one PDF with all pages."""
    first, *rest = [draw(page, of, delivery.settings) for page in delivery.pages]
    resolution = delivery.settings.resolution
    buffer = io.BytesIO()
    if delivery.settings.format == PDF:
        first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=resolution)
    else:
        first.save(buffer, "JPEG", quality=85, dpi=(resolution, resolution))
    return buffer.getvalue()


def draw(page: int, of: int, settings: ScanSettings) -> Image.Image:
    """Draw one page, from 1, of ``of``."""
    scale = settings.resolution / 300
    size = (max(1, round(settings.width * scale)), max(1, round(settings.height * scale)))
    picture = Image.new("RGB", size, (PAPER, PAPER, PAPER))
    pen = ImageDraw.Draw(picture)
    title = ImageFont.load_default(max(8, round(120 * scale)))
    text = ImageFont.load_default(max(6, round(60 * scale)))
    left = round(220 * scale)
    pen.text((left, round(240 * scale)), f"Page {page} of {of}", fill=(INK, INK, INK), font=title)
    pen.rectangle((left, round(430 * scale), size[0] - left, round(442 * scale)), fill=RULE)
    for number, line in enumerate(LINES):
        pen.text((left, round((540 + 110 * number) * scale)), line, fill=(INK, INK, INK), font=text)
    return picture if settings.color else picture.convert("L")
