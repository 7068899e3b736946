"""An error in the console of any real page fails the test."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kit.in_browser import run_in_browser

pytest_plugins = ("pytester",)

CONSOLE = """
import pytest

pytestmark = pytest.mark.licensim(engine="page")
ORIGIN = "https://shop.example.com"

@pytest.fixture
def shop(licensim):
    licensim.item("per_barcode_scan", quota=9)
    client = licensim.origin(ORIGIN)
    client.open()
    return client

def test_logged(licensim, shop):
    shop.page.evaluate("console.error('the cart is broken')")

def test_uncaught(licensim, shop):
    shop.page.evaluate("setTimeout(() => { throw new Error('nobody catches this') })")
    licensim.clock.advance(ms=10)

def test_not_found(licensim, shop):
    shop.page.evaluate(
        "new Promise((go) => document.body.append(Object.assign(new Image(), {onerror: go, src: 'file:///x'})))"
    )

@pytest.mark.licensim(allow="console")
def test_allowed(licensim, shop):
    shop.page.evaluate("console.error('the cart is broken')")

def test_a_warning_is_none(licensim, shop):
    shop.page.evaluate("console.warn('the cart is slow')")

def test_what_the_test_did_itself_is_none(licensim, shop):
    with licensim.faults.offline():
        assert shop.open().reason == "OFFLINE_CACHED"

def plain(page):
    html = "<link rel=icon href='data:,'><script>console.error('not ours')</script>"
    page.context.route(f"{ORIGIN}/**", lambda route: route.fulfill(content_type="text/html", body=html))

def test_attached(licensim, page):
    plain(page)
    licensim.attach(page, ORIGIN, inject=True)
    page.goto(ORIGIN)

def test_a_page_that_the_kit_never_saw(licensim, page):
    plain(page)
    page.goto(ORIGIN)
"""


def test_an_error_in_a_console(pytester: pytest.Pytester) -> None:
    """Errors that are logged, uncaught or from the browser; on the kit's pages and on pytest-playwright's."""
    result = run_in_browser(pytester, CONSOLE, "-v")
    result.assert_outcomes(passed=4, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*::test_allowed* PASSED*",
            "*::test_a_warning_is_none* PASSED*",
            "*::test_what_the_test_did_itself_is_none* PASSED*",
            "*::test_a_page_that_the_kit_never_saw* PASSED*",
            *(
                f"- the console of a page has an error: {error}   [[]allow: console]"
                for error in (
                    "the cart is broken (*)",
                    "uncaught: Error: nobody catches this",
                    "Not allowed to load local resource: *",
                    "not ours (https://shop.example.com/)",
                )
            ),
        ]
    )


UNSEEN = """
import pytest

@pytest.mark.licensim(engine="page")
@pytest.mark.parametrize("n", range(2))
def test_it(licensim, n):
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    assert shop.open().answer == "ok"
    shop.frames(["A", "A", "B"], fps=1)
    admin = licensim.origin("https://admin.example.com")
    assert admin.open().number == 120
    licensim.assert_seats(1 + n)
"""


def test_pages_in_parallel_and_a_trace_that_replays(pytester: pytest.Pytester) -> None:
    """Two workers, a license for each test; a failure has its engine, its log and a trace to replay."""
    pytest.importorskip("xdist")
    result = run_in_browser(pytester, UNSEEN, "-n", "2")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*expected 2 of 1 seat of per_client_device to be taken, but 1 is",
            "*the test uses the page engine",
            "*> * https://shop.example.com opens   Licensed *, 1 seat taken. *",
            "*-- licensim, page engine --*",
        ]
    )
    # If CI is set, pytest's summary repeats each whole failure.
    told = {line.split(": ", 1)[1] for line in result.outlines if line.startswith("replay it: ")}
    (command,) = told
    _, *args = shlex.split(command)
    replay = [sys.executable, "-m", "licensim", *args]
    replayed = subprocess.run(replay, check=True, cwd=pytester.path, capture_output=True, text=True)
    kept = Path(args[-1]).with_name("answers.jsonl")
    assert replayed.stdout == (pytester.path / kept).read_text("utf-8")


BROKEN = """
import pytest

pytestmark = pytest.mark.licensim(engine="page")
PAGE = "<link rel=icon href='data:,'><script type=module src=app.js></script>"
SCRIPT = "const cart = null;\\ncart.add();"

@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "app.js").write_text(SCRIPT)
    return tmp_path

def test_opened(licensim, folder):
    licensim.origin("https://shop.example.com", folder=folder).open()

@pytest.fixture
def client(licensim, page, folder):
    licensim.item("per_barcode_scan", quota=0)
    page.context.route("https://a.test/app.js", lambda route: route.fulfill(path=folder / "app.js"))
    page.context.route("https://a.test/", lambda route: route.fulfill(path=folder / "index.html"))
    client = licensim.attach(page, "https://a.test", inject=True)
    page.goto("https://a.test")
    return client

def test_asserted(page, client):
    assert page.title() == "a title"

def test_refused(client):
    client.open()
"""
THROWN = "TypeError: Cannot read properties of null (reading 'add') (https://*/app.js:2:6)"


def test_errors_of_the_page_come_first(pytester: pytest.Pytester) -> None:
    """Before the test's own error and the strict findings, with the place where it was thrown."""
    result = run_in_browser(pytester, BROKEN)
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "*_ test_opened* _*",
            "*PageError: a page threw this, and nobody caught it:",
            THROWN,
            "*KitError: https://shop.example.com/ opens no license*",
            "*_ test_asserted* _*",
            "*PageError: a page threw this, and nobody caught it:",
            THROWN,
            "E*a title*",
            "*_ test_refused* _*",
            "this test leaves behind *",
            f"- the console of a page has an error: uncaught: {THROWN}   [[]allow: console]",
            "- a refusal was never looked at: *",
        ]
    )
