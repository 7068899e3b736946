"""Ten pages of an app at once: the kit is quick enough for each of them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from licensim.testing import Licensim

pytestmark = pytest.mark.licensim(engine="page")

PARCELS = Path(__file__).parents[1] / "examples" / "parcels"
PAGES = 10


@pytest.mark.slow
def test_ten_pages_at_once(licensim: Licensim) -> None:
    """All scan at once, and no answer says that the server was not reached (NET-1)."""
    licensim.item("per_barcode_scan", quota=1000)
    desks = [licensim.origin(f"https://desk-{n}.example.com", folder=PARCELS) for n in range(PAGES)]
    for n, desk in enumerate(desks):
        desk.standin()
        desk.camera.show(f"PARCEL {n}")
        desk.open(wait=False)
    for n, desk in enumerate(desks):
        assert desk.wait_for_license().answer == "ok"
        expect(desk.page.get_by_role("listitem")).to_have_text(f"QR_CODE PARCEL {n}", timeout=60_000)
        desk.page.get_by_role("button", name="Stop").click()
    licensim.assert_counted(scans=PAGES)
    assert {reply.reason for desk in desks for reply in desk.replies} == {None}
