"""Per client device: the most clients that hold a seat at once, by deployment and period (DEV-1 to DEV-6)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.editions import by_edition
from licensim.plan.options.seated import Seats, figure
from licensim.rules.license.profile import DEFAULT_PROFILE, Profile, seat_periods


def figures(look: Look) -> Iterator[Figure]:
    """The seats of each edition, deployment and period; with the profile if not all have the period."""
    for profile, period, _ in seat_periods():
        for deployment in look.deployments:
            yield from _of(look, profile, period, deployment)


def _of(look: Look, profile: Profile, period: str, deployment: str) -> Iterator[Figure]:
    terms = {"deployment": deployment, "period": period}
    terms |= {} if profile.name == DEFAULT_PROFILE else {"profile": profile.name}

    def of(edition: str) -> Figure:
        look.counted(edition)
        changes = look.source.changes(edition, period, profile.periods[period])
        label = look.label("seats", edition)
        seats = Seats(changes, deployment, profile.seat_grace, "DEV-6", label, "clients")
        return figure(look, "per_client_device", terms, edition, seats)

    yield from by_edition(look, "seats", of)
