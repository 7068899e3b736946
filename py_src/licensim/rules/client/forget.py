"""The forget window: what one scanner remembers, and which codes of a frame are new (SPEC section 4).

`judge` changes nothing; `remember` records its verdict. The license decides between the two calls: a
refused frame is never remembered (ITEM-7). Codes are given as keys (`code_key`), in the
order of the frame, each once (SCAN-2). Memory is bounded by the window: a sighting that can no
longer make a duplicate is dropped when the memory has doubled.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from licensim.rules.license.profile import DEFAULT_FORGET_MS, EDITIONS, Edition
from licensim.rules.verdict import Verdict

TRUST_FRAMES: Final = 5
"""In how many last frames, the present one included, a 1D code is looked for (SCAN-8)."""

ONE_D: Final = frozenset({"Codabar", "Code39", "Code93", "Code128", "EAN8", "EAN13", "ITF", "UPCA", "UPCE"})
DATABAR: Final = "DataBar"
"""The prefix of the names of the other 1D formats (SCAN-8)."""


class _Prefixes(dict[str, str]):
    """The part of a key that stands for the format; each is computed once."""

    def __missing__(self, format_name: str) -> str:
        plain = "|" not in format_name and not format_name.startswith("[")
        prefix = f"{format_name}|" if plain else f"[{json.dumps(format_name)}|"
        if len(self) < MAX_PREFIXES:
            self[format_name] = prefix
        return prefix


MAX_PREFIXES: Final = 1000
PREFIXES: Final = _Prefixes()


def code_key(format_name: str, text: str) -> str:
    """One string that is equal exactly for equal (format, text) pairs (SCAN-1).

    Our choice: a flat string, because a dictionary of strings is twice as fast as one of tuples. A
    format that has a `|`, or begins with `[`, is written as `[`, a JSON string and `|`.

    >>> code_key("QRCode", "A"), code_key("a|b", "c") == code_key("a", "b|c")
    ('QRCode|A', False)
    """
    return PREFIXES[format_name] + text


def split_key(key: str) -> tuple[str, str]:
    """The (format, text) of a key; for a text that `code_key` has not made, the parts around a `|`.

    >>> split_key("QRCode|A|B"), split_key(code_key("a|b", "c"))
    (('QRCode', 'A|B'), ('a|b', 'c'))
    """
    if key.startswith('["'):
        try:
            format_name, end = json.JSONDecoder().raw_decode(key, 1)
        except ValueError:
            format_name, end = None, 0
        if isinstance(format_name, str):
            return format_name, key[end + 1 :]
    format_name, _, text = key.partition("|")
    return format_name, text


def is_one_d(key: str) -> bool:
    """Whether the code is one-dimensional, by its exact format name (SCAN-8)."""
    format_name = split_key(key)[0] if key.startswith("[") else key.partition("|")[0]
    return format_name in ONE_D or format_name.startswith(DATABAR)


Trail = Sequence[Sequence[str]]
"""The 1D codes of a scanner's last frames, from the oldest; empty where there are none (SCAN-8)."""


class ForgetWindow:
    """The memory of one scanner instance (SCAN-3 to SCAN-6, SCAN-8)."""

    __slots__ = ("_high", "_history", "at", "edition", "forget_ms", "seen", "trust_frames")

    def __init__(self, edition: Edition = EDITIONS["js-9"], trail: Trail = ()) -> None:
        self.edition = edition
        self.forget_ms = DEFAULT_FORGET_MS
        self.trust_frames = 1
        self.at: int | None = None
        self.seen: dict[str, int] = {}
        """For each remembered code, the sighting from which its window runs."""
        self._history: list[Sequence[str]] = list(trail)
        self._high = 64

    def judge(self, keys: list[str], at: int) -> Verdict:
        """Which of a frame's distinct codes are new at instant `at` (milliseconds); changes nothing."""
        late_ms = 0
        if self.at is not None and at < self.at:
            late_ms, at = self.at - at, self.at
        oldest, get = at - self.forget_ms, self.seen.get
        since = {key: seen for key in keys if (seen := get(key)) is not None and seen >= oldest}
        if len(since) == len(keys):
            return Verdict(at, late_ms, keys, [], keys, [], since)
        new = [key for key in keys if key not in since] if since else keys
        untrusted = [] if self.trust_frames == 1 else [key for key in new if not self._trusted(key)]
        if untrusted:
            new = [key for key in new if key not in untrusted]
        return Verdict(at, late_ms, keys, new, [*since], untrusted, since)

    def _trusted(self, key: str) -> bool:
        if not is_one_d(key):
            return True
        return 1 + sum(key in frame for frame in self._history) >= self.trust_frames

    def remember(self, verdict: Verdict) -> None:
        """Record a granted frame: its sightings, and its 1D codes for the trust in later frames."""
        self._history.append(verdict.keys)
        if len(self._history) == TRUST_FRAMES:
            del self._history[0]
        self.at = verdict.at
        for key in verdict.new:
            self.seen[key] = verdict.at
        if self.edition.restarts:
            for key in verdict.duplicates:
                self.seen[key] = verdict.at
        if len(self.seen) > self._high:
            self._drop_older_than(verdict.at - self.forget_ms)

    def _drop_older_than(self, oldest: int) -> None:
        self.seen = {key: since for key, since in self.seen.items() if since >= oldest}
        self._high = 2 * len(self.seen) + 64

    def set_forget_ms(self, forget_ms: int, at: int) -> None:
        """Use another `duplicateForgetTime` from `at` on (SCAN-5).

        Sightings older than the old value are forgotten first, and stay forgotten.
        """
        at = at if self.at is None else max(at, self.at)
        self._drop_older_than(at - self.forget_ms)
        self.forget_ms = forget_ms

    def rests(self, at: int) -> bool:
        """Whether all windows have ended at `at`; if so, the sightings are dropped."""
        if self.at is not None and at <= self.at + self.forget_ms:
            return False
        self.seen, self._high = {}, 64
        return True

    @property
    def is_set(self) -> bool:
        """Whether any setting differs from its default."""
        return self.trust_frames != 1 or self.forget_ms != DEFAULT_FORGET_MS

    @property
    def trail(self) -> Trail:
        """What a new window needs to decide like this one, once all windows have ended."""
        one_d = [[key for key in frame if is_one_d(key)] for frame in self._history]
        return one_d if any(one_d) else []

    def clear(self) -> None:
        """Forget every sighting and frame; the settings stay (`pause` and `close`, SCAN-6)."""
        self.seen = {}
        self.at = None
        self._history.clear()
        self._high = 64


def settle_forget_ms(edition: Edition, value: int) -> int | None:
    """The `duplicateForgetTime` in ms that an edition uses for `value`; None if it refuses it (SCAN-5).

    >>> settle_forget_ms(EDITIONS["js-9.6"], 60_000), settle_forget_ms(EDITIONS["js-9"], -1)
    (10000, None)
    """
    if value < 0:
        return 0 if edition.clamps_negative else None
    return value if edition.max_forget_ms is None else min(value, edition.max_forget_ms)
