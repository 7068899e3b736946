"""The watch of the browser tests works: it notices everything that must fail a test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e.origins import Origins
from e2e.watch import Watch

ORIGIN = "https://shop.example.com:8443"
WORKER = "postMessage(0); fetch('https://elsewhere.example/from-worker').catch(() => 0)"
PAGE = "<!doctype html><link rel=icon href=data:,><script type=module src=page.js></script>"
NO_POLICY = {"Content-Security-Policy": None}


@pytest.fixture
def visit(tmp_path: Path, new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[[str], Watch]:
    """Run a script in a page of a context with its own watch; returns the watch."""
    watch.allow(ORIGIN)

    def visit(script: str) -> Watch:
        own = Watch()
        context = own.attach(new_context())
        files = {
            "/page.html": PAGE,
            "/page.js": script + "\ndocument.title = 'done'",
            "/worker.js": WORKER,
        }
        page = context.new_page()
        url = Origins(tmp_path, own)(context, ORIGIN, files=files, headers=NO_POLICY)
        page.goto(url + "page.html")
        expect(page).to_have_title("done")
        return own

    return visit


def test_a_quiet_page_passes(visit: Callable[[str], Watch]) -> None:
    """Requests to its own origin, blob: and data: are allowed."""
    watch = visit("console.log('hello'); await fetch('data:,x'); await fetch('worker.js')")
    assert (watch.unexpected_errors(None), watch.strangers) == ([], [])


THROWN = "setTimeout(() => { throw new Error('oh') })\nawait new Promise((go) => setTimeout(go, 50))"


@pytest.mark.expects_errors
@pytest.mark.parametrize("script", ["console.error('oh')", THROWN], ids=["written", "thrown"])
def test_an_error_is_seen(visit: Callable[[str], Watch], script: str) -> None:
    """Logged or thrown; and a test can expect it by its text."""
    watch = visit(script)
    assert len(watch.unexpected_errors(None)) >= 1
    assert watch.unexpected_errors(("oh",)) == []
    assert len(watch.unexpected_errors(("ah",))) >= 1
    assert watch.unexpected_errors(()) == []


def test_a_stranger_is_seen(visit: Callable[[str], Watch], watch: Watch) -> None:
    """A request to another host, from page or worker; the host does not resolve, so nothing is sent."""
    seen = visit(
        "await fetch('https://elsewhere.example/from-page').catch(() => 0)\n"
        "const worker = new Worker('worker.js')\n"
        "await new Promise((go) => { worker.onmessage = () => setTimeout(go, 200) })"
    )
    expected = ["https://elsewhere.example/from-page", "https://elsewhere.example/from-worker"]
    assert seen.strangers == expected
    watch.errors.clear()
    watch.strangers.clear()
