"""One scanner of a client: first its filters, then its forget window (SCAN-6, SCAN-7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from licensim.rules.client.forget import PREFIXES, ForgetWindow, Trail, settle_forget_ms
from licensim.rules.license.profile import DEFAULT_FORGET_MS, EDITIONS, Edition
from licensim.rules.verdict import Verdict

Code = dict[str, Any]
"""A decoded barcode: `format`, `text`, and maybe `confidence` (0..100) and `box` (x0, y0, x1, y1 in 0..1)."""

REMEMBERING: Final = frozenset({"browser", "mobile"})
"""The deployments whose scanners deduplicate over time; the others count every frame (SCAN-9)."""


class ScannerState:
    """A scanner instance: settings that last, memory that `pause` and `close` clear."""

    __slots__ = (
        "_remembers", "_settable", "filters", "formats", "min_confidence", "region", "window"
    )  # fmt: skip

    def __init__(self, deployment: str, edition: Edition, trail: Trail = ()) -> None:
        """A scanner of a client; a mobile one follows `js-9` with 3000 ms always (SCAN-5).

        `trail` is that of the resting scanner that this one continues.
        """
        self._settable = deployment == "browser"
        self.window = ForgetWindow(edition if self._settable else EDITIONS["js-9"], trail)
        self.formats: frozenset[str] | None = None
        self.region: Sequence[float] | None = None
        self.min_confidence: float | None = None
        self.filters = False
        """Whether any of the three filters is set."""
        self._remembers = deployment in REMEMBERING

    def judge(self, keys: list[str], at: int) -> Verdict:
        """The verdict on the keys of a frame at an instant; changes nothing."""
        if self._remembers:
            return self.window.judge(keys, at)
        return Verdict(at, 0, keys, keys, [], [], {})

    def remember(self, verdict: Verdict) -> None:
        """Record a granted frame; in deployments without memory each frame counts (SCAN-9)."""
        if self._remembers:
            self.window.remember(verdict)

    def keys_of(self, codes: Sequence[Code]) -> list[str]:
        """The distinct codes that pass the filters, as keys in the order of the frame (SCAN-2)."""
        if not self.filters:
            return distinct(codes)
        return distinct([code for code in codes if self.keeps(code)])

    def removed(self, codes: Sequence[Code]) -> int:
        """How many codes of a frame the filters remove (SCAN-7)."""
        return sum(not self.keeps(code) for code in codes) if self.filters else 0

    def keeps(self, code: Code) -> bool:
        """Whether a code passes the filters; a field that the code does not have removes nothing (SCAN-7)."""
        if self.formats is not None and code["format"] not in self.formats:
            return False
        wanted, confidence, box = self.min_confidence, code.get("confidence"), code.get("box")
        if wanted is not None and confidence is not None and confidence < wanted:
            return False
        return self.region is None or box is None or _inside(box, self.region)

    def rests(self, at: int) -> bool:
        """Whether every forget window has ended; if so, the sightings are dropped."""
        return self.window.rests(at)

    @property
    def is_set(self) -> bool:
        """Whether any setting differs from its default."""
        return self.filters or self.window.is_set

    @property
    def trail(self) -> Trail:
        """What a resting scanner without settings must keep: the trail of its window."""
        return self.window.trail

    def configure(self, settings: dict[str, Any], at: int) -> list[dict[str, Any]] | None:
        """Merge settings, in force from `at` on; a None value resets its field.

        Returns the warnings (a clamped value); None where the edition refuses the value, and then
        nothing has changed.
        """
        warnings: list[dict[str, Any]] = []
        if "duplicate_forget_time" in settings and self._settable:
            asked = settings["duplicate_forget_time"]
            value = DEFAULT_FORGET_MS if asked is None else asked
            settled = settle_forget_ms(self.window.edition, value)
            if settled is None:
                return None
            if settled != value:
                text = f"duplicateForgetTime {value} is clamped to {settled}"
                warnings.append({"reason": "CLAMPED", "rule": "SCAN-5", "text": text})
            self.window.set_forget_ms(settled, at)
        self._filter(settings)
        return warnings

    def _filter(self, settings: dict[str, Any]) -> None:
        if "formats" in settings:
            formats = settings["formats"]
            self.formats = None if formats is None else frozenset(formats)
        if "region" in settings:
            self.region = settings["region"]
        if "min_confidence" in settings:
            self.min_confidence = settings["min_confidence"]
        self.filters = not (self.formats is None and self.region is None and self.min_confidence is None)
        if "one_d_trust_frames" in settings:
            self.window.trust_frames = settings["one_d_trust_frames"] or 1


def distinct(codes: Sequence[Code]) -> list[str]:
    """The keys of an image's codes, each once (SCAN-2)."""
    if len(codes) == 1:
        return [PREFIXES[codes[0]["format"]] + codes[0]["text"]]
    return [*{PREFIXES[code["format"]] + code["text"]: None for code in codes}]


def _inside(box: Sequence[float], region: Sequence[float]) -> bool:
    return region[0] <= box[0] and region[1] <= box[1] and box[2] <= region[2] and box[3] <= region[3]
