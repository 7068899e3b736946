"""SCAN-1 to SCAN-9: the counts of one scanner, from the list of all its sightings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Code = tuple[str, str]
ONE_D = {"Codabar", "Code39", "Code93", "Code128", "EAN8", "EAN13", "ITF", "UPCA", "UPCE"}
LIMIT = {"js-9": None, "js-9.6": 10_000, "js-10.2.10": 180_000}
DEFAULTS: dict[str, Any] = {
    "duplicate_forget_time": 3000,
    "formats": None,
    "region": None,
    "min_confidence": None,
    "one_d_trust_frames": 1,
}


def is_one_d(code: Code) -> bool:
    """SCAN-8."""
    return code[0] in ONE_D or code[0].startswith("DataBar")


@dataclass
class Scanner:
    """One scanner: its settings, every remembered sighting, every granted frame."""

    edition: str
    dedup: bool = True
    settings: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))
    sightings: list[tuple[int, Code, bool]] = field(default_factory=list)
    frames: list[set[Code]] = field(default_factory=list)

    def change(self, changes: dict[str, Any], t: int, fixed_window: bool) -> bool:
        """SCAN-5. Returns False if the edition refuses the value; then nothing changes."""
        changes = {name: DEFAULTS[name] if value is None else value for name, value in changes.items()}
        wanted = changes.pop("duplicate_forget_time", None)
        if wanted is not None and not fixed_window:
            if wanted < 0 and self.edition != "js-10.2.10":
                return False
            old = self.settings["duplicate_forget_time"]
            self.sightings = [seen for seen in self.sightings if t - seen[0] <= old]
            limit = LIMIT[self.edition]
            wanted = max(0, wanted)
            self.settings["duplicate_forget_time"] = wanted if limit is None else min(wanted, limit)
        self.settings.update(changes)
        return True

    def clear(self) -> None:
        """SCAN-6, SCAN-8: `pause` and `close`."""
        self.sightings, self.frames = [], []

    def passing(self, codes: list[dict[str, Any]]) -> set[Code]:
        """SCAN-7: the distinct codes that no filter removes."""
        return {(code["format"], code["text"]) for code in codes if self._kept(code)}

    def _kept(self, code: dict[str, Any]) -> bool:
        formats, region = self.settings["formats"], self.settings["region"]
        least, box, confidence = self.settings["min_confidence"], code.get("box"), code.get("confidence")
        if formats is not None and code["format"] not in formats:
            return False
        if least is not None and confidence is not None and confidence < least:
            return False
        if region is None or box is None:
            return True
        return bool(
            region[0] <= box[0] and region[1] <= box[1] and box[2] <= region[2] and box[3] <= region[3]
        )

    def duplicate(self, code: Code, t: int) -> bool:
        """SCAN-3, SCAN-4: seen (js-10.2.10: counted) at most the window ago."""
        window, fixed = self.settings["duplicate_forget_time"], self.edition == "js-10.2.10"
        return self.dedup and any(
            seen == code and t - at <= window and (counted or not fixed)
            for at, seen, counted in self.sightings
        )

    def trusted(self, code: Code, codes: set[Code]) -> bool:
        """SCAN-8: in enough of the last five frames, this one included."""
        last_five = [*self.frames, codes][-5:]
        enough = sum(code in frame for frame in last_five) >= self.settings["one_d_trust_frames"]
        return enough or not self.dedup or not is_one_d(code)

    def look(self, codes: list[dict[str, Any]], t: int) -> tuple[set[Code], set[Code]]:
        """The codes that the frame would count, and those that it would only repeat. Changes nothing."""
        passing = self.passing(codes)
        repeated = {code for code in passing if self.duplicate(code, t)}
        counted = {code for code in passing - repeated if self.trusted(code, passing)}
        return counted, repeated

    def keep(self, codes: list[dict[str, Any]], t: int) -> None:
        """Remembers a granted frame."""
        counted, repeated = self.look(codes, t)
        self.frames.append(self.passing(codes))
        self.sightings += [(t, code, True) for code in counted]
        self.sightings += [(t, code, False) for code in repeated]
