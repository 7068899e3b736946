"""The page with an eighth option: a site is built with its file and its line, and nothing else is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.harness_page import HarnessPage
from licensim.site_server import serving

HERE = Path(__file__).parent / "eighth"
LINE = """
from licensim.rules.options.per_picture import PerPicture

register(PerPicture())
"""


@pytest.fixture(scope="module")
def eighth_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a copy of the sources in which the option is registered."""
    tree = tmp_path_factory.mktemp("eighth")
    unwanted = shutil.ignore_patterns("_site", "__pycache__", "node_modules", "*.egg-info")
    for name in ("py_src", "web"):
        shutil.copytree(root / name, tree / name, ignore=unwanted)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(root / name, tree)
    (tree / "web/node_modules").symlink_to(root / "web/node_modules", target_is_directory=True)
    options = tree / "py_src/licensim/rules/options"
    shutil.copy(HERE / "per_picture.py", options)
    with (options / "__init__.py").open("a", encoding="utf-8") as registry:
        registry.write(LINE)
    site = tree / "site"

    def run(*command: str | Path) -> str:
        environment = {**os.environ, "PYTHONPATH": str(tree / "py_src"), "LICENSIM_SITE": str(site)}
        done = subprocess.run(
            [str(one) for one in command],
            cwd=tree / "web", env=environment, check=False, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (tree / "web/src/facts/core.ts").write_text(run(sys.executable, "-m", "licensim.facts"), "utf-8")
    wheel = run(sys.executable, "build/pyodide_wheel.py", tree / "source").strip()
    run("node", "build/artifact.mjs", wheel, root / ".build/wheels/pyodide-build", site)
    for mode in ("client", "worker", "harness"):
        run("node", "node_modules/vite/bin/vite.js", "build", "--mode", mode, "--logLevel", "warn")
    return site


@pytest.fixture
def eighth_url(eighth_site: Path) -> Iterator[str]:
    """Its address."""
    with serving(eighth_site) as server:
        yield server.address


def test_its_form_meter_words_and_refusal(page: Page, eighth_url: str) -> None:
    """Chosen like any other: its own fields stand in the form, and the second picture is refused."""
    harness = HarnessPage.visit(page, eighth_url, option="per_picture", quota=1, forget=0)
    expect(page.get_by_label("Option", exact=True)).to_have_value("per_picture")
    expect(page.get_by_label("Quota, pictures")).to_have_value("1")
    expect(page.locator(".meter__of")).to_have_text("of 1 picture")
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    expect(harness.fact("reason")).to_have_text("QUOTA_EXHAUSTED")
    expect(page.locator(".why, .verdict").filter(has_text="Pictures used: 1 of 1").first).to_be_visible()
    harness.hold()
    page.get_by_label("Free pictures").fill("-1")
    page.get_by_label("Free pictures").blur()
    expect(page.locator("#fault-free")).to_contain_text("a whole number from 0")
    harness.set_field("Free pictures", "7")
    expect(harness.row("Free pictures: 7")).to_be_visible()
    expect(harness.headline).to_have_text("Licensed")
    expect(page).to_have_url(re.compile("free=7"))
    expect(page.locator("[data-offered]")).to_have_text("Offered for barcode_reader.")
    page.get_by_role("button", name="Compare this session").click()
    expect(page.locator(".compare tbody tr").filter(has_text="per picture")).to_have_count(1, timeout=30_000)
