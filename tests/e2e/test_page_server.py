"""The page and a license server: what decides, what answered, and what the page leaves to the server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.client.license import devices, document, scans
from e2e.client.shared import LicenseServer, admit, starting
from e2e.harness_page import HarnessPage
from e2e.origins import Origins
from e2e.test_page_access import LOOKS, tab_to, violations
from e2e.watch import Watch
from licensim.fault_table import ROWS
from server.served import start

Serve = Callable[..., LicenseServer]
# The browser logs this for a failed request; the page cannot prevent it.
GONE = ("net::ERR_", "status of 503")
PATIENCE_MS = 30_000
SHOP = "https://shop.example.com"


class ServerPage(HarnessPage):
    """The page's panels for a license server."""

    def answered_by(self, who: str) -> None:
        """Wait until the newest answer comes from `by`."""
        expect(self.fact("answered-by")).to_have_text(who, timeout=PATIENCE_MS)

    def says(self, words: str) -> None:
        """Wait until the page's sentence about what answers contains a text."""
        expect(self.page.locator(".authority__by")).to_contain_text(words, timeout=PATIENCE_MS)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def connect(self, address: str, **fields: str) -> None:
        """Enter a server, and connect."""
        if self.page.get_by_label("License server", exact=True).count() == 0:
            self.page.get_by_role("button", name="A license server").click()
        self.page.get_by_label("License server", exact=True).fill(address)
        if "Session password" in fields or "Token of its controls" in fields or "Standby server" in fields:
            self.page.get_by_text("Standby, password, token").click()
        for label, value in fields.items():
            self.page.get_by_label(label, exact=True).fill(value)
        self.page.get_by_role("button", name="Connect").click()

    def counted(self) -> int:
        """The counts of all rows of the log, visible or not."""
        total = 0
        self.page.get_by_role("listbox").focus()
        self.page.keyboard.press("Home")
        for number in range(int(self.rows.first.get_attribute("aria-setsize") or 0)):
            row = self.page.locator(f'.row[aria-posinset="{number + 1}"]')
            total += int(row.get_attribute("data-counted") or 0)
            self.page.keyboard.press("ArrowDown")
        return total

    def agrees(self, server: LicenseServer, item: str = "scans", field: str = "used") -> int:
        """Wait until the page shows the server's usage, while nothing is used; returns the usage."""
        used: int = server.usage(item)[field]
        expect(self.page.locator(f"[data-item={item}] [data-shared]")).to_have_text(
            f"{used:,}", timeout=PATIENCE_MS
        )
        assert server.usage(item)[field] == used
        return used


@pytest.fixture
def serve_license(tmp_path: Path, watch: Watch, built_site: Path) -> Iterator[Serve]:
    """Start a license server in real time, with the page on it: ``serve_license(ITEM..., settings=...)``."""
    assert built_site.is_dir()

    def begin(folder: Path, license_: dict[str, object], *arguments: str) -> LicenseServer:
        return LicenseServer(folder, license_, start(folder, license_, *arguments))

    def serve(*items: dict[str, object], token: str = "", **project: object) -> LicenseServer:
        return start_next(document(*items, **project), *(("--token", token) if token else ()))

    with starting(tmp_path, watch, begin) as start_next:
        yield serve


def own(server: LicenseServer) -> str:
    """The name of a server in the page."""
    return f"localhost:{server.running.port}"


def test_the_servers_own_page_offers_it_and_can_do_without(page: Page, serve_license: Serve) -> None:
    """ID-7: to the server with its key, and back: each counts separately; the page names what answered."""
    server = serve_license(scans(quota=500), settings={"reports": "immediate"})
    harness = ServerPage.visit(page, f"{server.address}/", token=server.running.token)
    harness.says("Answered by this page.")
    expect(harness.used).to_have_text("2")
    harness.hold()
    mine = harness.used.inner_text()
    assert server.usage("scans")["used"] == 0
    harness.press("This server")
    harness.answered_by(own(server))
    harness.says(f"Answered by {own(server)}.")
    expect(page.locator(".meter__of")).to_have_text("of 500 scans")
    harness.press("Go on")
    expect(harness.used).not_to_have_text("0", timeout=PATIENCE_MS)
    harness.hold()
    used = harness.agrees(server)
    assert used > 0
    expect(harness.used).to_have_text(str(used))
    harness.press("This page")
    harness.says("Answered by this page.")
    expect(harness.fact("answered-by")).to_have_count(0)
    expect(harness.used).to_have_text(mine)
    expect(page.locator(".meter__of")).to_have_text("of 1,000 scans")
    assert server.usage("scans")["used"] == used


def test_a_server_is_named_and_kept_in_the_address(page: Page, site_url: str, serve_license: Serve) -> None:
    """On a static site: the page connects to the server of a link, which never has password or token."""
    server = serve_license(scans(quota=70), session_password="open sesame", settings={"reports": "immediate"})
    harness = ServerPage.visit(page, site_url).hold()
    expect(page.get_by_role("button", name="This server")).to_have_count(0)
    harness.connect(own(server), **{"Project key": "K-1", "Session password": "wrong"})
    harness.says("which refuses")
    expect(harness.fact("number")).to_have_text("102")
    expect(page.get_by_label("Session password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Session password").fill("open sesame")
    harness.press("Connect again")
    harness.answered_by(own(server))
    expect(page.locator(".meter__of")).to_have_text("of 70 scans")
    assert "sesame" not in page.url
    page.reload()
    harness.ready()
    expect(harness.fact("number")).to_have_text("102")
    expect(page.get_by_label("License server", exact=True)).to_have_value(f"http://{own(server)}/")
    expect(page.get_by_label("Project key")).to_have_value("K-1")


@pytest.mark.expects_errors(*GONE)
def test_a_server_that_dies_is_stood_in_for_and_comes_back(page: Page, serve_license: Serve) -> None:
    """NET-1, NET-4: the local license answers meanwhile; its usage is reported when the server is back."""
    server = serve_license(scans(quota=100_000), settings={"reports": "immediate"})
    settings: dict[str, str | int] = {"server": server.address, "key": "K-1", "forget": 0}
    harness = ServerPage.visit(page, f"{server.address}/", **settings)
    harness.answered_by(own(server))
    expect(harness.used).not_to_have_text("0", timeout=PATIENCE_MS)
    server.running.kill()
    harness.answered_by("the local license in this browser")
    harness.says(f"{own(server)} is not reached")
    expect(page.locator("[data-unsent]")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".shared__note")).to_contain_text("when it was last reached")
    server.again()
    harness.answered_by(own(server))
    harness.hold()
    harness.press("Connect again")
    expect(harness.row("A license server decides")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("[data-unsent]")).to_have_count(0, timeout=PATIENCE_MS)
    assert harness.agrees(server) == harness.counted()


@pytest.mark.expects_errors(*GONE)
def test_the_standby_answers_where_the_main_server_is_gone(page: Page, serve_license: Serve) -> None:
    """NET-1: and the page names the standby."""
    main, standby = serve_license(scans()), serve_license(scans())
    main.stop()
    settings = {"server": main.address, "standby": standby.address, "key": "K-1"}
    harness = ServerPage.visit(page, f"{standby.address}/", **settings)
    harness.says(f"Answered by the standby, {own(standby)}: {own(main)} is not reached.")


def test_two_origins_use_up_one_quota(
    new_context: Callable[..., BrowserContext], site_url: str, serve_license: Serve
) -> None:
    """Each shows the other's usage, and both stop when the server refuses."""
    server = serve_license(scans(quota=5, grace=0), settings={"reports": "immediate"})
    settings = {"server": server.address, "key": "K-1"}
    first = ServerPage.visit(new_context().new_page(), f"{server.address}/", **settings)
    expect(first.used).to_have_text("2", timeout=PATIENCE_MS)
    first.hold()
    second = ServerPage.visit(new_context().new_page(), site_url, **settings)
    expect(second.used).to_have_text("4", timeout=PATIENCE_MS)
    expect(first.used).to_have_text("4", timeout=PATIENCE_MS)
    first.press("Go on")
    pages = [first, second]
    for harness in pages:
        expect(harness.headline).to_have_text("Refused", timeout=PATIENCE_MS)
        expect(harness.fact("number")).to_have_text("120")
        harness.answered_by(own(server))
        harness.hold()  # no row comes while the rows are counted
    used = server.usage("scans")["used"]
    assert used >= 5
    for harness in pages:
        assert harness.agrees(server) == used
        expect(harness.used).to_have_text(str(used))
    counted = [harness.counted() for harness in pages]
    assert min(counted) >= 2
    assert sum(counted) == used


def test_a_key_that_the_server_does_not_know(page: Page, serve_license: Serve) -> None:
    """ITEM-6: the fault is shown at its field; with the right key the page goes on."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    harness = ServerPage.visit(page, f"{server.address}/", server=server.address, key="OTHER")
    expect(harness.fact("number")).to_have_text("101")
    expect(page.locator("#server-project-fault")).to_have_text("No project OTHER there.")
    page.get_by_label("Project key").fill("K-1")
    harness.press("Connect again")
    expect(harness.headline).to_have_text("Licensed", timeout=PATIENCE_MS)
    expect(page.locator("#server-project-fault")).to_be_empty()


@pytest.mark.expects_errors
def test_nothing_answers(page: Page, site_url: str, serve_license: Serve) -> None:
    """The page says what to do, and the source is held; it connects again when the server is there."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    server.stop()
    harness = ServerPage.visit(page, site_url, server=server.address, key="K-1")
    harness.says(f"Nothing answers at {own(server)}. Is licensim serve running there?")
    expect(harness.fact("number")).to_have_text("-20200")
    expect(page.get_by_text("Held: no frames are judged.")).to_be_visible()
    server.again()
    harness.press("Connect again")
    harness.says(f"Answered by {own(server)}.")
    expect(harness.used).not_to_have_text("0", timeout=PATIENCE_MS)


@pytest.mark.expects_errors
def test_numbers_belong_to_the_server_that_sent_them(page: Page, site_url: str, serve_license: Serve) -> None:
    """A server that does not answer has no numbers, even after those of another one, and after scans."""
    server = serve_license(scans(quota=70_000), settings={"reports": "immediate"})
    gone = serve_license(scans())
    gone.stop()
    harness = ServerPage.visit(page, site_url, server=server.address, key="K-1", forget=0)
    expect(harness.used).not_to_have_text("0", timeout=PATIENCE_MS)
    harness.connect(own(gone))
    expect(harness.row("A license server decides")).to_have_count(1, timeout=PATIENCE_MS)
    harness.says(f"{own(gone)} is not reached")
    expect(page.locator(".meter__empty")).to_have_text("No numbers of this server yet.")
    expect(page.locator(".shared")).to_have_count(0)
    expect(page.get_by_text("when it was last reached")).to_have_count(0)


@pytest.mark.expects_errors
def test_something_else_than_a_license_server_may_answer(
    page: Page, site_url: str, serve_license: Serve
) -> None:
    """An invalid address, no license server, a wrong path: the page reports it, and decides itself."""
    harness = ServerPage.visit(page, site_url).hold()
    harness.connect("ftp://localhost")
    expect(page.locator("#server-server-fault")).to_have_text("An address of http or https is needed.")
    harness.says("Answered by this page.")
    harness.connect(site_url)
    expect(page.locator("[data-cause]")).to_contain_text("is no license server", timeout=PATIENCE_MS)
    harness.connect(f"{own(serve_license(scans()))}/elsewhere")
    expect(page.locator("[data-cause]")).to_contain_text("Not connected", timeout=PATIENCE_MS)
    harness.says("Answered by this page.")
    expect(harness.headline).to_have_text("Licensed")
    assert "server=" not in page.url


@pytest.mark.expects_errors
def test_a_page_of_the_internet_needs_permission(
    serve_license: Serve, serve_origin: Origins, context: BrowserContext
) -> None:
    """The page names the browser's local-network permission as the cause, with the solution."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    page = context.new_page()
    harness = ServerPage.visit(page, serve_origin(context, SHOP), server=server.address, key="K-1")
    expect(page.locator("[data-cause]")).to_contain_text("local network", timeout=PATIENCE_MS)
    admit(context, SHOP)
    harness.press("Connect again")
    harness.answered_by(own(server))
    expect(page.locator("[data-cause]")).to_have_count(0)


def test_the_servers_time_is_moved_from_its_own_page(
    new_context: Callable[..., BrowserContext], site_url: str, serve_license: Serve
) -> None:
    """DEV-4: for every page that follows the server; without the token the page says that it is needed."""
    server = serve_license(devices(quota=1, grace=0), token="let me in")
    settings = {"server": server.address, "key": "K-1"}
    here = ServerPage.visit(new_context().new_page(), f"{server.address}/", token="let me in", **settings)
    there = ServerPage.visit(new_context().new_page(), site_url, **settings)
    for harness, headline in ((here, "Licensed"), (there, "Refused")):
        expect(harness.headline).to_have_text(headline, timeout=PATIENCE_MS)
        harness.hold()
    expect(there.page.locator(".time__limits")).to_contain_text("token")
    expect(there.page.get_by_role("button", name="+24 h")).to_be_disabled()
    here.press("+24 h")
    for harness in (here, there):
        expect(harness.page.locator(".time__state")).to_contain_text("ahead", timeout=PATIENCE_MS)
    there.press("Go on")
    expect(there.headline).to_have_text("Licensed", timeout=PATIENCE_MS)
    there.hold()
    assert there.agrees(server, "devices", "seats") == 1
    there.page.get_by_text("Standby, password, token").click()
    there.page.get_by_label("Token of its controls").fill("let me in")
    there.press("Connect again")
    there.press("Real time")
    for harness in (here, there):
        expect(harness.page.locator(".time__state")).to_contain_text("Real time", timeout=PATIENCE_MS)


def test_the_printed_address_opens_the_controls_of_its_tab(
    new_context: Callable[..., BrowserContext], serve_license: Serve
) -> None:
    """The token leaves the address at once and stays in the tab, also after a reload; no link has it."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    token = server.running.token
    context = new_context()
    harness = ServerPage.visit(context.new_page(), f"{server.address}/", token=token).hold()
    harness.press("This server")
    harness.answered_by(own(server))
    move = harness.page.get_by_role("button", name="+24 h")
    expect(move).to_be_enabled()
    harness.page.reload()
    harness.ready()
    expect(move).to_be_enabled(timeout=PATIENCE_MS)
    harness.hold()
    addresses = harness.page.evaluate("[location.href, document.querySelector('a[href]')?.href]")
    entries = context.new_cdp_session(harness.page).send("Page.getNavigationHistory")["entries"]
    assert token not in f"{addresses} {[one['url'] for one in entries]}"
    other = ServerPage.visit(context.new_page(), harness.page.url)
    limits = other.page.locator(".time__limits")
    expect(limits).to_contain_text("open the address that licensim serve prints", timeout=PATIENCE_MS)
    expect(other.page.get_by_role("button", name="+24 h")).to_be_disabled()
    other.page.goto(f"{server.address}/#token=wrong")
    expect(limits).to_contain_text("is not the server's", timeout=PATIENCE_MS)
    other.page.goto(f"{server.address}/#token={token}")
    expect(other.page.get_by_role("button", name="+24 h")).to_be_enabled(timeout=PATIENCE_MS)
    assert "token" not in other.page.url


def test_a_token_is_for_its_own_server(page: Page, site_url: str, serve_license: Serve) -> None:
    """Another address in the same form gets neither token nor password of the former server."""
    trusted = serve_license(scans(), token="let me in", session_password="open sesame")
    other = serve_license(scans())
    told: list[str] = []
    page.on("request", lambda one: told.append(f"{one.url} {one.headers} {one.post_data}"))
    harness = ServerPage.visit(page, site_url).hold()
    secrets = {"Session password": "open sesame", "Token of its controls": "let me in"}
    harness.connect(own(trusted), **{"Project key": "K-1"}, **secrets)
    harness.says(own(trusted))
    expect(harness.headline).to_have_text("Licensed")
    expect(page.get_by_role("button", name="+24 h")).to_be_enabled()
    harness.connect(own(other))
    harness.says(own(other))
    assert any(own(trusted) in one and "let me in" in one for one in told)
    at_other = [one for one in told if own(other) in one]
    assert at_other
    assert not [one for one in at_other if "let me in" in one or "sesame" in one]


def test_panels_of_the_embedded_authority_say_so(page: Page, serve_license: Serve) -> None:
    """Panels of the embedded authority say so; faults and files are those of this browser."""
    server = serve_license(scans(quota=300))
    harness = ServerPage.visit(
        page, f"{server.address}/", server=server.address, key="K-1", option="per_client_device"
    )
    harness.says("gets reports later")
    expect(page.locator("sim-option")).to_contain_text("none is simulated here")
    expect(page.locator("sim-domain")).to_contain_text("Only the license server knows")
    expect(page.get_by_role("button", name="Download the license")).to_be_disabled()
    trace = {"name": "s.jsonl", "mimeType": "", "buffer": b'{"t": 1, "type": "network", "up": true}'}
    page.get_by_label("Open a file").set_input_files(trace)  # type: ignore[arg-type]
    expect(page.locator(".records .said")).to_contain_text("A license server decides now.")
    expect(page.get_by_role("radio", name="per client device")).to_have_count(0)
    expect(page.locator("[data-unsent]")).not_to_have_attribute("data-unsent", "0", timeout=PATIENCE_MS)
    offered = [row.page.label for row in ROWS if row.page and row.page.shared]
    expect(page.locator("sim-faults label, sim-faults button")).to_have_text(offered)
    page.get_by_label("License server unreachable").check()
    harness.says(f"{own(server)} is not reached")
    harness.press("Connect again")
    harness.says("gets reports later")
    expect(page.get_by_label("License server unreachable")).not_to_be_checked()
    with page.expect_download() as info:
        harness.press("Download the session")
    events = [json.loads(line) for line in Path(info.value.path()).read_text().splitlines()]
    assert {"open", "frame"} <= {event["type"] for event in events}
    assert {event["key"] for event in events if event["type"] == "open"} == {"K-1"}
    harness.press("Compare this session")
    expect(page.locator(".compare tbody tr")).to_have_count(7, timeout=PATIENCE_MS)


def test_axe_finds_nothing_with_a_server(page: Page, serve_license: Serve) -> None:
    """The form with a fault, and the connected page; no line is wider than a phone."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    harness = ServerPage.visit(page, f"{server.address}/", token=server.running.token).hold()
    harness.press("Another")
    page.get_by_text("Standby, password, token").click()
    harness.connect("ftp://x")
    expect(page.locator("#server-server-fault")).not_to_be_empty()
    accessible(page)
    harness.press("This server")
    harness.answered_by(own(server))
    expect(page.locator(".shared")).to_be_visible()
    accessible(page)


def accessible(page: Page) -> None:
    """Check the page in both themes, on a phone and on a desktop."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_server_by_keyboard(page: Page, site_url: str, serve_license: Serve) -> None:
    """Without a mouse: choose a server, enter it, connect, and go back."""
    server = serve_license(scans(), settings={"reports": "immediate"})
    harness = ServerPage.visit(page, site_url)
    tab_to(page, "A license server")
    page.keyboard.press("Enter")
    expect(page.get_by_label("License server", exact=True)).to_be_focused()
    page.keyboard.type(own(server))
    page.keyboard.press("Tab")
    expect(page.get_by_label("Project key")).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("K-1")
    page.keyboard.press("Enter")
    harness.answered_by(own(server))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    harness.says("Answered by this page.")
