"""The wasm memory of a page that sees only new codes, for nine hours and for five minutes."""

from typing import Any

from bench.row import at_most
from bench.stage import stage

FEW, MANY = 10_000, 1_000_000


def rows() -> list[dict[str, Any]]:
    """The size after a million frames of three codes, divided by that after ten thousand."""
    ask = "frames => ask('memory.worker.js', frames)"
    with stage() as here, here.page("worker.html") as page:
        first = page.evaluate(ask, FEW)
        last = page.evaluate(ask, MANY)
    return [at_most("memory: wasm after 1,000,000 frames of new codes / after 10,000", last / first, 1.05)]
