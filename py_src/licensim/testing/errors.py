"""What the kit raises: mistakes of a test, and full storage. A denial is an answer, never an error."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from licensim.rules.answer import LicensimError


class KitError(LicensimError):
    """The kit was asked for something that it cannot do; the message says what to do instead."""


class NotOpenError(KitError):
    """A client was used before it was opened."""


class StorageFullError(KitError):
    """The client could not store its decision: nothing was counted (`faults.storage_full`)."""


def text_of_file(path: str | PathLike[str], what: str) -> str:
    """Read a file that a test names; raises KitError where it is not there."""
    try:
        return Path(path).read_text("utf-8")
    except OSError as error:
        why = error.strerror or error
        raise KitError(f"the {what} {path} cannot be read in {Path.cwd()}: {why}") from None
