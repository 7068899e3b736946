"""Browser tests: a Chromium that reaches only hosts that a test serves, and logs no errors.

A test fails when a page writes an error to its console or asks a host that the test does not serve.
``@pytest.mark.expects_errors("text")`` allows errors that contain the text; without a text, any.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType

from e2e.chromium import find_chromium, options_for_tests
from e2e.kept import Kept
from e2e.origins import Origins
from e2e.watch import Watch
from licensim.site_server import serving
from needs import missing


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium of this machine."""
    path = find_chromium()
    if path is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    """How pytest-playwright launches the browser of all tests."""
    return {**browser_type_launch_args, **options_for_tests(chromium_path)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """How profiles are made; modules that keep a page open use it too.

    Pages load every file from the site: only the tests of the page without network keep files. They show no
    animations, which this browser draws without a graphics card, for a fifth of a core while they last; tests
    of what moves ask for ``WITH_MOTION``.
    """
    return {**browser_context_args, "service_workers": "block", "reduced_motion": "reduce"}


@pytest.fixture
def launch_chromium(browser_type: BrowserType, chromium_path: str) -> Iterator[Callable[..., Browser]]:
    """Launch a separate browser, ``launch_chromium("--flag")``; give its contexts to ``watch.attach``."""
    with contextlib.ExitStack() as stack:

        def launch(*args: str) -> Browser:
            browser = browser_type.launch(**options_for_tests(chromium_path, *args))
            stack.callback(browser.close)
            return browser

        yield launch


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Watches all pages; fails at the end of the test if one wrote an error or asked another host."""
    watch = Watch()
    if "site_url" in request.fixturenames:
        watch.allow(request.getfixturevalue("site_url"))
    yield watch
    marker = request.node.get_closest_marker("expects_errors")
    assert watch.unexpected_errors(marker.args if marker else None) == []
    assert watch.strangers == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Make a context: a new browser profile, watched. ``context`` and ``page`` use it too."""
    return lambda **options: watch.attach(new_context(**options))


@pytest.fixture(scope="module")
def kept_by_module(browser: Browser, browser_context_args: dict[str, Any], site_url: str) -> Iterator[Kept]:
    """The page of ``kept``, between the tests of a module."""
    kept = Kept(browser, browser_context_args, site_url)
    yield kept
    kept.close()


@pytest.fixture
def kept(request: pytest.FixtureRequest, kept_by_module: Kept) -> Iterator[Kept]:
    """The harness page, opened once for the tests of a module; a test that fails closes it."""
    yield kept_by_module
    watch = kept_by_module.watch
    found = (watch.errors, watch.strangers)
    watch.errors, watch.strangers = [], []
    if found != ([], []) or not getattr(request.node, "rep_call", None) or request.node.rep_call.failed:
        kept_by_module.close()
    assert found == ([], [])


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address of the built site on a local server, such as ``http://localhost:41234/``."""
    with serving(built_site) as server:
        yield server.address


@pytest.fixture
def serve_folder(watch: Watch) -> Iterator[Callable[[Path], str]]:
    """Serve a folder on its own port, ``serve_folder(path)``; returns its address."""
    with contextlib.ExitStack() as stack:

        def serve(folder: Path) -> str:
            server = stack.enter_context(serving(folder))
            watch.allow(server.address)
            return server.address

        yield serve


@pytest.fixture
def serve_origin(built_site: Path, watch: Watch) -> Origins:
    """Serve the built site under any origin: ``serve_origin(context, "https://shop.example.com")``."""
    return Origins(built_site, watch)
