"""The forget window in Pyodide, against a JavaScript `Map` that builds the same keys in the same worker."""

from statistics import median
from typing import Any

from playwright.sync_api import Page

from bench.row import at_least
from bench.stage import stage

ROUNDS = 101
FRAMES = 1_000
"""Few, so that a run lasts milliseconds: on a busy machine a longer one is always interrupted."""
KINDS = {"belt": "3 codes a frame", "strangers": "3 new codes a frame"}

Turn = dict[str, tuple[float, int]]


def rows() -> list[dict[str, Any]]:
    """Frames per second in Python, as a part of those in JavaScript."""
    found = []
    with stage() as here, here.page("worker.html") as page:
        for kind, words in KINDS.items():
            turns = measure(page, kind)
            for way, bound, name in (("bare", 1 / 8, "bare"), ("filtered", 1 / 25, "with filters")):
                part = took(turns, "map") / took(turns, way)
                found.append(at_least(f"forget: {words}, {name} / a Map", part, bound))
    return found


def took(turns: list[Turn], way: str) -> float:
    """Return the median of the milliseconds that one way took."""
    return median(turn[way][0] for turn in turns)


def measure(page: Page, kind: str) -> list[Turn]:
    """Run the rounds, the first tenth of which warms up; all must find as many new codes."""
    ask = "message => ask('forget.worker.js', message)"
    turns: list[Turn] = [page.evaluate(ask, {"kind": kind, "count": FRAMES})]
    turns += [page.evaluate(ask, {}) for _ in range(ROUNDS)]
    new = {found for turn in turns for _, found in turn.values()}
    if len(new) != 1:
        raise RuntimeError(f"{kind}: not the same codes are new: {new}")
    return turns[ROUNDS // 10 :]
