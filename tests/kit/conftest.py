"""The browser for the kit's own tests of the page engine."""

from typing import Any

import pytest

from e2e.chromium import find_chromium, options_for_tests
from needs import missing


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright launches the browser: that of this machine."""
    path = find_chromium()
    if path is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    return {**browser_type_launch_args, **options_for_tests(path)}
