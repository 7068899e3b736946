"""Links and files: a link is the session, if the visitor agrees; whatever is opened is recognized."""

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.panels import JUMP_MS, Panels
from e2e.test_page_access import LOOKS, violations
from e2e.test_panels_widths import CUT_OFF, wide

Wire = dict[str, Any]
SERVER = "https://licenses.example.com/"
STORY: Wire = {
    "title": "A step that cannot be played",
    "option": "per_barcode_scan",
    "question": "What does a faulty story do?",
    "watch": "the second step",
    "begins": "2026-03-02T09:00:00Z",
    "license": {
        "profile": "v2.2.19",
        "projects": [
            {
                "key": "STORY",
                "items": [
                    {
                        "id": "scans",
                        "option": "per_barcode_scan",
                        "starts_at": "2026-01-01",
                        "expires_at": "2027-01-01",
                        "quota": 7,
                    }
                ],
            }
        ],
    },
    "steps": [
        {
            "caption": "It opens.",
            "events": [
                {"type": "open", "client": "a", "deployment": "browser", "origin": "https://app.example.com"}
            ],
        },
        {"caption": "It fails.", "events": [{"type": "image", "client": "nobody", "codes": []}]},
    ],
}
PUT = """([kind, texts, files]) => {
    const data = new DataTransfer();
    texts.forEach((text) => data.setData('text/plain', text));
    files.forEach(([name, text]) => data.items.add(new File([text], name)));
    const at = {bubbles: true, cancelable: true};
    const event = kind === 'paste' ? new ClipboardEvent(kind, {...at, clipboardData: data})
        : new DragEvent(kind, {...at, dataTransfer: data});
    document.querySelector('main').dispatchEvent(event);
}"""


def link(url: str, **content: Any) -> str:
    """A link as anybody may make it."""
    whole: Wire = {"settings": "", "key": "DEMO-1", "document": None, "trace": "", "acts": [], "at": 0}
    whole |= {"moved": False, "rate": 1, "story": None}
    packed = b"\x01" + zlib.compress(json.dumps({**whole, **content}).encode())
    return f"{url}#session={base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def follow(page: Page, address: str) -> HarnessPage:
    """Follow a link, and wait until its page has a license."""
    page.goto(address)
    return HarnessPage(page).ready()


def paste(page: Page, text: str) -> None:
    """Paste a text into the page, not into a field."""
    page.evaluate(PUT, ["paste", [text], []])


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file onto the page."""
    page.evaluate(PUT, ["drop", [], [[name, text]]])


def copied_link(panels: Panels) -> str:
    """Refuse a device, move time, start two faults, and copy the link to that."""
    page = panels.page
    panels.press("Add it")
    expect(panels.headline).to_have_text("Refused", timeout=JUMP_MS)
    panels.jump("+24 h")
    page.locator("#fault-switch-clock").check()
    page.locator("#fault-switch-unreachable").check()
    expect(panels.row("unreachable")).to_be_visible()
    panels.press("Frozen")
    panels.press("Copy a link to this session")
    expect(page.locator("[data-link]")).to_contain_text("events with the texts of their codes")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def is_handsome(page: Page) -> None:
    """In both themes, on a phone and on a desktop: axe finds nothing, nothing is cut off."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert wide(page) <= width
        assert page.evaluate(CUT_OFF) == []


def test_a_link_is_the_session(new_context: Callable[..., BrowserContext], site_url: str) -> None:
    """Opened in another browser: the same log, license, time, faults, and past; or nothing at all."""
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    panels = Panels.at(context.new_page(), site_url, option="per_client_device", quota=1)
    copied = copied_link(panels)
    clock = panels.page.locator(".time__now time").inner_text()

    page = new_context().new_page()
    other = follow(page, copied)
    offer = page.locator("sim-offer dialog")
    for words in ("per client device", "events of 2 clients", "License server unreachable", "moved by hand"):
        expect(offer).to_contain_text(words)
    is_handsome(page)
    page.keyboard.press("Escape")
    expect(offer).to_be_hidden()
    expect(page).to_have_url(site_url)
    expect(page.get_by_role("radio", name="per barcode scan")).to_be_checked()

    paste(page, copied)
    offer.get_by_role("button", name="Open", exact=True).click()
    expect(offer).to_be_hidden(timeout=JUMP_MS)
    expect(page.locator(".time__now time")).to_have_text(clock)
    expect(page.get_by_role("radio", name="per client device")).to_be_checked()
    expect(page.locator("#fault-switch-unreachable")).to_be_checked()
    expect(page.locator("#fault-switch-clock")).to_be_checked()
    expect(page.locator("[data-whose]")).to_contain_text("The license of the link is in force.")
    expect(page.get_by_text("Held: no frames are judged.")).to_be_visible()
    expect(other.headline).to_have_text("Licensed")
    the_past_is_shown(other)
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator("[data-whose]")).to_have_count(0)
    expect(other.headline).to_have_text("Licensed")


def the_past_is_shown(harness: HarnessPage) -> None:
    """A selected event has the state of its instant: by a click, by the keyboard, on the time line."""
    page = harness.page
    harness.row("browser-1 opened").click()
    then = page.get_by_role("group", name="What was known then")
    expect(then).to_contain_text("Refused (")
    expect(then.locator("[data-item]")).to_contain_text("1 of 1 seat taken")
    expect(then.locator("[data-client]")).not_to_contain_text("unreachable")
    page.keyboard.press("Home")
    expect(then.locator("[data-client]")).to_contain_text("unreachable")
    page.locator(".time-line__marks").click(position={"x": 1, "y": 5})
    expect(page.locator('.row[aria-selected="true"]')).to_contain_text("This browser opened")
    is_handsome(page)
    then.get_by_role("button", name="Back to the present").click()
    expect(then).to_have_count(0)


def test_a_link_is_not_trusted(page: Page, site_url: str) -> None:
    """A damaged one is named, faults are listed, a server is asked only when the visitor agrees."""
    follow(page, link(site_url, settings=f"server={SERVER}&key=ACME"))
    offer = page.locator("sim-offer dialog")
    expect(offer).to_contain_text(SERVER)
    expect(offer.get_by_role("button", name="Open and connect")).to_be_visible()
    offer.get_by_role("button", name="Keep mine").click()  # and no host was asked: the test would fail
    expect(page).to_have_url(site_url)
    paste(page, link(site_url, settings="quota=1.5", at=-1))
    said = page.locator(".records .said")
    expect(said).to_contain_text("was not loaded. It has 1 fault:")
    expect(page.locator(".records .faults li")).to_have_text(["at: must be an instant in milliseconds"])
    paste(page, link(site_url, document="{}", trace='{"t": 1}\n'))
    expect(page.locator(".records .faults li").first).to_contain_text("profile: missing")
    page.evaluate("location.hash = '#session=AQAA'")
    expect(offer).to_contain_text("This session cannot be opened")
    expect(offer).to_contain_text("It is damaged")
    offer.get_by_role("button", name="Go on without it").click()
    expect(page).to_have_url(site_url)


def test_what_is_opened_is_recognized(page: Page, site_url: str) -> None:
    """A license, a session, a story, by drop and by paste; a story stops at a step that cannot be played."""
    panels = Panels.at(page, site_url)
    license_text = panels.download("Download the license").read_text().replace("DEMO-1", "ACME")
    drop(page, "acme.json", license_text.replace('"quota": 1000', '"quota": 501'))
    expect(page.locator(".records .said")).to_contain_text("acme.json: its license is in force")
    expect(page.locator(".meter__of")).to_have_text("of 501 scans")
    expect(page.locator("[data-whose]")).to_contain_text("The license of acme.json is in force.")
    drop(page, "empty.jsonl", " ")
    expect(page.locator(".records .said")).to_contain_text("empty.jsonl was not loaded. It is empty")
    page.get_by_label("Host or address").focus()
    paste(page, json.dumps(STORY))
    expect(page.locator(".story__title")).to_have_text(STORY["title"])
    panels.press("Pause")
    page.get_by_role("button", name="Step").click()
    expect(page.locator(".story [role=alert]")).to_contain_text("The next step cannot be played.")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    panels.press("Take over")
    trace = '{"t": 1772442000000, "type": "network", "up": false}\n'
    paste(page, trace)
    expect(page.locator(".records .said")).to_contain_text("What you pasted: 1 event, 0 counted")
    expect(panels.row("The network changed")).to_be_visible()
    paste(page, link(site_url, story={"text": json.dumps(STORY), "played": 1}))
    offer = page.locator("sim-offer dialog")
    expect(offer).to_contain_text("“A step that cannot be played”, step 1 of 2")
    offer.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator(".story__step")).to_have_text("It opens.")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
