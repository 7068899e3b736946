"""A cold boot, from navigation to the first decision: the client against a stock Pyodide, and its bytes."""

from statistics import median
from typing import Any

from playwright.sync_api import expect

from bench.row import at_most
from bench.stage import Stage, stage
from e2e.harness_page import HarnessPage

ROUNDS = 7
MEGABYTE = 1_000_000
OURS, STOCK = "boot_ours.html", "boot_stock.html"
DECODER = ("decoder", "zxing")


def rows() -> list[dict[str, Any]]:
    """Time both in turns, each boot in a fresh profile; then the bytes of the client and of the harness."""
    with stage() as here:
        took: dict[str, list[float]] = {STOCK: [], OURS: []}
        for _ in range(ROUNDS):
            for name, times in took.items():
                times.append(boot(here, name))
        ratio = median(took[OURS]) / median(took[STOCK])
        return [
            at_most("boot: to the first decision, cold / stock loadPyodide + unpackArchive", ratio, 0.35),
            at_most("boot: bytes of a page with the client", client_bytes(here), 4.2, "MB br"),
            at_most("boot: bytes of the harness, without decoder", harness_bytes(here), 4.2, "MB br"),
        ]


def boot(here: Stage, name: str) -> float:
    """Return the milliseconds from navigation to the first decision."""
    with here.page(name) as page:
        first = page.evaluate("decided")
    if (first["answer"], first["counted"]) != ("ok", 1):
        raise RuntimeError(f"{name} decided {first}")
    return float(first["took"])


def client_bytes(here: Stage) -> float:
    """Return the megabytes that the page of `boot` loads."""
    here.sent.clear()
    boot(here, OURS)
    return sum(here.sent.values()) / MEGABYTE


def harness_bytes(here: Stage) -> float:
    """Return the megabytes that the harness loads until the first codes of its scene are counted."""
    here.sent.clear()
    with here.page("index.html") as page:
        expect(HarnessPage(page).ready().used).to_have_text("2")
        sent = dict(here.sent)
    return sum(size for path, size in sent.items() if not any(one in path for one in DECODER)) / MEGABYTE
