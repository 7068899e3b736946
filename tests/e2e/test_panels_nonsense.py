"""Invalid input in the panels is reported, and the session does not change."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.harness_page import HarnessPage
from e2e.kept import Kept
from e2e.panels import JUMP_MS, Panels

DOCUMENT = "License document, JSON"


def edited(panels: Panels, text: str) -> Locator:
    """Enter a text as the document; returns the faults that are shown."""
    panels.press("Edit the document")
    panels.page.get_by_label(DOCUMENT).fill(text)
    panels.press("Put it in force")
    return panels.page.locator(".faults li")


@pytest.mark.parametrize("text", ["", "[" * 4000, "[" * 4000 + "]" * 4000, '{"profile": NaN}'])
def test_an_invalid_document_is_a_fault(kept: Kept, text: str) -> None:
    """ITEM-5: an empty or a much too large text; the old document stays in force."""
    panels = Panels(kept())
    expect(edited(panels, text)).to_have_count(1)
    panels.press("Keep the old one")
    expect(panels.headline).to_have_text("Licensed")
    panels.press("Edit the document")
    document = panels.page.get_by_label(DOCUMENT).input_value()
    assert json.loads(document)["projects"][0]["items"][0]["quota"] == 1000
    panels.press("Keep the old one")


def test_an_edited_document_can_start_over(page: Page, site_url: str) -> None:
    """The document stays in force under a new project key without counts."""
    panels = Panels.at(page, site_url)
    expect(panels.used).not_to_have_text("0")
    panels.press("Edit the document")
    text = page.get_by_label(DOCUMENT).input_value()
    page.get_by_label(DOCUMENT).fill(text.replace('"quota": 1000', '"quota": 500'))
    page.get_by_label("start over").check()
    panels.press("Put it in force")
    expect(panels.headline).to_have_text("Licensed")
    expect(panels.used).to_have_text("0")
    expect(page.locator("sim-meter")).to_contain_text("500")


def test_an_empty_session_is_not_loaded(kept: Kept) -> None:
    """There is no event in it."""
    page = kept()
    panels = Panels(page)
    expect(panels.used).not_to_have_text("0")
    before = panels.used.inner_text()
    page.get_by_label("Open a file").set_input_files({"name": "e.jsonl", "mimeType": "", "buffer": b" \n"})
    expect(page.locator(".records .said")).to_contain_text("e.jsonl was not loaded. It is empty")
    expect(panels.used).to_have_text(before)


def test_a_file_that_cannot_be_opened_is_named_for_what_it_is(kept: Kept, tmp_path: Path) -> None:
    """One sentence names each file and its right place; up to twenty faults are shown, the others counted."""
    page = kept()
    panels = Panels(page)
    before = panels.used.inner_text()
    large = tmp_path / "year.jsonl"
    large.write_bytes(b'{"t": 1, "type": "network", "up": true}\n' * 30_000)
    os.truncate(large, 200 * 1024 * 1024)
    answers = tmp_path / "answers.jsonl"
    answers.write_text('{"line": 1, "answer": "ok"}\n')
    photo = tmp_path / "photo.jsonl"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    faulty = tmp_path / "faulty.jsonl"
    faulty.write_text('{"t": 1}\n' * 130)
    said, load = page.locator(".records .said"), page.get_by_label("Open a file")
    for file, words in (
        (answers, "These are the answers of a replay."),
        (photo, "It is a picture."),
        (large, "It has 200 MB, and 64 are the most"),
        (faulty, "It has 130 faults:"),
    ):
        load.set_input_files(file)
        expect(said).to_contain_text(f"{file.name} was not loaded. {words}")
    shown = page.locator(".records .faults li")
    expect(shown).to_have_count(21)
    expect(shown.first).to_have_text("line 1: type: missing")
    expect(shown.last).to_have_text("and 110 more faults")
    expect(panels.used).to_have_text(before)


def test_a_pasted_address_is_asked_for_its_host(kept: Kept) -> None:
    """A URL, or a host with a path; a host with an empty label is invalid."""
    page = kept()
    field, unit = page.get_by_label("Host or address"), page.locator("[data-host-fact=unit]")
    for typed, host, licensed in (
        ("https://shop.example.com:8443/cart?x=1", "shop.example.com", "example.com"),
        ("www.example.org/cart", "www.example.org", "example.org"),
        ("..", "..", "none"),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_value(host)
        expect(unit).to_have_text(licensed)


@pytest.mark.parametrize("option", ["per_page", "per_server"])
@pytest.mark.parametrize("chosen", [False, True])
def test_an_option_without_scans_begins_licensed(
    page: Page, site_url: str, option: str, chosen: bool
) -> None:
    """From the address, or chosen while the scene runs: a frame under way belongs to the former license."""
    if chosen:
        harness = HarnessPage.visit(page, site_url)
        expect(harness.used).not_to_have_text("0")
        harness.choose(option)
    else:
        harness = HarnessPage.visit(page, site_url, option=option)
    expect(page.get_by_text("Held: no frames are judged.")).to_be_visible()
    # This is decided after the frame that was under way.
    page.get_by_role("button", name="Frozen", exact=True).click()
    expect(page.locator(".time__state")).to_contain_text("frozen", timeout=JUMP_MS)
    expect(harness.headline).to_have_text("Licensed")
    expect(page.locator(".bar__grace")).to_have_count(0 if option == "per_server" else 1)
    assert page.locator('.row[data-answer="refused"]').count() == 0


def test_an_invalid_number_of_instances_is_not_asked_for(page: Page, site_url: str) -> None:
    """CINST-2: the last valid X stays."""
    panels = Panels.at(page, site_url, option="per_concurrent_instance")
    field = page.get_by_label("Instances to ask for")
    field.fill("2")
    panels.press("New server asks")
    expect(panels.peer("server-1")).to_contain_text("asked for 2", timeout=JUMP_MS)
    asked = panels.row("server-1 asks")
    before = asked.count()
    for number, wrong in enumerate(["-3", "1.5", "99999999999999999999"], before + 1):
        field.fill(wrong)
        page.get_by_role("button", name="Ask 2, server-1").click()
        expect(asked).to_have_count(number)
        expect(panels.peer("server-1")).to_contain_text("asked for 2")
        panels.press("New server asks")
        expect(panels.peer("server-2")).to_have_count(0)
        assert not field.evaluate("(field) => field.validity.valid")
