"""The size of the durable journal in IndexedDB: after 10,000 decisions, divided by that after 1,000."""

from typing import Any

from playwright.sync_api import Page

from bench.row import at_most
from bench.stage import stage

FEW, MANY = 1_000, 10_000
CYCLE = 220
"""So many commits compact the journal at least once: its size is the largest within them."""
STEP = 20


def rows() -> list[dict[str, Any]]:
    """The larger size divided by the smaller one."""
    with stage() as here, here.page("journal.html") as page:
        few, many = largest(page, FEW), largest(page, MANY)
    return [at_most("journal: its size after 10,000 commits / after 1,000", many / few, 1.5)]


def largest(page: Page, commits: int) -> float:
    """Commit until there are `commits`; return the largest size near the end, in characters."""
    sizes: list[float] = []
    for count in range(commits - CYCLE, commits + 1, STEP):
        used = page.evaluate("count => commitUntil(count)", count)
        if used != count:
            raise RuntimeError(f"{count} commits, of which {used} were counted")
        sizes.append(sum(page.evaluate("stored()").values()))
    return max(sizes)
