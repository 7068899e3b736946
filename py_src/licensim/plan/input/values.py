"""Values of logs: how types of event, deployments and instants are written there.

Words are compared by their letters and digits alone, without case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from licensim.rules.options.case import MODULES, ClientIdentity
from licensim.rules.origins.origin import DEPLOYMENTS

EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("load", "pageload", "pageview", "start", "appstart", "sessionstart", "launch", "opened"),
    "scan": ("scans", "barcodescan", "barcodescanned", "scanned", "frame", "sighting", "barcode", "decoded"),
    "image": ("images", "imagescan", "imagescanned"),
    "page": ("pages", "pagescanned", "pageprocessed"),
    "close": ("pause", "stop", "closed", "paused", "scannerclose", "scannerpause", "scannerclosed"),
}
"""The types of rows, and other words for each."""

PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "browser": ("web", "javascript", "js"),
    "mobile": ("ios", "android", "app"),
    "desktop": ("windows", "linux", "macos", "mac"),
    "embedded": (),
    "server": ("backend", "service"),
}

UNKNOWN: Final = ""
"""Stands for any other value."""


def letters(value: str) -> str:
    """The letters and digits of a word, without case.

    >>> letters("Barcode Scanned")
    'barcodescanned'
    """
    return "".join(one for one in value.casefold() if one.isalnum())


def translate(values: Iterable[str | None], words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What each value of a column means: one of `words`, or UNKNOWN; None means nothing and is left out."""
    means = {letters(other): name for name, others in words.items() for other in (name, *others)}
    return {value: means.get(letters(value), UNKNOWN) for value in values if value is not None}


def case_of(column: str, means: Mapping[str, str], without: str) -> str:
    """SQL for what a column means; `without` stands for NULL. Words that need no translation stay."""
    if all(value == meaning for value, meaning in means.items()):
        return f"coalesce({column}, '{without}')"
    cases = " ".join(f"when {quoted(value)} then '{meaning}'" for value, meaning in means.items())
    return f"case {column} {cases} else '{without}' end" if cases else f"'{without}'"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


CLASSES: Final = {name: ClientIdentity("", "", name).server_class for name in DEPLOYMENTS}
"""The class of a server by deployment (SRV-1)."""

_MODULES: Final = "(" + ", ".join(f"'{one}'" for one in MODULES) + ")"


def is_module(column: str) -> str:
    """SQL for whether a column names a module, or nothing."""
    return f"coalesce({column}, 'core') in {_MODULES}"
