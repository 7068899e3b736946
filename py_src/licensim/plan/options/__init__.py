"""What each license option needs from logs, a file each, under the option's own name.

A file has `figures(look)`, which yields the figures of the option. An option without a file is not planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from licensim.plan.figures import Figure
from licensim.plan.look import Look

Planner = Callable[[Look], Iterator[Figure]]


def planner(option: str) -> Planner | None:
    """Return the planner of an option; None if it is not planned."""
    name = f"{__name__}.{option}"
    if find_spec(name) is None:
        return None
    found: Planner = import_module(name).figures
    return found
