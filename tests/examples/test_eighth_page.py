"""The page with an eighth option and a next version: the site needs only one file and one line for each.

One build and one test for both, because the build is expensive and each worker would make its own.
"""

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

HERE = Path(__file__).parent
REGISTERED = {
    "eighth/per_picture.py": (
        "options",
        """
from licensim.rules.options.per_picture import PerPicture

register(PerPicture())
""",
    ),
    "next_version.py": (
        "license",
        """
from licensim.rules.license.next_version import NEXT
from licensim.rules.license.profile import PROFILES

PROFILES[NEXT.name] = NEXT
""",
    ),
}
"""For each file: the folder of the rules into which it is copied, and the line that registers it there."""


@pytest.fixture(scope="module")
def extended_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a copy of the sources in which the option and the version are registered."""
    tree = tmp_path_factory.mktemp("eighth")
    unwanted = shutil.ignore_patterns("_site", "__pycache__", "node_modules", "*.egg-info")
    for name in ("py_src", "web"):
        shutil.copytree(root / name, tree / name, ignore=unwanted)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(root / name, tree)
    (tree / "web/node_modules").symlink_to(root / "web/node_modules", target_is_directory=True)
    for file, (folder, lines) in REGISTERED.items():
        rules = tree / "py_src/licensim/rules" / folder
        shutil.copy(HERE / file, rules)
        with (rules / "__init__.py").open("a", encoding="utf-8") as registry:
            registry.write(lines)
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
def address(extended_site: Path) -> Iterator[str]:
    """Its address."""
    with serving(extended_site) as server:
        yield server.address


def test_page_follows_what_is_registered(page: Page, address: str) -> None:
    """Form, meter, words and answers follow the option, then the version."""
    harness = follows_the_option(page, address)
    follows_the_version(page, harness)


def follows_the_option(page: Page, address: str) -> HarnessPage:
    """It is chosen like any other: the form has its fields, and the second picture is refused."""
    harness = HarnessPage.visit(page, address, option="per_picture", quota=1, forget=0)
    expect(page.get_by_role("radio", name="per picture")).to_be_checked()
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
    return harness


def follows_the_version(page: Page, harness: HarnessPage) -> None:
    """Seats can only last a year; 3 % of 10 scans round to 0, so the next scan is refused."""
    rules = page.get_by_label("Rules version")
    lasts = page.get_by_label("A seat lasts")
    harness.choose("per_client_device")
    expect(lasts.locator("option")).to_have_text(["daily", "monthly", "quarterly"])
    page.get_by_text("Dates and rules").click()
    expect(rules.locator("option")).to_have_text(["v2.2.19", "v2.4", "v2.5"])
    rules.select_option("v2.5")
    expect(lasts.locator("option")).to_have_text(["yearly"])
    expect(harness.row("A seat lasts: yearly")).to_be_visible()
    expect(harness.headline).to_have_text("Licensed")
    harness.choose("per_barcode_scan")
    harness.set_field("Quota, scans", "10")
    page.get_by_role("button", name="Go on").click()
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    expect(page.locator(".meter__zones")).to_contain_text("none")
    said = page.locator(".why, .verdict").filter(has_text="limit 10 (3 % grace rounds to 0)")
    expect(said.first).to_be_visible()
