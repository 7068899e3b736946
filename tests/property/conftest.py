"""What the property tests share: an eighth option beside the seven."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.eighth.per_picture import PerPicture
from examples.eighth.registering import registered


@pytest.fixture(autouse=True)
def _eighth() -> Iterator[None]:
    """The laws hold for any option; the models of SPEC know the seven, and name them."""
    with registered(PerPicture()):
        yield
