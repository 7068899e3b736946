"""Any address and any stored data: the page opens, or shows what to do."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.watch import Watch

PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def profile(
    browser: Browser, browser_context_args: dict[str, Any], site_url: str
) -> Iterator[BrowserContext]:
    """One browser profile for all tests: each test finds the storage of the test before."""
    watch = Watch()
    watch.allow(site_url)
    context = watch.attach(browser.new_context(**browser_context_args))
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # of files, without an icon
    yield context
    context.close()
    assert (watch.errors, watch.strangers) == ([], [])


@pytest.fixture
def tab(profile: BrowserContext) -> Iterator[Page]:
    """A new tab of it."""
    page = profile.new_page()
    yield page
    page.close()


def opened(page: Page, url: str) -> HarnessPage:
    """Open an address unchanged."""
    page.goto("about:blank")
    page.goto(url)
    return HarnessPage(page).ready()


@pytest.mark.parametrize(
    ("fragment", "said", "of"),
    [
        ("option=per_page&quota=-5", ["quota", "-5"], "of 20 pages scanned or imported"),
        ("option=per_domain&domain=co.uk", ["domain", "co.uk"], "under localhost"),
        ("ends=-400", ["expires_at"], "of 1,000 scans"),
        ("began=-1000000", ["starts_at"], "of 1,000 scans"),
        (
            "option=per_client_device&period=yearly&quota=1.5&quoat=3",
            ["period=yearly", "quota=1.5", "quoat: no setting"],
            "of 3 seats taken",
        ),
    ],
)
def test_a_faulty_address_opens_with_the_default(
    tab: Page, site_url: str, fragment: str, said: list[str], of: str
) -> None:
    """And it shows the faults of the address."""
    opened(tab, f"{site_url}#{fragment}")
    for words in said:
        expect(tab.locator("[data-address]")).to_contain_text(words)
    expect(tab.locator(".meter__of")).to_have_text(of)


def test_a_faulty_address_is_sound_after_the_first_change(tab: Page, site_url: str) -> None:
    """Until then each load shows its faults."""
    harness = opened(tab, f"{site_url}#quota=-5").hold()
    faults = tab.locator("[data-address]")
    expect(faults).to_contain_text("-5")
    tab.reload()
    harness.ready()
    expect(faults).to_contain_text("-5")
    harness.set_field("Ignore repeats", "2000")
    expect(faults).to_be_empty()
    expect(tab).to_have_url(re.compile("#forget=2000$"))
    tab.reload()
    harness.ready()
    expect(faults).to_be_empty()
    expect(tab.locator(".meter__of")).to_have_text("of 1,000 scans")


def test_refused_input_is_not_kept(tab: Page, site_url: str) -> None:
    """The address has the settings in force; a change of the edition does not bring the fault back."""
    harness = opened(tab, f"{site_url}#option=per_client_device&quota=7").hold()
    harness.set_field("Quota, devices", "-5")
    expect(tab.locator("#fault-quota")).to_contain_text("-5")
    expect(tab.locator(".meter__of")).to_have_text("of 7 seats taken")
    assert "quota=7" in tab.url
    tab.get_by_label("SDK version").select_option("js-9.6")
    expect(harness.row("SDK version: js-9.6")).to_be_visible(timeout=PATIENCE_MS)
    expect(tab.get_by_label("Quota, devices")).to_have_value("7")
    expect(tab.locator("#fault-quota")).to_be_empty()
    harness.set_field("Quota, devices", "8")
    expect(tab.locator(".meter__of")).to_have_text("of 8 seats taken", timeout=PATIENCE_MS)
    expect(tab).to_have_url(re.compile("quota=8"))


def test_an_invalid_number_is_reported_at_its_field(tab: Page, site_url: str) -> None:
    """The typed text stays in the field, and the former number stays in force."""
    harness = opened(tab, f"{site_url}#option=per_concurrent_device&quota=7&allowance=9").hold()
    before = tab.url
    wrong = [
        ("Quota, at once", "1.5", "a whole number is needed"),
        ("Quota, at once", "", "a whole number is needed"),
        ("Exceptions a year", "-5", "a whole number from 0 is needed"),
    ]
    for field, typed, needed in wrong:
        harness.set_field(field, typed)
        box = tab.get_by_label(field)
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(tab.locator(f"#{box.get_attribute('aria-describedby')}")).to_contain_text(needed)
        expect(box).to_have_value(typed)
    assert tab.url == before


def test_an_address_that_is_typed_into_the_open_page_is_opened(tab: Page, site_url: str) -> None:
    """Only its fragment differs, so the browser does not load the page again."""
    opened(tab, f"{site_url}#quota=70")
    expect(tab.locator(".meter__of")).to_have_text("of 70 scans")
    tab.evaluate("location.hash = '#quota=80'")
    expect(tab.locator(".meter__of")).to_have_text("of 80 scans", timeout=PATIENCE_MS)


# Data that other scripts, other versions or a broken disk may leave. `put` writes a row of the database.
PUT = """async ({ version, stores, rows }) => {
  const run = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
    request.onupgradeneeded = () => stores.forEach((name) => request.result.createObjectStore(name));
  });
  await run(indexedDB.deleteDatabase("licensim"));
  const database = await run(indexedDB.open("licensim", version));
  if (rows.length > 0) {
    const transaction = database.transaction(stores, "readwrite");
    rows.forEach(([store, key, value]) => transaction.objectStore(store).put(value, key));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  }
  database.close();
}"""
STORES = ["identity", "journal", "snapshots"]
FIRST = ["DEMO-1", 1]


def stored(*rows: tuple[str, Any, Any], version: int = 1, stores: list[str] = STORES) -> dict[str, Any]:
    """Return what is in the database."""
    return {"version": version, "stores": stores, "rows": [list(row) for row in rows]}


LEFT = {
    "newer": (stored(version=99), "newer version"),
    "no stores": (stored(stores=["other"]), "lacks its stores: identity, journal, snapshots"),
    "no text": (stored(("journal", FIRST, {"a": 1})), "is no ledger"),
    "no JSON": (stored(("journal", FIRST, "]")), "is no ledger"),
    "no entry": (stored(("journal", FIRST, '[["seat", ["devices"], "x"]]')), "is no ledger"),
    "no number": (stored(("snapshots", FIRST, '[["used", ["scans"], "x"]]')), ""),
}


@pytest.mark.parametrize("left", LEFT)
def test_an_invalid_ledger_can_be_emptied(tab: Page, site_url: str, left: str) -> None:
    """The page shows the fault; its button helps, a reload does not."""
    database, said = LEFT[left]
    tab.goto(f"{site_url}licensim/build.json")
    tab.evaluate(PUT, database)
    tab.goto(site_url)
    expect(tab.get_by_role("alert")).to_contain_text(said, timeout=PATIENCE_MS)
    tab.get_by_role("button", name="Empty it and load again").click()
    harness = HarnessPage(tab)
    expect(harness.headline).to_have_text("Licensed", timeout=PATIENCE_MS)
    expect(harness.used).to_have_text(re.compile("^[12]$"))


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (
            [("identity", "uuid", 5), ("identity", "asks", None), ("identity", ["answered", "p", 1], None)],
            "DEMO-1.NaN",
        ),
        ([("identity", "uuid", "nobody"), ("journal", ["DEMO-1", "x"], 5)], ""),
        ([("snapshots", ["DEMO-1", 9], "[]")], "<img src=x>"),
    ],
)
def test_other_invalid_data_is_ignored(tab: Page, site_url: str, rows: list[Any], key: str) -> None:
    """An invalid UUID is replaced, and a key that the page did not write is not used."""
    tab.goto(f"{site_url}licensim/build.json")
    tab.evaluate(PUT, stored(*rows))
    tab.evaluate("(key) => localStorage.setItem('licensim.harness.key', key)", key)
    harness = opened(tab, site_url).hold()
    expect(harness.headline).to_have_text("Licensed")
    uuid = tab.locator("[data-uuid]").get_attribute("data-uuid") or ""
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid)
    with tab.expect_download() as info:
        tab.get_by_role("button", name="Download the license").click()
    assert json.loads(info.value.path().read_text())["projects"][0]["key"] == "DEMO-1"
    tab.get_by_role("button", name="Start over").click()
    expect(harness.row("Started over")).to_be_visible()
    expect(harness.headline).to_have_text("Licensed")
