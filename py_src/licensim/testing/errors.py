"""What the kit raises: mistakes of a test, and full storage. A denial is an answer, never an error."""

from __future__ import annotations

from licensim.rules.answer import LicensimError


class KitError(LicensimError):
    """The kit was asked for something that it cannot do; the message says what to do instead."""


class NotOpenError(KitError):
    """A client was used before it was opened."""


class StorageFullError(KitError):
    """The client could not store its decision: nothing was counted (`faults.storage_full`)."""
