"""Pages from a scanner on this computer, and the errors if there is no page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from conditions import wait_until
from e2e.components.conftest import WHERE, ComponentsPage, visit
from e2e.origins import Origins
from e2e.watch import Watch
from licensim.scanner.device import JPEG, PDF, Device
from licensim.scanner.server import ScannerServer, scanning

Scanner = Callable[..., ScannerServer]


@pytest.fixture
def scanner(watch: Watch) -> Iterator[Scanner]:
    """Switch a scanner on: ``scanner(Device(sheets=3))``."""
    with ExitStack() as stack:

        def switch_on(device: Device, **options: Any) -> ScannerServer:
            server = stack.enter_context(scanning(device, **options))
            watch.allow(server.address)
            watch.allow(server.address.replace("localhost", "127.0.0.1"))
            return server

        yield switch_on


def test_three_pages_of_the_feeder(components: ComponentsPage, scanner: Scanner) -> None:
    """In order; the total is not known in advance; no useless request is sent."""
    found = components.scan(scanner(Device(sheets=3)).address)
    assert found["error"] is None
    assert [(1, None), (2, None), (3, None)] == [(page["page"], page["of"]) for page in found["pages"]]
    assert {("licensim Scanner", 1275, 1754)} == {
        (page["name"], page["width"], page["height"]) for page in found["pages"]
    }
    assert all(page["ink"] > 0.001 for page in found["pages"])


def test_a_page_of_the_glass(components: ComponentsPage, scanner: Scanner) -> None:
    """One page, in the nearest resolution; the address may leave out its usual parts."""
    server = scanner(Device(sheets=0))
    found = components.scan(f"127.0.0.1:{server.server_port}", source="platen", dpi=80, color=False)
    assert ([(1, 1)], None) == ([(page["page"], page["of"]) for page in found["pages"]], found["error"])
    assert (638, 877) == (found["pages"][0]["width"], found["pages"][0]["height"])


def test_a_scanner_that_only_makes_pdf(components: ComponentsPage, scanner: Scanner) -> None:
    """All pages are in one document, and count as acquired from a scanner."""
    found = components.scan(scanner(Device(sheets=3), formats=(PDF,)).address, dpi=75)
    assert ([1, 2, 3], None) == ([page["page"] for page in found["pages"]], found["error"])
    assert all(page["ink"] > 0.001 for page in found["pages"])


def test_capabilities_and_status(components: ComponentsPage, scanner: Scanner) -> None:
    """The capabilities and the status, for a form."""
    address = scanner(Device(sheets=3)).address
    can = components.page.evaluate("scanner", {"address": address, "method": "capabilities"})["value"]
    assert ("licensim Scanner", [75, 100, 150, 200, 300]) == (can["name"], can["feeder"]["resolutions"])
    assert ([JPEG, PDF], 2550) == (can["platen"]["formats"], can["platen"]["maxWidth"])
    status = components.page.evaluate("scanner", {"address": address, "method": "status"})["value"]
    assert {"state": "Idle", "feeder": "Loaded", "jobs": []} == status


def test_a_canceled_job_ends_on_the_scanner_too(components: ComponentsPage, scanner: Scanner) -> None:
    """The pages that were done stay; the scanner is free again."""
    device = Device(sheets=9)
    address = scanner(device).address
    for how in ("abortAt", "leaveAt"):
        found = components.scan(address, **{how: 2})
        assert [1, 2] == [page["page"] for page in found["pages"]]
        wait_until(lambda: device.running is None)
    assert "Canceled" in {job.state for job in device.jobs.values()}


def test_a_job_that_is_canceled_while_a_page_is_scanned(components: ComponentsPage, scanner: Scanner) -> None:
    """The cancellation does not wait for the page."""
    device = Device(sheets=9)
    address = scanner(device, seconds_a_page=5.0).address
    error = components.page.evaluate(
        """async (address) => {
            const { openScanner } = await import("./assets/components.js");
            const scan = (await openScanner(address)).scan({ signal: AbortSignal.timeout(500) });
            return scan.next().then(() => null, ({ name }) => name);
        }""",
        address,
    )
    assert "TimeoutError" == error
    wait_until(lambda: device.running is None)


@pytest.mark.parametrize(
    ("idle", "reason", "words"),
    [
        (Device(busy=True), "busy", "The scanner is busy."),
        (Device(sheets=0), "feeder_empty", "The scanner's feeder is empty."),
        (Device(jam_at=1), "jammed", "A page is stuck in the scanner."),
    ],
)
@pytest.mark.expects_errors("409")
def test_why_there_is_no_page(
    components: ComponentsPage, scanner: Scanner, idle: Device, reason: str, words: str
) -> None:
    """In words."""
    found = components.scan(scanner(idle).address)
    assert ([], reason, words) == (found["pages"], found["error"]["reason"], found["error"]["message"])


@pytest.mark.expects_errors("409")
def test_a_jam_keeps_the_pages_before(components: ComponentsPage, scanner: Scanner) -> None:
    """They were acquired."""
    found = components.scan(scanner(Device(sheets=5, jam_at=3)).address)
    assert ([1, 2], "jammed") == ([page["page"] for page in found["pages"]], found["error"]["reason"])


@pytest.mark.expects_errors("ERR_CONNECTION_REFUSED")
def test_scanner_is_switched_off(components: ComponentsPage, watch: Watch) -> None:
    """It was switched off."""
    with scanning(Device()) as gone:
        address = gone.address
    watch.allow(address)
    found = components.scan(address)
    assert ("unreachable", f"No scanner answers at {address[7:-5]}.") == (
        found["error"]["reason"],
        found["error"]["message"],
    )
    assert "licensim scanner" in found["error"]["hint"]


@pytest.mark.expects_errors("CORS", "ERR_FAILED", "404")
def test_a_server_that_is_not_a_scanner(components: ComponentsPage, site_url: str) -> None:
    """It answers, but lets no other page read it."""
    found = components.scan(site_url)
    assert "blocked" == found["error"]["reason"]
    assert "does not let this page read it" in found["error"]["message"]


@pytest.mark.expects_errors("404")
def test_an_address_beside_the_scanner(components: ComponentsPage, scanner: Scanner) -> None:
    """The hint has the usual end of an address."""
    error = components.scan(scanner(Device()).address + "/wrong")["error"]
    assert ("protocol", True) == (error["reason"], "/eSCL" in error["hint"])


@pytest.mark.parametrize(
    "address", ["", "ftp://localhost", "https://localhost:1", "http://printer.example/eSCL", "192.168.0.7"]
)
def test_addresses_that_a_page_cannot_reach(components: ComponentsPage, address: str) -> None:
    """The error comes at once, without a request."""
    assert "address" == components.scan(address)["error"]["reason"]


@pytest.mark.expects_errors("Content Security Policy", "content security policy", "violates")
def test_a_page_whose_policy_forbids_it(components: ComponentsPage, scanner: Scanner) -> None:
    """The hint says what connect-src must contain."""
    components.page.evaluate(
        """() => {
            const meta = document.createElement("meta");
            Object.assign(meta, { httpEquiv: "Content-Security-Policy", content: "connect-src 'self'" });
            document.head.append(meta);
        }"""
    )
    error = components.scan(scanner(Device()).address)["error"]
    assert ("blocked", True) == (error["reason"], "connect-src" in error["hint"])


@pytest.mark.expects_errors("404")
def test_a_scanner_that_reports_no_jobs(
    components: ComponentsPage, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older scanners report none: then pages are requested until there is no more."""
    monkeypatch.setattr("licensim.scanner.messages._job_info", lambda _job: "")
    found = components.scan(scanner(Device(sheets=2)).address)
    assert ([1, 2], None) == ([page["page"] for page in found["pages"]], found["error"])


@pytest.mark.expects_errors("address space", "ERR_FAILED", "CORS", "local network", "loopback")
def test_a_page_of_the_internet_needs_permission(
    new_context: Callable[..., BrowserContext], components_site: Path, scanner: Scanner, watch: Watch
) -> None:
    """The browser asks its user for it; the error says where to give it."""
    address = scanner(Device(sheets=1)).address
    origin = "https://shop.example.com"
    context = new_context()
    Origins(components_site, watch)(context, origin)
    components = visit(context, f"{origin}/{WHERE}")
    error = components.scan(address)["error"]
    assert ("blocked", True) == (error["reason"], "site settings" in error["hint"])
    context.grant_permissions(["local-network-access"], origin=origin)
    assert 1 == len(components.scan(address)["pages"])
