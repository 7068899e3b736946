"""A bare page that uses the built document components, deep below the root of its server."""

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.watch import Watch
from licensim.site_server import serving

PAGES = Path(__file__).parent / "pages"
WHERE = "some/where/"


@dataclass(frozen=True)
class ComponentsPage:
    """The page; each method runs one component on a file and returns the result."""

    page: Page

    def import_pages(self, name: str, content: bytes, **options: Any) -> Any:
        """Import an image file."""
        return self.page.evaluate("importPages", {"file": file_of(name, content), **options})

    def rasterize(self, name: str, content: bytes, **options: Any) -> Any:
        """Rasterize a PDF."""
        return self.page.evaluate("rasterizePages", {"file": file_of(name, content), **options})

    def read(self, name: str, content: bytes, **options: Any) -> Any:
        """Read a picture's text."""
        return self.page.evaluate("read", {"file": file_of(name, content), **options})

    def scan(self, address: str, **options: Any) -> Any:
        """Scan all pages."""
        return self.page.evaluate("scan", {"address": address, **options})


def file_of(name: str, content: bytes) -> dict[str, str]:
    """A file in the form that the page takes."""
    return {"name": name, "base64": base64.b64encode(content).decode()}


@pytest.fixture(scope="session")
def components_site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page and the built components, below a path: their addresses are relative."""
    root = tmp_path_factory.mktemp("components") / "site"
    ignore = shutil.ignore_patterns("*.map", "*.br", "*.gz")
    shutil.copytree(built_site / "assets", root / WHERE / "assets", ignore=ignore)
    shutil.copytree(PAGES, root / WHERE, dirs_exist_ok=True)
    return root


@pytest.fixture(scope="session")
def components_url(components_site: Path) -> Iterator[str]:
    """The address of the page's folder, served with the site's own policy."""
    with serving(components_site) as server:
        yield server.address + WHERE


@pytest.fixture
def components(
    components_url: str, new_context: Callable[..., BrowserContext], watch: Watch
) -> ComponentsPage:
    """The page in a profile of its own."""
    watch.allow(components_url)
    return visit(new_context(), components_url)


def visit(context: BrowserContext, url: str) -> ComponentsPage:
    """Load the page in a profile."""
    page = context.new_page()
    page.goto(f"{url}components.html")
    expect(page).to_have_title("loaded")
    return ComponentsPage(page)
