"""Laws of frames: the counts of one scanner, against a reference written from SPEC section 4 alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from amounts import EXAMPLES
from licensim.rules.client.scanner import ScannerState
from licensim.rules.license.profile import EDITIONS

TEXTS = ("QRCode|A", "QRCode|B", "EAN13|A", "DataBarX|A")
LIMITS = {"js-9": None, "js-9.6": 10_000, "js-10.2.10": 180_000}


class Reference:
    """A literal scanner of SPEC: every sighting and frame is kept, and searched each time."""

    def __init__(self, edition: str) -> None:
        self.edition, self.forget_ms, self.trust, self.last_at = edition, 3000, 1, 0
        self.formats: list[str] | None = None
        self.sightings: list[tuple[str, int]] = []
        self.frames: list[set[str]] = []

    def frame(self, keys: list[str], at: int) -> tuple[set[str], set[str], int]:
        """The codes that a granted frame counts and repeats, and its instant (SCAN-2 to SCAN-8, SCAN-11)."""
        at = self.last_at = max(at, self.last_at)
        kept = {key for key in keys if self.formats is None or key.split("|")[0] in self.formats}
        self.frames.append(kept)
        old = {
            key for key in kept if any(one == key and at - t <= self.forget_ms for one, t in self.sightings)
        }
        new = {key for key in kept - old if key.startswith("QR") or self.seen_in(key) >= self.trust}
        sighted = new if self.edition == "js-10.2.10" else new | old
        self.sightings += [(key, at) for key in sighted]
        return new, old, at

    def seen_in(self, key: str) -> int:
        """In how many of the last five frames a code was (SCAN-8)."""
        return sum(key in frame for frame in self.frames[-5:])

    def change(self, forget_ms: int, at: int) -> bool:
        """Change the window; sightings older than the old window are forgotten first (SCAN-5)."""
        if forget_ms < 0 and self.edition != "js-10.2.10":
            return False
        at = max(at, self.last_at)
        self.sightings = [(key, t) for key, t in self.sightings if at - t <= self.forget_ms]
        limit = LIMITS[self.edition]
        self.forget_ms = max(0, forget_ms) if limit is None else max(0, min(forget_ms, limit))
        return True

    def clear(self) -> None:
        """`pause` and `close` (SCAN-6)."""
        self.sightings, self.frames, self.last_at = [], [], 0


STEPS = st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, -1, -3))
FRAMES = st.tuples(st.just("frame"), st.lists(st.sampled_from(TEXTS), max_size=4))
CHANGES = st.one_of(
    st.tuples(st.just("forget"), st.sampled_from((0, 1, 2, 3, 5, -1, 200_000))),
    st.tuples(st.just("trust"), st.sampled_from((1, 2, 3, 5))),
    st.tuples(st.just("formats"), st.sampled_from((None, [], ["QRCode"], ["EAN13", "DataBarX"]))),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("refused frame"), st.lists(st.sampled_from(TEXTS), max_size=3)),
)
ACTIONS = st.lists(st.tuples(STEPS, st.one_of(FRAMES, FRAMES, FRAMES, FRAMES, CHANGES)), max_size=30)


def code(key: str) -> dict[str, Any]:
    """A code by its key."""
    format_name, text = key.split("|")
    return {"format": format_name, "text": text}


def show(
    scanner: ScannerState, keys: list[str], at: int, *, granted: bool = True
) -> tuple[set[str], set[str], int]:
    """The scanner's result for a frame."""
    verdict = scanner.judge(scanner.keys_of([code(key) for key in keys]), at)
    if granted:
        scanner.remember(verdict)
    assert verdict.at == at + verdict.late_ms
    return set(verdict.new), set(verdict.duplicates), verdict.at


def configure(scanner: ScannerState, reference: Reference, kind: str, value: Any, at: int) -> None:
    """Change settings in scanner and reference."""
    if kind == "forget":
        taken = scanner.configure({"duplicate_forget_time": value}, at) is not None
        assert reference.change(value, at) == taken
    elif kind == "trust":
        scanner.configure({"one_d_trust_frames": value}, at)
        reference.trust = value
    elif kind == "formats":
        scanner.configure({"formats": value}, at)
        reference.formats = value
    else:
        scanner.window.clear()
        reference.clear()


@pytest.mark.parametrize("edition", EDITIONS)
def test_windows_are_those_of_spec(edition: str) -> None:
    """Law: filters, windows, trust, pauses, late frames and changed settings are as SCAN-1 to SCAN-11 say."""

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(actions=ACTIONS)
    def agree(actions: list[tuple[int, tuple[str, Any]]]) -> None:
        scanner, reference, at = ScannerState("browser", EDITIONS[edition]), Reference(edition), 1_000
        configure(scanner, reference, "forget", 3, at)
        for step, (kind, value) in actions:
            at += step
            note(f"{at}: {kind} {value}")
            if kind == "frame":
                assert reference.frame(value, at) == show(scanner, value, at)
            elif kind == "refused frame":
                show(scanner, value, at, granted=False)
            else:
                configure(scanner, reference, kind, value, at)

    agree()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    edition=st.sampled_from(sorted(EDITIONS)),
    trust=st.sampled_from((1, 2)),
    frames=st.lists(st.tuples(st.integers(0, 5), st.lists(st.sampled_from(TEXTS), max_size=4)), max_size=15),
    order=st.randoms(use_true_random=False),
)
def test_order_of_codes_does_not_matter(
    edition: str, trust: int, frames: list[tuple[int, list[str]]], order: Any
) -> None:
    """Law: frames with their codes shuffled count the same (SCAN-1, SCAN-2)."""
    one, other, at = ScannerState("browser", EDITIONS[edition]), ScannerState("browser", EDITIONS[edition]), 0
    for scanner in (one, other):
        scanner.configure({"duplicate_forget_time": 5, "one_d_trust_frames": trust}, 0)
    for step, keys in frames:
        at += step
        shuffled = list(keys)
        order.shuffle(shuffled)
        assert show(one, keys, at) == show(other, shuffled, at)


@settings(max_examples=EXAMPLES, deadline=None)
@given(actions=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab"), FRAMES), max_size=20))
def test_scanners_do_not_share_memory(actions: list[tuple[int, str, tuple[str, list[str]]]]) -> None:
    """Law: the counts of one scanner do not depend on another scanner (SCAN-6)."""
    together = {name: ScannerState("browser", EDITIONS["js-9"]) for name in "ab"}
    at, alone = 0, ScannerState("browser", EDITIONS["js-9"])
    for scanner in (*together.values(), alone):
        scanner.configure({"duplicate_forget_time": 5}, 0)
    for step, name, (_, keys) in actions:
        at += step
        seen = show(together[name], keys, at)
        if name == "a":
            assert seen == show(alone, keys, at)


@settings(max_examples=EXAMPLES // 10, deadline=None)
@given(
    edition=st.sampled_from(sorted(EDITIONS)),
    a_frame=st.integers(1, 4),
    forget_ms=st.integers(0, 60),
    trust=st.integers(1, 3),
)
def test_memory_is_bounded_by_the_window(edition: str, a_frame: int, forget_ms: int, trust: int) -> None:
    """Law: at most the codes of two windows, and 64, are kept."""
    scanner = ScannerState("browser", EDITIONS[edition])
    scanner.configure({"duplicate_forget_time": forget_ms, "one_d_trust_frames": trust}, 0)
    for at in range(600):
        show(scanner, [f"QRCode|{at}.{n}" for n in range(a_frame)], at)
        assert len(scanner.window.seen) <= 2 * (forget_ms + 2) * a_frame + 64


@settings(max_examples=EXAMPLES, deadline=None)
@given(deployment=st.sampled_from(("desktop", "embedded", "server")), actions=ACTIONS)
def test_machines_without_memory_count_every_frame(
    deployment: str, actions: list[tuple[int, tuple[str, Any]]]
) -> None:
    """Law: desktop, embedded and server count each frame's codes, regardless of earlier ones (SCAN-9)."""
    scanner, at = ScannerState(deployment, EDITIONS["js-9"]), 10
    scanner.configure({"duplicate_forget_time": 5, "one_d_trust_frames": 5}, at)
    for step, (kind, value) in actions:
        at += step
        if kind == "frame":
            assert (set(value), set(), at) == show(scanner, value, at)
