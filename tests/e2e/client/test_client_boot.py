"""The boot: its steps, calls that wait for it, and a separate error for each fault."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.client.license import NOW, devices, document, scans
from e2e.origins import Origins
from e2e.watch import Watch
from licensim.site_server import POLICY

SHOP = "https://shop.example.com"
CDN = "https://cdn.example.net:8443"
STATE = "document.documentElement.dataset.licensim"
FAILED = "options => caught(licensim.openLicense({ key: 'DEMO-1', assets: 'licensim/', ...options }))"
MISSING = {"status": 404, "body": "no"}
HTML = {"status": 200, "body": "<!doctype html><title>x</title>", "content_type": "text/html"}
PLAIN = {"content_type": "text/plain"}

FILES = [
    ("build.json", "build"),
    ("pyodide/pyodide.mjs", "interpreter"),
    ("pyodide/pyodide.asm.mjs", "interpreter"),
    ("pyodide/pyodide.asm.wasm", "interpreter"),
    ("stdlib.zip", "interpreter"),
    ("app.zip", "interpreter"),
]


def fail_with(page: Page, path: str, **answer: Any) -> dict[str, Any]:
    """Serve one file of licensim differently, and return the error of the boot."""
    page.route(f"**/licensim/{path}", lambda route: route.fulfill(**answer))
    error: dict[str, Any] = page.evaluate(FAILED, {})
    assert page.evaluate(STATE) == "failed"
    return error


def test_every_step_is_named_and_timed(visit: Callable[..., Page]) -> None:
    """The steps come in the order of their beginning; the document's state goes from booting to ready."""
    page = visit()
    assert page.evaluate(STATE) is None
    steps = page.evaluate(
        """async () => {
             const told = [];
             const opening = licensim.openLicense({
               key: "DEMO-1", assets: "licensim/", onBoot: (step) => told.push(step),
             });
             const state = document.documentElement.dataset.licensim;
             const license = await opening;
             return { state, told, kept: license.boot };
           }"""
    )
    assert (steps["state"], page.evaluate(STATE)) == ("booting", "ready")
    assert steps["told"] == steps["kept"]
    began = [step["step"] for step in sorted(steps["kept"], key=lambda step: step["startMs"])]
    assert sorted(began[1:4]) == ["build", "interpreter", "storage"]
    assert (began[0], began[4:]) == ("worker", ["package", "license"])
    assert all(step["ms"] >= 0 for step in steps["kept"])


def test_nothing_is_fetched_twice(visit: Callable[..., Page]) -> None:
    """One request for each file, all from the licensim folder, none for Pyodide's lock file."""
    page = visit()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.rpartition("licensim/")[2]))
    page.evaluate("open", {"key": "DEMO-1"})
    assert sorted(asked) == sorted(["worker.js", *(path for path, _ in FILES)])


def test_frames_before_ready_are_answered_in_order(visit: Callable[..., Page]) -> None:
    """A camera does not need to wait for the boot."""
    counted = visit().evaluate(
        """async (options) => {
             const scanner = start(options).scanner();
             const early = feed(scanner, [[0, "A"], [10, "A", "B"], [3011, "A"], [20, "C"]]);
             if (document.documentElement.dataset.licensim !== "booting") throw new Error("too late");
             return (await early).map(({ counted, lateMs }) => [counted, lateMs]);
           }""",
        {"at": NOW, "document": document(scans())},
    )
    assert counted == [[1, 0], [1, 0], [1, 0], [1, 2991]]


def test_a_license_is_not_read_before_it_is_ready(visit: Callable[..., Page]) -> None:
    """To read its answer or identity before that is an error."""
    reasons = visit().evaluate(
        """() => {
             const license = start({ key: "DEMO-1" });
             return ["answer", "identity"].map((name) => {
               try { return license[name]; } catch (error) { return error.reason; }
             });
           }"""
    )
    assert reasons == ["NOT_READY", "NOT_READY"]


def test_it_boots_at_any_path(
    visit: Callable[..., Page], serve_folder: Callable[[Path], str], bare_site: Path
) -> None:
    """Below a folder of a plain server."""
    page = visit(url=f"{serve_folder(bare_site.parent)}{bare_site.name}/")
    assert page.evaluate("open", {"key": "DEMO-1"})["answer"]["answer"] == "ok"


# The engine also logs a missing library, unless its worker is stopped before.
@pytest.mark.expects_errors
@pytest.mark.parametrize(("path", "step"), FILES)
def test_a_missing_file_is_named(visit: Callable[..., Page], path: str, step: str) -> None:
    """The error names any file with status 404."""
    error = fail_with(visit(), path, **MISSING)
    assert (error["name"], error["reason"], error["step"]) == ("BootError", "ASSET_MISSING", step)
    assert error["url"].endswith(f"/licensim/{path}")
    assert error["hint"] in error["message"]


@pytest.mark.expects_errors
@pytest.mark.parametrize("path", [path for path, _ in FILES])
def test_a_page_instead_of_a_file_is_named(visit: Callable[..., Page], path: str) -> None:
    """Servers of single-page apps send a page for every missing file."""
    error = fail_with(visit(), path, **HTML)
    assert (error["reason"], "assets" in error["hint"]) == ("ASSET_TYPE", True)
    assert error["url"].endswith(path)


@pytest.mark.expects_errors
@pytest.mark.parametrize(
    "path", ["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "pyodide/pyodide.asm.wasm"]
)
def test_a_wrong_type_is_named(visit: Callable[..., Page], bare_site: Path, path: str) -> None:
    """The right file with a type that browsers do not run; the hint names the right type."""
    error = fail_with(visit(), path, body=(bare_site / "licensim" / path).read_bytes(), **PLAIN)
    wanted = "application/wasm" if path.endswith("wasm") else "text/javascript"
    assert (error["reason"], wanted in error["hint"]) == ("ASSET_TYPE", True)


@pytest.mark.expects_errors
def test_a_file_that_cannot_be_fetched_is_named(visit: Callable[..., Page]) -> None:
    """The server closes the connection."""
    page = visit()
    page.route("**/licensim/app.zip", lambda route: route.abort())
    error = page.evaluate(FAILED, {})
    assert (error["reason"], error["url"].endswith("app.zip")) == ("ASSET_UNREACHABLE", True)


def test_files_of_another_version_are_refused(visit: Callable[..., Page]) -> None:
    """The licensim folder was not copied again after an update."""
    error = fail_with(visit(), "build.json", json={"version": "0.0.1", "lock": {}})
    assert (error["reason"], error["step"], "0.0.1" in error["message"]) == (
        "VERSION_MISMATCH",
        "build",
        True,
    )


def test_a_build_file_must_be_one(visit: Callable[..., Page]) -> None:
    """The file is other JSON."""
    assert fail_with(visit(), "build.json", body="[1]")["reason"] == "ASSET_DAMAGED"


@pytest.mark.expects_errors
def test_a_package_that_does_not_import_is_named(visit: Callable[..., Page]) -> None:
    """The file app.zip is not a zip."""
    error = fail_with(visit(), "app.zip", body=b"PK")
    assert (error["reason"], error["step"]) == ("INTERPRETER_FAILED", "package")


@pytest.mark.expects_errors
@pytest.mark.parametrize(
    ("answer", "reason"), [(MISSING, "ASSET_MISSING"), (HTML, "ASSET_TYPE"), ({"body": "?"}, "ASSET_TYPE")]
)
def test_a_worker_that_does_not_load_is_named(
    visit: Callable[..., Page], answer: dict[str, Any], reason: str
) -> None:
    """A browser reports nothing about a worker's script that it does not run."""
    error = fail_with(visit(), "worker.js", **answer)
    assert (error["name"], error["reason"], error["step"]) == ("BootError", reason, "worker")


@pytest.mark.expects_errors
def test_a_worker_that_throws_at_once_is_a_crash(visit: Callable[..., Page]) -> None:
    """The script loads, but its code throws."""
    error = fail_with(visit(), "worker.js", body="throw new Error('oh')", content_type="text/javascript")
    assert (error["name"], error["step"], "oh" in error["message"]) == ("WorkerCrashError", "worker", True)


@pytest.fixture
def shop(visit: Callable[..., Page], context: BrowserContext, serve_bare: Origins) -> Callable[[str], Page]:
    """Load the page at SHOP under a policy, ``shop(policy)``."""
    return lambda policy: visit(
        context, serve_bare(context, SHOP, headers={"Content-Security-Policy": policy})
    )


@pytest.mark.expects_errors
@pytest.mark.parametrize(
    ("missing", "reason", "step", "hint"),
    [
        (" 'wasm-unsafe-eval'", "WASM_BLOCKED", "interpreter", "'wasm-unsafe-eval'"),
        ("worker-src 'self'; ", "WORKER_BLOCKED", "worker", "worker-src"),
        ("connect-src [^;]*; ", "ASSET_UNREACHABLE", "build", "connect-src"),
    ],
)
def test_missing_parts_of_the_policy_are_named(
    shop: Callable[[str], Page], missing: str, reason: str, step: str, hint: str
) -> None:
    """The content security policy lacks a necessary part."""
    none = "worker-src 'none'; " if reason == "WORKER_BLOCKED" else ""
    error = shop(none + re.sub(missing, "", POLICY)).evaluate(FAILED, {})
    assert (error["name"], error["reason"], error["step"]) == ("BootError", reason, step)
    assert hint in error["hint"]


def test_the_policy_of_the_readme_is_enough(shop: Callable[[str], Page], root: Path) -> None:
    """Everything else is forbidden, except this page's icon."""
    readme = " ".join((root / "web/README.md").read_text("utf-8").split())
    needed = readme.split("content security policy needs")[1].split("nothing unsafe")[0]
    stated = re.findall(r"`([\w-]+-src [^`]*)`", needed)
    page = shop("; ".join(["default-src 'none'", "img-src 'self'", *stated]))
    opened = (
        "licensim.openLicense({ key: 'DEMO-1', assets: 'licensim/' }).then(({ answer }) => answer.answer)"
    )
    assert page.evaluate(opened) == "ok"


ELSEWHERE = {"key": "DEMO-1", "assets": f"{CDN}/licensim/"}
CDN_POLICY = (
    f"script-src 'self' {CDN} 'wasm-unsafe-eval'; worker-src 'self' blob: {CDN}; connect-src 'self' {CDN}"
)


@pytest.fixture
def cdn(context: BrowserContext, serve_bare: Origins) -> None:
    """The files at another origin that any page may read."""
    serve_bare(context, CDN, headers={"Content-Security-Policy": None, "Access-Control-Allow-Origin": "*"})


@pytest.mark.usefixtures("cdn")
@pytest.mark.expects_errors
def test_a_forbidden_wrapper_is_explained(shop: Callable[[str], Page]) -> None:
    """A worker of another origin needs a wrapper, and the policy has no blob: for it."""
    page = shop(CDN_POLICY.replace(" blob:", ""))
    assert_explained(page.evaluate(FAILED, ELSEWHERE), "WORKER_BLOCKED")


@pytest.mark.expects_errors
def test_an_origin_that_may_not_be_read_is_explained(
    visit: Callable[..., Page], context: BrowserContext, serve_folder: Callable[[Path], str], bare_site: Path
) -> None:
    """A real server, because a page may always read what Playwright fulfills."""
    other = serve_folder(bare_site)
    headers = {"Content-Type": "text/html", "Content-Security-Policy": CDN_POLICY.replace(CDN, other)}
    html = (bare_site / "bare.html").read_text()
    context.route("**/bare.html", lambda route: route.fulfill(body=html, headers=headers))
    error = visit(context).evaluate(FAILED, {"assets": f"{other}licensim/"})
    assert_explained(error, "WORKER_ORIGIN")


def assert_explained(error: dict[str, Any], reason: str) -> None:
    """The hint names both solutions."""
    assert (error["name"], error["reason"], error["step"]) == ("BootError", reason, "worker")
    assert "workerURL" in error["hint"]
    assert "blob:" in error["hint"]


@pytest.mark.usefixtures("cdn")
@pytest.mark.parametrize("more", [{}, {"workerURL": "licensim/worker.js"}])
def test_files_may_lie_at_another_origin(shop: Callable[[str], Page], more: dict[str, str]) -> None:
    """The worker starts through a wrapper that the policy allows, or from the page's own script."""
    # A worker has the policy of its own response; here it is the page's.
    policy = CDN_POLICY if not more else CDN_POLICY.replace(" blob:", "")
    opened = shop(policy).evaluate("open", {**ELSEWHERE, **more})
    assert opened["identity"]["origin"] == SHOP


TRUSTING = """(url) => {
  const policy = trustedTypes.createPolicy("workers", { createScriptURL: (text) => text });
  return open({ key: "DEMO-1", workerURL: policy.createScriptURL(url) });
}"""


@pytest.mark.expects_errors("TrustedScriptURL")
def test_a_page_that_requires_trusted_types_says_so(shop: Callable[[str], Page]) -> None:
    """It accepts no text as an address; the hint names the option for a trusted address, which works."""
    page = shop(f"{POLICY}; require-trusted-types-for 'script'")
    error = page.evaluate(FAILED, {})
    assert (error["name"], error["reason"], error["step"]) == ("BootError", "WORKER_UNTRUSTED", "worker")
    assert "workerURL: trustedTypes.createPolicy" in error["hint"]
    assert page.evaluate(TRUSTING, "licensim/worker.js")["identity"]["origin"] == SHOP
    assert page.evaluate("errors") == []


FILE_PAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page of a file</title><link rel="icon" href="data:,">
<script type="module">
  import * as licensim from "{CDN}/licensim/client.js";
  window.licensim = licensim;
  window.caught = (promise) => promise.then(({{ identity }}) => identity, ({{ name, reason, step, hint }}) =>
    ({{ name, reason, step, hint }}));
  document.title = "loaded";
</script></html>"""


@pytest.mark.usefixtures("cdn")
@pytest.mark.expects_errors
def test_a_page_opened_as_a_file_says_so(context: BrowserContext, watch: Watch, tmp_path: Path) -> None:
    """No worker starts from its own folder; one starts from a server that any page may read (ID-3)."""
    (tmp_path / "page.html").write_text(FILE_PAGE)
    watch.allow("file://")
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    expect(page).to_have_title("loaded")
    error = page.evaluate(FAILED, {})
    assert (error["name"], error["reason"], error["step"]) == ("BootError", "WORKER_FILE", "worker")
    assert "python -m http.server" in error["hint"]
    identity = page.evaluate(FAILED, {"assets": f"{CDN}/licensim/"})
    assert (identity.get("origin"), identity.get("durable")) == ("https://localhost", False)


def test_a_license_can_be_closed(opened: Callable[..., Page]) -> None:
    """Earlier calls are answered, later calls are rejected, without an error event."""
    page = opened(key="DEMO-1")
    results = page.evaluate(
        """async () => {
             const frame = feed(license.scanner(), [[0, "A"]]);
             await license.close();
             return [(await frame)[0].counted, await caught(license.status()), errors];
           }"""
    )
    assert (results[0], results[1]["name"], results[2]) == (1, "ClosedError", [])


def test_a_malformed_document_names_all_faults(visit: Callable[..., Page]) -> None:
    """ITEM-5: the error has each fault with its path."""
    wrong = document({**scans(quota=-1), "bogus": 1, "option": "per_moon"})
    error = visit().evaluate(FAILED, {"key": "K-1", "document": wrong})
    assert (error["name"], error["reason"]) == ("MalformedError", "MALFORMED")
    assert len(error["faults"]) >= 1
    assert all(fault["path"].startswith("projects[0].items[0]") for fault in error["faults"])


@pytest.mark.parametrize("text", ["{", "[]", '{"profile": "v2.2.19"}'])
def test_a_document_may_be_text(visit: Callable[..., Page], text: str) -> None:
    """The core parses JSON text, and names its faults."""
    assert visit().evaluate(FAILED, {"document": text})["name"] == "MalformedError"


def test_a_page_says_what_it_opens(visit: Callable[..., Page]) -> None:
    """OPT-2: the license is charged to an item of that product; the core refuses an unknown product."""
    page = visit()
    items = [scans(product="barcode_reader"), {**devices(product="web_twain"), "quota": 5}]
    opened = """async (options) =>
      (await licensim.openLicense({ assets: "licensim/", key: "K-1", ...options })).answer.item"""
    for product, item in (("web_twain", "devices"), ("barcode_reader", "scans")):
        assert item == page.evaluate(opened, {"document": document(*items), "product": product})
    error = page.evaluate(FAILED, {"product": "wombat"})
    assert (error["name"], [fault["path"] for fault in error["faults"]]) == ("MalformedError", ["product"])


def test_malformed_options_name_all_faults(visit: Callable[..., Page]) -> None:
    """An option that does not exist is refused, never ignored."""
    error = visit().evaluate(FAILED, {"key": "", "edition": "js-8", "workerUrl": "x", "now": 3})
    assert {fault["path"] for fault in error["faults"]} == {"key", "edition", "workerUrl", "now"}
    assert error["name"] == "MalformedError"
