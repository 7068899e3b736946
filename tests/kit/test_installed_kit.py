"""The wheel with the extra `playwright` in an environment of its own: the guide's first minutes."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

from e2e.chromium import find_chromium
from e2e.host_wheel import PIP, pack_host_wheel
from kit.in_browser import conftest_of
from needs import missing

TESTS = """
import pytest

def test_on_the_host(licensim):
    assert licensim.origin("https://shop.example.com").open().answer == "ok"

@pytest.mark.licensim(engine="page")
def test_in_a_page(licensim):
    shop = licensim.origin("https://shop.example.com")
    shop.camera.show(["MILK", ("Code128", "BREAD")])
    assert shop.open().answer == "ok"
    cameras = "navigator.mediaDevices.enumerateDevices().then((found) => found.map(({ label }) => label))"
    assert "licensim camera" in shop.page.evaluate(cameras)
"""


@pytest.mark.slow
def test_the_extra_installs_all_that_tests_need(root: Path, built_site: Path, tmp_path: Path) -> None:
    """Both engines run, with signed licenses and drawn barcodes, without other files of this checkout."""
    chromium = find_chromium()
    if chromium is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    wheel = pack_host_wheel(root, built_site, tmp_path)
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    install = ("--python", str(python), "install", f"{wheel}[playwright]")
    installed = subprocess.run([*PIP, *install], check=False, capture_output=True, text=True, timeout=250)
    if installed.returncode:
        missing(f"no package index: {installed.stderr.strip().splitlines()[-1]}")
    project = tmp_path / "project"
    project.mkdir()
    (project / "conftest.py").write_text(conftest_of(chromium), "utf-8")
    (project / "test_shop.py").write_text(TESTS, "utf-8")
    environment = {"PATH": os.defpath, "HOME": str(tmp_path)}
    ran = subprocess.run(
        [python, "-m", "pytest", "-q"],
        check=False,
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.splitlines()[-1].startswith("2 passed"), ran.stdout
