"""Names of barcode formats: the known ones, and the likely meaning of an unknown one (SCAN-1, SCAN-8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licensim.rules.client.forget import ONE_D
from licensim.rules.client.formats import FORMATS, FormatWatch, is_known, nearest

SETTINGS = Path(__file__).parents[2] / "web/src/harness/settings/settings.ts"


def test_every_format_of_the_rules_and_of_the_page_is_known() -> None:
    """Trust uses the 1D formats (SCAN-8), the page filters by the formats of its decoder."""
    lists = re.findall(
        r"^const (?:MATRIX|LINEAR) = \[(.*?)\];", SETTINGS.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    of_the_page = re.findall(r'"(\w+)"', "".join(lists))
    assert len(of_the_page) > 20
    assert [] == [one for one in (*ONE_D, *of_the_page, "DataBarOfTomorrow") if not is_known(one)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("QR", "QRCode"),
        ("qrcode", "QRCode"),
        ("QR_CODE", "QRCode"),
        ("CODE_39", "Code39"),
        ("EAN-13", "EAN13"),
        ("databar", "DataBar"),
        ("PDF", "PDF417"),
        ("|", None),
        ("", None),
    ],
)
def test_warning_of_an_unknown_name_has_the_nearest(written: str, meant: str | None) -> None:
    """The usual mistakes are in the spelling: case, signs, short forms."""
    assert not is_known(written)
    assert meant == nearest(written)


def test_each_unknown_name_is_warned_of_once() -> None:
    """Once for a frame, a filter, or both."""
    watch = FormatWatch()
    frame = {"type": "frame", "codes": [{"format": "QR", "text": "a"}, {"format": "QR", "text": "b"}]}
    (warning,) = watch.look_at(frame)
    text = 'unknown barcode format "QR": did you mean "QRCode"?'
    assert {"reason": "UNKNOWN_FORMAT", "rule": "SCAN-1", "text": text} == warning
    assert [] == watch.look_at(frame)
    settings = {"type": "settings", "scanner": "s", "formats": ["QR", "#", FORMATS[0]]}
    assert ['unknown barcode format "#"'] == [one["text"] for one in watch.look_at(settings)]
    assert [] == watch.look_at({"type": "settings", "scanner": "s", "formats": None})
    assert [] == watch.look_at({"type": "pause", "scanner": "s"})
