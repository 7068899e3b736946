"""Pictures and films with real barcodes, made by the tests: nothing of it is committed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

GRAY = 200
BAR_HEIGHT = 60


@dataclass(frozen=True)
class Placed:
    """A barcode at a place of a picture, in pixels from its upper left corner."""

    format: str
    text: str
    x: int
    y: int
    module: int = 4


def barcode(format_name: str, text: str, module: int = 4) -> Image.Image:
    """Draw one barcode with its quiet zone; a module is ``module`` pixels wide."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, format_name))
    pixels = zxingcpp.write_barcode_to_image(code, scale=module, add_quiet_zones=True)
    picture = Image.fromarray(pixels).convert("L")
    if picture.height < BAR_HEIGHT:
        picture = picture.resize((picture.width, BAR_HEIGHT))
    return picture


def picture(size: tuple[int, int], placed: Sequence[Placed]) -> Image.Image:
    """Draw a gray picture of ``size`` with barcodes on it."""
    canvas = Image.new("L", size, GRAY)
    for one in placed:
        canvas.paste(barcode(one.format, one.text, one.module), (one.x, one.y))
    return canvas


@dataclass(frozen=True)
class Shot:
    """A time of a film in which the same barcodes stand still: ``seconds``, to a tenth."""

    seconds: float
    placed: tuple[Placed, ...] = ()


def film(path: Path, size: tuple[int, int], fps: int, shots: Iterable[Shot]) -> Path:
    """Write the shots as an uncompressed y4m, as Chromium's fake camera reads it; returns the path."""
    width, height = size
    chroma = bytes([128]) * (width // 2 * (height // 2) * 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in _frames(size, fps, shots):
            file.write(b"FRAME\n" + frame + chroma)
    return path


def _frames(size: tuple[int, int], fps: int, shots: Iterable[Shot]) -> Iterator[bytes]:
    for shot in shots:
        pixels = picture(size, shot.placed).tobytes()
        for _ in range(round(shot.seconds * fps)):
            yield pixels
