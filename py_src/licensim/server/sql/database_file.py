"""The file of a SQLite database: for its owner only, and checked to be the one that was opened.

If the file is moved or overwritten while a server runs, SQLite goes on in the file that it holds open,
wherever that is, and all that the server acknowledges from then on is lost. So each transaction begins and
ends with a check of the file. A database is recognized by a random number in its header
(`PRAGMA user_version`), an older copy of it by a smaller change counter or a smaller size.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from licensim.rules.answer import LicensimError

HEADER_BYTES: Final = 100
COUNTER: Final = slice(24, 28)
USER_VERSION: Final = slice(60, 64)
"""The offsets of change counter and `PRAGMA user_version` in SQLite's file format (1.3.8 and 1.3.17)."""

_HELD: Final[dict[tuple[int, int], int]] = {}
"""Descriptors by device and inode. Never closed: that would drop the locks that SQLite holds on the file."""


class DatabaseMovedError(LicensimError):
    """The database file was moved, removed or replaced."""


class DatabaseFile:
    """A database file, made if it is absent; raises OSError if it cannot be opened for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor, self._id = _hold(self.path)
        self._log: tuple[int, int] | None = None
        self._size = self._counter = 0
        self._stamp = b""

    def remember(self) -> None:
        """Remember the file as it is now, for `demand`; a connection must be open."""
        self._log = _identity(self._log_path)
        self._size, header = os.fstat(self._descriptor).st_size, self._header()
        self._counter, self._stamp = int.from_bytes(header[COUNTER], "big"), header[USER_VERSION]

    def demand(self) -> None:
        """Raise DatabaseMovedError unless the file is the one that was opened, not overwritten since then."""
        if not self._stamp:
            return
        if _identity(self.path) != self._id or _identity(self._log_path) != self._log:
            raise DatabaseMovedError(self._message("was moved, removed or replaced"))
        size, header = os.fstat(self._descriptor).st_size, self._header()
        counter = int.from_bytes(header[COUNTER], "big")
        if header[USER_VERSION] != self._stamp or counter < self._counter or size < self._size:
            raise DatabaseMovedError(self._message("was overwritten"))
        self._size, self._counter = size, counter

    @property
    def _log_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def _header(self) -> bytes:
        if os.name == "posix":
            # not a seek: a forked process shares the position
            return os.pread(self._descriptor, HEADER_BYTES, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, HEADER_BYTES)

    def _message(self, what: str) -> str:
        return f"the database {self.path} {what} while the server runs: nothing is recorded; start it anew"


def stamp(connection: Connection) -> None:
    """Give a database its random number, if it has none."""
    if not connection.exec_driver_sql("PRAGMA user_version").scalar():
        connection.exec_driver_sql(f"PRAGMA user_version = {1 + secrets.randbelow(2**31 - 1)}")


def _hold(path: Path) -> tuple[int, tuple[int, int]]:
    """A descriptor of the file, made with mode 0600, and what identifies it."""
    found = _identity(path)
    if found is None or found not in _HELD:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        found = _identity_of(os.fstat(descriptor))
        _HELD[found] = descriptor
    for file in (path, *(path.with_name(f"{path.name}-{end}") for end in ("wal", "shm"))):
        _keep_from_others(file)
    return _HELD[found], found


def _keep_from_others(path: Path) -> None:
    """Remove the permissions of all but the owner; a file of another owner stays unchanged."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        return _identity_of(path.stat())
    except OSError:
        return None


def _identity_of(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
