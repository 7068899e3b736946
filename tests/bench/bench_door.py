"""A frame of five codes through the door in the page, against a Python callable that echoes its text."""

from statistics import median
from typing import Any

from bench.row import at_most
from bench.stage import stage

ROUNDS = 9
FRAMES = 3000


def rows() -> list[dict[str, Any]]:
    """The ratio of each round, of which the first warms up; their medians."""
    with stage() as here, here.page("worker.html") as page:
        ask = "count => ask('door.worker.js', count)"
        turns = [page.evaluate(ask, FRAMES) for _ in range(ROUNDS + 1)][1:]
    return [
        at_most(
            "door: a frame of 5 codes, all duplicates / echo", ratio(turns, "duplicates", "echoOld"), 1.5
        ),
        at_most(
            "door: a frame of 5 codes, all new, without commit / echo", ratio(turns, "fresh", "echoNew"), 2.5
        ),
    ]


def ratio(turns: list[dict[str, float]], one: str, other: str) -> float:
    """Return the median of the rounds' ratios."""
    return median(turn[one] / turn[other] for turn in turns)
