"""What can go wrong, the license document, files and the comparison."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.kept import Kept
from e2e.panels import JUMP_MS, Panels
from licensim.fault_table import ROWS


def test_each_fault_of_the_table_is_done(page: Page, site_url: str) -> None:
    """The log has its words for begin and end; every switch and button has a row in the table."""
    panels = Panels.at(page, site_url)
    offered = [row.page for row in ROWS if row.page]
    labels = [one.label for one in offered if one.ends] + [one.label for one in offered if not one.ends]
    expect(page.locator("sim-faults label, sim-faults button")).to_have_text(labels)
    for one in offered:
        if one.ends is None:
            panels.press(one.label)
            expect(panels.row(one.begins).first).to_be_visible(timeout=JUMP_MS)
            continue
        switch = page.locator(f"#fault-switch-{one.id}")
        switch.check()
        expect(panels.row(one.begins.format(copy="copy-1")).first).to_be_visible(timeout=JUMP_MS)
        expect(switch).to_be_checked()
        switch.uncheck()
        expect(panels.row(one.ends.format(copy="copy-1")).first).to_be_visible(timeout=JUMP_MS)


def test_without_the_server_the_local_license_goes_on(page: Page, site_url: str) -> None:
    """NET-1, NET-4: offline each scan is allowed with a warning, and reported when the server is back."""
    panels = Panels.at(page, site_url, option="per_client_device", quota=3)
    panels.press("Add it")
    expect(panels.peer("browser-1")).to_be_visible()
    page.get_by_label("License server unreachable").check()
    expect(panels.row("unreachable")).to_be_visible()
    panels.press("Use browser-1")
    expect(panels.fact("reason")).to_have_text("OFFLINE_CACHED")
    panels.press("Add it")
    expect(panels.fact("number")).to_have_text("-20200")
    page.get_by_label("License server unreachable").uncheck()
    panels.press("Use browser-2")
    expect(panels.headline).to_have_text("Licensed")


def test_a_revoked_license_refuses_from_here_on(kept: Kept) -> None:
    """ITEM-2: 113; earlier counts stay, and the page warns that a trace cannot state a revocation."""
    page = kept()
    panels = Panels(page)
    expect(panels.used).to_have_text("2")
    page.get_by_label("License revoked").check()
    expect(panels.headline).to_have_text("Refused")
    expect(panels.fact("number")).to_have_text("113")
    expect(panels.used).to_have_text("2")
    expect(page.locator(".records .notice")).to_contain_text("license was changed")
    page.get_by_label("License revoked").uncheck()
    expect(panels.headline).to_have_text("Licensed")


def test_an_unknown_key(kept: Kept) -> None:
    """ITEM-6: 101; with its own key it is licensed again."""
    page = kept()
    panels = Panels(page)
    page.get_by_label("Opened with a key nobody knows").check()
    expect(panels.fact("number")).to_have_text("101")
    page.get_by_label("Opened with a key nobody knows").uncheck()
    expect(panels.headline).to_have_text("Licensed")


def test_a_clock_set_back_is_refused_only_offline(page: Page, site_url: str) -> None:
    """TIME-4."""
    panels = Panels.at(page, site_url, forget=0)
    page.get_by_label("clock a day behind").check()
    page.get_by_label("License server unreachable").check()
    expect(panels.row("unreachable")).to_be_visible()
    panels.press("Go on")
    expect(panels.fact("reason")).to_have_text("CLOCK_CHANGED")
    page.get_by_label("License server unreachable").uncheck()
    expect(panels.headline).to_have_text("Licensed")


def test_the_document_itself_with_its_faults_at_their_lines(kept: Kept) -> None:
    """ITEM-5: all faults at once; then a valid document is in force, and the form can be restored."""
    page = kept()
    panels = Panels(page)
    panels.press("Edit the document")
    field = page.get_by_label("License document, JSON")
    document = json.loads(field.input_value())
    (item,) = document["projects"][0]["items"]
    text = json.dumps(document, indent=1).replace('"quota": 1000', '"quota": -1,\n"color": 1')
    field.fill(text)
    panels.press("Put it in force")
    faults = page.locator(".faults li")
    expect(faults).to_have_count(2)
    line = text[: text.index('"quota": -1')].count("\n") + 1
    expect(faults.filter(has_text="quota")).to_contain_text(f"Line {line}")
    page.get_by_role("button", name=f"Line {line}", exact=True).click()
    chosen = field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert "quota" in chosen
    document["projects"][0]["items"] = [{**item, "quota": 2}, {**item, "id": "more", "quota": 7}]
    field.fill(json.dumps(document))
    panels.press("Put it in force")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("A document of its own is in force.")).to_be_visible()
    panels.press("Back to the form")
    expect(page.locator(".meter__of")).to_have_text("of 1,000 scans")


def test_the_session_under_every_option(page: Page, site_url: str) -> None:
    """Seven options, three editions; the page stays in real time."""
    panels = Panels.at(page, site_url)
    used = panels.used.inner_text()
    panels.press("Compare this session")
    rows = page.locator(".compare tbody tr")
    expect(rows).to_have_count(7, timeout=30_000)
    scans = page.locator('.compare tr[data-option="per_barcode_scan"] td[data-use]')
    expect(scans).to_have_count(3)
    expect(scans.first).to_have_attribute("data-use", used)
    expect(page.locator('.compare tr[data-option="per_client_device"] td').first).to_have_text("1")
    expect(page.locator(".time__state")).to_contain_text("Real time")


def test_a_session_goes_out_and_comes_back(page: Page, site_url: str, tmp_path: Path) -> None:
    """A downloaded trace, loaded again, has the same state; a malformed one is reported with its line."""
    panels = Panels.at(page, site_url)
    used = panels.used.inner_text()
    saved = tmp_path / "session.jsonl"
    saved.write_bytes(panels.download("Download the session").read_bytes())
    panels.press("Start over")
    expect(panels.used).to_have_text("0")
    document = panels.download("Download the license").read_text()
    trace = saved.read_text().replace('"DEMO-1"', json.dumps(json.loads(document)["projects"][0]["key"]))
    load = page.get_by_label("Open a file")
    load.set_input_files({"name": "session.jsonl", "mimeType": "text/plain", "buffer": trace.encode()})
    expect(page.locator(".records .said")).to_contain_text(f"{used} counted")
    expect(panels.used).to_have_text(used)
    load.set_input_files({"name": "bad.jsonl", "mimeType": "text/plain", "buffer": b'{"t": 1}\n'})
    expect(page.locator(".records .said")).to_contain_text("bad.jsonl was not loaded")
    expect(panels.used).to_have_text(used)


def test_a_full_storage_counts_nothing(page: Page, site_url: str) -> None:
    """An event that cannot be stored is rejected with the client's own code; it counts once there is room."""
    panels = Panels.at(page, site_url, forget=0)
    full = page.get_by_label("This browser's storage full")
    full.check()
    expect(panels.row("storage is full")).to_be_visible()
    used = panels.used.inner_text()
    panels.press("Go on")
    expect(panels.headline).to_have_text("Not counted")
    expect(panels.fact("reason")).to_have_text("STORAGE_FULL")
    expect(panels.row("nothing was counted").first).to_be_visible()
    expect(panels.used).to_have_text(used)
    expect(page.locator(".time__state")).to_contain_text("Real time")
    full.uncheck()
    expect(panels.headline).to_have_text("Licensed")
    expect(panels.used).not_to_have_text(used)


def test_a_full_storage_in_moved_time(page: Page, site_url: str) -> None:
    """The fault stays when time is moved; the simulated client counts when there is room."""
    panels = Panels.at(page, site_url, forget=0)
    page.get_by_label("This browser's storage full").check()
    expect(panels.row("storage is full")).to_be_visible()
    panels.jump("+24 h")
    used = panels.used.inner_text()
    panels.press("Go on")
    expect(panels.fact("reason")).to_have_text("STORAGE_FULL")
    expect(panels.used).to_have_text(used)
    panels.set_field("Quota, scans", "900")
    expect(panels.row("Quota: 900")).to_be_visible()
    expect(panels.fact("reason")).to_have_text("STORAGE_FULL")
    page.get_by_label("This browser's storage full").uncheck()
    expect(panels.headline).to_have_text("Licensed")
    expect(panels.used).not_to_have_text(used)


def test_a_copied_storage_is_refused_as_a_clone(page: Page, site_url: str) -> None:
    """ID-8: the copy asks first and shares the seat; this browser gets 151 and takes its own seat."""
    panels = Panels.at(page, site_url, option="per_client_device", quota=3)
    expect(panels.used).to_have_text("1")
    copied = page.get_by_label("This browser's storage copied to another")
    copied.check()
    expect(panels.row("refused 151")).to_be_visible()
    expect(panels.used).to_have_text("2")
    expect(panels.peer("copy-1")).to_have_attribute("data-seat", "taken")
    expect(panels.headline).to_have_text("Licensed")
    expect(copied).to_be_checked()
    copied.uncheck()
    expect(panels.row("copy-1 was cleared")).to_be_visible()
    expect(copied).not_to_be_checked()


def test_a_crashed_worker_is_started_again(page: Page, site_url: str) -> None:
    """The page reports it, and goes on in real time with its real counts."""
    panels = Panels.at(page, site_url)
    used = panels.used.inner_text()
    panels.jump("+24 h")
    worker = next(one for one in page.workers if one.url.endswith("licensim/worker.js"))
    worker.evaluate("setTimeout(() => self.close())")
    expect(panels.row("was started again")).to_be_visible(timeout=JUMP_MS)
    expect(page.locator(".time__state")).to_contain_text("Real time")
    expect(panels.used).to_have_text(used)
    expect(panels.headline).to_have_text("Licensed")
