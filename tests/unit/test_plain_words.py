"""The verdict in plain words: one or two sentences with figures, without the names of rules."""

import re
from typing import Any

import pytest

from licenses import DAY, START, item, world
from licensim.rules.explain.plain import plain_words
from licensim.rules.words.english import left
from vectors.answers import answers_of_vectors

HOUR_MS = 3_600_000


def plain(answer: Any, now: int | None = None) -> str:
    """The plain words of a decision."""
    return plain_words(answer.to_wire(), now)


@pytest.mark.parametrize(("ms", "words"), [
    (0, "less than a second"), (999, "less than a second"), (1000, "1 s"), (59_999, "59 s"),
    (60_000, "1 min"), (61_000, "1 min 1 s"), (11_520_000, "3 h 12 min"), (DAY, "1 d"),
    (DAY + HOUR_MS, "1 d 1 h"), (DAY + 60_000, "1 d"),
])  # fmt: skip
def test_a_time_is_its_two_largest_units(ms: int, words: str) -> None:
    """A unit of 0 is left out."""
    assert words == left(ms)


@pytest.mark.parametrize(
    ("quota", "words"), [(1, "The only seat is"), (2, "Both seats are"), (3, "All 3 seats are")]
)
def test_a_refused_device_learns_when_the_next_seat_is_free(quota: int, words: str) -> None:
    """The seats by their number, and the time that is left (DEV-4, DEV-6)."""
    sim = world(item("per_client_device", quota=quota, period="daily", grace=0))
    for n in range(quota):
        sim.open(START, name=f"c{n}")
    refused = sim.open(START + DAY - 11_520_000, name="late")
    at = START + DAY - 11_520_000
    assert plain(refused, at) == f"{words} taken. The next is free in 3 h 12 min."
    assert plain(refused, at + HOUR_MS) == f"{words} taken. The next is free in 2 h 12 min."


def test_a_device_learns_what_it_holds() -> None:
    """With the grace of the seats above the quota (DEV-6)."""
    sim = world(item("per_client_device", quota=2, period="daily", grace=0.5))
    assert plain(sim.open(START, name="a")) == "This device took a seat: 1 of 2 is taken."
    assert plain(sim.open(START, name="a")) == "This device holds a seat: 1 of 2 is taken."
    assert plain(sim.open(START, name="b")) == "This device took a seat: 2 of 2 are taken."
    assert plain(sim.open(START, name="c")) == (
        "This device took a seat: 3 are taken, 1 more than the 2 that were bought."
    )
    assert plain(sim.open(START, name="d"), START) == (
        "All 3 seats are taken, 1 more than were bought. The next is free in 1 d."
    )


def test_scans_are_told_with_what_is_left() -> None:
    """Below, at and above the quota, and at the end of the grace (ITEM-3)."""
    sim = world(item("per_barcode_scan", quota=2, grace=0.5))
    sim.open(START)
    said = [plain(sim.do("image", START, codes=[{"format": "QRCode", "text": f"{n}"}])) for n in range(4)]
    assert said == [
        "1 of 2 scans used, 1 left.",
        "All 2 scans are used. 1 more is tolerated, then it is refused.",
        "3 scans used, 1 more than the 2 that were bought. The next is refused.",
        "All 2 scans are used up, and the 1 that was tolerated above them. Nothing more is counted.",
    ]


def test_pages_are_told_by_what_their_module_counts() -> None:
    """In words, not by the name of the module (PAGE-1)."""
    sim = world(item("per_page", module="pdfr", quota=2, grace=0.5))
    sim.open(START)
    said = [plain(sim.do("pages", START, module="pdfr", count=1)) for _ in range(3)]
    assert said == [
        "1 of 2 PDF pages, 1 left.",
        "All 2 PDF pages are used. 1 more is tolerated, then it is refused.",
        "3 PDF pages, 1 more than the 2 that were bought. The next is refused.",
    ]


@pytest.mark.parametrize(("host", "words"), [
    ("https://shop.example.com", "The license covers example.com, and so shop.example.com: no limit."),
    ("https://example.com", "The license covers example.com: no limit."),
    ("https://other.org", "The license is for example.com, and this page is at other.org."),
])  # fmt: skip
def test_a_domain_is_told_with_the_host(host: str, words: str) -> None:
    """DOM-6, DOM-7."""
    sim = world(item("per_domain", domain="example.com"))
    assert plain(sim.open(START, origin=host)) == words


def test_an_expired_item_is_told_with_the_time_that_it_still_works() -> None:
    """ITEM-2."""
    sim = world(item("per_barcode_scan", quota=5, expires_at=START + DAY))
    late = sim.open(START + 2 * DAY)
    assert plain(late, START + 2 * DAY).startswith("The license ended 1 d ago; it still works for 6 d. ")
    ended = sim.open(START + 9 * DAY)
    assert plain(ended, START + 9 * DAY) == ("The license ended 8 d ago, and its 7 days of grace are over.")


def test_a_license_kept_for_a_silent_server_is_told_with_its_rest() -> None:
    """NET-2."""
    sim = world(item("per_barcode_scan", quota=5, expires_at=START + 90 * DAY))
    sim.open(START)
    sim.do("network", START, up=False)
    kept = sim.open(START + 1000)
    silent = "The license server does not answer. The license kept here works "
    until = kept.to_wire()["evidence"]["until"]
    assert plain(kept, until - DAY - HOUR_MS) == f"{silent}for 1 d 1 h more."
    assert plain(kept).startswith(f"{silent}until 20")


def test_every_answer_of_the_vectors_has_plain_words() -> None:
    """Sentences that name no rule, no reason in capitals and no number of the vendor."""
    told = 0
    for case, event, answer in answers_of_vectors():
        words = plain_words(answer, event["t"])
        assert re.fullmatch(r"[A-Z0-9][^\n]*[.]", words), (case, words)
        assert not re.search(r"\b[A-Z]+-\d+\b|[A-Z]{3,}_|\.\.$", words), (case, words)
        told += 1
    assert told > 1000


@pytest.mark.parametrize(
    "evidence", [{}, {"option": "per_galaxy"}, None, {"option": "per_page", "used": "x"}]
)
def test_without_evidence_the_reason_is_told(evidence: Any) -> None:
    """The evidence of an older server lacks facts."""
    answer = {"answer": "refused", "reason": "SEATS_EXHAUSTED", "number": 120, "rule": "DEV-6", "item": "i"}
    assert plain_words({**answer, "counted": 0, "evidence": evidence}).startswith("Every seat is taken")
