"""Runs inside Pyodide: frames of three codes through a scanner's filters and forget window."""

import json
from collections.abc import Callable
from typing import Any

from licensim.rules.client.scanner import Scanner
from licensim.rules.license.profile import EDITIONS

SETTINGS = {
    "formats": ["QRCode", "DataMatrix", "EAN13"],
    "region": [0.05, 0.05, 0.95, 0.95],
    "min_confidence": 40,
}
_FRAMES: list[tuple[int, list[dict[str, Any]]]] = []


def take(text: str) -> None:
    """Keep the frames to run, a JSON list of `[instant, codes]`."""
    _FRAMES[:] = json.loads(text)


def new_scanner(filters: bool) -> Scanner:
    """Return a scanner of a page, with or without filters that let all pass."""
    scanner = Scanner("browser", EDITIONS["js-9"])
    if filters:
        scanner.configure(SETTINGS, 0)
    return scanner


def run(filters: bool, clock: Callable[[], float]) -> list[float]:
    """Run all frames; return the milliseconds they took and how many codes were new."""
    scanner = new_scanner(filters)
    keys_of, judge, remember = scanner.keys_of, scanner.judge, scanner.remember
    new = 0
    began = clock()
    for at, codes in _FRAMES:
        verdict = judge(keys_of(codes), at)
        remember(verdict)
        new += len(verdict.new)
    return [clock() - began, new]
