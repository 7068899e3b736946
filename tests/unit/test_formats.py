"""Names of barcode formats: which are known, and which one an unknown name may mean (SCAN-1, SCAN-8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licensim.rules.client.forget import ONE_D
from licensim.rules.client.formats import FORMATS, FormatWatch, is_known, nearest

SETTINGS = Path(__file__).parents[2] / "web/src/harness/settings/settings.ts"


def test_every_format_of_the_rules_and_of_the_page_is_known() -> None:
    """Trust knows the 1D ones (SCAN-8), the page filters by what its decoder reads."""
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
def test_unknown_name_is_told_with_the_nearest(written: str, meant: str | None) -> None:
    """Spelling is what goes wrong: case, signs, short forms."""
    assert not is_known(written)
    assert meant == nearest(written)


def test_each_unknown_name_is_warned_of_once() -> None:
    """In a frame, in a filter, or in both: what was said once is known."""
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
