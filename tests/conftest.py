"""What all tests share: where the project lies, and what a missing tool means."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


def missing(what: str) -> None:
    """Skip because this machine lacks something; under CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} (and this is CI, where nothing may be missing)", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def built_site() -> Path:
    """The built site, ``dist/site``; ``./build.sh test`` has built it."""
    site = Path(os.environ.get("LICENSIM_SITE", ROOT / "dist" / "site"))
    if not (site / "licensim" / "build.json").is_file():
        pytest.fail(f"no built site in {site}: run ./build.sh build first, or ./build.sh test", pytrace=False)
    return site
