"""A bare project with the packed npm package and Playwright Test, and runs of its tests."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.chromium import find_chromium, options_for_tests
from e2e.npm_project import install_packed

TOOLS = ("@playwright/test", "playwright", "playwright-core", "@types/node", "undici-types")


def make_project(root: Path, folder: Path) -> Path:
    """Install the packed package into a new project, with Playwright of our lock file."""
    install_packed(root, folder)
    for name in TOOLS:
        link = folder / "node_modules" / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(root / "web" / "node_modules" / name)
    return folder


def use_browser(folder: Path) -> bool:
    """Let the tests of a project use this machine's Chromium; returns whether there is one."""
    path = find_chromium()
    if path is None:
        return False
    given = options_for_tests(path)
    launch = {"executablePath": given["executable_path"], "args": given["args"]}
    config = {"timeout": 120_000, "use": {"launchOptions": launch}}
    (folder / "playwright.config.ts").write_text(f"export default {json.dumps(config)};\n", "utf-8")
    return True


@dataclass
class Ran:
    """A test in the report of Playwright's JSON reporter."""

    title: str
    result: dict[str, Any]

    @property
    def errors(self) -> list[str]:
        """The messages of its errors, each with the code around its line."""
        return [re.sub(r"\x1b\[\d+m", "", one["message"]) for one in self.result["errors"]]

    @property
    def lines(self) -> list[int]:
        """The lines of its errors."""
        return [one["location"]["line"] for one in self.result["errors"]]


def run(project: Path, *args: str) -> dict[str, Ran]:
    """Run Playwright Test, with nothing but node on the PATH; returns the tests by title."""
    cli = project / "node_modules/@playwright/test/cli.js"
    (project / "bin").mkdir(exist_ok=True)
    found = shutil.which("node")
    assert found
    environment = {"PATH": str(project / "bin"), "HOME": str(project), "LANG": "C.UTF-8"}
    command = [found, str(cli), "test", "--reporter=json", *args]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    report = json.loads(done.stdout)
    assert report["errors"] == []
    return {one.title: one for suite in report["suites"] for one in _tests(suite)}


def _tests(suite: dict[str, Any]) -> Iterator[Ran]:
    for spec in suite["specs"]:
        yield Ran(spec["title"], spec["tests"][0]["results"][-1])
    for inner in suite.get("suites", ()):
        yield from _tests(inner)
