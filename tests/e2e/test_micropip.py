"""The wheel for Pyodide in a stock Pyodide page: micropip installs it from the site's own index."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from licensim import hosts
from licensim.page.operations import Operations, perform_text
from needs import missing

STOCK = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")

PAGE = """<!doctype html><html lang="en"><link rel="icon" href="icon.svg">
<title>booting</title><script type="module" src="page.js"></script></html>
"""

SCRIPT = """
import { loadPyodide } from "./pyodide/pyodide.mjs";
const address = (path) => new URL(path, document.baseURI).href;
const python = await loadPyodide({ indexURL: address("pyodide/") });
await python.loadPackage(WHEELS.map((name) => address(`wheels/${name}`)), { messageCallback() {} });
await python.pyimport("micropip").install.callKwargs("licensim", { index_urls: [address("simple/")] });
const door = python.pyimport("licensim.page.door");
window.call = (text) => door.call(text);
window.run = (code) => {
  const lines = [];
  python.setStdout({ batched: (line) => lines.push(line) });
  return python.runPythonAsync(code).then(() => lines);
};
window.installed = () => python.pyimport("importlib.metadata").version("licensim");
window.moduleFile = (name) => python.pyimport(name).__file__;
document.title = "ready";
"""

JANUARY = 1_767_225_600_000
FOREVER = {"starts_at": JANUARY, "expires_at": JANUARY + 31_536_000_000}
DOCUMENT = {
    "profile": "v2.2.19",
    "projects": [
        {
            "key": "K",
            "items": [
                {"id": "scans", "option": "per_barcode_scan", "deployment": "mobile", "quota": 3, **FOREVER},
                {"id": "site", "option": "per_domain", "domain": "*.bücher.example.co.uk", **FOREVER},
            ],
        }
    ],
}


def frame(at: int, *texts: str, client: str = "shop") -> dict[str, Any]:
    """A frame of QR codes."""
    codes = [{"format": "QRCode", "text": text} for text in texts]
    return {"t": JANUARY + at, "type": "frame", "client": client, "scanner": "s", "codes": codes}


def opened(at: int, client: str, **fields: str) -> dict[str, Any]:
    """A client's open."""
    return {"t": JANUARY + at, "type": "open", "client": client, "key": "K", **fields}


TRACE = [
    opened(0, "shop", deployment="browser", origin="https://Kasse.BÜCHER.example.co.uk:443/scan?x"),
    frame(100, "A", "B", "A"),
    frame(3100, "A"),
    frame(6101, "A"),
    opened(6200, "stranger", deployment="browser", origin="https://bücher.example.attacker.net"),
    frame(6300, "A", client="stranger"),
    opened(6400, "phone", deployment="mobile"),
    *(frame(7000 + at, f"<{at}>", "漢字 \U0001f600", client="phone") for at in range(0, 12_000, 3001)),
]

REQUESTS: list[dict[str, Any]] = [
    {"op": "replay", "document": json.dumps(DOCUMENT), "trace": "\n".join(map(json.dumps, TRACE))},
    {"op": "replay", "document": json.dumps(DOCUMENT), "trace": '{"t": 1, "type": "frame", "client": "x"}'},
    {"op": "check", "document": json.dumps(DOCUMENT)},
    {"op": "check", "document": '{"profile": "v9", "projects": [{"items": [{"option": "per_site"}]}]}'},
    {"op": "explain", "rule": "SCAN-4"},
]


@pytest.fixture
def stock_page(
    root: Path, built_site: Path, tmp_path: Path, serve_folder: Callable[[Path], str], page: Page
) -> Page:
    """A page with the unchanged Pyodide of npm, and our wheel installed by micropip."""
    wheels = sorted((root / ".build" / "wheels" / "micropip").glob("*.whl"))
    if not wheels:
        missing("no micropip in .build/wheels: ./build.sh test fetches it")
    for folder in ("pyodide", "wheels"):
        (tmp_path / folder).mkdir()
    for name in STOCK:
        shutil.copy(root / "web" / "node_modules" / "pyodide" / name, tmp_path / "pyodide")
    for wheel in wheels:
        shutil.copy(wheel, tmp_path / "wheels")
    shutil.copytree(built_site / "simple", tmp_path / "simple")
    (tmp_path / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "page.js").write_text(
        f"const WHEELS = {json.dumps([w.name for w in wheels])};{SCRIPT}", "utf-8"
    )
    page.goto(serve_folder(tmp_path) + "page.html")
    expect(page).to_have_title("ready", timeout=60_000)
    return page


def test_a_stock_page_answers_as_the_host(stock_page: Page) -> None:
    """Counts, refusals, hosts in Unicode, faults with their paths: the same bytes."""
    assert stock_page.evaluate("installed()") == stock_page.evaluate(
        'JSON.parse(call(\'{"op":"hello"}\')).ok.version'
    )
    assert stock_page.evaluate("moduleFile('licensim.rules.client.forget')").endswith(".pyc")
    host = Operations(hosts.ascii_host, hosts.parse_origin, lambda: "00000000-0000-4000-8000-000000000000")
    for request in REQUESTS:
        text = json.dumps(request)
        assert perform_text(host, text) == stock_page.evaluate("text => call(text)", text)


def test_the_lines_of_the_readme_run(stock_page: Page, root: Path) -> None:
    """The README's lines, with this site's address."""
    blocks = re.findall(r"```python\n(.*?)```", (root / "web/README.md").read_text("utf-8"), re.DOTALL)
    (lines,) = [one for one in blocks if "micropip.install" in one]
    assert lines.count("https://your.site/simple/") == 1
    index = urljoin(stock_page.url, "simple/")
    told = stock_page.evaluate("code => run(code)", lines.replace("https://your.site/simple/", index))
    assert [json.loads(line)["answer"] for line in told] == ["ok"]


def test_the_replay_is_not_vacuous() -> None:
    """The session has counts, duplicates, a use over the quota and refusals of both options."""
    host = Operations(hosts.ascii_host, hosts.parse_origin, lambda: "00000000-0000-4000-8000-000000000000")
    answers = json.loads(perform_text(host, json.dumps(REQUESTS[0])))["ok"]["answers"]
    assert {"ok", "over", "refused"} == {answer["answer"] for answer in answers}
    assert [None, 114, 120] == sorted(
        {answer["number"] for answer in answers}, key=lambda number: number or 0
    )
