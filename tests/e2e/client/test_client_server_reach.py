"""Whether a page can reach its license server, the warnings if not, and the hook for a test kit."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.client.license import NOW, document, scans
from e2e.client.shared import LicenseServer, admit
from e2e.origins import Origins
from licensim.site_server import POLICY

SHOP = "https://shop.example.com"
PLAIN = "http://shop.example.com"
Visit = Callable[..., Page]
Serve = Callable[..., LicenseServer]

REFUSED = ("refused", "SERVER_UNREACHABLE", -20200)


def opened(page: Page, server: str, **options: Any) -> dict[str, Any]:
    """The answer to the opening."""
    answer: dict[str, Any] = page.evaluate("open", {"at": NOW, "server": server, **options})["answer"]
    return answer


def short(answer: dict[str, Any]) -> tuple[str, str | None, int | None]:
    """An answer in short."""
    return answer["answer"], answer["reason"], answer["number"]


@pytest.mark.expects_errors
def test_a_page_of_the_internet_needs_permission(
    visit: Visit, serve_license: Serve, serve_bare: Origins, context: BrowserContext
) -> None:
    """The browser asks its user first; until then the warning names the cause and the solution."""
    server = serve_license(scans())
    page = visit(context, serve_bare(context, SHOP))
    answer = opened(page, server.address)
    assert short(answer) == REFUSED
    [warning] = answer["warnings"]
    assert warning["reason"] == "LOCAL_NETWORK_BLOCKED"
    assert "site settings" in warning["text"]
    assert page.evaluate("warnings") == [warning]
    admit(context, SHOP)
    assert short(opened(page, server.address)) == ("ok", None, None)


@pytest.mark.expects_errors
def test_a_policy_may_forbid_the_server(
    visit: Visit, serve_license: Serve, serve_bare: Origins, context: BrowserContext
) -> None:
    """The warning names the page's connect-src."""
    server = serve_license(scans())
    policy = POLICY.replace("http://localhost:* ", "")
    origin = "http://127.0.0.1:8443"
    page = visit(context, serve_bare(context, origin, headers={"Content-Security-Policy": policy}))
    answer = opened(page, server.address)
    assert short(answer) == REFUSED
    [warning] = answer["warnings"]
    assert warning["reason"] == "SERVER_BLOCKED_BY_POLICY"
    assert "connect-src" in warning["text"]


@pytest.mark.expects_errors
def test_something_else_than_a_license_server_may_answer(
    visit: Visit, serve_license: Serve, bare_url: str, built_site: Any, serve_folder: Any
) -> None:
    """A server of another origin that no page may read, or one that does not know the address."""
    page = visit()
    answer = opened(page, serve_folder(built_site))
    assert (short(answer), [one["reason"] for one in answer["warnings"]]) == (REFUSED, ["SERVER_CORS"])
    answer = opened(page, bare_url)
    assert (short(answer), [one["reason"] for one in answer["warnings"]]) == (
        REFUSED,
        ["NOT_A_LICENSE_SERVER"],
    )
    wrong = page.evaluate(
        "(options) => caught(open(options))", {"server": f"{serve_license(scans()).address}/x"}
    )
    assert (wrong["name"], wrong["reason"]) == ("ServerError", "SERVER_REFUSED")


def test_plain_http_is_refused_unless_allowed(
    visit: Visit, serve_license: Serve, serve_bare: Origins, context: BrowserContext
) -> None:
    """ID-6, ID-8, NET-7: signatures are checked without WebCrypto, and tabs use a stored lock."""
    strict = serve_license(scans())
    lax = serve_license(scans(), settings={"allow_insecure": True})
    address = serve_bare(context, PLAIN)
    for server in (strict, lax):
        forward(context, server)
    pages = [visit(context, address) for _ in range(3)]
    assert pages[0].evaluate("[isSecureContext, !!crypto.subtle, !!navigator.locks]") == [False, False, False]
    assert opened(pages[0], proxy(strict))["reason"] == "INSECURE_CONTEXT"
    options = {"at": NOW, "server": proxy(lax), "reports": "immediate"}
    for page in pages:
        page.evaluate("(options) => { window.opening = open(options); }", options)
    found = [page.evaluate("opening") for page in pages]
    assert {one["answer"]["answer"] for one in found} == {"ok"}
    assert len({one["identity"]["uuid"] for one in found}) == 1
    for page in pages:
        page.evaluate("() => { window.fed = feed(license.scanner(), [[0, 'A'], [1, 'B'], [2, 'C']]); }")
    assert [sum(one["counted"] for one in page.evaluate("fed")) for page in pages] == [3, 3, 3]
    assert lax.usage("scans")["used"] == 9


def proxy(server: LicenseServer) -> str:
    """An internet name for a server: a plain http page of the internet cannot reach its user's computer."""
    return f"{PLAIN}/license-{server.running.port}"


def forward(context: BrowserContext, server: LicenseServer) -> None:
    """Let that name lead to the server."""

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(proxy(server))
        route.fulfill(response=route.fetch(url=f"{server.address}{path}"))

    context.route(f"{proxy(server)}/**", answer)


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ({"server": "ftp://localhost"}, ["server"]),
        ({"server": "http://["}, ["server"]),
        ({"server": 7, "standby": None}, ["server", "standby"]),
        ({"server": "http://localhost:1", "document": {}}, ["document"]),
        ({"standby": "http://localhost:1"}, ["standby"]),
    ],
)
def test_invalid_options(shared: Page, options: dict[str, Any], paths: list[str]) -> None:
    """ITEM-5: the error has every fault."""
    error = shared.evaluate("(options) => caught(open(options))", options)
    assert (error["name"], [fault["path"] for fault in error["faults"]]) == ("MalformedError", paths)


def test_only_the_server_knows_what_is_licensed(visit: Visit, serve_license: Serve) -> None:
    """The page has no coverage and no expiry, but it has its scanners' windows."""
    server = serve_license(scans())
    page = visit()
    opened(page, server.address)
    error = page.evaluate("caught(license.coverage('example.com'))")
    assert (error["name"], error["faults"][0]["path"]) == ("MalformedError", "host")
    status = page.evaluate("license.status()")
    [item] = status["items"]
    assert (item["id"], item["quota"], item["used"], item["expiresAt"]) == ("scans", 1000, 0, None)
    page.evaluate("feed(license.scanner(), [[0, 'A']])")
    [window] = page.evaluate("license.windows({ timestamp: 0 })").values()
    assert [code["text"] for code in window["codes"]] == ["A"]


HOOK = """
globalThis[Symbol.for("licensim.testing")] = {
  options: (given) => ({ ...given, key: "K-1", document: window.chosen }),
  opened: (license) => { window.seen = []; license.on("answer", (told) => seen.push(told)); },
};
"""


def test_a_test_kit_may_choose_options_and_sees_every_event(visit: Visit, context: BrowserContext) -> None:
    """By a hook that is set before the page's code, so also in a bundled page."""
    context.add_init_script(HOOK)
    page = visit(context)
    page.evaluate("(document) => { window.chosen = document; }", document(scans()))
    page.evaluate("open", {"key": "MINE", "at": NOW})
    page.evaluate(
        "license.scanner({ minConfidence: 5 }).frame(codes, { timestamp: 7.9 })".replace(
            "codes", "[{ format: 'QRCode', text: 'A', confidence: 50 }, { format: 'a|b', text: 'C' }]"
        )
    )
    page.evaluate("license.pages('core', 2)")
    told = page.evaluate("seen")
    frame = {
        "type": "frame",
        "scanner": "scanner-1",
        "codes": [{"format": "QRCode", "text": "A", "confidence": 50}, {"format": "a|b", "text": "C"}],
    }
    assert [(one["event"], one["now"], one["at"]) for one in told] == [
        (
            {"type": "open", "key": "K-1", "deployment": "browser", "origin": page.evaluate("origin")},
            NOW,
            NOW,
        ),
        ({"type": "settings", "scanner": "scanner-1", "min_confidence": 5}, NOW, NOW),
        (frame, NOW, NOW + 7),
        ({"type": "pages", "module": "core", "count": 2}, NOW, NOW),
    ]
    assert [one["type"] for one in told] == ["open", "settings", "frame", "pages"]
    assert told[2]["answer"]["counted"] == 2
