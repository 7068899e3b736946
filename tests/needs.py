"""Programs and packages that a test needs and this machine may lack."""

import os
import shutil
import subprocess
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test with the reason; under CI, where nothing may be missing, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} (CI must have it)", pytrace=False)
    pytest.skip(what)


def debian_package(name: str) -> bool:
    """Install a Debian package, as root on Debian; returns whether it is there now."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name],
    )
    return all(
        subprocess.run(one, env=quiet, check=False, capture_output=True, timeout=240).returncode == 0
        for one in commands
    )
