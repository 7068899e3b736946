"""What a frame shows, as a test writes it and as a trace has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from licensim.testing.errors import KitError

DEFAULT_FORMAT = "QRCode"

Code = str | tuple[str, str] | Mapping[str, Any]
"""A code: its text (a QRCode then), (format, text), or a mapping, with `confidence` and `box` if need be."""

View = None | Code | Sequence[Any]
"""What a frame shows: nothing, one code, or several."""


def codes_of(view: View) -> list[dict[str, Any]]:
    """Return the codes of a frame as a trace has them; raises KitError for what is no view.

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
    """Return what frames show, one view each; raises KitError for what is one view itself."""
    if isinstance(views, str | bytes | Mapping) or not isinstance(views, Iterable):
        raise KitError(f"frames() takes a list of views, not {views!r}; frame() takes one")
    return list(views)


def _no_view(value: object) -> KitError:
    return KitError(
        f"{value!r} is no code: a view is None, a text, (format, text), a mapping with both, "
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
