"""Every boundary in time of SPEC sections 5 to 10, crossed in the page by its own time controls."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.boundaries import BOUNDARIES, IMPORTED, INSTANCES, PAGES, asks, opened, server
from e2e.boundary import Boundary, Crossing, cross
from e2e.watch import Watch
from licenses import START

OpenFor = Callable[[Boundary], Crossing]


@pytest.fixture(scope="module")
def open_for(browser: Browser, browser_context_args: dict[str, Any], site_url: str) -> Iterator[OpenFor]:
    """A page under a boundary's license; a page with an item of the same option is used again."""
    watch = Watch()
    watch.allow(site_url)
    opened: dict[str, Crossing] = {}

    def at(boundary: Boundary) -> Crossing:
        option = _option(boundary)
        if option in opened:
            opened[option].under_license(boundary.item, boundary.profile)
            return opened[option]
        for panels in opened.values():
            panels.page.context.close()
        opened.clear()
        page = watch.attach(browser.new_context(**browser_context_args)).new_page()
        opened[option] = Crossing.under(page, site_url, boundary.item, boundary.profile)
        return opened[option]

    yield at
    for panels in opened.values():
        panels.page.context.close()
    assert (watch.errors, watch.strangers) == ([], [])


def _option(boundary: Boundary) -> str:
    """Return the option whose page the boundary needs."""
    return str(boundary.item["option"])


BY_OPTION: list[Boundary] = sorted(BOUNDARIES, key=_option)


@pytest.mark.parametrize("boundary", BY_OPTION, ids=str)
def test_before_at_and_after(open_for: OpenFor, boundary: Boundary, tmp_path: Path) -> None:
    """One millisecond before, at and after the boundary, page and replay answer as expected."""
    assert boundary.said == cross(open_for(boundary), boundary, tmp_path)


def test_reports_come_at_the_end_of_their_slot(page: Page, site_url: str) -> None:
    """NET-4: the server knows the usage from the end of the slot on, which is the next change."""
    panels = Crossing.under(page, site_url, PAGES, settings={"reports": "slot"})
    panels.load([{"t": START, **opened(key=panels.key)}, {"t": START + 1, **IMPORTED}])
    core = page.locator("[data-module=core] [data-pages]")
    expect(core).to_have_text("0")
    panels.move("Next change")
    expect(page.locator(".time__now time")).to_have_text("2026-01-01 00:03:00")
    expect(core).to_have_text("1")


def test_a_server_must_renew_after_two_slots(page: Page, site_url: str) -> None:
    """CINST-4: idle instances are -1 from the end of the local license on; creating one renews it."""
    panels = Crossing.under(page, site_url, INSTANCES)
    opening = {"t": START, **server("server-1"), "key": panels.key}
    panels.load([opening, {"t": START + 1, **asks("server-1", 4)}])
    idle = panels.peer("server-1").locator("[data-idle]")
    panels.move("Next change")
    expect(idle).to_have_attribute("data-idle", "4")
    panels.move("Next change")
    expect(idle).to_have_text("must be renewed")
    panels.create()
    expect(idle).to_have_attribute("data-idle", "3")
