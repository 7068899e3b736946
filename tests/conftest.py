"""What all tests share: where the project lies, and what was built of it."""

import io
import os
import warnings
from pathlib import Path

import pytest
from coverage import Coverage
from coverage.exceptions import NoDataError

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what of the rules was covered, where the run is measured (``coverage run -m pytest``)."""
    measured = Coverage.current()
    if measured is None:
        return
    measured.stop()
    report = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a run of browser tests alone imports no rules
        try:
            measured.report(file=report)
        except NoDataError:
            report.write("nothing of the rules was run")
    terminalreporter.section("lines and branches of the rules")
    terminalreporter.write_line(report.getvalue())
