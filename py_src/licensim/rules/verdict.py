"""A scanner's verdict on a frame's codes: new, duplicate, or not yet trusted (SCAN-4, SCAN-8)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Verdict:
    """What a frame's codes are, at the instant `at` at which they were decided.

    `late_ms` is how far the frame's own instant lay before it (SCAN-11); `since` has the earlier sighting
    of each duplicate.
    """

    at: int
    late_ms: int
    keys: list[str]
    new: list[str]
    duplicates: list[str]
    untrusted: list[str]
    since: dict[str, int]
