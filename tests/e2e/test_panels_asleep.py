"""The computer sleeps, or another session begins, between two frames of a running scene: nothing is lost."""

import itertools
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.chromium import WITH_MOTION
from e2e.panels import Panels

pytestmark = pytest.mark.browser_context_args(**WITH_MOTION)

NIGHT = "10:00:00"
HOUR_MS = 3_600_000
THIRD_LABEL = "PARCEL 4713"


@pytest.fixture
def asleep(page: Page) -> Page:
    """A page whose wall clock and monotonic clock can jump, like those of a computer that slept."""
    page.clock.install()
    return page


def test_a_night_asleep_between_two_frames(asleep: Page, site_url: str, tmp_path: Path) -> None:
    """SCAN-11: codes in view are new in the morning, once; the trace includes the night."""
    panels = Panels.visit(asleep, site_url, forget=100_000)
    panels = Panels(asleep)
    expect(panels.used).to_have_text("2")
    asleep.clock.fast_forward(NIGHT)
    expect(panels.used).to_have_text("4")
    expect(panels.row(THIRD_LABEL)).to_be_visible(timeout=20_000)
    panels.hold()
    expect(panels.used).to_have_text("5")
    events, answers, items = panels.replayed(tmp_path)
    assert 5 == items["scans"]["used"] == sum(answer["counted"] or 0 for answer in answers)
    frames = [event["t"] for event in events if event["type"] == "frame"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(frames)]
    assert [10] == [gap // HOUR_MS for gap in gaps if gap > HOUR_MS]
    assert min(gaps) >= 0


def test_a_seat_that_ended_in_the_night(asleep: Page, site_url: str) -> None:
    """DEV-4, DEV-5: the morning's first scan takes a seat for a day; moved time begins with that seat."""
    panels = Panels.visit(asleep, site_url, option="per_client_device", period="daily", forget=100_000)
    panels = Panels(asleep)
    own = asleep.locator(".own")
    expect(own).to_have_attribute("data-seat", "taken")
    expect(panels.row("Code128")).to_be_visible()
    asleep.clock.fast_forward("25:00:00")
    expect(panels.row("Code128")).to_have_count(2)
    panels.press("Frozen")
    expect(asleep.locator(".time__state")).to_contain_text("frozen")
    expect(own).to_have_attribute("data-seat", "taken")
    expect(asleep.locator(".own__left")).to_contain_text("23 h 59 min")
    expect(panels.used).to_have_text("1")


def test_moved_time_begins_between_two_frames(page: Page, site_url: str, tmp_path: Path) -> None:
    """The scanner keeps its memory: codes in view when time is first moved are not counted again."""
    panels = Panels.visit(page, site_url, forget=1_000_000)
    panels = Panels(page)
    expect(panels.used).to_have_text("2")
    panels.press("Frozen")
    expect(page.locator(".time__state")).to_contain_text("frozen")
    expect(panels.row(THIRD_LABEL)).to_be_visible(timeout=20_000)
    panels.hold()
    expect(panels.used).to_have_text("3")
    _, answers, items = panels.replayed(tmp_path)
    assert 3 == items["scans"]["used"] == sum(answer["counted"] or 0 for answer in answers)


def test_a_session_of_others_is_loaded_while_the_scene_runs(page: Page, site_url: str) -> None:
    """This browser opens in that session before the next frame is judged, and goes on counting."""
    panels = Panels.visit(page, site_url, forget=0)
    panels = Panels(page)
    expect(panels.used).not_to_have_text("0")
    license_file = json.loads(panels.download("Download the license").read_text())
    [project] = license_file["projects"]
    begun = project["items"][0]["starts_at"] + HOUR_MS
    opening = {"type": "open", "client": "other", "key": project["key"], "deployment": "mobile"}
    for turn in range(3):
        session = {"t": begun + turn, **opening}
        file = {"name": f"{turn}.jsonl", "mimeType": "text/plain", "buffer": json.dumps(session).encode()}
        page.get_by_label("Open a file").set_input_files(file)  # type: ignore[arg-type]
        expect(page.locator(".records .said")).to_contain_text(f"{turn}.jsonl: 1 event,")
        expect(panels.row("QRCode").first).to_be_visible()
        expect(panels.headline).to_have_text("Licensed")
    panels.hold()
    events = panels.download("Download the session").read_text().splitlines()
    assert ["other", "this-browser"] == [json.loads(line)["client"] for line in events[:2]]
