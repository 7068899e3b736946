"""The desk in TypeScript, bundled by Vite: one line of its configuration is the stand-in."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.npm_project import install_packed, node
from licensim.testing import Licensim

pytestmark = [pytest.mark.licensim(engine="page"), pytest.mark.slow]

HERE = Path(__file__).parent


@pytest.fixture
def built(root: Path, tmp_path: Path) -> Path:
    """The desk as it is deployed for tests: type-checked, and bundled."""
    project = install_packed(root, tmp_path)
    shutil.copytree(HERE / "parcels_built", project, dirs_exist_ok=True)
    node(root, "typescript/bin/tsc", "-p", ".", cwd=project)
    node(root, "vite/bin/vite.js", "build", "--logLevel", "warn", cwd=project)
    return project / "dist"


@pytest.mark.licensim(allow="refusals")  # of frames between the revocation and the next load
def test_a_bundled_app_that_asks_after_a_click(licensim: Licensim, built: Path) -> None:
    """Licensed, it lists what it sees; once more, after the license was revoked, it says why it does not."""
    licensim.item("per_barcode_scan", quota=10)
    desk = licensim.origin("https://desk.example.com", folder=built)
    sdk = desk.standin(version="11.2")
    desk.camera.show("PARCEL 1")
    desk.open(wait=False)
    scan = desk.page.get_by_role("button", name="Scan")
    scan.click()
    assert desk.wait_for_license().answer == "ok"
    expect(desk.page.get_by_role("listitem")).to_have_text("PARCEL 1")
    licensim.assert_counted(scans=1)
    assert sdk.calls[0].member == "LicenseManager.initLicense"
    licensim.faults.revoke()
    desk.open(wait=False)
    scan.click()
    assert desk.wait_for_license().reason == "REVOKED"
    expect(desk.page.get_by_role("status")).to_contain_text("the license was revoked")
