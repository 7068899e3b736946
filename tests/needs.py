"""What a test needs and this machine may not have."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test and tell what the machine lacks; under CI, where nothing may be missing, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} (CI must have it)", pytrace=False)
    pytest.skip(what)
