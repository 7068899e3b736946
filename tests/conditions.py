"""Waiting for a condition, where there is nothing to be told by."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.01


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; fails where it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "what was waited for never came"
        time.sleep(LOOK_SECONDS)
