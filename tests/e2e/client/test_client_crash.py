"""When a worker dies, the next one goes on from the ledger; nothing is lost or counted twice."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.client.license import NOW, document, scans
from e2e.client.shared import LicenseServer

Opened = Callable[..., Page]
BASE: dict[str, Any] = {"at": NOW, "document": document(scans())}
SLOT = 180_000
READY = ("data-licensim", "ready")
RESTARTED = "warnings.filter(({ reason }) => reason === 'WORKER_RESTARTED').length"
COUNTED = "(frames) => feed(scanner, frames).then((all) => all.map(({ counted }) => counted))"

# The worker closes itself instead of replying to the Nth counted event; earlier ones get no reply either.
MUTE = """(count) => {
  const post = MessagePort.prototype.postMessage;
  let left = count;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message.kind !== "result" || !message.result?.counted) return post.call(this, message, ...rest);
    left -= 1;
    if (left === 0) self.close();
  };
}"""
# The worker closes itself before a decision about this text is durable.
BEFORE_COMMIT = """(text) => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (!JSON.stringify(value).includes(text)) return put.call(this, value, ...rest);
    this.transaction.abort();
    self.close();
    throw new DOMException("closing", "AbortError");
  };
}"""

# The worker closes itself while its report is being sent.
AT_REPORT = """() => {
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    post.call(this, message, ...rest);
    if (message.task?.url?.endsWith("/v1/reports")) self.close();
  };
}"""


def kill(page: Page, how: str = "self.close()") -> None:
    """Let the page's worker die."""
    page.workers[0].evaluate(f"setTimeout(() => {{ {how} }})")


def restarted(page: Page, times: int = 1) -> None:
    """Wait until the worker has been restarted this many times."""
    page.evaluate("(times) => warned('WORKER_RESTARTED', times)", times)


@pytest.mark.parametrize("how", ["self.close()", "throw new Error('oh')"])
@pytest.mark.expects_errors("oh")
def test_a_crashed_worker_is_started_again(opened: Opened, how: str) -> None:
    """Client, counts and scanner settings stay; the page gets a warning, and no call fails."""
    page = opened(**BASE)
    page.evaluate("window.scanner = license.scanner({ duplicateForgetTime: 10 }); 0")
    assert page.evaluate(COUNTED, [[0, "A"]]) == [1]
    uuid = page.evaluate("license.identity.uuid")
    kill(page, how)
    restarted(page)
    expect(page.locator("html")).to_have_attribute(*READY)
    assert page.evaluate(COUNTED, [[20, "B"], [30, "B"], [41, "B"]]) == [1, 0, 1]
    assert page.evaluate("used()") == 3
    assert page.evaluate("license.identity.uuid") == uuid
    assert page.evaluate("errors") == []


@pytest.mark.parametrize(("after_ms", "stops"), [(9_999, True), (10_000, True), (10_001, False)])
def test_a_second_crash_within_ten_seconds_stops(opened: Opened, after_ms: int, stops: bool) -> None:
    """Waiting and later calls are rejected with the cause; the document's state is failed."""
    page = opened(**BASE)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    kill(page)
    restarted(page)
    page.clock.fast_forward(after_ms)
    kill(page)
    if not stops:
        restarted(page, times=2)
        assert page.evaluate("feed(license.scanner(), [[0, 'A']])")[0]["counted"] == 1
        return
    expect(page.locator("html")).to_have_attribute("data-licensim", "failed")
    error = page.evaluate("caught(license.status())")
    assert (error["name"], error["reason"], error["number"]) == ("WorkerCrashError", "WORKER_CRASHED", None)
    assert "it ended or was killed" in error["message"]
    assert page.evaluate("errors") == [{"name": "WorkerCrashError", "step": "idle"}]


@pytest.mark.parametrize("unheard", [1, 4])
def test_durable_decisions_are_answered_once_and_not_repeated(opened: Opened, unheard: int) -> None:
    """Frames whose replies were lost after they were counted, and later frames."""
    page = opened(**BASE)
    page.evaluate("window.scanner = license.scanner(); 0")
    assert page.evaluate(COUNTED, [[0, "first"]]) == [1]
    page.workers[0].evaluate(MUTE, unheard)
    assert page.evaluate(COUNTED, [[1 + n, f"code {n}"] for n in range(20)]) == [1] * 20
    assert page.evaluate("used()") == 21
    assert page.evaluate(RESTARTED) == 1


def test_pages_and_images_in_flight_count_once(opened: Opened) -> None:
    """The same for events without a scanner's memory."""
    page = opened(**BASE)
    page.workers[0].evaluate(MUTE, 3)
    images = "Promise.all([0, 1, 2, 3].map((n) => license.image([{ format: 'QRCode', text: 'same' }])))"
    assert page.evaluate(f"{images}.then((all) => all.map(({{ counted }}) => counted))") == [1] * 4
    assert page.evaluate("used()") == 4


def test_requests_without_a_durable_decision_are_sent_again(opened: Opened) -> None:
    """The worker dies during its transaction, which the browser aborts."""
    page = opened(**BASE)
    page.evaluate("window.scanner = license.scanner(); 0")
    page.workers[0].evaluate(BEFORE_COMMIT, "code 7")
    assert page.evaluate(COUNTED, [[n, f"code {n}"] for n in range(12)]) == [1] * 12
    assert page.evaluate("used()") == 12


def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing(opened: Opened) -> None:
    """The worker is killed at random moments of its work."""
    page = opened(**BASE)
    page.evaluate("window.scanner = license.scanner(); 0")
    page.workers[0].evaluate("setTimeout(() => self.close(), 40)")
    assert page.evaluate(COUNTED, [[n, f"code {n}"] for n in range(300)]) == [1] * 300
    assert page.evaluate("used()") == 300


def test_a_request_that_killed_two_workers_is_not_sent_again(visit: Opened) -> None:
    """The page's clock moves eleven seconds between two readings. Other requests are answered."""
    context = visit().context
    context.route("**/worker.js", poisoned)
    page = visit(context)
    page.evaluate("() => { let looks = 0; performance.now = () => (looks += 11_000); }")
    page.evaluate("open", BASE)
    page.evaluate("window.scanner = license.scanner(); 0")
    frames = "[['before'], ['poison'], ['after']].map((texts, n) => caught(feed(scanner, [[n, ...texts]])))"
    errors = page.evaluate(f"Promise.all({frames})")
    assert [error and error["name"] for error in errors] == [None, "WorkerCrashError", None]
    assert page.evaluate("used()") == 2


def poisoned(route: Any) -> None:
    """Serve a worker that dies when it gets one certain code."""
    response = route.fetch()
    route.fulfill(response=response, body=f"({BEFORE_COMMIT})('poison');\n{response.text()}")


def test_a_death_in_the_boot_is_made_good(visit: Opened) -> None:
    """The wasm comes late, the worker dies meanwhile: another one boots, and waiting calls are answered."""
    page = visit()
    asked: list[Any] = []

    def late(route: Any) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/pyodide.asm.wasm", late)
    page.evaluate(
        """() => new Promise((goOn) => {
             const onBoot = ({ step }) => step === "storage" && goOn();
             const { ready } = start({ key: "DEMO-1", onBoot });
             window.both = Promise.all([ready, feed(license.scanner(), [[0, "A"]])]);
           })"""
    )
    kill(page)
    assert page.evaluate("both.then(([{ answer }, [{ counted }]]) => [answer.answer, counted])") == ["ok", 1]
    asked[0].abort()


@pytest.mark.parametrize("reports", ["immediate", "slot"])
def test_a_report_under_way_at_a_crash_counts_once(
    visit: Opened, serve_license: Callable[..., LicenseServer], reports: str
) -> None:
    """NET-5: a scan whose report is under way is reported again with the same identifier."""
    server = serve_license(scans())
    page = visit()
    page.evaluate("open", {"at": NOW, "server": server.address, "reports": reports})
    scan = "(text) => license.image([{ format: 'QRCode', text }])"
    assert page.evaluate(scan, "A")["counted"] == 1
    page.workers[0].evaluate(AT_REPORT if reports == "immediate" else MUTE, 1)
    assert page.evaluate(scan, "B")["counted"] == 1
    assert page.evaluate(RESTARTED) == 1
    assert page.evaluate(scan, "C")["counted"] == 1
    if reports == "slot":
        server.advance(SLOT)
        page.evaluate(f"() => {{ window.at += {SLOT}; }}")
        assert page.evaluate("license.status().then(({ items }) => items.length)") == 1
    assert server.usage("scans")["used"] == 3
