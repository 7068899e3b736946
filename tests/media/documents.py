"""Documents with pages, made by the tests: PDF by hand, TIFF and pictures with Pillow."""

import hashlib
import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

A4 = (595, 842)


def picture(text: str, size: tuple[int, int] = (850, 1100), font_size: int = 40) -> Image.Image:
    """Draw a white page with lines of black text, large enough for OCR."""
    page = Image.new("L", size, 255)
    font = ImageFont.load_default(font_size)
    ImageDraw.Draw(page).multiline_text((60, 60), text, fill=0, font=font, spacing=font_size // 2)
    return page


def encoded(image: Image.Image, format_name: str) -> bytes:
    """Return a picture's file in one of Pillow's formats."""
    buffer = io.BytesIO()
    image.save(buffer, format_name)
    return buffer.getvalue()


def tiff(pages: int, compression: str = "tiff_lzw", size: tuple[int, int] = (850, 1100)) -> bytes:
    """Return a TIFF of several pages, each with its number on it."""
    first, *rest = [picture(f"Sheet {n} of {pages}", size) for n in range(1, pages + 1)]
    if compression == "group4":
        first, *rest = [page.convert("1") for page in (first, *rest)]
    if compression == "jpeg":
        first, *rest = [page.convert("RGB") for page in (first, *rest)]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=rest, compression=compression)
    return buffer.getvalue()


def circular_tiff() -> bytes:
    """Return a TIFF whose only directory names itself as the next one."""
    return b"II*\0" + (8).to_bytes(4, "little") + bytes(2) + (8).to_bytes(4, "little")


def png_bomb(width: int, height: int) -> bytes:
    """Return the beginning of a PNG whose header has this size."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR" + header + bytes(64)


def pdf(pages: int, size: tuple[int, int] = A4, password: str | None = None) -> bytes:
    """Return a PDF; page n has its number, and at its foot a black bar of n points.

    ``size`` in points. With a password it is encrypted (RC4 of 40 bits, the oldest that readers know).
    """
    key = None if password is None else _Key(password)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n in range(1, pages + 1):
        number = len(objects) + 1
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        drawing = (
            f"BT /F1 48 Tf 60 {size[1] - 100} Td (Page {n} of {pages}) Tj ET 0 0 {size[0]} {n} re f".encode()
        )
        content = drawing if key is None else key.encrypt(number + 1, drawing)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _file(objects, key)


def _file(objects: Sequence[bytes], key: "_Key | None") -> bytes:
    """Objects, cross-reference table, trailer (ISO 32000-1, 7.5)."""
    out, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    protected = b"" if key is None else key.dictionary
    trailer = b"<< /Size %d /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (size, protected, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b" % (size, table, trailer)


class _Key:
    """The standard security handler, revision 2 (ISO 32000-1, 7.6.3)."""

    ID = bytes(16)
    MAY = -4
    PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")

    def __init__(self, password: str) -> None:
        padded = (password.encode() + self.PADDING)[:32]
        owner = _rc4(_md5(padded)[:5], padded)
        may = self.MAY.to_bytes(4, "little", signed=True)
        self._key = _md5(padded + owner + may + self.ID)[:5]
        self.dictionary = (
            f"/ID [<{self.ID.hex()}> <{self.ID.hex()}>] "
            f"/Encrypt << /Filter /Standard /V 1 /R 2 /P {self.MAY} "
            f"/O <{owner.hex()}> /U <{_rc4(self._key, self.PADDING).hex()}> >> "
        ).encode()

    def encrypt(self, number: int, data: bytes) -> bytes:
        """Encrypt the content of object ``number``."""
        return _rc4(_md5(self._key + number.to_bytes(3, "little") + bytes(2))[:10], data)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
