"""The pickers of a view: another camera, another size; in a shadow root and outside."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from e2e.chromium import find_chromium, options_for_tests
from licensim.testing import Licensim
from needs import missing

pytestmark = pytest.mark.licensim(engine="page")

CAMERAS = "--use-fake-device-for-media-stream=device-count=2"
SHOP = "https://shop.example.com"
APP = """<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,">
<script src="https://cdn.example/dynamsoft-barcode-reader-bundle@{version}.0/dist/dbr.bundle.js"></script>
<body><div id="view" style="width: 640px; height: 480px"></div>
<script>
  const {{ CVR, DCE, License }} = Dynamsoft;
  License.LicenseManager.initLicense("A-KEY");
  const app = {{ events: [] }};
  (async () => {{
    const router = await CVR.CaptureVisionRouter.createInstance();
    const view = await DCE.CameraView.createInstance();
    app.camera = await DCE.CameraEnhancer.createInstance(view);
    document.querySelector("#view").append(view.getUIElement());
    for (const name of ["cameraChange", "resolutionChange"]) app.camera.on(name, () => app.events.push(name));
    router.setInput(app.camera);
    const settings = await router.getSimplifiedSettings("Default");
    settings.outputOriginalImage = true;
    await router.updateSettings("Default", settings);
    router.addResultReceiver({{
      onCapturedResultReceived: ({{ items }}) => {{
        const [{{ imageData }}] = items;
        app.texts = items.slice(1).map(({{ text }}) => text);
        const {{ label }} = app.camera.getSelectedCamera();
        document.title = `${{label}} ${{imageData.width}}x${{imageData.height}}`;
      }},
    }});
    await app.camera.open();
    await router.startCapturing("Default");
  }})();
</script>"""


@pytest.fixture(scope="module")
def two_cameras(browser_type: BrowserType) -> Iterator[Browser]:
    """A browser that has two cameras of its own."""
    path = find_chromium()
    if path is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    browser = browser_type.launch(**options_for_tests(path, CAMERAS))
    yield browser
    browser.close()


@pytest.fixture
def page_of_two(two_cameras: Browser) -> Iterator[Page]:
    """A page of it, which may use them."""
    context = two_cameras.new_context(permissions=["camera"])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("version", ["10.4", "11.4"])
def test_a_picked_camera_and_a_picked_size_are_what_the_app_gets(
    licensim: Licensim, page_of_two: Page, version: str
) -> None:
    """First the kit's camera, which has one size; then the browser's own two, with any."""
    page = page_of_two
    page.route(
        f"{SHOP}/", lambda route: route.fulfill(body=APP.format(version=version), content_type="text/html")
    )
    app = licensim.attach(page, SHOP)
    app.standin()
    app.camera.show("MILK")
    page.goto(SHOP)
    app.open()
    assert page.evaluate("document.querySelector('#view > div').shadowRoot !== null") == (version == "10.4")
    cameras, sizes = page.locator("select.dce-sel-camera"), page.locator("select.dce-sel-resolution")
    expect(page).to_have_title("licensim camera 640x480")
    expect(cameras.locator("option")).to_have_text(["licensim camera"])
    expect(sizes.locator("option:checked")).to_have_text("got 640x480")
    sizes.select_option("ask 1280 x 720")
    expect(sizes.locator("option:checked")).to_have_text("got 640x480")
    page.wait_for_function("app.texts?.[0] === 'MILK'")
    assert page.evaluate("app.events") == []

    app.camera.off()
    page.reload()
    expect(page).to_have_title("fake_device_0 1280x720", timeout=30_000)
    expect(cameras.locator("option")).to_have_text(["fake_device_0", "fake_device_1"])
    sizes.select_option("ask 640 x 480")
    expect(page).to_have_title("fake_device_0 640x480")
    expect(sizes.locator("option:checked")).to_have_text("got 640x480")
    cameras.select_option("fake_device_1")
    expect(page).to_have_title("fake_device_1 640x480")
    expect(cameras.locator("option:checked")).to_have_text("fake_device_1")
    sizes.select_option("ask 1920 x 1080")
    expect(page).to_have_title("fake_device_1 1920x1080")
    assert page.evaluate("app.events") == ["resolutionChange", "cameraChange", "resolutionChange"]

    closed = """async () => {
      app.camera.close();
      const opened = app.camera.open();
      app.camera.close(); // before the browser has given it
      await opened;
      return !app.camera.isOpen();
    }"""
    assert page.evaluate(closed)
