"""A fixture for the property tests: an eighth option besides the seven."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.eighth.per_picture import PerPicture
from examples.eighth.registering import registered


@pytest.fixture(autouse=True)
def _eighth() -> Iterator[None]:
    """The laws hold for any option; the models of SPEC have only the seven."""
    with registered(PerPicture()):
        yield
