"""A bare page that uses only the client, beside the built licensim folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.client.license import BARE_PAGES, NOW, document, scans
from e2e.client.shared import LicenseServer, start_server, starting
from e2e.origins import Origins
from e2e.watch import Watch
from licensim.site_server import serving

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def bare_site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page and a copy of licensim's files, as a developer would deploy them."""
    folder = tmp_path_factory.mktemp("bare") / "site"
    ignore = shutil.ignore_patterns("*.map", "*.br", "*.gz")
    shutil.copytree(built_site / "licensim", folder / "licensim", ignore=ignore)
    shutil.copytree(BARE_PAGES, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def bare_url(bare_site: Path) -> Iterator[str]:
    """The address of that folder."""
    with serving(bare_site) as server:
        yield server.address


@pytest.fixture
def serve_bare(bare_site: Path, watch: Watch) -> Origins:
    """Serve that folder under any origin, as ``serve_origin`` serves the site."""
    return Origins(bare_site, watch)


@pytest.fixture
def visit(bare_url: str, new_context: Callable[..., BrowserContext], watch: Watch) -> Visit:
    """Load the page: ``visit()`` in a new profile, ``visit(context)`` in another tab of a profile."""
    watch.allow(bare_url)

    def visit(context: BrowserContext | None = None, url: str = bare_url) -> Page:
        page = (context or new_context()).new_page()
        page.goto(f"{url}bare.html")
        expect(page).to_have_title("loaded")
        return page

    return visit


@pytest.fixture(scope="module")
def shared(browser: Browser, bare_url: str) -> Iterator[Page]:
    """One page with an open license, for the tests of a module that only need a new scanner."""
    watch = Watch()
    watch.allow(bare_url)
    context = watch.attach(browser.new_context())
    page = context.new_page()
    page.goto(f"{bare_url}bare.html")
    expect(page).to_have_title("loaded")
    page.evaluate("open", {"at": NOW, "document": document(scans())})
    yield page
    context.close()
    assert (watch.errors, watch.strangers) == ([], [])


@pytest.fixture
def opened(visit: Visit) -> Callable[..., Page]:
    """Load the page and open a license there; the options are those of ``openLicense``."""

    def opened(context: BrowserContext | None = None, **options: Any) -> Page:
        page = visit(context)
        page.evaluate("open", options)
        return page

    return opened


@pytest.fixture
def serve_license(tmp_path: Path, watch: Watch) -> Iterator[Callable[..., LicenseServer]]:
    """Start a license server of these items: ``serve_license(ITEM..., session_password="x")``."""
    with starting(tmp_path, watch, start_server) as serve:
        yield lambda *items, **project: serve(document(*items, **project))
