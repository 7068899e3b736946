"""Runs pytest inside pytest, in this process: fast, and without plugins that cannot be nested."""

import pytest

QUIET = (
    "-p",
    "no:cacheprovider",
    "-p",
    "no:playwright",
    "-p",
    "no:schemathesis",
    "-p",
    "no:hypothesispytest",
)


def run(pytester: pytest.Pytester, test: str, *args: str) -> pytest.RunResult:
    """Run a test file, given as text, with further arguments."""
    pytester.makepyfile(test)
    return pytester.runpytest_inprocess(*QUIET, *args)
