"""A day of 10,000 devices in the page: the worker's processor time, against `licensim replay` on the host.

The worker's time is that of all its tasks, from a trace of the browser, so it has everything that the page
asks meanwhile. A task of the main thread is measured by its processor time, because three threads of the page
share the cores; the longest interaction by the clock, as a user notices it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.bench_replay import replay, write
from bench.bench_session import TASKS, TRACED, Task, main_thread
from bench.row import at_most
from bench.stage import SITE
from e2e.chromium import find_chromium, launch_options
from e2e.harness_page import HarnessPage
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.sessions.cast import Cast, Stage, events, role_under
from licensim.site_server import serving

DEVICES, SCANS = 10_000, 5
AMPLE = 1_000_000
OPTIONS = ("per_barcode_scan", "per_client_device", "per_concurrent_device")
WORK_MS = 180_000
CLICKS = 8

OBSERVE = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const {interactionId, duration} of list.getEntries())
      if (interactionId) longest = Math.max(longest, duration);
  }).observe({type: "event", durationThreshold: 16});
}"""
RUN = """() => {
  const {cast, key, identity} = document.querySelector("sim-log").session;
  return {begin: cast.status.begin, uses: cast.status.uses, key, here: identity.origin};
}"""


def rows() -> list[dict[str, Any]]:
    """Three rows for each option: processor time, main thread, interaction."""
    table = []
    for option in OPTIONS:
        with opened(option) as page, tempfile.TemporaryDirectory() as name:
            license_ = page.evaluate("document.querySelector('sim-log').session.documentText()")
            worker_s, task_ms, click_ms = work(page)
            on_host = replayed(page.evaluate(RUN), license_, Path(name))
        what = f"cast: a day of {DEVICES:,} devices, {option}"
        table += [
            at_most(f"{what}: the page's worker / replay on the host", worker_s / on_host, 4),
            at_most(f"{what}: longest main-thread task", task_ms, 50, "ms"),
            at_most(f"{what}: longest interaction to next paint", click_ms, 200, "ms"),
        ]
    return table


@contextmanager
def opened(option: str) -> Iterator[Page]:
    """The harness with an ample license of an option."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    with serving(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(chromium))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        HarnessPage.visit(page, server.address, option=option, quota=AMPLE)
        yield page
        browser.close()


def work(page: Page) -> tuple[float, float, float]:
    """The worker's processor time in seconds; the longest task and interaction in milliseconds."""
    page.locator("#cast-devices").fill(str(DEVICES))
    page.locator("#cast-days").fill("1")
    page.locator("#cast-scans").fill(str(SCANS))
    page.wait_for_timeout(2_000)  # the boot's work ends
    told: list[Task] = []
    complete: list[bool] = []
    devtools = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    devtools.on("Tracing.dataCollected", lambda some: told.extend(some["value"]))
    devtools.on("Tracing.tracingComplete", lambda _: complete.append(True))
    devtools.send(
        "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": TRACED}}
    )
    page.evaluate(OBSERVE)
    page.get_by_role("button", name="Let them work").click()
    repeats = page.locator(".events input[type=checkbox]")
    for _ in range(CLICKS):
        page.wait_for_timeout(200)
        repeats.click()
    expect(page.get_by_role("button", name="Back to mine")).to_be_visible(timeout=WORK_MS)
    devtools.send("Tracing.end")
    while not complete:
        page.wait_for_timeout(50)
    longest = max(task.get("tdur", 0) for task in main_thread(told)) / 1e3
    return worker_s(told), longest, page.evaluate("longest")


def worker_s(told: list[Task]) -> float:
    """The processor time of the busiest worker."""
    workers = {
        (one["pid"], one["tid"])
        for one in told
        if one.get("name") == "thread_name" and one["args"]["name"].startswith("DedicatedWorker")
    }
    spent = {
        worker: sum(
            one.get("tdur", 0)
            for one in told
            if (one["pid"], one["tid"]) == worker and one.get("ph") == "X" and one["name"] == TASKS[0]
        )
        for worker in workers
    }
    return float(max(spent.values())) / 1e6


def replayed(run: dict[str, Any], license_: str, folder: Path) -> float:
    """The host's processor time for a replay of the same events, in seconds; neither may refuse one."""
    cast = Cast(DEVICES, days=1, scans=SCANS, places=3)
    shops = (f"https://shop-{number}.example.com" for number in range(2, cast.places + 1))
    origins = [one for one in map(parse_origin, (run["here"], *shops)) if one is not None]
    stage = Stage(role_under(parse_document(license_, ascii_host), run["key"]), run["key"], origins)
    (folder / "license.json").write_text(license_, "utf-8")
    write(folder, (line(at, event) for at, event in events(cast, stage, run["begin"])))
    spent, _ = replay(folder)
    answers = [json.loads(one) for one in (folder / "answers.jsonl").read_text("utf-8").splitlines()]
    refused = sum(one["answer"] == "refused" for one in answers)
    if refused or run["uses"]["refused"]:
        raise RuntimeError(f"{refused} refused on the host, {run['uses']['refused']} in the page")
    return spent


def line(at: int, event: dict[str, Any]) -> str:
    """An event as a line of a trace."""
    origin = {"origin": event["origin"].text} if "origin" in event else {}
    return json.dumps({"t": at, **event, **origin})
