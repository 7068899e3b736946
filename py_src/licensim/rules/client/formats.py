"""The names of barcode formats: which are known, and which one an unknown name may mean.

Formats compare exactly (SCAN-1, SCAN-7, SCAN-8), so a misspelled name counts as a format of its own: a filter
for the right name removes it, and a 1D code needs no trust. Therefore it is worth a warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from licensim.rules.client.forget import DATABAR, ONE_D
from licensim.rules.input.fault import shown

UNKNOWN_FORMAT: Final = "UNKNOWN_FORMAT"
"""The reason of the warning."""

FORMATS: Final = (
    *sorted(ONE_D),
    "Code39Std", "Code39Ext", "Code32", "PZN", "ITF14", "EAN5", "EAN2", "ISBN",
    "DataBar", "DataBarOmni", "DataBarStk", "DataBarStkOmni", "DataBarLtd", "DataBarExp", "DataBarExpStk",
    "DataBarLimited", "DataBarExpanded", "Telepen", "TelepenAlpha", "TelepenNumeric", "DXFilmEdge",
    "QRCode", "QRCodeModel1", "QRCodeModel2", "MicroQRCode", "RMQRCode", "DataMatrix",
    "Aztec", "AztecCode", "AztecRune", "PDF417", "CompactPDF417", "MicroPDF417", "MaxiCode",
)  # fmt: skip
"""The known names: those of SCAN-8, and those that the page's decoder, zxing, returns."""

_KNOWN: Final = frozenset(FORMATS)
_ALIKE: Final = 0.5
_ENOUGH: Final = 40
"""How many characters of a name are compared: no format's name is half as long."""


def is_known(format_name: str) -> bool:
    """Whether the name is that of a format: one of FORMATS, or one that begins with `DataBar`.

    >>> is_known("QRCode"), is_known("QR"), is_known("DataBarAnything")
    (True, False, True)
    """
    return format_name in _KNOWN or format_name.startswith(DATABAR)


def nearest(format_name: str) -> str | None:
    """The known name that an unknown one resembles most; None where it resembles none.

    Our choice: case and signs are ignored, and at least half of the letters must be equal.

    >>> nearest("QR"), nearest("code_39"), nearest("EAN-13"), nearest("#")
    ('QRCode', 'Code39', 'EAN13', None)
    """
    from difflib import get_close_matches  # noqa: PLC0415 - a page that is written well never needs it

    known = {_letters(one): one for one in reversed(FORMATS)}
    found = get_close_matches(_letters(format_name), known, 1, _ALIKE)
    return known[found[0]] if found else None


def _letters(format_name: str) -> str:
    return "".join(one for one in format_name[:_ENOUGH].casefold() if one.isalnum())


class FormatWatch:
    """Warns of each unknown format once, wherever a session first mentions it.

    >>> watch = FormatWatch()
    >>> [one["text"] for one in watch.look(["QR", "QRCode"])], watch.look(["QR"])
    (['unknown barcode format "QR": did you mean "QRCode"?'], [])
    """

    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen: set[str] = set()
        """The names that were checked already."""

    def look(self, format_names: Iterable[str]) -> list[dict[str, Any]]:
        """Return the warnings, each `{"reason", "rule", "text"}`, of names that are new and unknown."""
        new = [one for one in dict.fromkeys(format_names) if one not in self.seen]
        self.seen.update(new)
        return [_warning(one) for one in new if not is_known(one)]

    def look_at(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the warnings for a trace event: for the formats of its codes, or of its filter (SCAN-7)."""
        codes = event.get("codes")
        names = (event.get("formats") or ()) if codes is None else [code["format"] for code in codes]
        return [] if self.seen.issuperset(names) else self.look(names)


def _warning(format_name: str) -> dict[str, Any]:
    meant = nearest(format_name)
    hint = "" if meant is None else f": did you mean {shown(meant)}?"
    text = f"unknown barcode format {shown(format_name)}{hint}"
    return {"reason": UNKNOWN_FORMAT, "rule": "SCAN-1", "text": text}
