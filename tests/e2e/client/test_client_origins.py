"""The identity of a client: origins, hosts, and pages without an origin or storage."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.client.license import NOW, document, domain, scans
from e2e.origins import Origins
from licensim.hosts import ascii_host

Opened = Callable[..., Page]


@pytest.fixture
def open_at(
    visit: Callable[..., Page], context: BrowserContext, serve_bare: Origins
) -> Callable[..., dict[str, Any]]:
    """Open a license at an origin, ``open_at("https://a.example", ITEM...)``; returns answer and identity."""

    def open_at(origin: str, *items: dict[str, Any], **project: Any) -> dict[str, Any]:
        page = visit(context, serve_bare(context, origin))
        options = {"at": NOW, "document": document(*items, **project)}
        opened: dict[str, Any] = page.evaluate("open", options)
        return opened

    return open_at


@pytest.mark.parametrize(
    ("origin", "protocol", "host", "port"),
    [
        ("https://shop.example.com:8443", "https:", "shop.example.com", "8443"),
        ("http://localhost:8443", "http:", "localhost", "8443"),
        ("https://xn--mnchen-3ya.example", "https:", "xn--mnchen-3ya.example", ""),
    ],
)
def test_an_origin_is_protocol_host_and_port(
    open_at: Callable[..., dict[str, Any]], origin: str, protocol: str, host: str, port: str
) -> None:
    """ID-1, ID-2: as the browser serializes it."""
    identity = open_at(origin, scans())["identity"]
    parts = (identity["origin"], identity["protocol"], identity["host"], identity["port"])
    assert parts == (origin, protocol, host, port)
    assert (identity["durable"], identity["warnings"]) == (True, [])


def test_plain_http_is_refused(open_at: Callable[..., dict[str, Any]]) -> None:
    """ID-6: but not on localhost; the client works without Web Locks and crypto.randomUUID."""
    opened = open_at("http://shop.example.com", scans())
    answer = opened["answer"]
    assert (answer["answer"], answer["reason"], answer["number"]) == ("refused", "INSECURE_CONTEXT", None)
    assert len(opened["identity"]["uuid"]) == 36


def test_plain_http_may_be_allowed(open_at: Callable[..., dict[str, Any]]) -> None:
    """ID-6: the project's setting allows it."""
    settings = {"allow_insecure": True}
    opened = open_at("http://shop.example.com", scans(), settings=settings)
    assert opened["answer"]["answer"] == "ok"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://example.com", ("ok", None)),
        ("https://a.b.example.com:8443", ("ok", None)),
        ("https://badexample.com", ("refused", 114)),
        ("https://example.com.attacker.net", ("refused", 114)),
    ],
)
def test_a_domain_covers_its_subdomains_only(
    open_at: Callable[..., dict[str, Any]], origin: str, expected: tuple[str, int | None]
) -> None:
    """DOM-3, DOM-6: tested in pages that really have these origins."""
    answer = open_at(origin, domain("example.com"))["answer"]
    assert (answer["answer"], answer["ltsErrorCode"]) == expected


def test_any_host_can_be_judged(opened: Opened) -> None:
    """The answer for a host, and for an invalid host."""
    page = opened(at=NOW, document=document(domain("shop.force.com")))
    covered, other, none = page.evaluate(
        "Promise.all(['a.shop.force.com', 'Other.Force.com', 'no host'].map((one) => license.coverage(one)))"
    )
    assert (covered["answer"], covered["unit"], covered["source"]) == ("ok", "shop.force.com", "overlay")
    assert (other["answer"], other["number"], other["ascii"]) == ("refused", 114, "other.force.com")
    assert (none["answer"], none["ascii"], none["unit"], none["rule"]) == ("refused", None, None, "ID-2")


def test_a_page_can_have_tenants_of_its_own(opened: Opened) -> None:
    """DOM-2: they are in force before the document is read; an invalid suffix is a named fault."""
    options = {"at": NOW, "document": document(domain("a.shops.example"))}
    page = opened(**options, tenantSuffixes=["shops.example", "*.m\u00fcrbe.example"])
    answers = "Promise.all(['x.a.shops.example', 'b.shops.example'].map((one) => license.coverage(one)))"
    assert [one["answer"] for one in page.evaluate(answers)] == ["ok", "refused"]
    failed = "(options) => caught(open(options)).then(({ faults }) => faults.map(({ path }) => path))"
    assert page.evaluate(failed, {**options, "tenantSuffixes": ["ok.example", "a b"]}) == [
        "tenant_suffixes[1]"
    ]
    wrong = {"at": NOW, "server": "http://localhost:1", "tenantSuffixes": "shops.example"}
    caught = page.evaluate("(options) => caught((async () => open(options))())", wrong)
    assert [(fault["path"], fault["what"]) for fault in caught["faults"]] == [
        ("tenantSuffixes", "texts are needed"),
        ("tenantSuffixes", "must be left out with a license server"),
    ]


def test_the_page_and_the_host_take_the_same_hosts(opened: Opened) -> None:
    """The browser's parser and the server's parser accept the same hosts (ID-2)."""
    page = opened(at=NOW, document=document(domain("shop.force.com")))
    hosts = [
        "sh%6fp.force.com",
        "m\u00fcnchen.example",
        "0x7f.1",
        "[::1]",
        "::1",
        "a..b",
        "ex\u00adample.com",
    ]
    hosts += [
        "\uff0a.force.com",
        "*.force.com",
        "%2a.force.com",
        "a%20b.com",
        "shop.force.com:1",
        "::1%25eth0",
    ]
    judged = "(hosts) => Promise.all(hosts.map(async (host) => (await license.coverage(host)).ascii))"
    assert page.evaluate(judged, hosts) == [ascii_host(host) for host in hosts]


@pytest.mark.expects_errors
def test_a_sandboxed_frame_has_no_origin_and_no_storage(
    visit: Callable[..., Page], context: BrowserContext, serve_bare: Origins
) -> None:
    """ID-3, ID-10: it is reported as https://localhost, lives in memory, and gets warnings."""
    headers = {"Content-Security-Policy": "sandbox allow-scripts", "Access-Control-Allow-Origin": "*"}
    page = visit(context, serve_bare(context, "https://shop.example.com", headers=headers))
    identity = page.evaluate("open", {"at": NOW, "document": document(scans())})["identity"]
    assert (identity["origin"], identity["durable"]) == ("https://localhost", False)
    reasons = {(one["reason"]) for one in identity["warnings"]}
    assert reasons == {"OPAQUE_ORIGIN", "STORAGE_DENIED"}
    assert page.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B']])")[1]["counted"] == 1
    assert page.evaluate("used()") == 2


def test_without_indexeddb_the_client_lives_in_memory(opened: Opened, visit: Callable[..., Page]) -> None:
    """ID-5: every load is a new client, with a warning; its counts are right while it lives."""
    context = visit().context
    context.route("**/worker.js", without_indexeddb)
    options = {"at": NOW, "document": document(scans(quota=2, grace=0))}
    clients = [opened(context, **options) for _ in range(2)]
    assert len({page.evaluate("license.identity.uuid") for page in clients}) == 2
    assert clients[0].evaluate("warnings.map(({ reason }) => reason)") == ["STORAGE_MISSING"]
    frames = clients[0].evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B'], [2, 'C']])")
    assert [one["answer"] for one in frames] == ["ok", "ok", "refused"]


def without_indexeddb(route: Any) -> None:
    """Serve the worker so that it finds no IndexedDB."""
    response = route.fetch()
    gone = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });\n"
    route.fulfill(response=response, body=gone + response.text())
