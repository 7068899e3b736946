"""Pages of the tested project: several at once, with a camera, from a server, bundled, without client."""

import base64
import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from e2e.npm_project import CONFIG, dev_server, install_packed, node
from kit.inner import run
from licensim.testing import KitError, Licensim, NotOpenError
from licensim.testing.browser import served
from licensim.testing.browser.tab import BEGIN_S, OPEN_S

pytestmark = pytest.mark.licensim(engine="page")
pytest_plugins = ("pytester",)

SHOP, ADMIN = "https://shop.example.com", "https://admin.example.com:8443"

APP = """<!doctype html><link rel="icon" href="data:,"><title>own</title><output>opening</output>
<video muted></video><script type="module" src="/app.js"></script>"""
SCRIPT = """\
import { openLicense } from "./licensim/client.js";
const output = document.querySelector("output");
const license = await openLicense({ key: "DEMO-1", assets: "licensim/" });
const scanner = license.scanner();
output.textContent = license.answer.answer;
globalThis.see = async (text) => {
  const { answer } = await scanner.frame([{ format: "QRCode", text }]);
  output.textContent = `${text} ${answer}`;
};
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A page of the project, which imports the client and opens its license itself."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "index.html").write_text(APP, "utf-8")
    (folder / "app.js").write_text(SCRIPT, "utf-8")
    return folder


@contextmanager
def plain_server(folder: Path) -> Iterator[str]:
    """A server of the project, without our headers; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Log nothing."""


@pytest.fixture
def read_barcodes() -> Callable[[str], set[str]]:
    """The texts on a picture, given as a data URL, by another decoder than the page's."""

    def read(picture: str) -> set[str]:
        image = Image.open(io.BytesIO(base64.b64decode(picture.split(",")[1])))
        return {one.text for one in zxingcpp.read_barcodes(image)}

    return read


def test_browsers_origins_and_tabs_in_one_test(licensim: Licensim, app: Path) -> None:
    """One folder at two origins, in two browsers and two tabs: three clients, four pages (ID-1, ID-4)."""
    licensim.item("per_client_device", period="daily", quota=3, grace=0)
    shop, admin = licensim.origin(SHOP, folder=app), licensim.origin(ADMIN, folder=app)
    private = licensim.browser("private window").origin(SHOP, folder=app)
    for client in (shop, admin, private):
        assert client.open().answer == "ok"
    tab = shop.tab()
    assert tab.open().answer == "ok"
    licensim.assert_seats(3)
    assert tab.uuid == shop.uuid
    assert len({shop.uuid, admin.uuid, private.uuid}) == 3
    for client in (shop, tab):
        assert client.reload().answer == "ok"
        expect(client.page).to_have_title("own")
    shop.page.evaluate("see('A')")
    private.page.evaluate("see('A')")
    licensim.assert_counted(scans=1, client=shop)
    licensim.assert_counted(scans=2)
    assert shop.page.context == tab.page.context != private.page.context


def test_a_page_that_asks_a_server_of_its_own(licensim: Licensim, app: Path) -> None:
    """It is served under the license's origin, and has the browser's permission to reach this machine."""
    with plain_server(app) as address:
        shop = licensim.origin(SHOP, server=address)
        shop.open()
        asked = "address => fetch(address, { mode: 'no-cors' }).then(({ type }) => type)"
        assert shop.page.evaluate(asked, address) == "opaque"
        camera = "navigator.permissions.query({ name: 'camera' }).then(({ state }) => state)"
        assert shop.page.evaluate(camera) == "prompt"


@pytest.mark.parametrize(
    ("url", "is_secure"), [(SHOP, True), ("http://localhost:8000", True), ("http://shop.example.com", False)]
)
def test_secure_contexts_are_those_of_a_browser(licensim: Licensim, url: str, is_secure: bool) -> None:
    """On plain http, except on this machine, there is no camera and no `crypto.subtle`."""
    licensim.project(settings={"allow_insecure": True})
    shop = licensim.origin(url)
    assert shop.open().answer == "ok"
    has = "[isSecureContext, 'mediaDevices' in navigator, 'subtle' in crypto]"
    assert shop.page.evaluate(has) == [is_secure] * 3
    if is_secure:
        shop.camera.show("A")
    else:
        with pytest.raises(KitError, match="only a secure context"):
            shop.camera.show("A")


WATCH = """async () => {
  const video = document.querySelector("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  const [track] = video.srcObject.getVideoTracks();
  await video.play();
  globalThis.view = async () => {
    for (let n = 0; n < 2; n++) await new Promise((go) => video.requestVideoFrameCallback(go));
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").drawImage(video, 0, 0);
    return canvas.toDataURL();
  };
  globalThis.state = () => track.readyState;
}"""


def test_a_camera_switched_within_a_test(
    licensim: Licensim, app: Path, read_barcodes: Callable[[str], set[str]]
) -> None:
    """One stream: a code, two others, no code; then the camera is removed, and the stream has ended."""
    shop = licensim.origin(SHOP, folder=app)
    shop.open()
    shop.camera.show("FIRST")
    shop.page.evaluate(WATCH)
    for view in ({"FIRST"}, {"SECOND", "THIRD"}, set()):
        shop.camera.show(sorted(view))
        assert read_barcodes(shop.page.evaluate("view()")) == view
    assert shop.page.evaluate("state()") == "live"
    shop.camera.off()
    assert shop.page.evaluate("state()") == "ended"


def test_a_page_in_a_context_of_the_test(
    licensim: Licensim, app: Path, new_context: Callable[..., BrowserContext]
) -> None:
    """`new_context` of pytest-playwright, with its options; attached after the page was made."""
    licensim.item("per_barcode_scan", quota=1)
    with plain_server(app) as address:
        page = new_context(locale="de-DE", viewport={"width": 400, "height": 800}).new_page()
        client = licensim.attach(page, address)
        page.goto(address)
        assert client.open().item == "per_barcode_scan"
        assert page.evaluate("[navigator.language, innerWidth]") == ["de-DE", 400]
        with pytest.raises(KitError, match=r"has not been loaded since open\(\) was last called"):
            client.open()


BUNDLED = """\
import { openLicense } from "licensim";
const license = await openLicense({ key: "SHOP-1", server: "https://license.example", assets: "elsewhere/" });
const { answer, item } = license.answer;
const scan = () => license.scanner().frame([{ format: "QRCode", text: "A" }]);
const counted = answer === "refused" ? "not asked" : (await scan()).counted;
document.querySelector("output").textContent = `${item} ${counted}`;
"""


def test_a_page_bundled_with_vite(licensim: Licensim, page: Page, root: Path, tmp_path: Path) -> None:
    """The bundled npm package uses the test's license, even if the page names other servers and assets."""
    licensim.item("per_barcode_scan", id="bought", key="SHOP-1", quota=1)
    project = install_packed(root, tmp_path)
    (project / "index.html").write_text(APP.replace("/app.js", "./app.js"), "utf-8")
    (project / "app.js").write_text(BUNDLED, "utf-8")
    (project / "vite.config.js").write_text(CONFIG, "utf-8")
    node(root, "vite/bin/vite.js", "build", "--logLevel", "warn", cwd=project)
    assert not list((project / "dist").rglob("client.js"))
    with plain_server(project / "dist") as address:
        client = licensim.attach(page, address)
        page.goto(address)
        expect(page.locator("output")).to_have_text("bought 1", timeout=60_000)
        assert client.open().item == "bought"  # also if the page was faster than the test
        licensim.assert_counted(scans=1, client=client)
        licensim.clock.advance(days=400)
        page.reload()
        assert client.open().number == 111


def test_a_page_of_a_dev_server(licensim: Licensim, page: Page, root: Path, tmp_path: Path) -> None:
    """Vite serves unbundled sources after its own script, and reloads them when they change."""
    licensim.item("per_barcode_scan", id="bought", key="SHOP-1", quota=2)
    project = install_packed(root, tmp_path)
    (project / "index.html").write_text(APP, "utf-8")
    (project / "app.js").write_text(BUNDLED, "utf-8")
    (project / "vite.config.js").write_text(CONFIG, "utf-8")
    with dev_server(root, project) as address:
        client = licensim.attach(page, address)
        page.goto(address)
        expect(page.locator("output")).to_have_text("bought 1", timeout=60_000)
        licensim.assert_counted(scans=1, client=client)
        changed = BUNDLED.replace('text: "A"', 'text: "B"').replace("${counted}", "${counted} more")
        (project / "app.js").write_text(changed, "utf-8")
        expect(page.locator("output")).to_have_text("bought 1 more", timeout=60_000)
        licensim.assert_counted(scans=2, client=client)


FOREIGN = """<!doctype html><link rel="icon" href="data:,"><script>
  globalThis.seenFirst = [typeof licensimKit, Date.now()];
</script><p>no client here"""


def test_a_page_that_imports_no_client(licensim: Licensim, page: Page, tmp_path: Path) -> None:
    """Injected before the page's first script, which then has kit and clock; the test opens its license."""
    (tmp_path / "index.html").write_text(FOREIGN, "utf-8")
    licensim.item("per_barcode_scan", quota=1, grace=0)
    with plain_server(tmp_path) as address:
        client = licensim.attach(page, address, inject=True)
        page.goto(address)
        kind, at = page.evaluate("seenFirst")
        assert kind == "object"
        assert 0 <= at - licensim.options.start_at < 600_000
        assert client.open().answer == "ok"
        assert client.frames(["A", "B"]).counted == 1
        licensim.assert_refused(120, client=client, times=1)


def test_a_session_of_a_page_plays_again_on_the_host(
    licensim: Licensim, app: Path, pytester: pytest.Pytester
) -> None:
    """Recorded from the page's own code, replayed in another test, with the same answers."""
    licensim.item("per_barcode_scan", quota=1, grace=0)
    shop = licensim.origin(SHOP, folder=app)
    shop.open()
    for text in "AB":
        shop.page.evaluate("text => see(text)", text)
    licensim.assert_refused(120, times=1)
    licensim.save_trace(pytester.path)
    test = """
        def test_it(licensim):
            licensim.license("license.json")
            replies = licensim.replay("trace.jsonl")
            assert [one.answer for one in replies] == ["ok", "ok", "refused"], licensim.log.text()
            licensim.assert_counted(scans=1)
    """
    run(pytester, test).assert_outcomes(passed=1)


CAMERA_APP = """<!doctype html><link rel="icon" href="data:,"><video muted></video><script>
  // As html5-qrcode's own page, but in the first script: ask, list, end what was asked for, start by an id.
  globalThis.started = (async () => {
    const devices = navigator.mediaDevices;
    const asked = await devices.getUserMedia({ audio: false, video: true });
    const cameras = (await devices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
    for (const track of asked.getVideoTracks()) {
      track.enabled = false;
      track.stop();
      asked.removeTrack(track);
    }
    const [{ deviceId, label }] = cameras;
    const video = document.querySelector("video");
    video.srcObject = await devices.getUserMedia({ video: { deviceId: { exact: deviceId } } });
    const [track] = video.srcObject.getVideoTracks();
    await video.play();
    return [cameras.length, label, track.label, track.getSettings().deviceId === deviceId];
  })();
  globalThis.view = async () => {
    const video = document.querySelector("video");
    for (let n = 0; n < 2; n++) await new Promise((go) => video.requestVideoFrameCallback(go));
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").drawImage(video, 0, 0);
    return canvas.toDataURL();
  };
</script><script type="module" src="/app.js"></script>"""


def test_a_camera_is_there_from_the_first_script_on(
    licensim: Licensim, app: Path, read_barcodes: Callable[[str], set[str]]
) -> None:
    """Shown before the page is opened: the page asks for it, lists its label, and starts it by its id."""
    (app / "index.html").write_text(CAMERA_APP.replace("/app.js", "/module.js"), "utf-8")
    (app / "module.js").write_text(SCRIPT.replace("output.textContent = license", "void license"), "utf-8")
    shop = licensim.origin(SHOP, folder=app)
    shop.camera.show("FIRST")
    assert shop.open().answer == "ok"
    camera = "licensim camera"
    assert shop.page.evaluate("started") == [1, camera, camera, True]
    assert read_barcodes(shop.page.evaluate("view()")) == {"FIRST"}
    shop.camera.show("SECOND")
    assert read_barcodes(shop.page.evaluate("view()")) == {"SECOND"}
    shop.reload()
    assert shop.page.evaluate("started") == [1, camera, camera, True]
    assert read_barcodes(shop.page.evaluate("view()")) == {"SECOND"}
    shop.camera.off()
    listed = "navigator.mediaDevices.enumerateDevices().then((found) => found.map(({ label }) => label))"
    assert camera not in shop.page.evaluate(listed)


def test_no_camera_before_an_insecure_page(licensim: Licensim) -> None:
    """The error comes before the page is opened."""
    with pytest.raises(KitError, match="only a secure context"):
        licensim.origin("http://shop.example.com").camera.show("A")


def test_a_page_that_was_closed(licensim: Licensim, app: Path) -> None:
    """It is closed until it is opened again, in another tab of the same browser; errors are one line."""
    shop = licensim.origin(SHOP, folder=app)
    with pytest.raises(NotOpenError):
        assert shop.uuid
    assert shop.license == []
    with pytest.raises(NotOpenError):
        licensim.faults.clone(shop)
    shop.open()
    before = shop.uuid
    shop.page.close()
    for use in (lambda: shop.uuid, lambda: shop.scan("QRCode", "A"), lambda: shop.license):
        with pytest.raises(NotOpenError, match="is not open"):
            use()
    assert shop.open().answer == "ok"
    assert shop.uuid == before


def test_a_page_that_goes_where_no_license_is(licensim: Licensim, app: Path) -> None:
    """The clock can move, and calls that need its license report that there is none."""
    (app / "imprint.html").write_text("<!doctype html><link rel=icon href='data:,'>who we are", "utf-8")
    licensim.use(reports="slot")
    shop = licensim.origin(SHOP, folder=app)
    shop.open()
    shop.page.goto(f"{SHOP}/imprint.html")
    licensim.clock.advance(minutes=4)
    licensim.clock.advance_to_due()
    with pytest.raises(NotOpenError, match="is not open"):
        shop.scan("QRCode", "A")


def test_nothing_answers_at_the_server(licensim: Licensim, app: Path) -> None:
    """The error comes at once, also if the server stops during a test."""
    with plain_server(app) as address:
        shop = licensim.origin(SHOP, server=address)
        shop.open()
    with pytest.raises(KitError, match=rf"nothing answers at {address} \(.*ECONNREFUSED"):
        shop.open()
    licensim.allow("console")


def test_a_server_that_takes_and_says_nothing(licensim: Licensim, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is ten seconds, because a server may build a page first; here it is one second."""
    monkeypatch.setattr(served, "ANSWERS_MS", 1000)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(KitError, match=rf"nothing answers at {address} \(no answer within 1 s\)"):
            licensim.origin(SHOP, server=address).open()
    licensim.allow("console")


def test_a_page_without_the_client(licensim: Licensim, tmp_path: Path) -> None:
    """The page has been loaded, so the kit does not wait for a license."""
    assert BEGIN_S < 10 < OPEN_S
    (tmp_path / "index.html").write_text(FOREIGN, "utf-8")
    shop = licensim.origin(SHOP, folder=tmp_path)
    with pytest.raises(KitError, match=r"opens no license\. .*`inject`\. .*`wait` false"):
        shop.open()
    with pytest.raises(NotOpenError):
        shop.scan("QRCode", "A")


def test_a_missing_page(licensim: Licensim, tmp_path: Path) -> None:
    """The error has the status and the console's messages."""
    licensim.allow("console")
    shop = licensim.origin(SHOP, folder=tmp_path, path="/cart")
    with pytest.raises(KitError) as raised:
        shop.open()
    sentence, console, *_ = str(raised.value).splitlines()
    assert f"{SHOP}/cart opens no license (it was answered with 404). " in sentence
    assert "its console: Failed to load resource: " in console
    assert console.endswith(f"({SHOP}/cart)")
