"""The page without network: it keeps its files at the first visit; a newer version comes as a whole."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.watch import Watch
from licensim.site_server import serving

KEPT = re.compile("works without network")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Here pages keep their files."""
    return {**browser_context_args, "service_workers": "allow"}


def kept(page: Page) -> None:
    """Wait until the page has kept its files."""
    expect(page.locator("sim-version")).to_have_text(KEPT, timeout=60_000)


@pytest.mark.expects_errors("ERR_CONNECTION_REFUSED")
def test_second_visit_needs_no_network(
    new_context: Callable[..., BrowserContext], built_site: Path, watch: Watch
) -> None:
    """Without its server the page boots, decodes and counts, whatever its address says; so do its topics."""
    page = new_context().new_page()
    with serving(built_site) as server:
        address = server.address
        watch.allow(address)
        page.goto(address)
        kept(page)
    page.goto("about:blank")
    harness = HarnessPage.visit(page, f"{address}?from=mail", quota=1, forget=0)
    expect(harness.fact("number")).to_have_text("120", timeout=30_000)
    kept(page)
    page.goto(f"{address}numbers/120/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Error 120")
    page.goto(f"{address}rules/ITEM-2")
    expect(page).to_have_url(f"{address}rules/ITEM-2/")
    page.get_by_role("link", name="licensim", exact=True).click()
    harness.ready()


def test_a_newer_version_waits_for_the_visitor(
    new_context: Callable[..., BrowserContext], built_site: Path, tmp_path: Path, watch: Watch
) -> None:
    """The old version goes on, whole, until the visitor loads the new one."""
    site = tmp_path / "site"
    shutil.copytree(built_site, site, ignore=shutil.ignore_patterns("*.br", "*.gz", "*.map", "tesseract-*"))
    page = new_context().new_page()
    with serving(site) as server:
        watch.allow(server.address)
        page.goto(server.address)
        kept(page)
        page.reload()
        index, worker = site / "index.html", site / "service_worker.js"
        index.write_text(index.read_text("utf-8").replace("<title>", "<title>newer "), "utf-8")
        revised = re.sub(r'("index\.html","revision":")\w+', r"\g<1>newer", worker.read_text("utf-8"))
        worker.write_text(revised, "utf-8")
        page.reload()
        load = page.get_by_role("button", name="Load it")
        expect(load).to_be_visible(timeout=60_000)
        assert not page.title().startswith("newer")
        load.click()
        expect(page).to_have_title(re.compile("^newer"), timeout=30_000)
