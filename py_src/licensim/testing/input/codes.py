"""The codes of a frame, as a test writes them and as a trace has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from licensim.testing.errors import KitError

DEFAULT_FORMAT = "QRCode"

Code = str | tuple[str, str] | Mapping[str, Any]
"""A code: its text (then a QRCode), (format, text), or a mapping, which may have `confidence` and `box`."""

View = None | Code | Sequence[Any]
"""The codes that a frame shows: none, one, or several."""


def codes_of(view: View) -> list[dict[str, Any]]:
    """Return the codes of a frame as a trace has them; raises KitError for an invalid view.

    >>> codes_of("A"), codes_of(None)
    ([{'format': 'QRCode', 'text': 'A'}], [])
    """
    if view is None:
        return []
    if isinstance(view, str | Mapping) or (isinstance(view, tuple) and _is_pair(view)):
        return [_code(view)]
    if isinstance(view, bytes) or not isinstance(view, Iterable):
        raise _no_view(view)
    return [_code(one) for one in view]


def views_of(views: Iterable[View]) -> list[View]:
    """Return the views of frames, one each; raises KitError for a single view."""
    if isinstance(views, str | bytes | Mapping) or not isinstance(views, Iterable):
        raise KitError(f"frames() takes a list of views, not {views!r}; frame() takes one")
    return list(views)


def _no_view(value: object) -> KitError:
    return KitError(
        f"{value!r} is not a code: a view is None, a text, (format, text), a mapping with both, "
        "or a list of these"
    )


def _is_pair(view: tuple[Any, ...]) -> bool:
    return len(view) == 2 and all(isinstance(one, str) for one in view)


def _code(code: Any) -> dict[str, Any]:
    if isinstance(code, str):
        return {"format": DEFAULT_FORMAT, "text": code}
    if isinstance(code, Mapping):
        return dict(code)
    if not (isinstance(code, tuple | list) and len(code) == 2):
        raise _no_view(code)
    return {"format": code[0], "text": code[1]}
