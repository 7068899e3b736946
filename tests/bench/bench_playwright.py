"""Benchmarks of the kit for Playwright Test: a test on either engine, and the start of a worker's Python.

``python tests/bench/bench_playwright.py`` prints its rows as JSON; ``rows()`` gives them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from kit.playwright.project import make_project, run, use_browser

ROOT = Path(__file__).resolve().parents[2]
TESTS = 40
PAGES = 6
STARTS = 5
ONE = """
test("a second origin needs a second seat NUMBER", async ({ licensim }) => {
  licensim.item("per_client_device", { period: "daily", quota: 1, grace: 0 });
  const shop = licensim.origin("https://shop.example.com");
  const admin = licensim.origin("https://admin.example.com:8443");
  expect(await shop.open()).toBeLicensed();
  expect(await admin.open()).toBeRefused("SEATS_EXHAUSTED");
  await licensim.clock.advance({ hours: 24 });
  expect(await admin.open()).toBeLicensed();
});
"""
HEAD = 'import { expect, test } from "licensim/playwright";\n'
BY_HAND = """
const OPEN = `(async () => {
  const { openLicense } = await import("/licensim/client.js");
  return (await openLicense({ key: "DEMO-1", assets: "/licensim/" })).answer.answer;
})()`;
const BLANK = { contentType: "text/html", body: "<!doctype html><link rel=icon href=data:,>" };
const serve = (route) => {
  const path = new URL(route.request().url()).pathname.replace("/licensim/", "");
  return route.fulfill(path === "/" ? BLANK : { path: `node_modules/licensim/dist/${path}` });
};
"""
HAND = """
test("by hand NUMBER", async ({ context }) => {
  await context.route("https://shop.example.com/**", serve);
  const page = await context.newPage();
  await page.goto("https://shop.example.com/");
  expect(await page.evaluate(OPEN)).toBe("ok");
});
"""
FIXTURE = """
test("by fixture NUMBER", async ({ licensim }) => {
  licensim.use({ engine: "page" });
  expect(await licensim.origin("https://shop.example.com").open()).toBeLicensed();
});
"""
STOCK = """
import { loadPyodide } from "PYODIDE/pyodide.mjs";
await loadPyodide({ indexURL: "PYODIDE/" });
process.exit(0);
"""
OURS = """
import { MessageChannel, Worker } from "node:worker_threads";
const { port1, port2 } = new MessageChannel();
const sent = new Int32Array(new SharedArrayBuffer(8));
const loader = "file://DIST/pyodide/pyodide.mjs";
const workerData = { port: port2, sent, loader, folder: "DIST", cwd: process.cwd() };
new Worker("DIST/playwright/thread.js", { workerData, transferList: [port2], execArgv: [] });
await new Promise((resolve) => port1.once("message", resolve));
process.exit(0);
"""
"""The start of the thread, as `web/src/playwright/python.ts` does it."""


def rows() -> list[dict[str, Any]]:
    """The rows, each against its bound."""
    with tempfile.TemporaryDirectory() as name:
        folder = make_project(ROOT, Path(name))
        return [
            _row("playwright: a host test after its worker's first", host_ms(folder), "ms", 10),
            _row("playwright: a page through the fixture / by hand", page_ratio(folder), "x", 1.25),
            _row("playwright: a worker's Python / stock Pyodide", start_ratio(folder), "x", 1.5),
        ]


def host_ms(folder: Path) -> float:
    """The median time of a test, as Playwright reports it; the first one starts Python."""
    tests = "".join(ONE.replace("NUMBER", str(n)) for n in range(TESTS))
    (folder / "bench.spec.ts").write_text(HEAD + tests, "utf-8")
    ran = run(folder, "--workers=1", "bench.spec.ts")
    took = [float(one.result["duration"]) for one in ran.values()]
    return median(took[1:])


def page_ratio(folder: Path) -> float:
    """How much longer a test takes if the fixture opens its page; both kinds take turns in one run."""
    if not use_browser(folder):
        raise RuntimeError("no Chromium for the page engine")
    turns = [
        kind.replace("NUMBER", str(n))
        for n in range(PAGES)
        for kind in ((HAND, FIXTURE) if n % 2 else (FIXTURE, HAND))
    ]
    (folder / "pages.spec.ts").write_text(HEAD + BY_HAND + "".join(turns), "utf-8")
    took: dict[str, list[float]] = {"hand": [], "fixture": []}
    for title, one in list(run(folder, "--workers=1", "pages.spec.ts").items())[2:]:  # two start a browser
        took["hand" if "hand" in title else "fixture"].append(float(one.result["duration"]))
    return median(took["fixture"]) / median(took["hand"])


def start_ratio(folder: Path) -> float:
    """How much longer Python with the kit takes to start than stock Pyodide; both take turns."""
    scripts = {
        "stock.mjs": STOCK.replace("PYODIDE", str(ROOT / "web/node_modules/pyodide")),
        "ours.mjs": OURS.replace("DIST", str(folder / "node_modules/licensim/dist")),
    }
    took: dict[str, list[float]] = {name: [] for name in scripts}
    for name, text in scripts.items():
        (folder / name).write_text(text, "utf-8")
    node = shutil.which("node") or "node"
    for _ in range(STARTS):
        for name, seconds in took.items():
            began = time.perf_counter()
            subprocess.run([node, name], cwd=folder, check=True, capture_output=True, timeout=60)
            seconds.append(time.perf_counter() - began)
    return median(took["ours.mjs"]) / median(took["stock.mjs"])


def _row(name: str, value: float, unit: str, at_most: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "at_most": at_most, "ok": value <= at_most}


if __name__ == "__main__":
    json.dump({"rows": rows()}, sys.stdout, indent=2)
