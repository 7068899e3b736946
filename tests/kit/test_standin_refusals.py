"""A refusal reaches the app where the app can see it: each reason, at each moment, in each generation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from licensim.rules.answer import NUMBERS
from licensim.testing import Client, Licensim
from media.barcode_pictures import barcode

pytestmark = pytest.mark.licensim(engine="page", allow="refusals, unknown_key")

HERE = Path(__file__).parent / "standin"
SHOP = "https://shop.example.com"
STANDBY, OFFLINE = 100, -20200
FINAL = sorted({number for number in NUMBERS.values() if number > STANDBY})
"""What a license server refuses with, and the client takes for final (NET-2)."""

PAGE = """<!doctype html><link rel="icon" href="data:,"><title>refused</title>
<script src="https://cdn.example/{package}"></script><script src="app.js"></script>"""
PACKAGES = {
    "nine": "dynamsoft-javascript-barcode@9.6.20/dist/dbr.js",
    "ten": "dynamsoft-barcode-reader-bundle@11.2.2000/dist/dbr.bundle.js",
}
STARTS = {
    "nine": ["createInstance", "loadWasm"],
    "ten": ["createInstance", "loadWasm", "executeNow", "launch"],
}

App = Callable[..., Client]


@pytest.fixture
def app(licensim: Licensim, tmp_path: Path) -> App:
    """An app of a generation, at an origin; it has not asked for its license yet."""

    def made(generation: str, origin: str = SHOP) -> Client:
        (tmp_path / "index.html").write_text(PAGE.format(package=PACKAGES[generation]), "utf-8")
        (tmp_path / "app.js").write_text((HERE / f"refused_{generation}.js").read_text("utf-8"), "utf-8")
        barcode("QRCode", "STILL", module=8).save(tmp_path / "code.png")
        client = licensim.origin(origin, folder=tmp_path)
        client.standin()
        client.open(wait=False)
        return client

    return made


def demand_told(client: Client, told: dict[str, Any]) -> None:
    """The app has heard of the last refusal, by its number and its name."""
    reply = [one for one in client.replies if one.is_refusal][-1]
    number = reply.number
    assert told["code"] == (-20000 if number is None else number if number < 0 else -20000 - number)
    assert told.get("lts") in (number if number is not None and number > 0 else None, None)
    assert reply.reason in told["text"]
    assert told.get("items", 0) == 0


@pytest.mark.parametrize("generation", ["nine", "ten"])
def test_each_reason_in_mid_session(
    licensim: Licensim, app: App, generation: str, subtests: pytest.Subtests
) -> None:
    """The server refuses a frame and a still: no items, a number and words; then it goes on."""
    licensim.item("per_barcode_scan", quota=1000)
    client = app(generation)
    client.camera.show("MILK")
    client.page.evaluate("begin()")
    client.page.evaluate("hear(false)")
    for number in (*FINAL, STANDBY, OFFLINE):
        with subtests.test(f"{number}"):
            faults = licensim.faults
            with faults.offline() if number == OFFLINE else faults.refuse(number):
                if number not in FINAL:
                    licensim.clock.advance(days=4)  # and no local license is left (NET-2, NET-6)
                client.camera.show(f"CODE {number}")
                for told in client.page.evaluate("hearBoth(true)"):
                    demand_told(client, told)
            assert client.page.evaluate("hearBoth(false)")[1]["items"] == 1
    with subtests.test("STORAGE_FULL"):
        with licensim.faults.storage_full(), licensim.faults.offline():  # so it is the page that counts
            client.camera.show("FULL")
            for told in client.page.evaluate("hearBoth(true)"):
                assert (told["code"], told["items"]) == (-20000, 0)
                assert "nothing was counted (STORAGE_FULL)" in told["text"]
        client.page.evaluate("hear(false)")


@pytest.mark.parametrize("generation", ["nine", "ten"])
def test_each_way_to_start(licensim: Licensim, app: App, generation: str, subtests: pytest.Subtests) -> None:
    """Whatever the app waits for first rejects; an app that tries again when all is well goes on."""
    licensim.item("per_barcode_scan", quota=1000)
    client = app(generation)
    with licensim.faults.refuse("REVOKED"):
        for start in STARTS[generation]:
            with subtests.test(start):
                demand_told(client, client.page.evaluate(f"starts.{start}()"))
    with licensim.faults.offline():
        told = client.page.evaluate("starts.createInstance()")
        demand_told(client, told)
        assert "network connection error" in told["text"]
        assert told["code"] == -20200
    assert client.page.evaluate("starts.createInstance()") is None
    assert client.wait_for_license().is_refusal


def test_each_reason_at_the_start(licensim: Licensim, app: App, subtests: pytest.Subtests) -> None:
    """Each number of the server's, and what the client refuses by itself."""
    licensim.item("per_barcode_scan", quota=1000)
    client = app("ten")
    for number in (STANDBY, *FINAL):
        with subtests.test(f"{number}"), licensim.faults.refuse(number):
            demand_told(client, client.page.evaluate("starts.createInstance()"))
    plain = app("ten", "http://shop.example.com")
    with subtests.test("INSECURE_CONTEXT"):
        told = plain.page.evaluate("starts.createInstance()")
        demand_told(plain, told)
        assert told["code"] == -20000
