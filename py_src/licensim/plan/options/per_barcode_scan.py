"""Per barcode scan: every counted scan, on any deployment (SCAN, ITEM-3)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.metered import Uses, figure
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS, PROFILES


def figures(look: Look) -> Iterator[Figure]:
    """The scans of each edition."""
    grace = PROFILES[DEFAULT_PROFILE].use_grace
    for edition in EDITIONS:
        uses = Uses(look.counted(edition), grace, look.label("scans", edition))
        yield figure(look, "per_barcode_scan", {}, edition, uses)
