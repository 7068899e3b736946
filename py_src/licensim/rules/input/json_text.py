"""JSON text to JSON values, stricter than `json.loads`: no NaN, and repeated keys do not get lost.

For any text, time and memory are proportional to its length.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import accumulate
from typing import Any, Final, NoReturn

from licensim.rules.input.fault import Fault, Malformed

MAX_DEPTH: Final = 500
"""The most levels of nesting. Our choice: our formats have under ten; a worker has no stack for 3000."""


class Repeated(dict[str, Any]):
    """An object in which some keys appear more than once; `repeated` names them, the last value counts."""

    repeated: tuple[str, ...] = ()


def read_json(text: str, parse_float: Callable[[str], Any] = float) -> Any:
    """Return the value that `text` denotes; numbers with a point or exponent go to `parse_float`.

    Raises Malformed with one fault, with its line where that is known, when `text` is not JSON (RFC 8259),
    is nested too deeply, or holds a number too long or out of range.

    >>> read_json('{"t": 1}')
    {'t': 1}
    """
    what, line = "nested too deeply", None
    if _depth(text) > MAX_DEPTH:
        raise Malformed((Fault("", what, line),))
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=parse_float
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        what, line = f"not JSON: {reason} (column {error.colno})", error.lineno
    except ValueError as error:
        # Raised by our own hooks, or by Python's limit on the digits of an integer.
        what = "not JSON: a number too long"
        if isinstance(error, _BadNumberError):
            what, line = f"not JSON: {error}", _line_of(error.token, text)
    except RecursionError:
        pass
    raise Malformed((Fault("", what, line),))


def exact(text: str) -> Decimal:
    """Return the decimal that `text` denotes, nothing rounded; for `read_json`'s `parse_float`."""
    with localcontext() as context:
        context.traps = dict.fromkeys(context.traps, False)
        number = Decimal(text)
    if not number.is_finite():
        raise _BadNumberError(f"number out of range: {text[:40]}", text)
    return number


# Possessive quantifiers: the regular expression never goes back into a string, so it stores no positions.
_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_TOKENS = _STRING + r'|[^\s"\[\]{},:]+'


class _BadNumberError(ValueError):
    """A number that is not JSON, or is out of every range; `token` is its text."""

    def __init__(self, what: str, token: str) -> None:
        super().__init__(what)
        self.token = token


def _no_constant(name: str) -> NoReturn:
    raise _BadNumberError(f"{name} is not a number of JSON", name)


def _depth(text: str) -> int:
    """How deep the brackets of a text nest, outside of strings; 0 if there are too few to be too deep."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    brackets = re.sub(_STRING + r"|[^\[{\]}\"]++", "", text)
    return max(accumulate(1 if one in "[{" else -1 for one in brackets), default=0)


def _line_of(token: str, text: str) -> int | None:
    """The line where a token first appears outside of strings."""
    for found in re.finditer(_TOKENS, text):
        if found[0].startswith(token):
            return text.count("\n", 0, found.start()) + 1
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    times = Counter(key for key, _ in pairs)
    doubled = Repeated(found)
    doubled.repeated = tuple(key for key in found if times[key] > 1)
    return doubled
