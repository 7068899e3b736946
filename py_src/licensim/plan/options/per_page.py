"""Per page: every page of a module; nothing is deduplicated (PAGE-1, PAGE-2)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.metered import Uses, figure
from licensim.plan.statements.statement import Statement
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.options.case import MODULES


def figures(look: Look) -> Iterator[Figure]:
    """The pages of each module."""
    grace, label = PROFILES[DEFAULT_PROFILE].use_grace, look.label("pages")
    for module in MODULES:
        query = f"select client, t, seq, n from {look.source.pages} where module = '{module}'"
        table = look.tables.make([Statement(f"pages_{module}", query, "pages of a module")])
        yield figure(look, "per_page", {"module": module}, None, Uses(table, grace, label, "pages"))
