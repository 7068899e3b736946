"""An option in the registry for a while: what other tests of the same process see is as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from licensim.rules.options import OPTIONS, register
from licensim.rules.options.shape import Option


@contextmanager
def registered(option: Option) -> Iterator[None]:
    """Offer an option as long as the block runs."""
    register(option)
    try:
        yield
    finally:
        del OPTIONS[option.name]
