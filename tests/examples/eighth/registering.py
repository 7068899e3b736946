"""Registers an option for a while: other tests of the same process are not affected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from licensim.rules.options import OPTIONS, register
from licensim.rules.options.shape import Option


@contextmanager
def registered(option: Option) -> Iterator[None]:
    """Register an option during the block."""
    register(option)
    try:
        yield
    finally:
        del OPTIONS[option.name]
