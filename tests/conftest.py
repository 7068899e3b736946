"""What all tests share: where the project lies, and what was built of it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def built_site() -> Path:
    """The built site, ``dist/site`` or what LICENSIM_SITE names; ``./build.sh test`` has built it."""
    site = Path(os.environ.get("LICENSIM_SITE") or ROOT / "dist" / "site")
    if not (site / "licensim" / "build.json").is_file():
        pytest.fail(f"no built site in {site}: run ./build.sh build, or ./build.sh test", pytrace=False)
    return site
