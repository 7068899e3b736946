"""The cost of hostile input: its shapes, and processor time at one size and at four times that size.

A cost proportional to the size is four times as much, one proportional to its square sixteen times. The best
of five processor times is used, so that other processes have little influence.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

AT_MOST: Final = 8
ROUNDS: Final = 5
LEAST_SECONDS: Final = 0.001
"""Shorter times count as this: below it, the clock and the caches would be measured."""

KEY: Final = "k" * 32
"""A long key: to read it costs more than to find it in a dictionary that is larger than the caches."""


def _nested(size: int) -> str:
    return "[" * size


def _deep(size: int) -> str:
    one = "[" * 400 + "]" * 400 + ","
    return "[" + one * (size // len(one)) + "0]"


def _deep_keys(size: int) -> str:
    levels = min(400, size // 2 // (len(KEY) + 5))
    return f'{{"{KEY}":' * levels + "[" + "0," * (size // 4) + "0]" + "}" * levels


def _wide_keys(size: int) -> str:
    number = size // (len(KEY) + 13)
    return "{" + ",".join(f'"{KEY}{n:08}":0' for n in range(number)) + "}"


def _repeated_keys(size: int) -> str:
    number = size // (len(KEY) + 13)
    return "{" + ",".join(f'"{KEY}{n % (number // 2):08}":0' for n in range(number)) + "}"


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "nested": _nested,
    "nested within the limit": _deep,
    "nested below long keys": _deep_keys,
    "wide list": lambda size: "[" + "{}," * (size // 3) + "{}]",
    "wide object": _wide_keys,
    "one key repeated": lambda size: "{" + '"a":0,' * (size // 6) + '"a":0}',
    "each key repeated": _repeated_keys,
    "one fault repeated": lambda size: "[" + "0,\n" * (size // 3) + "0]",
    "escaped": lambda size: '"' + "\\u00e9" * (size // 6) + '"',
    "escaped keys": lambda size: "{" + '"\\u00e9":0,' * (size // 11) + '"":0}',
    "unended": lambda size: "[" * 600 + '"' + "\\\\" * (size // 2),
    "long number": lambda size: "0." + "1" * size,
    "bad at the end": lambda size: "[" + '"NaN",\n' * (size // 7) + "NaN]",
}
"""JSON, or almost JSON, of about a given number of characters; at most a few KB more."""


def grows_with_size(read: Callable[[str], object], shape: Callable[[int], str], largest: int) -> None:
    """Check that `read` of `shape` costs at most eight times as much at `largest` as at a quarter of it."""
    small, large = shape(largest // 4), shape(largest)
    least = max(LEAST_SECONDS, min(_seconds(read, small) for _ in range(ROUNDS)))
    took = []
    for _ in range(ROUNDS):
        took.append(_seconds(read, large))
        if took[-1] <= AT_MOST * least:
            return
    raise AssertionError(f"{min(took):.4f} s at {largest}, {least:.4f} s at {largest // 4}")


def _seconds(read: Callable[[str], object], text: str) -> float:
    gc.disable()  # its cost depends on the other living objects
    try:
        begun = time.process_time()
        read(text)
        return time.process_time() - begun
    finally:
        gc.enable()
