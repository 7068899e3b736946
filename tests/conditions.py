"""Waits for a condition, if no event can be awaited."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.01


def wait_until(condition: Callable[[], bool], *, patience_s: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition holds; fail if it never does."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "what was waited for never came"
        time.sleep(LOOK_SECONDS)
