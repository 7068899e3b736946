"""The test kit: license behavior in any project's tests, as one pytest fixture (see README.md beside this).

pytest finds the plugin by itself. For annotations::

    from licensim.testing import Client, Licensim

Nothing is imported before it is used: a test run without licenses loses no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from licensim.testing.client import Client, Scanner
    from licensim.testing.errors import KitError, NotOpenError, StorageFullError, UnknownFormatWarning
    from licensim.testing.kit import Licensim
    from licensim.testing.reply import Replies, Reply

__all__ = [
    "Client",
    "KitError",
    "Licensim",
    "NotOpenError",
    "Replies",
    "Reply",
    "Scanner",
    "StorageFullError",
    "UnknownFormatWarning",
]

_HOMES: Final = {
    "Client": "client",
    "KitError": "errors",
    "Licensim": "kit",
    "NotOpenError": "errors",
    "Replies": "reply",
    "Reply": "reply",
    "Scanner": "client",
    "StorageFullError": "errors",
    "UnknownFormatWarning": "errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
