"""Per concurrent device: devices with a counted scan in one slot, on any deployment (CDEV-2 to CDEV-5)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.concurrent import Active, figure
from licensim.plan.options.editions import by_edition
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES


def figures(look: Look) -> Iterator[Figure]:
    """The devices of each edition."""
    profile = PROFILES[DEFAULT_PROFILE]

    def of(edition: str) -> Figure:
        uses, label = look.counted(edition), look.label("slots", edition)
        active = Active(look.source.slots(edition), profile, "CDEV-5", label, "devices", uses=uses)
        return figure(look, "per_concurrent_device", {}, edition, active)

    yield from by_edition(look, "slots", of)
