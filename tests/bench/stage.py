"""The set-up of the benchmarks in a browser: the built site, the benchmarks' own pages, a Chromium."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from e2e.chromium import find_chromium, launch_options
from licensim.site_server import SiteHandler, SiteServer, serving

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).resolve().parent / "pages"
SITE = Path(os.environ.get("LICENSIM_SITE") or ROOT / "dist" / "site")
STOCK = ROOT / "web" / "node_modules" / "pyodide"
ZXING = ROOT / "web" / "node_modules" / "zxing-wasm" / "dist"
STOCK_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)

REST = 0.4
"""How long the browser must be idle before a page is loaded, in seconds."""

IDLE = 0.1
"""The share of a processor that an idle browser may use."""

BUSY_AT_MOST = 20.0
"""The longest wait for an idle browser, in seconds."""

Sent = dict[str, int]
"""The sent files: the path of each, and the encoded bytes of its body."""

# A page that is isolated from other origins has a clock with steps of 5 microseconds, other pages of 100.
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


def handler_of(sent: Sent) -> type[SiteHandler]:
    """Return a handler for the site that isolates its pages, and adds up the bytes that it sends."""

    class BenchHandler(SiteHandler):
        def _send(self, status: HTTPStatus, headers: Any, body: bytes | None) -> None:
            super()._send(status, {**headers, **ISOLATED}, body)
            path = urlsplit(self.path).path
            sent[path] = sent.get(path, 0) + len(body or b"")

    return BenchHandler


class Stage:
    """A browser, and the address of the site with the benchmarks' pages.

    ``sent`` adds up the bytes that were sent; clear it before a measurement.
    """

    def __init__(self, browser: Browser, server: SiteServer, sent: Sent) -> None:
        self.browser = browser
        self.address = server.address
        self.sent = sent

    @contextlib.contextmanager
    def page(self, name: str) -> Iterator[Page]:
        """Load a page in a fresh profile; at the end, raise the errors that it wrote to its console.

        The browser is idle before it navigates: a new window starts pages of the browser's own interface,
        which use more processor time than a boot.
        """
        context = self.browser.new_context()
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        wait_until_at_rest(self.browser)
        page.goto(self.address + name)
        try:
            yield page
        finally:
            context.close()
        if errors:
            raise RuntimeError(f"{name}: {errors}")


def wait_until_at_rest(browser: Browser) -> None:
    """Wait until the processes of a Chromium have used almost no processor time for `REST`.

    Raises:
        RuntimeError: they are busy for longer than `BUSY_AT_MOST`.
    """
    session = browser.new_browser_cdp_session()
    end = time.monotonic() + BUSY_AT_MOST
    used, before = _processor_time(session), float("-inf")
    while used - before > IDLE * REST:
        if time.monotonic() > end:
            raise RuntimeError(f"Chromium is not at rest after {BUSY_AT_MOST} seconds")
        time.sleep(REST)
        used, before = _processor_time(session), used
    session.detach()


def _processor_time(session: CDPSession) -> float:
    """Return the seconds of processor time that the browser's processes have used."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(process["cpuTime"] for process in processes))


def lay_out(folder: Path) -> None:
    """Copy the built site, the benchmarks' pages, zxing, and a stock Pyodide to a folder, also compressed."""
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("*.map", "*.map.*", "*.gz"))
    shutil.copytree(PAGES, folder, dirs_exist_ok=True)
    stock = folder / "stock"
    stock.mkdir()
    for name in STOCK_FILES:
        shutil.copy(STOCK / name, stock)
    pack = [sys.executable, str(ROOT / "web/build/pyodide_wheel.py"), str(stock)]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    next(stock.glob("licensim-*.whl")).rename(stock / "licensim.whl")
    for name in ("es", "reader"):
        shutil.copytree(ZXING / name, folder / "zxing" / name)
    compress = ["node", str(ROOT / "web/build/precompress.mjs"), str(stock), str(ROOT / ".build/compressed")]
    subprocess.run(compress, check=True)


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Serve the site with the benchmarks' pages, and run a browser, during the block."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    sent: Sent = {}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "site"
        lay_out(folder)
        server = stack.enter_context(serving(folder))
        server.RequestHandlerClass = handler_of(sent)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_options(chromium))
        stack.callback(browser.close)
        yield Stage(browser, server, sent)
