"""Per client device: the most clients that hold a seat at once, by deployment and period (DEV-1 to DEV-6)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.seated import Seats, figure
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS, PROFILES


def figures(look: Look) -> Iterator[Figure]:
    """The seats of each edition, deployment and period; periods that few profiles have by their profile."""
    for name, profile in PROFILES.items():
        periods = {
            period: ms
            for period, ms in profile.periods.items()
            if name == DEFAULT_PROFILE or period not in PROFILES[DEFAULT_PROFILE].periods
        }
        for edition in EDITIONS:
            look.counted(edition)
            label = look.label("seats", edition)
            for period, ms in periods.items():
                changes = look.source.changes(edition, period, ms)
                for deployment in look.deployments:
                    terms = {"deployment": deployment, "period": period}
                    terms |= {} if name == DEFAULT_PROFILE else {"profile": name}
                    seats = Seats(changes, deployment, profile.seat_grace, "DEV-6", label)
                    yield figure(look, "per_client_device", terms, edition, seats)
