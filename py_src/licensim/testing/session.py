"""The fixture's beginning and end; apart from `plugin`, so that this is imported only where it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensim.testing.engine import Engine
from licensim.testing.host import HostEngine
from licensim.testing.kit import Licensim
from licensim.testing.options import Options
from licensim.testing.plugin import RESULTS
from licensim.testing.recording import folder_name
from licensim.testing.stage import Stage


def begin(request: pytest.FixtureRequest, options: Options) -> Licensim:
    """Make the kit of one test."""
    config = request.config
    results = config.getoption("licensim_results") or config.getini("licensim_results") or RESULTS
    folder = config.rootpath / Path(str(results)) / folder_name(request.node.nodeid)

    def page(kit: Stage) -> Engine:
        from licensim.testing.page_engine import PageEngine  # noqa: PLC0415 - needs Playwright

        return PageEngine(kit, request.getfixturevalue)

    return Licensim(options, {"host": host, "page": page}, folder)


def host(kit: Stage) -> Engine:
    """Make the engine without a browser."""
    return HostEngine(kit.terms, kit.line, kit.options.reports, kit.options.edition)


def demand_all_seen(kit: Licensim) -> None:
    """Fail the test for what strictness finds."""
    __tracebackhide__ = True
    found = kit.findings()
    if found:
        listed = "\n".join(f"- {one}" for one in found)
        pytest.fail(f"this test leaves behind what it never looked at:\n{listed}", pytrace=False)


def story(kit: Licensim) -> str:
    """Tell the session of a failed test, and keep its trace."""
    if not kit.recording.lines:
        return f"{kit.log.text()}\n\nno client did anything"
    return f"{kit.log.text()}\n\n{kit.kept()}"
