"""The kit's errors: mistakes of a test, and full storage. A denial is an answer, never an error."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Final

from licensim.rules.answer import LicensimError

UNCAUGHT: Final = "uncaught: "
"""The prefix of a line in the pages' consoles for an error that was not caught."""

MAX_THROWN: Final = 5
"""How many errors of pages a report names."""

MAX_PATH: Final = 200
"""How much of a path is quoted: a longer text is mostly not a path."""


class KitError(LicensimError):
    """The kit cannot do what the test asks; the message says what to do instead."""


class NotOpenError(KitError):
    """A client was used before it was opened."""


class StorageFullError(KitError):
    """The client could not store its decision: nothing was counted (`faults.storage_full`)."""


class UnknownFormatWarning(UserWarning):
    """A test or its page names an unknown barcode format; the message has the nearest name."""


class PageError(KitError):
    """An error in a page of the test that was not caught; the report of a failed test begins with it."""


def thrown(consoles: Sequence[str]) -> str | None:
    """Return what pages have thrown and nobody has caught, in words; None for nothing."""
    found = [text.removeprefix(UNCAUGHT) for text in consoles if text.startswith(UNCAUGHT)]
    if not found:
        return None
    return "\n".join(["a page threw this, and nobody caught it:", *[*dict.fromkeys(found)][:MAX_THROWN]])


def text_of_file(path: str | PathLike[str], what: str) -> str:
    """Read a file that a test names; raises KitError if it is absent or not text."""
    if not isinstance(path, str | PathLike):
        raise KitError(f"the {what} is given as its text or as a path, not as {path!r}")
    try:
        return Path(path).read_text("utf-8")
    except UnicodeDecodeError:
        raise KitError(f"the {what} {path} is not UTF-8 text: is it another file?") from None
    except OSError as error:
        why = error.strerror or error
        raise KitError(f"the {what} {_shortened(path)} cannot be read in {Path.cwd()}: {why}") from None


def _shortened(path: str | PathLike[str]) -> str:
    text = str(path)
    return text if len(text) <= MAX_PATH else f"{text[:MAX_PATH]}..."
