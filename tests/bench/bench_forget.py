"""The forget window in Pyodide, against a JavaScript `Map` that builds the same keys in the same worker."""

from statistics import median
from typing import Any

from playwright.sync_api import Page

from bench.row import at_least
from bench.stage import stage

ROUNDS = 9
FRAMES = 40_000
KINDS = {"belt": "3 codes a frame", "strangers": "3 new codes a frame"}

Turn = dict[str, tuple[float, int]]


def rows() -> list[dict[str, Any]]:
    """Frames per second in Python, as a part of those in JavaScript."""
    found = []
    with stage() as here, here.page("worker.html") as page:
        for kind, words in KINDS.items():
            turns = measure(page, kind)
            for way, bound, name in (("bare", 1 / 8, "bare"), ("filtered", 1 / 25, "with filters")):
                part = median(turn["map"][0] / turn[way][0] for turn in turns)
                found.append(at_least(f"forget: {words}, {name} / a Map", part, bound))
    return found


def measure(page: Page, kind: str) -> list[Turn]:
    """Run the rounds, the first of which makes the frames and warms up; all must find as many new codes."""
    ask = "message => ask('forget.worker.js', message)"
    turns: list[Turn] = [page.evaluate(ask, {"kind": kind, "count": FRAMES})]
    turns += [page.evaluate(ask, {}) for _ in range(ROUNDS)]
    new = {found for turn in turns for _, found in turn.values()}
    if len(new) != 1:
        raise RuntimeError(f"{kind}: not the same codes are new: {new}")
    return turns[1:]
