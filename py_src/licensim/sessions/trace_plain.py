"""Recognizes the usual lines of a trace quickly: a line that is plain here is valid by the definitions, too.

A line that is not plain may be valid or not: the definitions must check it. `names` are the clients, scanners
and formats that the definitions have accepted before.
"""

from __future__ import annotations

from typing import Any, Final

from licensim.rules.input.fields import MAX_INSTANT, Boolean, Field, Integer, OneOf, Text
from licensim.rules.input.shapes import Object
from licensim.sessions.trace_fields import EVENT

NUMBERS: Final = frozenset({int, float})
FLAT: Final[dict[str, tuple[tuple[str, Field], ...]]] = {
    kind: tuple(case.required.items())
    for kind, case in EVENT.cases.items()
    if isinstance(case, Object)
    and not case.optional
    and all(isinstance(field, Boolean | OneOf | Integer | Text) for field in case.required.values())
}
"""The fields of the types that have only required ones, and no list among them."""


def is_plain(event: Any, line: str, names: set[object]) -> bool:
    """Whether `event`, which was read from `line`, is a usual one.

    A key that is repeated shows in the number of quotation marks: each key and each string of the event
    accounts for two in the line, and anything else in the line can only add more. Raises LookupError,
    TypeError, ValueError or AttributeError for some events that are not usual.
    """
    if "codes" in event:
        return line.count('"') == _quotes_of_codes(event, names)
    return line.count('"') == _quotes_of_fields(event, names)


def is_flat(event: Any, line: str) -> bool:
    """Whether `event`, read from `line`, is an object of texts and whole numbers only.

    Such a line, usually an `open`, needs no stricter reading: the number of quotation marks shows that no key
    is repeated.
    """
    if type(event) is not dict or "\\" in line:
        return False
    kinds = [type(one) for one in event.values()]
    texts = kinds.count(str)
    return texts + kinds.count(int) == len(kinds) and line.count('"') == 2 * (len(kinds) + texts)


def _quotes_of_fields(event: dict[str, Any], names: set[object]) -> int:
    """Return how many quotation marks a plain event without codes has in its line; 0 if it is not plain."""
    fields = FLAT[event["type"]]
    if len(event) != len(fields):
        return 0
    quotes = 0
    for key, field in fields:
        value, kind = event[key], type(field)
        quotes += 2
        if kind is Integer:
            if type(value) is not int or not field.minimum <= value <= field.maximum:  # type: ignore[attr-defined]
                return 0
        elif kind is Boolean:
            if value is not True and value is not False:
                return 0
        elif value in (names if kind is Text else field.values):  # type: ignore[attr-defined]
            quotes += 2
        else:
            return 0
    return quotes


def _quotes_of_codes(event: dict[str, Any], names: set[object]) -> int:
    """Return how many quotation marks a plain frame or image has in its line; 0 if it is not plain."""
    kind, codes, at = event["type"], event["codes"], event["t"]
    if type(at) is not int or not 0 <= at <= MAX_INSTANT or type(codes) is not list:
        return 0
    size, quotes = 4, 12
    if kind == "frame" or (kind == "image" and "scanner" in event):
        if event["scanner"] not in names:
            return 0
        size, quotes = 5, 16
    elif kind != "image":
        return 0
    if len(event) != size or event["client"] not in names:
        return 0
    for code in codes:
        if code["format"] not in names or type(code["text"]) is not str:
            return 0
        size = len(code)
        if size > 2 and not _plain_extras(code, size):
            return 0
        quotes += 4 + 2 * size
    return quotes


def _plain_extras(code: dict[str, Any], size: int) -> bool:
    """Whether a code has, besides format and text, only a usual confidence, a usual box, or both."""
    confidence, box = code.get("confidence"), code.get("box")
    if size != 2 + (confidence is not None) + (box is not None):
        return False
    if confidence is not None and (type(confidence) not in NUMBERS or not 0 <= confidence <= 100):
        return False
    if box is None:
        return True
    x0, y0, x1, y1 = box
    return 0 <= x0 <= x1 <= 1 and 0 <= y0 <= y1 <= 1 and NUMBERS.issuperset(map(type, box))
