"""An unknown barcode format: one warning with the nearest name, at the test's own line."""

import pytest

from kit.inner import run
from licensim.testing import KitError, Licensim, UnknownFormatWarning
from licensim.testing.camera import symbol

pytest_plugins = ("pytester",)

SHOP = "https://shop.example.com"
TEST = """
def test_it(licensim):
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QR", "A")
    shop.scan("QR", "B")
    shop.set(formats=["Code_39"])
"""


def test_an_unknown_format_is_one_warning(licensim: Licensim) -> None:
    """It counts as before, warns once, and the reply and the log have the nearest name."""
    shop = licensim.origin(SHOP)
    shop.open()
    told = 'unknown barcode format "QR": did you mean "QRCode"?'
    with pytest.warns(UnknownFormatWarning) as caught:
        replies = shop.frames([("QR", "A"), ("QR", "B")])
    assert [(str(one.message), one.filename) for one in caught] == [(told, __file__)]
    assert [one.counted for one in replies] == [1, 1]
    assert [(one["reason"], one["text"]) for one in replies[0].warnings] == [("UNKNOWN_FORMAT", told)]
    assert list(replies[1].warnings) == []
    assert licensim.log.text().count(told) == 1


def test_a_filter_that_keeps_an_unknown_format(licensim: Licensim) -> None:
    """Its scanner would see no codes."""
    shop = licensim.origin(SHOP)
    shop.open()
    with pytest.warns(UnknownFormatWarning, match=r'"code_128": did you mean "Code128"'):
        shop.scanner("front", formats=["QRCode", "code_128"])


def test_known_formats_are_no_warning(licensim: Licensim) -> None:
    """They cause no warning; here warnings are errors."""
    shop = licensim.origin(SHOP)
    shop.open()
    for name in ("QRCode", "Code128", "EAN13", "DataBarStacked", "DataMatrix", "PDF417"):
        assert shop.scan(name, "A").counted == 1


def test_it_stands_in_the_summary_of_a_run(pytester: pytest.Pytester) -> None:
    """Each name once, with the line of the test."""
    result = run(pytester, TEST, "-W", "default")
    result.assert_outcomes(passed=1, warnings=2)
    result.stdout.fnmatch_lines(
        [
            '*test_*.py:4: UnknownFormatWarning: unknown barcode format "QR": did you mean "QRCode"?',
            '*test_*.py:6: UnknownFormatWarning: unknown barcode format "Code_39": did you mean "Code39"?',
        ]
    )


def test_a_camera_that_shows_an_unknown_format() -> None:
    """It cannot be drawn; the error has the nearest name."""
    with pytest.raises(KitError, match=r"cannot be drawn as a Code_12 .did you mean 'Code128'"):
        symbol("Code_12", "A")
