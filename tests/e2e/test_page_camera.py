"""The camera: a real stream through getUserMedia, and plain words if there is none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from e2e.chromium import options_for_tests
from e2e.harness_page import HarnessPage
from e2e.origins import Origins
from e2e.watch import Watch
from media.barcode_pictures import Placed, Shot, film

SIZE = (320, 240)
FPS = 10
A = Placed("QRCode", "QR-A-0001", 20, 20)
B = Placed("Code128", "C128-B", 20, 150, 2)
END = Placed("QRCode", "THE END", 180, 20)
FAKE = "--use-fake-device-for-media-stream"
FILMING: dict[str, Any] = {"reduced_motion": "reduce", "permissions": ["camera"]}

# Every gap differs from the window of 3000 ms by more than half a second, in both editions. The film repeats:
# codes after END are ignored.
SHOTS = (
    Shot(1.0),
    Shot(8.0, (A,)),  # js-9 counts at its start; js-10.2.10 also after 3.1 and 6.2 s
    Shot(2.0),
    Shot(0.5, (A,)),  # js-9: 2.0 s after the last sighting; js-10.2.10: 3.8 s after the one that counted
    Shot(4.0),
    Shot(0.5, (A, B)),  # both count both
    Shot(0.6),
    Shot(1.0, (END,)),
    Shot(4.0),
)


def showing(film_path: Path) -> tuple[str, str]:
    """The arguments of a browser whose camera shows a film."""
    return FAKE, f"--use-file-for-fake-video-capture={film_path}"


@pytest.fixture(scope="module")
def film_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film of all tests here."""
    return film(tmp_path_factory.mktemp("film") / "codes.y4m", SIZE, FPS, SHOTS)


@pytest.fixture
def film_browser(
    launch_chromium: Callable[..., Browser], watch: Watch, film_path: Path
) -> Callable[[], Page]:
    """Launch a browser whose camera shows the film from its beginning; returns a page."""

    def launch() -> Page:
        browser = launch_chromium(*showing(film_path))
        return watch.attach(browser.new_context(**FILMING)).new_page()

    return launch


@pytest.fixture(scope="module")
def playing(browser_type: BrowserType, chromium_path: str, film_path: Path) -> Iterator[Browser]:
    """A browser whose camera shows the film, for tests that need no certain part of it."""
    with browser_type.launch(**options_for_tests(chromium_path, *showing(film_path))) as browser:
        yield browser


@pytest.fixture
def filmed(playing: Browser, watch: Watch) -> Iterator[Page]:
    """A page whose camera sees the film."""
    with playing.new_context(**FILMING) as context:
        yield watch.attach(context).new_page()


@pytest.mark.slow
def test_the_counts_of_a_film(film_browser: Callable[[], Page], site_url: str) -> None:
    """One film, the counts of each edition, in two browsers at once: A, B and END."""
    expected = {"js-9": 2 + 1 + 1, "js-10.2.10": 5 + 1 + 1}
    shown = {edition: HarnessPage.visit(film_browser(), site_url, edition=edition) for edition in expected}
    for harness in shown.values():
        harness.source("Camera")
        expect(harness.page.locator(".stage video")).to_be_visible()
    assert expected == {edition: _counted_in_film(harness) for edition, harness in shown.items()}


def _counted_in_film(harness: HarnessPage) -> int:
    """The counts of the camera's scanner until the end of the film."""
    harness.counted_until("THE END")
    rows = harness.page.locator(".log__window").evaluate(
        "list => [...list.children].map(row => [row.textContent, Number(row.dataset.counted || 0)])"
    )
    started = min(n for n, (words, _) in enumerate(rows) if "Scanner started" in words)
    ended = max(n for n, (words, _) in enumerate(rows) if "THE END" in words and n < started)
    return sum(int(one) for _, one in rows[ended:started])


def test_another_source_ends_the_camera(filmed: Page, site_url: str) -> None:
    """The track is stopped."""
    harness = HarnessPage.visit(filmed, site_url)
    harness.source("Camera")
    video = filmed.locator(".stage video")
    expect(video).to_be_visible()
    track = video.evaluate_handle("video => video.srcObject.getVideoTracks()[0]")
    harness.source("Scene")
    expect(filmed.locator(".stage canvas")).to_be_visible()
    assert track.evaluate("track => track.readyState") == "ended"


def test_an_unplugged_camera_is_reported(filmed: Page, site_url: str) -> None:
    """The device is unplugged: the page shows a message instead of a frozen picture."""
    harness = HarnessPage.visit(filmed, site_url)
    harness.source("Camera")
    video = filmed.locator(".stage video")
    expect(video).to_be_visible()
    video.evaluate("video => video.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
    expect(filmed.get_by_role("alert")).to_contain_text("The camera went away")


def test_several_cameras_can_be_chosen_from(
    launch_chromium: Callable[..., Browser], watch: Watch, site_url: str
) -> None:
    """With two devices there is a picker, which switches to the other camera."""
    browser = launch_chromium("--use-fake-device-for-media-stream=device-count=2")
    page = watch.attach(browser.new_context(**FILMING)).new_page()
    harness = HarnessPage.visit(page, site_url)
    harness.source("Camera")
    picker = page.get_by_role("combobox", name="Camera")
    expect(picker.locator("option")).to_have_count(2)
    picker.select_option(index=1)
    expect(page.locator(".stage video")).to_be_visible()
    expect(picker.locator("option:checked")).to_have_text(
        picker.locator("option").nth(1).text_content() or ""
    )


def test_a_missing_camera_is_reported(page: Page, site_url: str) -> None:
    """The device has no camera."""
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }"
    )
    harness = HarnessPage.visit(page, site_url)
    harness.source("Camera")
    expect(page.get_by_role("alert")).to_contain_text("There is no such camera")
    harness.source("Scene")
    expect(page.locator(".stage canvas")).to_be_visible()


def test_a_denied_camera_is_reported(
    launch_chromium: Callable[..., Browser], watch: Watch, site_url: str
) -> None:
    """The visitor or a policy refused."""
    browser = launch_chromium(FAKE, "--deny-permission-prompts")
    page = watch.attach(browser.new_context(reduced_motion="reduce")).new_page()
    harness = HarnessPage.visit(page, site_url)
    harness.source("Camera")
    expect(page.get_by_role("alert")).to_contain_text("may not use the camera")


def test_plain_http_is_reported(new_context: Callable[..., BrowserContext], serve_origin: Origins) -> None:
    """Over plain http there are no camera and no locks, and the license refuses (ID-6)."""
    context = new_context()
    page = context.new_page()
    harness = HarnessPage.visit(page, serve_origin(context, "http://phone.example.com:8080"))
    expect(harness.headline).to_have_text("Refused")
    expect(harness.fact("reason")).to_have_text("INSECURE_CONTEXT")
    expect(page.get_by_text("neither a camera nor locks")).to_be_visible()
    harness.source("Camera")
    expect(page.get_by_role("alert")).to_contain_text("secure pages only")


def test_a_browser_that_reads_no_tracks_reads_the_video(filmed: Page, site_url: str) -> None:
    """Without MediaStreamTrackProcessor the frames come from the video."""
    filmed.add_init_script("delete globalThis.MediaStreamTrackProcessor")
    harness = HarnessPage.visit(filmed, site_url)
    harness.source("Camera")
    expect(harness.row(A.text)).to_have_attribute("data-counted", "1", timeout=20_000)
