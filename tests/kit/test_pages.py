"""The page engine: the real client in a browser, with the same tests and the same answers."""

import base64
import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from licensim.site_server import serving
from licensim.testing import Licensim, NotOpenError, StorageFullError
from licensim.testing.browser.files import handler
from licensim.testing.browser.served import folder

pytestmark = pytest.mark.licensim(engine="page")

ORIGIN = "https://shop.example.com:8443"


def test_the_same_answers_as_on_the_host(licensim: Licensim) -> None:
    """A session on the page engine, and its trace replayed on the host."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    licensim.item("per_barcode_scan", quota=2)
    licensim.item("per_page", module="ocr", quota=1)
    shop = licensim.origin(ORIGIN)
    assert shop.open().answer == "ok"
    assert licensim.engine.name == "page"
    assert shop.page.evaluate("[location.origin, isSecureContext, Date.now()]") == [
        ORIGIN,
        True,
        licensim.clock.now,
    ]
    assert shop.frames(["A", "A", ["A", ("Code128", "A")], None, "B"], fps=1).counted == 3
    shop.set(duplicate_forget_time=0)
    assert shop.scan("QRCode", "B").counted == 1
    assert shop.pages("ocr", 2).answer == "ok"
    licensim.assert_seats(1)
    licensim.clock.advance(hours=25)
    assert shop.page.evaluate("Date.now()") == licensim.clock.now
    licensim.assert_seats(0)
    assert shop.scan("QRCode", "C").counted == 1
    assert shop.image(["D", "D"]).counted == 1
    assert shop.release().answer == "ok"
    licensim.assert_counted(scans=6, ocr=2)


def test_everything_moves_with_the_clock(licensim: Licensim) -> None:
    """The page's timers fire in order while the clock moves; with a frozen clock none fires."""
    shop = licensim.origin(ORIGIN)
    shop.open()
    shop.page.evaluate(
        "globalThis.fired = []; for (const s of [2, 1]) setTimeout(() => fired.push(s), s * 1000)"
    )
    licensim.clock.advance(ms=999)
    assert shop.page.evaluate("fired") == []
    licensim.clock.advance(seconds=2)
    assert shop.page.evaluate("[fired, Date.now()]") == [[1, 2], licensim.clock.now]


def test_storage_tabs_and_reloads(licensim: Licensim) -> None:
    """Tabs share the UUID and the ledger, a reload ends scanners, cleared storage is a new client."""
    licensim.item("per_barcode_scan", quota=5)
    shop = licensim.origin(ORIGIN)
    shop.open()
    tab = shop.tab()
    tab.open()
    assert tab.uuid == shop.uuid
    assert [shop.scan("QRCode", "A").counted, tab.scan("QRCode", "A").counted] == [1, 1]
    shop.reload()
    assert shop.scan("QRCode", "A").counted == 1
    before = shop.uuid
    shop.clear_storage()
    assert shop.uuid != before
    assert licensim.usage()["per_barcode_scan"]["used"] == 3


def test_offline_and_full_storage(licensim: Licensim) -> None:
    """Faults of a single page."""
    licensim.item("per_barcode_scan", quota=5)
    shop = licensim.origin(ORIGIN)
    shop.open()
    with licensim.faults.offline():
        assert shop.scan("QRCode", "A").reason == "OFFLINE_CACHED"
        assert len(licensim.engine.unsent()) == 1
    shop.open()
    assert licensim.usage()["per_barcode_scan"]["used"] == 1
    with licensim.faults.storage_full(), licensim.faults.offline(), pytest.raises(StorageFullError):
        shop.scan("QRCode", "B")
    assert shop.scan("QRCode", "B").counted == 1
    licensim.assert_counted(scans=2)


def test_storage_that_is_full_before_the_page_is_opened(licensim: Licensim) -> None:
    """A page that is opened later has full storage too, also after a reload; then the fault ends."""
    licensim.item("per_barcode_scan", quota=5)
    shop = licensim.origin(ORIGIN)
    with licensim.faults.storage_full():
        for _ in range(2):
            with pytest.raises(StorageFullError):
                shop.open()
    assert shop.open().answer == "ok"
    with licensim.faults.storage_full(), pytest.raises(StorageFullError):
        shop.open()
    assert licensim.engine.unsent() == []  # a page whose license has failed holds nothing, and is not asked
    with pytest.raises(NotOpenError):
        shop.scan("QRCode", "A")


def test_plain_http_is_no_secure_context(licensim: Licensim) -> None:
    """ID-6, in a real browser: refused, except on this machine."""
    licensim.item("per_domain", domain="shop.example.com")
    shop = licensim.origin("http://shop.example.com")
    assert shop.open().reason == "INSECURE_CONTEXT"
    assert shop.page.evaluate("isSecureContext") is False


def test_domains_need_no_shared_license(licensim: Licensim) -> None:
    """Several origins under one per_domain item (DOM-1)."""
    licensim.item("per_domain", domain="example.com")
    for url, answer in [("https://a.example.com:444", "ok"), ("https://b.test", "refused")]:
        assert licensim.origin(url).open().answer == answer
    licensim.assert_refused(114, times=1)


def test_clients_that_are_not_pages_are_skipped(licensim: Licensim) -> None:
    """It is skipped with the reason; on the host engine it runs."""
    with pytest.raises(pytest.skip.Exception, match="has no page"):
        licensim.device("mobile").open()
    with pytest.raises(pytest.skip.Exception, match="no server_id"):
        licensim.origin(ORIGIN, server_id="s-1").open()


APP = """<!doctype html><link rel="icon" href="/icon.svg"><output></output>
<script type="module" src="/app.js"></script>"""
SCRIPT = """\
import { openLicense } from "./licensim/client.js";
const license = await openLicense({ key: "DEMO-1", assets: "licensim/" });
const scanner = license.scanner({ duplicateForgetTime: 1000 });
globalThis.see = async (text) => {
  const { answer, counted } = await scanner.frame([{ format: "QRCode", text }]);
  document.querySelector("output").textContent = `${answer} ${counted}`;
};
"""
ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A page of one's own, which imports the client and opens its license itself."""
    for name, text in (("index.html", APP), ("app.js", SCRIPT), ("icon.svg", ICON)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_folder_of_ones_own(licensim: Licensim, app: Path) -> None:
    """The page's own license opens under the test's license, and the kit gets the events of its code."""
    licensim.item("per_barcode_scan", quota=1)
    shop = licensim.origin(ORIGIN, folder=app)
    assert shop.open().item == "per_barcode_scan"
    shop.page.evaluate("see('A')")
    assert shop.page.text_content("output") == "ok 1"
    licensim.assert_counted(scans=1)
    shop.page.evaluate("see('B')")
    assert shop.page.text_content("output") == "refused 0"
    licensim.assert_refused(120, client=shop)
    assert [one.counted for one in shop.replies] == [0, None, 1, 0]
    assert "sees QRCode 'B'" in licensim.log.text()
    licensim.clock.freeze()
    assert shop.page.evaluate("Date.now()") == licensim.clock.now


BRINGING = SCRIPT.replace(
    'key: "DEMO-1"',
    """key: "OWN", document: {profile: "v2.2.19", projects: [{key: "OWN",
  items: [{id: "own", option: "per_barcode_scan", quota: 1, starts_at: 0, expires_at: 1893456000000}]}]}""",
)


def test_a_license_that_the_page_brings_along(licensim: Licensim, app: Path) -> None:
    """It becomes the test's license if the test has none; after that, no page's license changes it."""
    (app / "app.js").write_text(BRINGING, "utf-8")
    shop = licensim.origin(ORIGIN, folder=app)
    assert shop.open().item == "own"
    licensim.change("own", quota=2)
    assert shop.open().item == "own"
    for text in ("A", "B"):
        shop.page.evaluate("text => see(text)", text)
    assert licensim.usage()["own"]["used"] == 2
    licensim.assert_no_overuse()


def test_a_running_server_of_ones_own(licensim: Licensim, app: Path) -> None:
    """It is served under the license's origin; redirects stay there."""
    (app / "cart").mkdir()
    (app / "cart" / "index.html").write_text(APP, "utf-8")
    licensim.item("per_domain", domain="example.com")
    with serving(app) as server:
        shop = licensim.origin(ORIGIN, server=server.address, path="/cart")
        assert shop.open().answer == "ok"
        assert shop.page.url == f"{ORIGIN}/cart/"


def test_a_page_of_pytest_playwright(licensim: Licensim, page: Page, app: Path) -> None:
    """`attach`: the test itself serves and visits the page, as without licensim."""
    page.context.route("https://elsewhere.test/**", handler(folder(app)))
    client = licensim.attach(page, "https://elsewhere.test")
    page.goto("https://elsewhere.test/")
    assert client.open().answer == "ok"
    page.evaluate("see('A')")
    licensim.assert_counted(scans=1, client=client)


def test_a_page_that_imports_no_client(licensim: Licensim, page: Page) -> None:
    """`inject`: the test opens the license in it."""
    page.context.route(
        "https://plain.test/**", lambda route: route.fulfill(content_type="text/html", body="<p>hello")
    )
    client = licensim.attach(page, "https://plain.test", inject=True)
    page.goto("https://plain.test/")
    assert client.open().answer == "ok"
    assert client.scan("QRCode", "A").counted == 1
    assert page.text_content("p") == "hello"


CAMERA = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
  await video.play();
  await new Promise((go) => video.requestVideoFrameCallback(go));
  const size = { width: video.videoWidth, height: video.videoHeight };
  const canvas = Object.assign(document.createElement("canvas"), size);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  return [canvas.width, canvas.height, canvas.toDataURL().split(",")[1]];
}"""


def test_the_camera_shows_barcodes(licensim: Licensim) -> None:
    """A real media stream of generated barcodes, read by another decoder."""
    shop = licensim.origin(ORIGIN)
    shop.open()
    licensim.clock.run()
    with shop.camera.show(["A 1", ("Code128", "SHIP-0042")]):
        width, height, png = shop.page.evaluate(CAMERA)
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    assert (width, height) == (640, 480)
    assert {one.text for one in zxingcpp.read_barcodes(picture)} == {"A 1", "SHIP-0042"}
