"""The fixture's beginning and end; apart from `plugin`, so that it is imported only if it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest

from licensim.rules.answer import LicensimError
from licensim.testing.artifact import PACKAGE
from licensim.testing.engines.engine import Engine
from licensim.testing.errors import KitError, PageError, UnknownFormatWarning, thrown
from licensim.testing.input.options import FixtureOptions
from licensim.testing.kit import Licensim
from licensim.testing.stage import Stage, host
from licensim.testing.telling import strict
from licensim.testing.telling.recording import folder_name

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from licensim.testing.browser.answers import Answer

NO_BROWSER: Final = "Executable doesn't exist"
"""Playwright's message about a browser that is not installed."""


def begin(request: pytest.FixtureRequest, options: Callable[[], FixtureOptions], results: Path) -> Licensim:
    """Make the kit of one test, whose trace is kept in a folder of `results` if it fails.

    Mistakes in its options are reported without a traceback.
    """
    try:
        return _begin(request, options(), results)
    except LicensimError as error:
        message = "\n".join([str(error), *getattr(error, "__notes__", [])])
    pytest.fail(message, pytrace=False)


def _begin(request: pytest.FixtureRequest, options: FixtureOptions, results: Path) -> Licensim:
    folder = results / folder_name(request.node.nodeid)

    def page(kit: Stage) -> Engine:
        from licensim.testing.browser.page_engine import PageEngine  # noqa: PLC0415 - needs Playwright

        return PageEngine(kit, Pytest(request))

    return Licensim(options, {"host": host, "page": page}, folder)


class Pytest:
    """The runner of a test, with the fixtures of pytest-playwright; see `browser.runner`."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def context(self) -> BrowserContext:
        """The fixture `context`."""
        context: BrowserContext = _fixture(self._request, "context")
        return context

    def new_context(self, storage_state: Any = None) -> BrowserContext:
        """A context of the fixture `new_context`."""
        context: BrowserContext = _fixture(self._request, "new_context")(storage_state=storage_state)
        return context

    def route(self, target: BrowserContext | Page, pattern: str | re.Pattern[str], answer: Answer) -> None:
        """Answer requests of a context or page."""
        from licensim.testing.browser import files  # noqa: PLC0415 - needs Playwright

        target.route(pattern, files.handler(answer))

    def skip(self, why: str) -> NoReturn:
        """Skip the test."""
        pytest.skip(why)


def _fixture(request: pytest.FixtureRequest, name: str) -> Any:
    """A fixture of pytest-playwright; raises KitError if the plugin or a browser is missing."""
    try:
        return request.getfixturevalue(name)
    except pytest.FixtureLookupError:
        raise KitError(
            "the page engine needs pytest-playwright: pip install 'licensim[playwright]' (it may also be "
            "switched off by `-p no:playwright`)"
        ) from None
    except Exception as error:
        if NO_BROWSER not in str(error):
            raise
        raise KitError(
            "the page engine needs a browser: `playwright install chromium`, or name one that is there "
            '(the kit\'s guide, "Two engines")'
        ) from None


def demand_all_seen(kit: Licensim) -> None:
    """Fail the test for the findings of strictness."""
    __tracebackhide__ = True
    found = kit.findings()
    if found:
        pytest.fail(strict.listed(found), pytrace=False)


def end_in_the_test(error: BaseException) -> None:
    """Let the traceback of a mistake end at the test's own line; that of a bug in the kit stays whole."""
    if not isinstance(error, LicensimError | UnknownFormatWarning):
        return
    last, at = None, error.__traceback__
    while at is not None:
        if PACKAGE not in Path(at.tb_frame.f_code.co_filename).parents:
            last = at
        at = at.tb_next
    if last is not None:
        last.tb_next = None


def put_page_errors_first(kit: Licensim, error: BaseException) -> None:
    """Let the report of a failed test begin with the errors of its pages that were not caught."""
    words = thrown(kit.consoles)
    if not words or isinstance(error, pytest.skip.Exception) or not getattr(error, "pytrace", True):
        return
    _first_of(error).__cause__ = PageError(words)


def _first_of(error: BaseException) -> BaseException:
    """Return the error with which pytest begins a chain."""
    while (
        before := error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    ) is not None:
        error = before
    return error
