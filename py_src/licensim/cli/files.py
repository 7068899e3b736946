"""Files of the command line: input as lines or text, output that appears only if all of it is complete."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import IO, BinaryIO, Final, Self

from licensim.hosts import ascii_host
from licensim.rules.documents.document import Document, parse_document
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.sessions.trace import Unreadable

MALFORMED: Final = 2
"""The exit code for malformed input."""

STANDARD: Final = "-"
BLOCK: Final = 1 << 16
"""In bytes. Small, so that a block's events stay in the processor's cache: a megabyte takes longer."""
MAX_LINE: Final = 16 << 20
"""The longest line of a trace and the longest license document, in bytes. Our choice: far above any use."""
MAX_SKIPPED: Final = 256 << 20
"""How far the end of a longer line is searched, in bytes: `/dev/zero` has no end of line."""


@contextmanager
def reading(name: str) -> Iterator[BinaryIO]:
    """Open a file for reading, `-` for standard input. Raises OSError, with the file's name."""
    if name == STANDARD:
        yield sys.stdin.buffer
    else:
        with Path(name).open("rb") as stream:
            yield stream


def shown_name(name: str) -> str:
    """Return the name of a file as a fault shows it."""
    return "<stdin>" if name == STANDARD else name


def read_text(name: str) -> str:
    """Return the text of a file; raises Malformed where it is too long or not UTF-8."""
    with reading(name) as stream:
        content = stream.read(MAX_LINE + 1)
    if len(content) > MAX_LINE:
        raise Malformed((Fault("", f"longer than {MAX_LINE} bytes"),))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Malformed((Fault("", _not_utf8(error), line),)) from None


def read_license(name: str) -> Document | None:
    """Return the document in a file; None if it is invalid: its faults are printed."""
    try:
        return parse_document(read_text(name), ascii_host)
    except Malformed as error:
        print_faults(name, Faults(error.faults, error.more))
        return None


def line_blocks(stream: BinaryIO) -> Iterator[list[str | Unreadable]]:
    """Yield the lines of a stream, without their newlines, in blocks of some hundred."""
    rest, size = [b""], 0
    while block := stream.read(BLOCK):
        head, newline, tail = block.rpartition(b"\n")
        if newline:
            yield _lines(b"".join([*rest, head]))
            rest, size = [tail], len(tail)
        else:
            rest.append(tail)
            size += len(tail)
        if size > MAX_LINE:
            after = _skip_line(stream)
            yield [Unreadable(f"longer than {MAX_LINE if after is not None else MAX_SKIPPED} bytes")]
            if after is None:
                return
            rest, size = [after], len(after)
    if size:
        yield _lines(b"".join(rest))


def _skip_line(stream: BinaryIO) -> bytes | None:
    """Read past the end of a line; return the text read after it, None if the end is too far away."""
    for _ in range(MAX_SKIPPED // BLOCK):
        block = stream.read(BLOCK)
        _, newline, tail = block.partition(b"\n")
        if newline or not block:
            return tail
    return None


def _lines(content: bytes) -> list[str | Unreadable]:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return [_line(line) for line in content.split(b"\n")]
    return list(text.replace("\r\n", "\n").removesuffix("\r").split("\n"))


def _line(content: bytes) -> str | Unreadable:
    try:
        return content.decode().removesuffix("\r")
    except UnicodeDecodeError as error:
        return Unreadable(_not_utf8(error))


def _not_utf8(error: UnicodeDecodeError) -> str:
    return f"not UTF-8 at byte {error.start + 1}"


def is_one_file(one: str, other: str) -> bool:
    """Whether two names mean one file, also through links; `-` may be redirected to that file."""
    first, second = _status(one), _status(other)
    if first is None or second is None:
        return STANDARD not in (one, other) and os.path.realpath(one) == os.path.realpath(other)
    return stat.S_ISREG(first.st_mode) and os.path.samestat(first, second)


def _status(name: str) -> os.stat_result | None:
    """The system's record of a file; None if there is no such file."""
    try:
        return os.fstat(sys.stdin.fileno()) if name == STANDARD else Path(name).stat()
    except (OSError, ValueError):
        return None


class Output:
    """A file, written beside its target with the same mode; `keep` moves it to the target's name.

    `-`, devices and pipes get everything at `keep`. With the name None nothing is written.
    """

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._target = None if name in {None, STANDARD} else os.path.realpath(str(name))
        self._beside: Path | None = None
        self._stream: IO[str] | None = None
        if name is not None:
            with _named(name):
                self._stream = self._open()

    def _open(self) -> IO[str]:
        if self._target is None or not _replaceable(self._target):
            return tempfile.TemporaryFile("w+", encoding="utf-8")
        beside = Path(self._target).with_name(f".licensim-{os.getpid()}-{token_hex(4)}.tmp")
        stream = beside.open("x", encoding="utf-8")
        self._beside = beside
        with suppress(FileNotFoundError):
            beside.chmod(stat.S_IMODE(Path(self._target).stat().st_mode))
        return stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            # An error of the disk was reported already.
            with suppress(OSError):
                self._stream.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def write(self, lines: list[str]) -> None:
        """Append lines."""
        if lines and self._stream is not None:
            with _named(self._name):
                self._stream.write("\n".join(lines) + "\n")

    def flush(self) -> None:
        """Finish writing: a full disk raises here, before anything is kept."""
        if self._stream is not None:
            with _named(self._name):
                self._stream.flush()
                if self._beside is not None:
                    os.fsync(self._stream.fileno())  # after a power failure the name has all of the content

    def keep(self) -> None:
        """Move the complete output to the target's name."""
        if self._stream is None:
            return
        with _named(self._name):
            if self._beside is not None and self._target is not None:
                self._beside.replace(self._target)
                self._beside = None
            elif self._target is None:
                _copy(self._stream, sys.stdout)
            else:
                with Path(self._target).open("w", encoding="utf-8") as target:
                    _copy(self._stream, target)


def _copy(source: IO[str], target: IO[str]) -> None:
    source.seek(0)
    while block := source.read(BLOCK):
        target.write(block)
    target.flush()


def _replaceable(target: str) -> bool:
    """Whether the target is a regular file or absent; a device or pipe is written to instead."""
    try:
        mode = Path(target).stat().st_mode
    except FileNotFoundError:
        return True
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    return stat.S_ISREG(mode)


@contextmanager
def _named(name: str | None) -> Iterator[None]:
    """Let errors of the system name the file as the user named it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None


class ReadProgress:
    """Shows on standard error how many lines were read, if that is a terminal."""

    def __init__(self, every_s: float = 0.2) -> None:
        self._shows = sys.stderr.isatty()
        self._every_s = every_s
        self._next = time.monotonic() + 1

    def at(self, lines: int) -> None:
        """Show the number of lines, now and then."""
        if self._shows and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every_s
            sys.stderr.write(f"\r{lines:,} lines")
            sys.stderr.flush()

    def clear(self) -> None:
        """Erase the number."""
        if self._shows:
            sys.stderr.write("\r\x1b[K")


def print_faults(name: str, faults: Faults) -> None:
    """Print faults as `FILE:LINE: path: what`, in the order of lines, and how many more there are."""
    shown = shown_name(name)
    for fault in sorted(faults, key=lambda one: one.line or 0):
        sys.stderr.write(f"{shown}:{fault.line or 1}: {fault.path or '$'}: {fault.what}\n")
    if faults.more:
        sys.stderr.write(f"{shown}: and {faults.more:,} more\n")
