"""The import contracts of ``web/src`` work: each forbidden import is reported, also of types."""

import shutil
import subprocess
from pathlib import Path

import pytest

CRUISE = ("--config", ".dependency-cruiser.mjs", "--output-type", "err", "src")

PLANTED = {
    "client/api": ("client/api/scanner.ts", 'import type { Fate } from "../../harness/words/log.ts";'),
    "client/worker": (
        "client/worker/session.ts",
        'import type { Connection } from "../connection/connection.ts";',
    ),
    "client/storage": ("client/storage/journal.ts", 'import type { Session } from "../worker/session.ts";'),
    "client": ("client/listeners.ts", 'import { Session } from "./worker/session.ts";'),
    "client-without-packages": ("client/page/page_clock.ts", 'import { html } from "lit";'),
    "harness/words": ("harness/words/reading.ts", 'import type { Session } from "../session/session.ts";'),
    "harness/sources": ("harness/sources/camera.ts", 'import "../../client/index.ts";'),
    "folder-without-contract": ("harness/new/one.ts", 'import "../words/log.ts";'),
}
"""For each rule: the file, and the forbidden line that is added to it."""
CIRCLE = ("harness/pictures/figure.ts", 'import type { dayPicture } from "./day.ts";')


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a copy of the sources in which every rule is broken once."""
    web = tmp_path_factory.mktemp("web")
    shutil.copytree(root / "web/src", web / "src")
    shutil.copy(root / "web/.dependency-cruiser.mjs", web)
    shutil.copy(root / "web/package.json", web)
    (web / "node_modules").symlink_to(root / "web/node_modules")
    for name, line in (*PLANTED.values(), CIRCLE):
        file = web / "src" / name
        file.parent.mkdir(exist_ok=True)
        before = file.read_text("utf-8") if file.exists() else ""
        file.write_text(f"{line}\n{before}", "utf-8")
    result = subprocess.run(
        [web / "node_modules/.bin/depcruise", *CRUISE],
        cwd=web,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode > 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("rule", PLANTED)
def test_a_forbidden_import_is_named(report: str, rule: str) -> None:
    """The report has its rule and its file."""
    file, _ = PLANTED[rule]
    assert f"error {rule}: src/{file} " in report, report


def test_a_circle_is_named(report: str) -> None:
    """Also a circle of type imports, with all its files."""
    folder = "src/harness/pictures"
    assert (
        f"error no-circle: {folder}/day.ts → \n      {folder}/figure.ts →\n      {folder}/day.ts" in report
    ), report
