"""The stand-in SDK in the kit: which addresses it answers, what it tells, what it refuses to be used for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from licensim.testing import Client, KitError, Licensim
from licensim.testing.browser.files import handler
from licensim.testing.browser.served import folder
from media.barcode_pictures import barcode

pytestmark = pytest.mark.licensim(engine="page")

SHOP = "https://shop.example.com"
TEN = "dynamsoft-barcode-reader-bundle@11.2.2000/dist/dbr.bundle"
NINE = "dynamsoft-javascript-barcode@{}/dist/dbr"
HEAD = '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,">'
ASKS = 'Dynamsoft.License.LicenseManager.initLicense("A-KEY", true).then(() => (document.title = "licensed"))'

App = Callable[..., Client]


def script(address: str, then: str = "") -> str:
    """A page that loads a script, and does something then."""
    return f'{HEAD}<script src="{address}"></script><script>{then}</script>'


@pytest.fixture
def app(licensim: Licensim, tmp_path: Path) -> App:
    """A page at an origin, given as its HTML, with further files by name."""

    def made(html: str, origin: str = SHOP, **files: str) -> Client:
        (tmp_path / "index.html").write_text(html, "utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.js").write_text(text, "utf-8")
        return licensim.origin(origin, folder=tmp_path)

    return made


# which addresses

NAMES = (
    "CameraEnhancer, CameraView, CaptureVisionRouter, CoreModule, LicenseManager, MultiFrameResultCrossFilter"
)
IMPORT = f"import {{{{ {NAMES} }}}} from '{{}}'; document.title = typeof CaptureVisionRouter;"
IMPORT_MAP = '<script type="importmap">{"imports": {"sdk": "/node_modules/' + TEN + '.mjs"}}</script>'
LOADER = """
  const made = [];
  globalThis.define = Object.assign((names, make) => made.push(make()), { amd: {} });
  globalThis.required = (address) => new Promise((go) => {
    const script = document.createElement("script");
    document.head.append(Object.assign(script, { src: address, onload: () => go(made[0]) }));
  });
"""


def module(text: str, before: str = "") -> str:
    """A page that is a module."""
    return f'{HEAD}{before}<script type="module">{text}</script>'


def required(address: str, names: str) -> str:
    """A page whose loader asks for an AMD module, and takes names from it."""
    take = f"required('{address}').then(({names}) => (document.title = typeof CaptureVisionRouter))"
    return f"{HEAD}<script>{LOADER}{take}</script>"


PAGES = {
    "a CDN": script(
        f"https://cdn.example/npm/{TEN}.js", "document.title = typeof Dynamsoft.CVR.CaptureVisionRouter"
    ),
    "a CDN, minified": script(
        f"https://cdn.example/{TEN}.min.js", "document.title = typeof Dynamsoft.CaptureVisionRouter"
    ),
    "an own server": script("/libs/dbr.bundle.js", "document.title = typeof Dynamsoft.BarcodeScanner"),
    "node_modules": script(
        f"/node_modules/{TEN}.js", "document.title = typeof Dynamsoft.DBR.EnumBarcodeFormat"
    ),
    "a module of a CDN": module(IMPORT.format(f"https://cdn.example/{TEN}.mjs")),
    "modules of its parts": module(
        "import { CameraView } from 'https://cdn.example/dynamsoft-camera-enhancer@4.0.1/dist/dce.mjs';"
        "import { CameraView as same } from 'https://cdn.example/dynamsoft-core@3.0.33/dist/core.mjs';"
        "document.title = CameraView === same ? typeof same : 'two'"
    ),
    "an import map": module(IMPORT.format("sdk"), IMPORT_MAP),
    "a dev server": module(IMPORT.format("/node_modules/.vite/deps/dynamsoft-barcode-reader-bundle.js?v=1")),
    "AMD": required(f"https://cdn.example/{TEN}.js", "{ CVR: { CaptureVisionRouter } }"),
    "generation 9": script(
        f"https://cdn.example/{NINE.format('9.6.20')}.js",
        "document.title = typeof Dynamsoft.DBR.BarcodeReader",
    ),
    "a module of generation 9": module(
        f"import {{ BarcodeScanner }} from 'https://cdn.example/{NINE.format('9.0.1')}.mjs';"
        "document.title = typeof BarcodeScanner"
    ),
    "AMD of generation 9": required(
        f"https://cdn.example/{NINE.format('9.6.20')}.js", "{ BarcodeReader: CaptureVisionRouter }"
    ),
    "AMD of generation 8": required(
        f"https://cdn.example/{NINE.format('8.8.7')}.js", "{ DBR: { BarcodeReader: CaptureVisionRouter } }"
    ),
}


def test_it_answers_the_sdk_wherever_a_page_loads_it_from(
    app: App, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """Scripts, modules and AMD modules, of any server, each in the shape that the page expects."""
    shop = app(HEAD)
    sdk = shop.standin()
    shop.open(wait=False)
    for how, html in PAGES.items():
        with subtests.test(how):
            (tmp_path / "page.html").write_text(html, "utf-8")
            shop.page.goto(f"{SHOP}/page.html")
            expect(shop.page).to_have_title("object" if "Enum" in html else "function")
    assert sdk.blocked == []


VIEW_OF_EIGHT = """async () => {
  const scanner = await Dynamsoft.DBR.BarcodeScanner.createInstance();
  return [...scanner.getUIElement().querySelector("button").classList];
}"""


@pytest.mark.parametrize(
    ("address", "edition"),
    [
        (f"https://cdn.example/{NINE.format('8.8.7')}.js", "js-9"),
        (f"https://cdn.example/{NINE.format('9.6.20')}.js", "js-9.6"),
        (f"https://cdn.example/{TEN}.js", "js-10.2.10"),
        ("/libs/dbr.js", "js-9"),
    ],
)
def test_the_version_decides_the_edition(licensim: Licensim, app: App, address: str, edition: str) -> None:
    """That of the address, or what the test says where an address has none (SCAN-3)."""
    nine = "Dynamsoft.DBR.BarcodeReader.license = 'A-KEY'; Dynamsoft.DBR.BarcodeReader.loadWasm()"
    eight = "Dynamsoft.DBR.loadWasm()"  # without a key: it had a trial license
    asks = eight if "@8" in address else nine if "dbr.js" in address else ASKS
    shop = app(script(address, asks))
    shop.standin(version="9.2" if address.startswith("/") else None)
    assert shop.open().answer == "ok"
    opening = json.loads(licensim.trace_text().splitlines()[0])
    assert (opening["edition"], opening["product"]) == (edition, "barcode_reader")
    if asks == eight:
        assert shop.page.evaluate(VIEW_OF_EIGHT) == ["dce-btn-close", "dbrScanner-btn-close"]


def test_what_else_is_the_vendors_is_blocked_and_named(app: App, tmp_path: Path) -> None:
    """An engine, a page of the vendor's, whatever a page asks of its hosts: nothing leaves the machine."""
    own = f"{SHOP}/dynamsoft-logo.png"
    (tmp_path / "dynamsoft-logo.png").write_bytes(b"")
    asked = [
        f"https://cdn.example/{TEN.rpartition('/')[0]}/engine.wasm",
        "https://download.dynamsoft.com/anything.js",
        "https://www.dynamsoft.com/",
    ]
    shop = app(script(f"https://cdn.example/{TEN}.js"))
    sdk = shop.standin()
    shop.open(wait=False)
    gone = "address => fetch(address, { mode: 'no-cors' }).then(() => 'answered', () => 'blocked')"
    assert [shop.page.evaluate(gone, one) for one in asked] == ["blocked", "answered", "blocked"]
    assert shop.page.evaluate(gone, own) == "answered"
    assert sdk.blocked == [asked[0], asked[2]]


# what it tells


def test_calls_are_told_without_the_key(licensim: Licensim, app: App, tmp_path: Path) -> None:
    """Member, arguments, answer or error: to the test, in the log and beside the trace."""
    shop = app(script(f"https://cdn.example/{TEN}.js", ASKS))
    sdk = shop.standin()
    shop.open()
    with pytest.raises(Error, match="expects a CameraEnhancer"):
        shop.page.evaluate(
            "Dynamsoft.CaptureVisionRouter.createInstance().then((one) => one.setInput('A-KEY!'))"
        )
    licensim.assert_counted(scans=0)  # all is told by then
    assert [(one.member, one.arguments) for one in sdk.calls[:3]] == [
        ("LicenseManager.initLicense", ('"<key>"', "true")),
        ("CaptureVisionRouter.createInstance", ()),
        ("CaptureVisionRouter.setInput", ('"<key>!"',)),
    ]
    assert sdk.calls[0].answer == "undefined"
    shop.page.evaluate("void new Dynamsoft.BarcodeScanner({ license: 'ANOTHER-KEY' })")
    assert sdk.calls[2].answer.startswith("throws Error: CaptureVisionRouter.setInput(source) expects")
    assert 'calls LicenseManager.initLicense("<key>", true)' in licensim.log.text()
    folder = licensim.save_trace(tmp_path / "kept").parent
    kept = [json.loads(line) for line in (folder / "calls.jsonl").read_text("utf-8").splitlines()]
    assert [one["member"] for one in kept] == [one.member for one in sdk.calls]
    assert "-KEY" not in "".join(one.read_text("utf-8") for one in folder.iterdir())


TOUCH = """
  const { CameraView } = Dynamsoft.DCE;
  CameraView.createInstance().then(async (view) => {
    view.setScanLaserColour("red"); view.setScanLaserColour; view.onSomething = () => {};
    await Dynamsoft.DCP.CodeParser.createInstance();
    new Dynamsoft.BarcodeScanner({ onInitReady() {}, scannerViewConfig: { showFlashButton: true } });
    document.title = "touched";
  });
"""


def test_what_nobody_simulates_fails_a_strict_test(licensim: Licensim, app: App) -> None:
    """Read, set, called or given: each is named once, and warns with the nearest that is simulated."""
    shop = app(script(f"https://cdn.example/{TEN}.js", TOUCH))
    sdk = shop.standin()
    warned: list[str] = []
    shop.page.on("console", lambda one: warned.append(one.text))
    shop.open(wait=False)
    expect(shop.page).to_have_title("touched")
    assert sdk.unsimulated == [
        "CameraView.setScanLaserColour",
        "CameraView.onSomething",
        "CodeParser.createInstance",
        "BarcodeScannerConfig.onInitReady",
        "ScannerViewConfig.showFlashButton",
    ]
    assert sum("CameraView.setScanLaserVisible" in one for one in warned) == 1
    assert [one for one in licensim.findings() if "CameraView.onSomething" in one and "unsimulated" in one]
    licensim.allow("unsimulated")
    assert licensim.findings() == []


WORKER = """navigator.serviceWorker.register("sw.js").then(
  () => (document.title = "registered"), (error) => (document.title = error.name))"""


@pytest.mark.parametrize(("how", "title"), [("allow", "registered"), ("block", "SecurityError")])
def test_a_service_worker_is_named(app: App, how: str, title: str) -> None:
    """It could answer for the SDK before the kit does."""
    shop = app(f"{HEAD}<script>{WORKER}</script>", sw="")
    sdk = shop.standin(service_workers=how)
    shop.open(wait=False)
    expect(shop.page).to_have_title(title)
    assert sdk.service_workers == [f"{SHOP}/sw.js"]


# how a test waits for it


def test_an_app_that_asks_after_a_click(app: App) -> None:
    """It is loaded, clicked, and then it has its license."""
    shop = app(script(f"https://cdn.example/{TEN}.js", f"onclick = () => {ASKS}"))
    shop.standin()
    shop.open(wait=False)
    shop.page.locator("html").click()
    assert shop.wait_for_license().answer == "ok"
    expect(shop.page).to_have_title("licensed")


def test_a_page_attached_and_its_next_tab(licensim: Licensim, app: App, page: Page, tmp_path: Path) -> None:
    """The same for a page of the test's own; another tab has the SDK that the first one has."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = app(script(f"https://cdn.example/{TEN}.js", ASKS))
    sdk = shop.standin()
    assert shop.open().answer == "ok"
    tab = shop.tab()
    assert tab.open().answer == "ok"
    licensim.assert_seats(1)
    assert len(sdk.calls) == 2
    page.route(f"{SHOP}/**", handler(folder(tmp_path)))
    attached = licensim.attach(page.context.new_page(), SHOP)
    attached.standin()
    attached.page.goto(SHOP)
    assert attached.open().answer == "ok"


# where it does not start


def test_mistakes_of_a_test(licensim: Licensim, app: App) -> None:
    """Each says what would have been right."""
    shop = app(script("/libs/dbr.bundle.js"))
    with pytest.raises(KitError, match=r"version must be text, such as '11\.2'"):
        shop.standin(version="newest")
    with pytest.raises(KitError, match="'allow' or 'block'"):
        shop.standin(service_workers="ignore")
    with pytest.raises(KitError, match="opens no license of its own"):
        licensim.origin("https://other.example.com").open(wait=False)


@pytest.mark.licensim(engine="host")
def test_the_host_engine_has_no_page(licensim: Licensim) -> None:
    """An app needs one."""
    with pytest.raises(KitError, match="the host engine has no pages"):
        licensim.origin(SHOP).standin()


@pytest.fixture
def plain(page: Page, built_site: Path, tmp_path: Path) -> Callable[[str], Page]:
    """A page that knows no kit: licensim's files are beside it, as on anybody's site."""

    def opened(html: str) -> Page:
        (tmp_path / "index.html").write_text(html, "utf-8")
        (tmp_path / "licensim").symlink_to(built_site / "licensim")
        barcode("QRCode", "STILL", module=8).save(tmp_path / "code.png")
        page.route(f"{SHOP}/**", served_from(tmp_path))
        page.goto(SHOP)
        return page

    return opened


def served_from(root: Path) -> Callable[..., None]:
    """A static server of the site, whose files lie elsewhere."""

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(SHOP).lstrip("/") or "index.html"
        file = root / path
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    return answer


def test_it_starts_for_nobody_who_has_not_asked(plain: Callable[[str], Page]) -> None:
    """Without kit or consent the first call throws, says why, and has asked nobody for anything."""
    page = plain(script("/licensim/standin/bundle.js"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for first in (
        "Dynamsoft.License.LicenseManager.initLicense('A-KEY')",
        "Dynamsoft.DCE.CameraView.createInstance()",
        "new Dynamsoft.Utility.MultiFrameResultCrossFilter()",
        "new Dynamsoft.BarcodeScanner()",
    ):
        with pytest.raises(Error, match="stand-in, for tests: it starts only under licensim's test kit"):
            page.evaluate(first)
    assert asked == []


CAPTURE = """async () => {
  const { License, CVR } = Dynamsoft;
  await License.LicenseManager.initLicense("A-KEY", true);
  const router = await CVR.CaptureVisionRouter.createInstance();
  const { items } = await router.capture("/code.png");
  return [items[0].text, calls.length];
}"""


def test_a_page_that_asks_for_it_itself(plain: Callable[[str], Page]) -> None:
    """The demo license, decided in the page; its calls are the page's own to hear."""
    asks = "const calls = []; globalThis.licensimStandin = { onCall: (call) => calls.push(call) };"
    html = script("/licensim/standin/bundle.js").replace("<script", f"<script>{asks}</script><script", 1)
    assert plain(html).evaluate(CAPTURE) == ["STILL", 3]


WATCHES = """
  const { License, CVR, DCE } = Dynamsoft;
  const seen = [];
  const start = async () => {
    License.LicenseManager.initLicense("A-KEY");
    const router = await CVR.CaptureVisionRouter.createInstance();
    const view = await DCE.CameraView.createInstance();
    const camera = await DCE.CameraEnhancer.createInstance(view);
    router.setInput(camera);
    await router.addResultReceiver({
      onDecodedBarcodesReceived: (result) => seen.push(...result.barcodeResultItems.map(({ text }) => text)),
    });
    document.body.append(view.getUIElement());
    await camera.open();
    await router.startCapturing("ReadBarcodes_SpeedFirst");
    return router;
  };
  const started = start();
"""
CAPTURES = """async () => {
  const router = await started;
  const capture = async (template) => (await router.capture("/code.png", template)).items.length;
  return Promise.all(["ReadDataMatrix", "ReadQR", "ReadDataMatrix"].map(capture));
}"""


def test_pictures_have_settings_of_their_own(app: App, tmp_path: Path) -> None:
    """Captures at the same time read by their own templates, and the camera goes on by its own (SCAN-7)."""
    barcode("QRCode", "STILL", module=8).save(tmp_path / "code.png")
    shop = app(script(f"https://cdn.example/npm/{TEN}.js", WATCHES))
    shop.standin()
    shop.open()
    assert shop.page.evaluate(CAPTURES) == [0, 1, 0]
    shop.camera.show(("Code128", "CARTON"))
    shop.page.wait_for_function("seen.includes('CARTON')")
