"""Figures by edition: editions whose windows are equal have equal figures, which are made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from licensim.plan.figures import Figure, Label
from licensim.plan.look import Look
from licensim.rules.license.profile import EDITIONS


def by_edition(look: Look, quantity: str, make: Callable[[str], Figure]) -> Iterator[Figure]:
    """The figure of each edition; `make` makes that of one. They may rely on `quantity` differently."""
    made: dict[tuple[str, Label], Figure] = {}
    for edition in EDITIONS:
        key = look.source.key(edition), look.label(quantity, edition)
        if key not in made:
            made[key] = make(edition)
        yield replace(made[key], edition=edition)
