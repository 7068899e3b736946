"""The license in the page: quota and grace, domains, identity, editing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.harness_page import HarnessPage
from e2e.kept import Kept
from e2e.origins import Origins

OF_LOCALHOST = {"option": "per_domain", "domain": "localhost"}
EXAMPLES = [
    ("shop.force.com", "shop.force.com", "force.com"),
    ("a.b.example.co.uk", "example.co.uk", "co.uk"),
    ("192.168.0.1", "192.168.0.1", None),
    ("münchen.example", "xn--mnchen-3ya.example", "example"),
]


def test_quota_grace_and_refusal_are_met(page: Page, site_url: str) -> None:
    """ITEM-3: 30 scans, 2 more in grace, then refused; a larger quota goes on from the same count."""
    harness = HarnessPage.visit(page, site_url, quota=30, forget=0)
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    expect(harness.used).to_have_text("32")
    expect(harness.fact("reason")).to_have_text("QUOTA_EXHAUSTED")
    expect(harness.fact("number")).to_have_text("120")
    expect(page.locator('.row[data-answer="over"]').first).to_be_visible()
    expect(page.locator('.row[data-answer="refused"]')).to_have_count(1)
    expect(page.locator('.code[data-fate="refused"]').first).to_be_attached()
    harness.set_field("Ignore repeats", "100000")
    harness.set_field("Quota, scans", "1000")
    expect(harness.headline).to_have_text("Licensed", timeout=20_000)
    expect(page.locator(".meter__of")).to_have_text("of 1,000 scans")
    assert int(harness.used.inner_text()) >= 32


def test_the_option_says_for_which_products_it_is_offered(page: Page, site_url: str) -> None:
    """OPT-2: one line in the core's words for the chosen option; in the comparison one for each option."""
    harness = HarnessPage.visit(page, site_url, option="per_page")
    offered = page.locator("[data-offered]")
    expect(offered).to_have_text("Offered for web_twain (with its add-ons).")
    harness.choose("per_client_device")
    expect(offered).to_contain_text("and label_recognizer.")
    page.get_by_role("button", name="Compare this session").click()
    row = page.locator('.compare [data-option="per_domain"]')
    expect(row).to_contain_text("barcode_reader, web_twain")


def test_starting_over_counts_from_zero(page: Page, site_url: str) -> None:
    """A new project key, the same client."""
    harness = HarnessPage.visit(page, site_url, quota=10, forget=0)
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    uuid = page.locator("[data-uuid]").get_attribute("data-uuid")
    harness.set_field("Ignore repeats", "100000")
    page.get_by_role("button", name="Start over").click()
    expect(harness.headline).to_have_text("Licensed", timeout=20_000)
    expect(page.locator("[data-uuid]")).to_have_attribute("data-uuid", uuid or "")


def test_a_malformed_license_is_reported_at_its_field(kept: Kept) -> None:
    """A listed suffix cannot be licensed (DOM-5); the former license goes on."""
    page = kept(**OF_LOCALHOST)
    harness = HarnessPage(page)
    harness.set_field("Licensed domain", "co.uk")
    expect(page.locator("#fault-domain")).not_to_be_empty()
    expect(page.get_by_label("Licensed domain")).to_have_attribute("aria-invalid", "true")
    expect(harness.headline).to_have_text("Licensed")


@pytest.mark.parametrize(
    ("origin", "headline", "number"),
    [
        ("https://shop.example.com:8443", "Licensed", None),
        ("https://badexample.com", "Refused", "114"),
    ],
)
def test_hosts_against_the_licensed_domain(
    new_context: Callable[..., BrowserContext],
    serve_origin: Origins,
    origin: str,
    headline: str,
    number: str | None,
) -> None:
    """A subdomain is covered, a host outside is refused (DOM-3, DOM-6)."""
    context = new_context()
    page = context.new_page()
    harness = HarnessPage.visit(
        page, serve_origin(context, origin), option="per_domain", domain="example.com"
    )
    expect(harness.headline).to_have_text(headline)
    if number is None:
        expect(harness.fact("number")).to_have_count(0)
    else:
        expect(harness.fact("number")).to_have_text(number)
        expect(harness.fact("reason")).to_have_text("DOMAIN_MISMATCH")


def test_two_ports_are_two_clients(new_context: Callable[..., BrowserContext], serve_origin: Origins) -> None:
    """ID-1: the same host on another port."""
    context = new_context()
    uuids = []
    for port in (8443, 8444):
        one = context.new_page()
        HarnessPage.visit(one, serve_origin(context, f"https://shop.example.com:{port}"))
        uuids.append(one.locator("[data-uuid]").get_attribute("data-uuid"))
        one.close()
    assert uuids[0] != uuids[1]


def test_the_examples_of_the_domain_panel(kept: Kept) -> None:
    """The licensed unit of each example, and why (DOM-1, DOM-2, DOM-4)."""
    page = kept(**OF_LOCALHOST)
    coverage = page.locator(".coverage")
    for host, unit, suffix in EXAMPLES:
        page.get_by_role("button", name=host, exact=True).click()
        expect(coverage.locator("[data-host-fact=unit]")).to_have_text(unit)
        expect(coverage.locator("[data-host-fact=suffix]")).to_have_text(suffix or "none")
        expect(coverage.locator(".coverage__answer")).to_have_attribute("data-number", "114")


def test_any_host_can_be_asked(kept: Kept) -> None:
    """The field takes a host or an address; the page reports an invalid one."""
    page = kept(**OF_LOCALHOST)
    field = page.get_by_label("Host or address")
    field.fill("LOCALHOST.")
    field.press("Enter")
    expect(page.locator(".coverage__answer")).to_have_attribute("data-answer", "ok")
    field.fill("no host at all")
    field.press("Enter")
    expect(page.locator(".coverage__answer, .coverage .notice")).not_to_be_empty()


def test_forgetting_makes_a_new_client_and_keeps_the_count(page: Page, site_url: str) -> None:
    """ID-4: like cleared storage; the visitor can cancel until the last moment."""
    harness = HarnessPage.visit(page, site_url, forget=100000)
    expect(harness.used).to_have_text("2")
    uuid = page.locator("[data-uuid]").get_attribute("data-uuid") or ""
    page.get_by_role("button", name="Forget this client").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("[data-uuid]")).to_have_attribute("data-uuid", uuid)
    page.get_by_role("button", name="Forget this client").click()
    page.get_by_role("button", name="Forget", exact=True).click()
    expect(page.locator("[data-uuid]")).not_to_have_attribute("data-uuid", uuid)
    expect(harness.row("new one opened")).to_be_visible()


def test_two_tabs_show_one_count(new_context: Callable[..., BrowserContext], site_url: str) -> None:
    """Two tabs of one origin are one client with one ledger: each shows what the other counted."""
    context = new_context()
    first = HarnessPage.visit(context.new_page(), site_url, forget=100000)
    expect(first.used).to_have_text("2")
    first.hold()
    second = HarnessPage.visit(context.new_page(), site_url, forget=100000)
    expect(second.used).to_have_text("4")
    expect(first.used).to_have_text(re.compile(r"^[4-9]$"))
    uuids = [one.page.locator("[data-uuid]").get_attribute("data-uuid") for one in (first, second)]
    assert uuids[0] == uuids[1]
