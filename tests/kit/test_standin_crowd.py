"""Ten pages of an app at once: the kit is quick enough for each of them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from licensim.testing import Licensim

pytestmark = pytest.mark.licensim(engine="page")

PAGES = 10
APP = """<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,">
<script src="https://cdn.example/dynamsoft-barcode-reader-bundle@11.2.2000/dist/dbr.bundle.js"></script>
<script>
  const { CVR, DCE, License } = Dynamsoft;
  License.LicenseManager.initLicense("A-KEY");
  (async () => {
    const router = await CVR.CaptureVisionRouter.createInstance();
    const camera = await DCE.CameraEnhancer.createInstance(); // without a view: nothing to draw
    router.setInput(camera);
    await router.addResultReceiver({
      onDecodedBarcodesReceived: ({ barcodeResultItems, errorString }) => {
        router.stopCapturing();
        camera.close();
        document.title = errorString || barcodeResultItems[0].text;
      },
    });
    await camera.open();
    await router.startCapturing("ReadSingleBarcode");
  })();
</script>"""


@pytest.mark.slow
def test_ten_pages_at_once(licensim: Licensim, tmp_path: Path) -> None:
    """All open and scan at once, and no answer says that the server was not reached (NET-1)."""
    licensim.item("per_barcode_scan", quota=1000)
    (tmp_path / "index.html").write_text(APP, "utf-8")
    desks = [licensim.origin(f"https://desk-{n}.example.com", folder=tmp_path) for n in range(PAGES)]
    for n, desk in enumerate(desks):
        desk.standin()
        desk.camera.show(f"PARCEL {n}")
        desk.open(wait=False)
    for n, desk in enumerate(desks):
        assert desk.wait_for_license().answer == "ok"
        expect(desk.page).to_have_title(f"PARCEL {n}", timeout=60_000)
    licensim.assert_counted(scans=PAGES)
    assert {reply.reason for desk in desks for reply in desk.replies} == {None}
