"""A long session in the harness: the work of the page's main thread while a camera sees five codes.

The work of a frame is the processor time of all main-thread tasks that begin within it, from a trace of the
browser: so other processes do not count. The longest task is measured by the clock, as a user notices it.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.row import at_most
from bench.stage import SITE
from e2e.chromium import find_chromium, launch_options
from e2e.harness_page import HarnessPage
from licensim.site_server import serving
from media.barcode_pictures import Placed, Shot, film

EVENTS = 100_000
FPS = 30
SECONDS = 10
CODES = tuple(Placed("QRCode", f"CODE-{n}", 20 + n % 3 * 200, 20 + n // 3 * 200) for n in range(5))
ACTS = {"per_client_device": "Add it", "per_concurrent_device": "Add them"}
"""The options with their own picture, and the button that makes it appear; the windows are always there."""
TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
TASKS = ("RunTask", "ThreadControllerImpl::RunTask")

# Fills the log as the session does; every twentieth entry counts, the others are quiet.
FILL = """events => {
  const {log} = document.querySelector("sim-log").session;
  const {n, quiet, ...entry} = log.rows(true).at(-1);
  for (let i = log.count; i < events; i++)
    log.add({...entry, kind: i % 20 ? "frame" : "image", title: `entry ${i}`, counted: i % 20 ? 0 : 1});
  return log.count;
}"""
COUNT_JUDGED = """() => {
  window.judged = 0;
  document.querySelector("sim-log").session.addEventListener("judged", () => judged++);
}"""

Task = dict[str, Any]


def rows() -> list[dict[str, Any]]:
    """Two rows for each option that has a picture."""
    table = []
    for option, act in ACTS.items():
        with filmed(option, act) as page:
            frames, longest = work(page)
        name = f"session: main-thread work a frame, {option}, 95th percentile"
        table.append(at_most(name, quantiles(frames, n=20)[-1], 12, "ms"))
        table.append(at_most(f"session: longest main-thread task, {option}", longest, 50, "ms"))
    return table


@contextmanager
def filmed(option: str, act: str) -> Iterator[Page]:
    """The harness with a full log and every picture and table open, and a camera that shows five codes."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    with tempfile.TemporaryDirectory() as name, serving(SITE) as server, sync_playwright() as playwright:
        shown = film(Path(name) / "codes.y4m", (640, 480), FPS, (Shot(2.0, CODES),))
        fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={shown}")
        browser = playwright.chromium.launch(**launch_options(chromium, *fake))
        context = browser.new_context(permissions=["camera"])
        page = context.new_page()
        harness = HarnessPage.visit(page, server.address, option=option)
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.locator(".option .picture")).to_be_visible()
        harness.source("Camera")
        expect(page.locator(".stage video")).to_be_visible()
        expect(harness.row("CODE-4").first).to_be_visible()
        if page.evaluate(FILL, EVENTS) < EVENTS:
            raise RuntimeError("the log did not take the entries")
        for table in page.locator(".picture__table:not([open]) summary").all():
            table.click()
        yield page
        browser.close()


def work(page: Page) -> tuple[list[float], float]:
    """The work of each frame, and the longest task, in milliseconds."""
    events: list[Task] = []
    complete: list[bool] = []
    devtools = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    devtools.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
    devtools.on("Tracing.tracingComplete", lambda _: complete.append(True))
    page.evaluate(COUNT_JUDGED)
    page.wait_for_timeout(1_000)
    page.evaluate("judged = 0")
    config = {"includedCategories": TRACED}
    devtools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    page.wait_for_timeout(SECONDS * 1_000)
    judged = page.evaluate("judged")
    devtools.send("Tracing.end")
    while not complete:
        page.wait_for_timeout(50)
    if judged < SECONDS * FPS * 0.9:
        raise RuntimeError(f"only {judged} frames were judged in {SECONDS} s")
    tasks = main_thread(events)
    first = min(task["ts"] for task in tasks)
    frames: dict[int, float] = defaultdict(float)
    for task in tasks:
        frames[int((task["ts"] - first) * FPS / 1e6)] += task.get("tdur", 0) / 1e3
    return list(frames.values()), max(task["dur"] for task in tasks) / 1e3


def main_thread(events: list[Task]) -> list[Task]:
    """The tasks of the page's main thread: the busiest of all renderers' main threads."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    found: dict[Any, list[Task]] = defaultdict(list)
    for event in events:
        thread = (event["pid"], event["tid"])
        if thread in mains and event.get("ph") == "X" and event["name"] in TASKS:
            found[*thread, event["name"]].append(event)
    return max(found.values(), key=lambda tasks: sum(task["dur"] for task in tasks))
