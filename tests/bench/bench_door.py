"""A frame of five codes through the door in the page, against a Python callable that echoes its text."""

from statistics import median
from typing import Any

from bench.row import at_most
from bench.stage import stage

ROUNDS = 201
FRAMES = 100
"""Few, so that a run lasts milliseconds: on a busy machine a longer one is always interrupted."""


def rows() -> list[dict[str, Any]]:
    """The ratios of the medians of all rounds but the first tenth, which warms up."""
    with stage() as here, here.page("worker.html") as page:
        ask = "count => ask('door.worker.js', count)"
        turns = [page.evaluate(ask, FRAMES) for _ in range(ROUNDS)][ROUNDS // 10 :]
    return [
        at_most(
            "door: a frame of 5 codes, all duplicates / echo", ratio(turns, "duplicates", "echoOld"), 1.5
        ),
        at_most(
            "door: a frame of 5 codes, all new, without commit / echo", ratio(turns, "fresh", "echoNew"), 2.5
        ),
    ]


def ratio(turns: list[dict[str, float]], one: str, other: str) -> float:
    """Return what one way took by what the other did."""
    return median(turn[one] for turn in turns) / median(turn[other] for turn in turns)
