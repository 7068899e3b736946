"""Laws of the short way of frames: it answers as the long way does, and leaves the same behind."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from amounts import EXAMPLES
from doors import Aborted, Page
from licenses import START, item, value

LICENSES = (
    value(item("per_barcode_scan", quota=1000)),
    value(item("per_barcode_scan", quota=6, grace=0.5)),
    value(item("per_barcode_scan", quota=2), item("per_concurrent_device", quota=0, allowance=1000)),
    value(item("per_client_device", refresh="authorization"), item("per_barcode_scan", quota=4)),
    value(item("per_client_device"), item("per_barcode_scan", "small", quota=2, grace=0)),
    value(item("per_concurrent_device", quota=1)),
    value(item("per_barcode_scan", quota=50, expires_at=START + 60)),
    value(item("per_domain")),
)
FEW = st.lists(st.sampled_from(("Q|A", "Q|B", "EAN13|A")), max_size=3)
FORGET = st.sampled_from((0, 1, 3, 20, None))
CHANGES = st.sampled_from(
    (
        *({"one_d_trust_frames": number} for number in (1, 2, None)),
        *({"formats": formats} for formats in (None, [], ["Q"])),
        {"min_confidence": 30},
    )
)
ACTION = st.one_of(
    *[st.tuples(st.just("frame"), FEW)] * 6,
    *[st.tuples(st.just("still"), st.integers(1, 4))] * 3,
    st.tuples(st.just("fresh"), st.integers(1, 3)),
    st.tuples(st.just("aborted"), FEW),
    st.tuples(st.just("settings"), st.one_of(FORGET.map(lambda ms: {"duplicate_forget_time": ms}), CHANGES)),
    st.tuples(st.sampled_from(("pause", "reload", "image", "network", "other tab", "switch")), st.none()),
)
ACTIONS = st.lists(
    st.tuples(st.sampled_from((0, 1, 1, 1, 2, 3, 4, 21, -2, 300_001, -300_002)), ACTION), max_size=40
)


class Story:
    """One page and a second tab, played action by action."""

    def __init__(self, document: Any, *, quick: bool) -> None:
        journal: list[str] = []
        self.page = Page(document, journal, quick=quick)
        self.tab = Page(document, journal, quick=False)
        self.scanner, self.last, self.fresh, self.up = "s", ["Q|A"], 0, True
        self.page.event({"type": "open"}, START)
        self.page.event({"type": "settings", "scanner": "s", "duplicate_forget_time": 3}, START)

    def play(self, kind: str, given: Any, now: int, at: int) -> Any:
        """What one action is answered."""
        if kind == "frame":
            return self.show(given, now, at)
        if kind == "still":
            return [self.show(self.last, now + n, at + n) for n in range(given)]
        if kind == "fresh":
            self.fresh += given
            return self.show([f"Q|{self.fresh - n}" for n in range(given)], now, at)
        if kind == "aborted":
            return self.show(given, now, at, abort=True)
        return self.other(kind, given, now)

    def show(self, codes: list[str], now: int, at: int, *, abort: bool = False) -> Any:
        """A frame; None where its transaction was aborted."""
        self.last = codes
        try:
            return self.page.frame(codes, now, at, self.scanner, abort=abort)
        except Aborted:
            return None

    def other(self, kind: str, given: Any, now: int) -> Any:
        """What is no frame."""
        if kind == "switch":
            self.scanner = "t" if self.scanner == "s" else "s"
            return None
        if kind == "network":
            self.up = not self.up
            return self.page.call("network", up=self.up)
        if kind == "reload":
            return self.page.event({"type": "open"}, now)
        if kind == "image":
            return self.page.event({"type": "image", "codes": [{"format": "Q", "text": "A"}]}, now)
        if kind == "other tab":
            self.tab.catch_up()
            return self.tab.frame([f"Q|tab {now}"], now, now)
        return self.page.event({"type": kind, "scanner": self.scanner, **(given or {})}, now)


def play(document: Any, actions: list[tuple[int, tuple[str, Any]]]) -> Counter[str]:
    """Both ways of one story, compared; returns what kinds of reply the short way gave."""
    short, long, now, at = Story(document, quick=True), Story(document, quick=False), START, START
    for step, (kind, what) in actions:
        now, at = now + step, at + min(step, 21)
        expected, got = long.play(kind, what, now, at), short.play(kind, what, now, at)
        if currently_in_test_context():
            note(f"{now - START} {kind} {what}\n    long  {expected}\n    short {got}")
        assert expected == got
    assert left_behind(long.page, now) == left_behind(short.page, now)
    return Counter(short.page.replies)


def left_behind(page: Page, now: int) -> Any:
    """What is durable, swept at `now`: when it was swept before does not matter (DEV-4)."""
    page.catch_up()
    page.call("status", now=now)
    return [row for row in page.snapshot() if row[0] != "swept"]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=st.sampled_from(LICENSES), actions=ACTIONS)
def test_short_way_answers_as_the_long_way(document: Any, actions: list[tuple[int, tuple[str, Any]]]) -> None:
    """Law: a short reply, expanded, is the whole answer, and the same is durable after it (SCAN-3, NET-4)."""
    play(document, actions)


def test_not_vacuous() -> None:
    """All three short replies are given where a camera shows old codes, new ones and the same again."""
    actions: list[tuple[int, tuple[str, Any]]] = [
        (1, ("fresh", 2)),
        (1, ("fresh", 2)),
        (1, ("still", 4)),
        (1, ("fresh", 1)),
    ]
    assert {"{", "+", "[", "="} == set(play(LICENSES[0], actions))


def test_codes_that_come_back_after_others_are_new() -> None:
    """A code whose own window has ended counts, though another frame of old codes came since (SCAN-3)."""
    both, one, other = ["Q|A", "Q|B"], ["Q|A"], ["Q|B"]
    steps = [(0, both), (1, one), (0, one), (0, one), (2, other), (2, one)]
    play(LICENSES[0], [(step, ("frame", codes)) for step, codes in steps])


def test_codes_that_come_back_after_empty_frames_are_new() -> None:
    """A code that was out of view for longer than its window counts again (SCAN-4)."""
    steps = [(0, ["Q|A"]), (1, ["Q|A"]), (1, ["Q|A"]), (2, []), (2, ["Q|A"])]
    play(LICENSES[0], [(step, ("frame", codes)) for step, codes in steps])


def test_frames_after_the_network_has_gone_are_answered_offline() -> None:
    """The last decision does not outlive the network (NET-1)."""
    play(LICENSES[0], [(1, ("fresh", 1)), (1, ("fresh", 1)), (1, ("network", None)), (1, ("fresh", 1))])
