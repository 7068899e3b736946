"""Pictures and films with real barcodes, made by the tests, not committed."""

import io
import struct
import zlib
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


def on_nothing(picture: Image.Image) -> Image.Image:
    """Make all pixels of a gray picture transparent, except black ones."""
    black = Image.new("L", picture.size, 0)
    return Image.merge("LA", (black, picture.point(lambda gray: 255 if gray < GRAY // 2 else 0)))


def png(picture: Image.Image) -> bytes:
    """Encode a picture as PNG, in its own mode."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def deep_png(picture: Image.Image) -> bytes:
    """Encode a picture as PNG with 16 bits of red, green, blue and alpha: Pillow writes none."""
    width, height = picture.size
    pixels = picture.convert("RGBA").tobytes()
    # Both bytes of a sample are the same: 0xab is 0xabab of 65535.
    deep = bytes(byte for byte in pixels for _ in range(2))
    rows = b"".join(b"\0" + deep[row * width * 8 : (row + 1) * width * 8] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@dataclass(frozen=True)
class Shot:
    """A part of a film with the same still barcodes: ``seconds``, to a tenth."""

    seconds: float
    placed: tuple[Placed, ...] = ()


def film(path: Path, size: tuple[int, int], fps: int, shots: Iterable[Shot]) -> Path:
    """Write the shots as an uncompressed y4m for Chromium's fake camera; returns the path."""
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
