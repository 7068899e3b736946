"""Runs pytest inside pytest with a browser: in its own process, as a user's project does."""

import pytest

from e2e.chromium import find_chromium, options_for_tests
from needs import missing

CONFTEST = """
import pytest

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {{**browser_type_launch_args, **{options!r}}}
"""


def conftest_of(chromium: str) -> str:
    """The conftest of a project that uses the Chromium at a path."""
    return CONFTEST.format(options=options_for_tests(chromium))


def run_in_browser(pytester: pytest.Pytester, test: str, *args: str) -> pytest.RunResult:
    """Run a test file, given as text, with further arguments; skips the test if there is no browser."""
    path = find_chromium()
    if path is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    pytester.makeconftest(conftest_of(path))
    pytester.makepyfile(test)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *args, timeout=300)
