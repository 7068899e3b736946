"""Per client device, and per server: clients that get a seat or are refused, and when a seat is free."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.panels import Panels


@pytest.fixture
def devices(page: Page, site_url: str) -> Panels:
    """Two seats, and a grace below one seat; this browser has one."""
    return Panels.at(page, site_url, option="per_client_device", quota=2, period="daily")


def test_a_third_client_is_refused_while_the_two_go_on(devices: Panels) -> None:
    """DEV-6: this browser and another have the seats."""
    expect(devices.page.locator(".own__left")).to_contain_text("23 h")
    devices.press("Add it")
    expect(devices.peer("browser-1")).to_have_attribute("data-seat", "taken")
    devices.press("Add it")
    expect(devices.peer("browser-2")).to_have_attribute("data-seat", "none")
    expect(devices.said).to_have_attribute("data-number", "120")
    expect(devices.headline).to_have_text("Refused")
    plain = "Both seats are taken. The next is free in "
    expect(devices.page.locator(".verdict__sentence")).to_contain_text(plain)
    for place in (".option .said", ".why__words"):
        expect(devices.page.locator(place)).to_contain_text("Seats taken: 2 of 2, before and now; limit 2")
    expect(devices.page.locator(".verdict__own")).to_have_text("This browser: licensed")
    devices.press("Use browser-1")
    expect(devices.headline).to_have_text("Licensed")


def test_a_seat_is_free_at_the_instant_of_expiry(devices: Panels) -> None:
    """DEV-4: the next change is the end of this browser's seat; the other browser keeps its later one."""
    devices.press("Add it")
    devices.jump("+3 min")
    devices.press("Use browser-1")
    expect(devices.row("browser-1 scanned")).to_be_visible()
    expect(devices.used).to_have_text("2")
    devices.press("Frozen")
    devices.page.get_by_role("button", name="Next change").click()
    expect(devices.row("To the next change")).to_be_visible()
    expect(devices.page.locator(".own")).to_have_attribute("data-seat", "none")
    expect(devices.used).to_have_text("1")
    expect(devices.peer("browser-1")).to_have_attribute("data-seat", "taken")
    table = devices.page.locator(".picture__table")
    table.locator("summary").click()
    expect(table.locator("tbody td")).to_have_text(["1", "2", "1"])


def test_a_forgotten_client_comes_back_as_another(devices: Panels) -> None:
    """ID-4: its former seat stays taken until its end (DEV-1)."""
    devices.press("Add it")
    expect(devices.used).to_have_text("2")
    devices.press("Forget browser-1")
    expect(devices.row("browser-1 was forgotten")).to_be_visible()
    devices.press("Use browser-1")
    expect(devices.said).to_have_attribute("data-number", "120")
    devices.jump("+24 h")
    devices.press("Use browser-1")
    expect(devices.said).to_have_attribute("data-answer", "ok")


def test_the_session_replays_on_the_host_with_the_same_answers(devices: Panels, tmp_path: Path) -> None:
    """The log's answer to each act is that of `licensim replay` to its line."""
    devices.press("Add it")
    devices.press("Add it")
    expect(devices.peer("browser-2")).to_be_visible()
    devices.jump("+24 h")
    devices.press("Use browser-2")
    expect(devices.row("browser-2 scanned")).to_be_visible()
    events, answers, items = devices.replayed(tmp_path)
    acts = [
        (event["type"], answer["answer"], answer["number"])
        for event, answer in zip(events, answers, strict=True)
        if event.get("client", "").startswith("browser-")
    ]
    assert [("open", "ok", None), ("open", "refused", 120), ("image", "ok", None)] == acts
    shown = devices.page.locator('.row[data-kind="client"]').evaluate_all(
        "rows => rows.map(row => row.dataset.answer).reverse()"
    )
    assert [answer for _, answer, _ in acts] == shown
    assert (1, 2) == (items["devices"]["seats"], items["devices"]["peak"])
    expect(devices.used).to_have_text("1")


def test_what_is_a_server_and_why(page: Page, site_url: str) -> None:
    """SRV-1, SRV-2, SRV-5: classes with their reasons; two seats, then refused, then one released."""
    servers = Panels.at(page, site_url, option="per_server", quota=2)
    servers.press("Start it")
    expect(servers.said).to_contain_text("server-1: licensed")
    expect(servers.said).to_contain_text("as a service")
    page.get_by_label("one person uses it").check()
    servers.press("Start it")
    expect(servers.said).to_have_attribute("data-number", "104")
    page.get_by_label("it is a kiosk").check()
    servers.press("Start it")
    expect(servers.said).to_contain_text("kiosk")
    expect(servers.used).to_have_text("2")
    servers.press("Start it")
    expect(servers.said).to_have_attribute("data-number", "120")
    page.get_by_role("button", name="Release server-1").click()
    expect(servers.used).to_have_text("1")


def test_an_exempt_host_takes_no_seat(page: Page, site_url: str) -> None:
    """SRV-4: this page's localhost is exempt; a web page from another host takes the host's seat (SRV-3)."""
    servers = Panels.at(page, site_url, option="per_server", quota=2)
    expect(servers.used).to_have_text("0")
    page.get_by_label("Machine", exact=True).fill("shop.example.com")
    page.get_by_label("Runs a").select_option("browser")
    page.get_by_label("it is a web server").check()
    servers.press("Start it")
    expect(servers.said).to_contain_text("shop.example.com: licensed")
    expect(servers.used).to_have_text("1")
