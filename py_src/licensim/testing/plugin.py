"""The pytest plugin: options, the fixture `licensim`, and the report of a failed test.

pytest imports this module in every run where licensim is installed, so it imports nothing itself.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from licensim.testing.input.options import FixtureOptions
    from licensim.testing.kit import Licensim

MARKER = (
    "licensim(engine=, allow=, license=, start=, reports=, edition=, profile=): "
    "options of the fixture `licensim` for this test"
)

SETTINGS = (
    ("engine", "what runs the clients: host (this process) or page (the real page in a browser)"),
    ("allow", "what a test may leave behind: refusals, unsent, unknown_key, console, unsimulated, or all"),
    ("license", "the license document of tests that write none: a file's path"),
    ("start", "the first instant of a test, ISO 8601, default 2026-01-01 UTC"),
    ("reports", "when usage is reported: immediate or slot"),
    ("edition", "the scanner edition of an open that names none: js-9, js-9.6 or js-10.2.10"),
    ("profile", "the version of the license rules: v2.2.19 or v2.4"),
)
RESULTS = "licensim-results"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, on the command line and in the ini file."""
    group = parser.getgroup("licensim", "licensim, the license simulator")
    for name, text in SETTINGS:
        group.addoption(f"--licensim-{name}", default=None, metavar=name.upper(), help=text)
        parser.addini(f"licensim_{name}", text, default=None)
    group.addoption(
        "--licensim-results",
        default=None,
        metavar="FOLDER",
        help=f"where the traces of failed tests are kept, default {RESULTS}",
    )
    parser.addini("licensim_results", "where the traces of failed tests are kept", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def licensim(request: pytest.FixtureRequest) -> Iterator[Licensim]:
    """A license, its clients and its clock, all for this test alone; strict at its end."""
    from licensim.testing.session import begin  # noqa: PLC0415 - a run without licenses pays nothing

    kit = begin(request, lambda: settings_of(request), results_of(request.config))
    request.node.stash[KIT] = kit
    yield kit
    kit.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test at its end for findings that it never looked at."""
    yield
    kit = item.stash.get(KIT, None)
    if kit is not None:
        from licensim.testing.session import demand_all_seen  # noqa: PLC0415 - see above

        demand_all_seen(kit)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the session of a failed test to its report, and where its trace is kept."""
    kit = item.stash.get(KIT, None)
    if call.excinfo is not None and "licensim.testing.session" in sys.modules:
        session = sys.modules["licensim.testing.session"]
        session.end_in_the_test(call.excinfo.value)
        if kit is not None:
            session.put_page_errors_first(kit, call.excinfo.value)
    report = yield
    if kit is not None and report.failed:
        report.sections.append((f"licensim, {kit.options.engine} engine", kit.session_text()))
    return report


def results_of(config: pytest.Config) -> Path:
    """The folder in which the traces of failed tests are kept."""
    named = config.getoption("licensim_results") or config.getini("licensim_results") or RESULTS
    return config.rootpath / str(named)


def settings_of(request: pytest.FixtureRequest) -> FixtureOptions:
    """The options of this test: ini, command line, then its markers, the nearest last."""
    from licensim.testing.errors import KitError  # noqa: PLC0415 - see above
    from licensim.testing.input.options import FixtureOptions  # noqa: PLC0415 - see above

    options = FixtureOptions()
    for name, _ in SETTINGS:
        for where, value in (
            ("the ini file", request.config.getini(f"licensim_{name}")),
            ("the command line", request.config.getoption(f"licensim_{name}")),
        ):
            if value not in (None, ""):
                options = options.overlaid({name: value}, where)
    markers = list(request.node.iter_markers("licensim"))
    for marker in reversed(markers):
        if marker.args:
            listed = ", ".join(map(repr, marker.args))
            raise KitError(
                f"@pytest.mark.licensim takes options by name (engine=, allow=, ...), not {listed}"
            )
        options = options.overlaid(marker.kwargs, "@pytest.mark.licensim")
    return options


KIT = pytest.StashKey["Licensim"]()
