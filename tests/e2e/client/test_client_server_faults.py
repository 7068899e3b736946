"""Faults between a page and its license server, and how the client handles them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.client.license import NOW, devices, document, scans
from e2e.client.shared import LicenseServer, start_server
from e2e.watch import Watch

UUID = "license.identity.uuid"
SLOT_MS = 180_000
Visit = Callable[..., Page]
Serve = Callable[..., LicenseServer]

# The only console error that a page cannot prevent: its browser logs the failed request.
GONE = ("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET", "ERR_SOCKET", "status of 503")


def scan(page: Page, *texts: str) -> dict[str, Any]:
    """Scan in one image."""
    codes = [{"format": "QRCode", "text": text} for text in texts]
    answer: dict[str, Any] = page.evaluate("(codes) => license.image(codes)", codes)
    return answer


def reasons(answer: dict[str, Any]) -> tuple[str, str | None, int | None]:
    """An answer in short."""
    return answer["answer"], answer["reason"], answer["number"]


@pytest.mark.expects_errors(*GONE)
@pytest.mark.parametrize("reports", ["immediate", "slot"])
def test_without_the_server_a_local_license_goes_on(
    visit: Visit, serve_license: Serve, context: BrowserContext, reports: str
) -> None:
    """NET-1, NET-4: with a warning; usage is sent once when the server is reached again."""
    server = serve_license(scans())
    options = {"at": NOW, "server": server.address, "reports": reports}
    page = visit(context)
    page.evaluate("open", options)
    assert reasons(scan(page, "A")) == ("ok", None, None)
    server.stop()
    answer = scan(page, "B", "C")
    offline = ("ok", "OFFLINE_CACHED", -20012)
    assert reasons(answer) == (offline if reports == "immediate" else ("ok", None, None))
    assert answer["counted"] == 2
    page.reload()
    assert reasons(page.evaluate("open", options)["answer"]) == offline
    assert scan(page, "D")["counted"] == 1
    server.again()
    later = {**options, "at": NOW + SLOT_MS}
    server.advance(SLOT_MS)
    for _ in range(2):
        page.evaluate("open", later)
        assert server.usage("scans")["used"] == 4


@pytest.mark.expects_errors(*GONE)
def test_without_server_and_license_it_is_unreachable(visit: Visit, serve_license: Serve) -> None:
    """NET-1: -20200, without a warning about the page or its browser."""
    server = serve_license(scans())
    server.stop()
    page = visit()
    answer = page.evaluate("open", {"at": NOW, "server": server.address})["answer"]
    assert reasons(answer) == ("refused", "SERVER_UNREACHABLE", -20200)
    assert (answer["warnings"], page.evaluate("warnings")) == ([], [])
    server.again()
    assert reasons(scan(page, "A")) == ("ok", None, None)


@pytest.mark.expects_errors(*GONE)
def test_the_standby_is_asked_where_the_main_server_is_gone(visit: Visit, serve_license: Serve) -> None:
    """NET-1: without a local license; a standby's 100 does not count as an answer."""
    main, standby = serve_license(scans()), serve_license(scans())
    main.stop()
    options = {"at": NOW, "server": main.address, "standby": standby.address}
    assert visit().evaluate("open", options)["answer"]["answer"] == "ok"
    standby.fault("standby", count=10)
    assert reasons(visit().evaluate("open", options)["answer"])[1] == "SERVER_UNREACHABLE"


@pytest.mark.expects_errors(*GONE)
def test_a_slow_server_is_given_up_by_the_pages_clock(visit: Visit, serve_license: Serve) -> None:
    """NET-1: after ten seconds of the page's clock without a local license."""
    server = serve_license(scans())
    server.fault("delay", delay_ms=60_000, count=10)
    page = visit()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.evaluate("(options) => { window.opening = open(options); }", {"at": NOW, "server": server.address})
    with page.expect_request("**/v1/authorize"):
        pass
    page.clock.run_for(10_000)
    with page.expect_request("**/v1/authorize"):
        pass
    page.clock.run_for(5_000)
    assert reasons(page.evaluate("opening")["answer"]) == ("refused", "SERVER_UNREACHABLE", -20200)
    server.running.kill()  # a clean stop would first send the late answers


@pytest.mark.expects_errors(*GONE)
def test_a_lost_answer_is_no_clone(visit: Visit, serve_license: Serve, context: BrowserContext) -> None:
    """ID-8: the identifier is stored before the request is sent, and sent again with it."""
    server = serve_license(devices(quota=5), scans())
    options = {"at": NOW, "server": server.address, "reports": "immediate"}
    page = visit(context)
    server.fault("drop_answer", operation="authorize", count=99)
    assert page.evaluate("open", options)["answer"]["reason"] == "SERVER_UNREACHABLE"
    server.heal()
    uuid = page.evaluate(UUID)
    server.advance(1000)
    page.reload()
    opened = page.evaluate("open", {**options, "at": NOW + 1000})
    assert (opened["answer"]["answer"], opened["identity"]["uuid"]) == ("ok", uuid)
    assert server.usage("devices")["seats"] == 1


@pytest.mark.expects_errors(*GONE)
def test_a_report_whose_answer_was_lost_counts_once(visit: Visit, serve_license: Serve) -> None:
    """NET-5: it is stored and sent again with the same identifier."""
    server = serve_license(scans())
    page = visit()
    options = {"at": NOW, "server": server.address, "reports": "immediate"}
    page.evaluate("open", options)
    server.fault("drop_answer", operation="reports", count=99)
    assert reasons(scan(page, "A", "B")) == ("ok", "OFFLINE_CACHED", -20012)
    assert server.usage("scans")["used"] == 2
    server.heal()
    page.evaluate("open", options)
    assert server.usage("scans")["used"] == 2
    assert scan(page, "C")["answer"] == "ok"
    assert server.usage("scans")["used"] == 3


def test_a_wrong_signature_is_asked_for_anew(visit: Visit, serve_license: Serve) -> None:
    """NET-7: the client asks once more, then refuses."""
    server = serve_license(scans())
    options = {"at": NOW, "server": server.address}
    server.fault("bad_signature")
    assert visit().evaluate("open", options)["answer"]["answer"] == "ok"
    server.fault("bad_signature", count=2)
    answer = visit().evaluate("open", options)["answer"]
    assert reasons(answer) == ("refused", "BAD_SIGNATURE", None)


@pytest.mark.expects_errors(*GONE)
def test_a_changed_local_license_does_not_count(
    visit: Visit, serve_license: Serve, context: BrowserContext
) -> None:
    """NET-7: a changed end in the storage makes the local license invalid."""
    server = serve_license(scans())
    options = {"at": NOW, "server": server.address}
    page = visit(context)
    page.evaluate("open", options)
    page.evaluate("license.close()")
    server.stop()
    assert page.evaluate(FORGE) > 0
    answer = page.evaluate("open", options)["answer"]
    assert reasons(answer) == ("refused", "SERVER_UNREACHABLE", -20200)


# Moves the end of every listing in the journal, but not in the signed token.
FORGE = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("licensim");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("journal", "readwrite");
    let changed = 0;
    transaction.objectStore("journal").openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      const forged = cursor.value.replaceAll(/"until":\\d+/g, () => (changed += 1, '"until":9999999999999'));
      cursor.update(forged);
      cursor.continue();
    };
    transaction.oncomplete = () => { opening.result.close(); resolve(changed); };
  };
})"""


def test_a_server_that_was_set_up_anew_is_trusted(
    visit: Visit, tmp_path: Path, context: BrowserContext, watch: Watch
) -> None:
    """NET-7: it has new keys under the old names; the client loads them again."""
    folders = [tmp_path / name for name in ("old", "new")]
    for folder in folders:
        folder.mkdir()
    server = start_server(folders[0], document(scans()))
    watch.allow(server.address)
    page = visit(context)
    options = {"at": NOW, "server": server.address}
    page.evaluate("open", options)
    server.stop()
    server.folder = folders[1]
    server.again()
    try:
        with server.call() as caller:
            caller.clock(set_to=NOW, frozen=True)
        assert reasons(page.evaluate("open", options)["answer"]) == ("ok", None, None)
    finally:
        server.stop()


def test_a_slots_refusal_comes_with_its_report(visit: Visit, serve_license: Serve) -> None:
    """NET-4, NET-5: the page answers frames; the report goes at the slot's end, its refusal is an event."""
    server = serve_license(scans(quota=2, grace=0))
    page = visit()
    page.clock.install()
    page.evaluate("open", {"at": NOW, "server": server.address})
    assert [scan(page, text)["answer"] for text in "ABC"] == ["ok", "ok", "ok"]
    assert server.usage("scans")["used"] == 0
    told = "new Promise((resolve) => license.on('report', resolve))"
    for number, expected in ((1, "over"), (2, "refused")):
        page.evaluate(f"() => {{ window.told = {told}; window.at += {SLOT_MS}; }}")
        server.advance(SLOT_MS)
        page.clock.run_for(SLOT_MS)
        report = page.evaluate("told")
        assert (report["answer"], report["item"]) == (expected, "scans")
        assert server.usage("scans")["used"] == 2 + number
        if expected == "over":
            assert scan(page, "D")["answer"] == "ok"
    assert [one["reason"] for one in page.evaluate("reports")] == [None, "QUOTA_EXHAUSTED"]
    assert reasons(scan(page, "E")) == ("refused", "QUOTA_EXHAUSTED", 120)
    assert server.usage("scans")["used"] == 4


def test_usage_that_is_due_goes_before_the_next_event(visit: Visit, serve_license: Serve) -> None:
    """NET-4: also if the clock jumps without a timer."""
    server = serve_license(scans())
    page = visit()
    page.evaluate("open", {"at": NOW, "server": server.address})
    scan(page, "A")
    server.advance(SLOT_MS)
    page.evaluate(f"() => {{ window.at += {SLOT_MS}; }}")
    scan(page, "B")
    assert (server.usage("scans")["used"], len(page.evaluate("reports"))) == (1, 1)
