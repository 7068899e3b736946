"""A desk on the vendor's SDK, unmodified: licensed, refused and freed by the stand-in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from licensim.testing import Client, Licensim

pytestmark = pytest.mark.licensim(engine="page")

HERE = Path(__file__).parent
DESK = "https://desk.example.com"


@pytest.fixture
def desk_at(licensim: Licensim) -> Callable[[str], Client]:
    """The desk at an origin, with the stand-in in place of the SDK."""

    def desk(origin: str) -> Client:
        client = licensim.origin(origin, folder=HERE / "parcels")
        client.standin()
        return client

    return desk


def test_what_the_camera_sees_is_listed_and_counted(
    licensim: Licensim, desk_at: Callable[[str], Client]
) -> None:
    """The five lines of the guide: an app, a license, a camera, a refusal."""
    licensim.item("per_barcode_scan", quota=2, grace=0)
    desk = desk_at(DESK)
    assert desk.open().answer == "ok"
    desk.camera.show(["MILK 1 L", ("Code128", "BREAD-500")])
    expect(desk.page.get_by_role("listitem")).to_have_text(["QR_CODE MILK 1 L", "CODE_128 BREAD-500"])
    licensim.assert_counted(scans=2)
    desk.camera.show("CHEESE")
    expect(desk.page.get_by_role("status")).to_contain_text("QUOTA_EXHAUSTED, 120")
    licensim.assert_refused("QUOTA_EXHAUSTED")
    expect(desk.page.get_by_role("listitem")).to_have_count(2)
