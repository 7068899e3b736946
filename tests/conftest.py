"""Fixtures for all tests: the project's folder, and its built site."""

import io
import os
import shlex
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
    """Print the commands for the failed tests, and the coverage of the rules if it is measured."""
    _say_how_to_run_alone(terminalreporter)
    _show_coverage(terminalreporter)


def _say_how_to_run_alone(terminalreporter: pytest.TerminalReporter) -> None:
    failed = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    if failed:
        terminalreporter.section("to run what failed alone")
        for name in dict.fromkeys(report.nodeid for report in failed):
            terminalreporter.write_line(f"./build.sh test {shlex.quote(name)}")


def _show_coverage(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the coverage, if pytest was started by ``coverage run -m``."""
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
