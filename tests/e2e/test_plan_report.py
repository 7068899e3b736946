"""The report of a plan: no script, no request, both themes, A4, and the numbers of the summary."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from e2e.watch import Watch
from licensim.cli.main import main
from licensim.rules.words.english import utc_text
from plan.planned import written
from plan.rows import a_logged_trace, rows_of
from plan.traces import DAY, START

A4_PX = 794
NASTY = '<img src=x onerror="document.title=1">'


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of a report, and its summary: with prices, bad rows and a format that is markup."""
    folder = tmp_path_factory.mktemp("report")
    made = [row for seed in (3, 7, 11) for row in rows_of(a_logged_trace(seed))]
    rows = [row for row in made if row["time"] < START + 4 * DAY]
    rows += [{**rows[0], "event": NASTY}, {**rows[0], "event": "scan", "format": NASTY, "text": "A"}]
    tiers = [{"from": 0, "each": 0.5}]
    prices = {"currency": "EUR", "prices": [{"option": one, "tiers": tiers} for one in OPTIONS]}
    (folder / "prices.json").write_text(json.dumps(prices), "utf-8")
    command = ["plan", written(rows, folder / "rows.jsonl"), "--prices", str(folder / "prices.json")]
    for name in ("report.html", "summary.json"):
        command += [f"--{name.partition('.')[0]}", str(folder / name)]
    assert main(command) == 0
    return folder, json.loads((folder / "summary.json").read_text("utf-8"))


OPTIONS = ("per_barcode_scan", "per_page", "per_client_device", "per_server", "per_concurrent_device")


def address(folder: Path, watch: Watch) -> str:
    """The report as a file, as somebody opens it."""
    found = (folder / "report.html").as_uri()
    watch.allow(found)
    return found


def at(summary: Any, place: str) -> Any:
    """What stands at a place of the summary; keys may have dots, so the longest one goes first."""
    if not place:
        return summary
    if isinstance(summary, list):
        number, _, rest = place.partition(".")
        return at(summary[int(number)], rest)
    for key in sorted(summary, key=len, reverse=True):
        if place == key or place.startswith(f"{key}."):
            return at(summary[key], place[len(key) + 1 :])
    raise AssertionError(place)


def shown(value: Any, words: str) -> str:
    """A value as the report shows it."""
    if value is None:
        return "-"
    if isinstance(value, int) and ":" in words:
        return utc_text(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def test_every_number_is_that_of_the_summary(
    page: Page, planned: tuple[Path, dict[str, Any]], watch: Watch
) -> None:
    """Each names its place."""
    folder, summary = planned
    page.goto(address(folder, watch))
    found: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('[data-of]')].map((one) => [one.dataset.of, one.textContent])"
    )
    assert len(found) > 300
    assert [words for _, words in found] == [shown(at(summary, place), words) for place, words in found]
    for sentence in summary["recommendation"]:
        assert sentence in page.inner_text("main")


def test_it_is_one_file_under_a_strict_policy(
    page: Page, planned: tuple[Path, dict[str, Any]], watch: Watch
) -> None:
    """Nothing is loaded, text from outside is text, and each chart has a table behind it."""
    folder, _ = planned
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(folder, watch))
    assert [one.rpartition("/")[2] for one in asked] == ["report.html"]
    assert page.locator("script, img, link").count() == 0
    assert "script-src" not in (policy := page.locator("meta[http-equiv]").get_attribute("content") or "")
    assert policy.startswith("default-src 'none'")
    assert NASTY in page.inner_text("main")
    assert page.title() == "licensim plan"
    charts = page.locator("section:has(svg)")
    assert charts.count() == page.locator("section:has(svg):has(details table)").count() >= 6


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext],
    planned: tuple[Path, dict[str, Any]],
    watch: Watch,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    """With all tables open; no wider than a phone, and on A4 no wider than the paper."""
    page = new_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    page.goto(address(planned[0], watch))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    results = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in results] == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false })")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX, "height": 1123})
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
