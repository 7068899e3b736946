"""One license for many: pages of several origins and browsers at one license server."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from e2e.client.license import NOW, devices, document, scans
from e2e.client.shared import DAY_MS, LicenseServer, admit
from e2e.origins import Origins

SHOP = "https://shop.example.com"
ADMIN = "https://admin.example.com:8443"
UUID = "license.identity.uuid"
Visit = Callable[..., Page]

SCRIPT = """async () => {
  const answers = [];
  license.on("answer", ({ answer }) => answers.push(answer));
  const scanner = license.scanner({ minConfidence: 20 });
  await feed(scanner, [[0, "A"], [10, "A", "B"], [20, "B"], [4000, "A"], [4000], [3900, "C", "D"]]);
  await scanner.frame([{ format: "QRCode", text: "E", confidence: 10 }], { timestamp: 5000 });
  await license.image([{ format: "QRCode", text: "A" }, { format: "EAN13", text: "A" }]);
  await license.pages("core", 2);
  await scanner.pause();
  await feed(scanner, [[5000, "A", "F", "G"], [5001, "H"]]);
  await license.release();
  await feed(license.scanner(), [[6000, "A"]]);
  return answers.map(({ number, ...answer }) => ({ ...answer, number }));
}"""


Serve = Callable[..., LicenseServer]


def test_server_and_page_answer_alike(visit: Visit, serve_license: Serve) -> None:
    """NET-4: under `immediate` a server answers as the authority in the page, with the same evidence."""
    items = [
        scans(quota=9, grace=0.12),
        {**scans(quota=1), "id": "pages", "option": "per_page", "module": "core"},
    ]
    server = serve_license(*items)
    embedded, shared = visit(), visit()
    opened = [
        embedded.evaluate("open", {"at": NOW, "document": document(*items)}),
        shared.evaluate("open", {"at": NOW, "server": server.address, "reports": "immediate"}),
    ]
    assert opened[0]["answer"] == opened[1]["answer"]
    answers = [page.evaluate(SCRIPT) for page in (embedded, shared)]
    assert answers[0] == answers[1]
    assert {one["answer"] for one in answers[0]} == {"ok", "over", "refused"}
    assert [page.evaluate("used()") for page in (embedded, shared)] == [10, 10]


@pytest.mark.parametrize(
    ("says", "chosen", "expected"),
    [("immediate", None, "immediate"), (None, None, "slot"), ("immediate", "slot", "slot")],
)
def test_usage_is_reported_by_the_projects_setting(
    visit: Visit, serve_license: Serve, says: str | None, chosen: str | None, expected: str
) -> None:
    """NET-4: a page without its own setting uses the project's, at once and after a reload."""
    settings = {} if says is None else {"reports": says}
    server = serve_license(scans(), settings=settings)
    page = visit()
    options = {"at": NOW, "server": server.address, **({} if chosen is None else {"reports": chosen})}
    for _ in range(2):
        page.evaluate("open", options)
        assert page.evaluate("license.status().then(({ reports }) => reports)") == expected
        page.evaluate("license.image([{ format: 'QRCode', text: 'A' }])")
        page.reload()
    assert server.usage("scans")["used"] == (2 if expected == "immediate" else 0)


def test_the_answer_has_what_gave_it(visit: Visit, serve_license: Serve) -> None:
    """The authority in the page, or the server; under `slot` the local license answers frames."""
    server = serve_license(scans())
    embedded = {"at": NOW, "document": document(scans())}
    shared = {"at": NOW, "server": server.address}
    told = []
    for options in (embedded, {**shared, "reports": "immediate"}, {**shared, "reports": "slot"}):
        page = visit()
        page.evaluate(LISTEN, options)
        page.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'A']])")
        page.evaluate("license.pages('core', 1)")
        told.append(page.evaluate("told"))
    assert told == [
        ["embedded"] * 4,
        ["main"] * 4,
        ["main", "license", "license", "main"],
    ]


LISTEN = """async (options) => {
  window.told = [];
  start(options).on("answer", ({ by }) => told.push(by));
  await license.ready;
}"""


def test_seats_are_shared_by_origins_and_browsers(
    visit: Visit, serve_license: Serve, serve_bare: Origins, new_context: Callable[..., BrowserContext]
) -> None:
    """DEV-1, DEV-6, ID-1: each browser at each origin is a client; above the grace new ones are refused."""
    server = serve_license(devices(quota=2, grace=0.5))
    server_options = {"at": NOW, "server": server.address}
    pages: dict[tuple[int, str], Page] = {}
    answers = []
    for browser in range(2):
        context = new_context()
        admit(context, SHOP, ADMIN)
        for origin in (SHOP, ADMIN):
            page = pages[browser, origin] = visit(context, serve_bare(context, origin))
            answer = page.evaluate("open", server_options)["answer"]
            answers.append((answer["answer"], answer["reason"], answer["number"]))
    assert answers == [
        ("ok", None, None),
        ("ok", None, None),
        ("over", None, None),
        ("refused", "SEATS_EXHAUSTED", 120),
    ]
    assert server.usage("devices")["seats"] == 3
    assert len({page.evaluate(UUID) for page in pages.values()}) == 4
    scanned = [page.evaluate("feed(license.scanner(), [[0, 'A']])")[0]["answer"] for page in pages.values()]
    assert scanned == ["ok", "ok", "ok", "refused"]
    again = visit(pages[0, SHOP].context, f"{SHOP}/").evaluate("open", server_options)
    assert (again["answer"]["answer"], server.usage("devices")["seats"]) == ("over", 3)


def test_a_seat_is_free_when_its_validity_ends(
    visit: Visit, serve_license: Serve, new_context: Callable[..., BrowserContext]
) -> None:
    """DEV-4: at exactly that instant of the server's clock."""
    server = serve_license(devices(quota=1, grace=0))
    first, second = (visit(new_context()) for _ in range(2))
    options = {"at": NOW, "server": server.address}
    opened = [page.evaluate("open", options)["answer"]["answer"] for page in (first, second)]
    assert opened == ["ok", "refused"]
    server.advance(DAY_MS - 1)
    assert second.evaluate("open", {**options, "at": NOW + DAY_MS - 1})["answer"]["answer"] == "refused"
    server.advance(1)
    assert second.evaluate("open", {**options, "at": NOW + DAY_MS})["answer"]["answer"] == "ok"
    status = second.evaluate("license.status()")
    assert (status["items"][0]["seats"], status["items"][0]["seatUntil"]) == (1, NOW + 2 * DAY_MS)


def test_a_copied_storage_is_a_clone(
    visit: Visit, serve_license: Serve, context: BrowserContext, browser: Browser
) -> None:
    """ID-8: the copy asks again as a new client, with a warning; the original goes on."""
    server = serve_license(devices(quota=5))
    options = {"at": NOW, "server": server.address}
    original = visit(context)
    original.evaluate("open", options)
    uuid = original.evaluate(UUID)
    state = context.storage_state(indexed_db=True)
    server.advance(1000)
    original.evaluate("open", {**options, "at": NOW + 1000})
    copy = browser.new_context(storage_state=state)
    page = visit(copy)
    page.evaluate("window.told = [], 0")
    opened = page.evaluate("open", {**options, "at": NOW + 2000})
    assert opened["answer"]["answer"] == "ok"
    assert opened["identity"]["uuid"] not in (uuid, None)
    assert server.usage("devices")["seats"] == 2
    page.reload()
    page.evaluate("open", {**options, "at": NOW + 3000})
    assert page.evaluate(UUID) == opened["identity"]["uuid"]
    original.evaluate("open", {**options, "at": NOW + 3000})
    assert (original.evaluate(UUID), server.usage("devices")["seats"]) == (uuid, 2)
    copy.close()


def test_tabs_ask_one_after_the_other(visit: Visit, serve_license: Serve, context: BrowserContext) -> None:
    """ID-8: tabs of one client that start together have one seat, and none is taken for a clone."""
    server = serve_license(devices(quota=5), scans())
    pages = [visit(context) for _ in range(3)]
    options = {"at": NOW, "server": server.address, "reports": "immediate"}
    for page in pages:
        page.evaluate("(options) => { window.opening = open(options); }", options)
    uuids = {page.evaluate("opening.then(({ identity }) => identity.uuid)") for page in pages}
    assert (len(uuids), server.usage("devices")["seats"]) == (1, 1)
    for page in pages:
        page.evaluate("() => { window.fed = feed(license.scanner(), [[0, 'A'], [1, 'B'], [2, 'C']]); }")
    counted = [sum(one["counted"] for one in page.evaluate("fed")) for page in pages]
    assert counted == [3, 3, 3]


def test_a_password_is_the_servers_to_judge(visit: Visit, serve_license: Serve) -> None:
    """NET-8: only the server has the document."""
    server = serve_license(scans(), session_password="open sesame")
    options = {"at": NOW, "server": server.address}
    refused = visit().evaluate("open", {**options, "password": "wrong"})["answer"]
    assert (refused["reason"], refused["number"]) == ("PASSWORD_WRONG", 102)
    assert visit().evaluate("open", {**options, "password": "open sesame"})["answer"]["answer"] == "ok"


def test_a_client_can_be_forgotten(visit: Visit, serve_license: Serve, context: BrowserContext) -> None:
    """ID-4: the new client asks for its own seat; the other tabs become the new client too."""
    server = serve_license(devices(quota=5), scans())
    page, other = (visit(context) for _ in range(2))
    options = {"at": NOW, "server": server.address, "reports": "immediate"}
    for one in (page, other):
        one.evaluate("open", options)
    uuid = page.evaluate(UUID)
    new = page.evaluate("license.forget().then(({ uuid }) => uuid)")
    assert new != uuid
    assert other.evaluate("feed(license.scanner(), [[0, 'A']])")[0]["counted"] == 1
    assert (other.evaluate(UUID), server.usage("devices")["seats"]) == (new, 2)


def test_page_and_server_have_separate_ledgers(
    visit: Visit, serve_license: Serve, context: BrowserContext
) -> None:
    """ID-7: one UUID for both, but page and server have separate ledgers."""
    server = serve_license(scans())
    page = visit(context)
    embedded = {"at": NOW, "document": document(scans())}
    shared = {"at": NOW, "server": server.address, "reports": "immediate"}
    for _ in range(2):
        for options in (embedded, shared):
            page.evaluate("open", options)
            page.evaluate("feed(license.scanner(), [[0, 'A']])")
            page.evaluate("license.close()")
    page.evaluate("open", embedded)
    assert (page.evaluate("used()"), server.usage("scans")["used"]) == (2, 2)
