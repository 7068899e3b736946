"""What the test kit costs: a page through the fixture, and a hundred tests without a browser.

``python tests/bench/bench_kit.py`` prints its rows as JSON; ``rows()`` gives them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("LICENSIM_SITE") or ROOT / "dist" / "site")
PAGES = 6
ROUNDS = 3
TESTS = 100

CONFTEST = """
import pytest
from e2e.chromium import find_chromium, launch_options

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **launch_options(find_chromium())}
"""

BY_HAND = """
import mimetypes, pathlib
from functools import lru_cache
import pytest

SITE = pathlib.Path({site!r}) / "licensim"
TYPES = {{".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
         ".wasm": "application/wasm", ".zip": "application/zip"}}
OPEN = '''async () => {{
    const {{ openLicense }} = await import("/licensim/client.js");
    const license = await openLicense({{ key: "DEMO-1", assets: "/licensim/" }});
    return license.answer.answer;
}}'''

@lru_cache
def read(path):
    return (SITE / path).read_bytes()

def serve(route):
    path = route.request.url.removeprefix("https://shop.example.com/")
    if path == "":
        return route.fulfill(content_type="text/html", body="<!doctype html><link rel=icon href=data:,>")
    path = path.removeprefix("licensim/")
    route.fulfill(content_type=TYPES[pathlib.Path(path).suffix], body=read(path))
"""

HAND = """
def test_by_hand_{n}(context):
    context.route("https://shop.example.com/**", serve)
    page = context.new_page()
    page.goto("https://shop.example.com/")
    assert page.evaluate(OPEN) == "ok"
"""

FIXTURE = """
@pytest.mark.licensim(engine="page")
def test_by_fixture_{n}(licensim):
    assert licensim.origin("https://shop.example.com").open().answer == "ok"
"""

EMPTY = f"""
import pytest

@pytest.mark.parametrize("n", range({TESTS}))
def test_nothing(n):
    pass
"""

ON_HOST = f"""
import pytest

@pytest.mark.parametrize("n", range({TESTS}))
def test_second_origin_needs_a_second_seat(licensim, n):
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    admin = licensim.origin("https://admin.example.com:8443")
    assert shop.open().answer == "ok"
    assert admin.open().reason == "SEATS_EXHAUSTED"
    licensim.clock.advance(hours=24)
    assert admin.open().answer == "ok"
"""


def rows() -> list[dict[str, Any]]:
    """The two ratios, each against its bound."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            _row("kit: a page through the fixture / by hand", page_ratio(Path(folder)), 1.25),
            _row(f"kit: {TESTS} tests on the host engine / empty", host_ratio(Path(folder)), 4),
        ]


def page_ratio(folder: Path) -> float:
    """How much longer a test takes if the fixture opens its page; both kinds take turns in one run."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    turns = [
        kind.format(n=n) for n in range(PAGES) for kind in ((HAND, FIXTURE) if n % 2 else (FIXTURE, HAND))
    ]
    (folder / "test_pages.py").write_text(BY_HAND.format(site=str(SITE)) + "".join(turns), "utf-8")
    report = folder / "report.xml"
    _pytest(folder, f"--junitxml={report}", "test_pages.py")
    took: dict[str, list[float]] = {"hand": [], "fixture": []}
    for case in list(ET.parse(report).iter("testcase"))[2:]:  # noqa: S314 - our own; two start the browser
        kind = "hand" if "hand" in case.get("name", "") else "fixture"
        took[kind].append(float(case.get("time", 0)))
    return median(took["fixture"]) / median(took["hand"])


def host_ratio(folder: Path) -> float:
    """How much longer tests of the host engine take than empty tests, on two cores, with the start-up."""
    (folder / "test_empty.py").write_text(EMPTY, "utf-8")
    (folder / "test_host.py").write_text(ON_HOST, "utf-8")
    took: dict[str, list[float]] = {"test_empty.py": [], "test_host.py": []}
    for _ in range(ROUNDS):
        for file, seconds in took.items():
            began = time.perf_counter()
            _pytest(folder, "-n", "2", "-p", "no:playwright", file)
            seconds.append(time.perf_counter() - began)
    return median(took["test_host.py"]) / median(took["test_empty.py"])


def _pytest(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT / 'tests'}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the benchmark's tests failed:\n{done.stdout[-3000:]}")


def _row(name: str, value: float, at_most: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": "x", "at_most": at_most, "ok": value <= at_most}


if __name__ == "__main__":
    json.dump({"rows": rows()}, sys.stdout, indent=2)
