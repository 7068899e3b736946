"""Per barcode scan: every counted scan, on any deployment (SCAN, ITEM-3)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.editions import by_edition
from licensim.plan.options.metered import Uses, figure
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES


def figures(look: Look) -> Iterator[Figure]:
    """The scans of each edition."""

    def of(edition: str) -> Figure:
        uses = Uses(
            look.counted(edition), PROFILES[DEFAULT_PROFILE].use_grace, look.label("scans", edition), "scans"
        )
        return figure(look, "per_barcode_scan", {}, edition, uses)

    yield from by_edition(look, "scans", of)
