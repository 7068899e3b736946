"""Per server: machines that serve others, this machine's own names excepted (SRV-1 to SRV-5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.plan.options.seated import Seats, figure


def figures(look: Look) -> Iterator[Figure]:
    """The servers; no grace is published (SRV-5)."""
    seats = Seats(look.source.servers(), "", Decimal(0), "SRV-5", look.label("servers"), "servers")
    yield figure(look, "per_server", {}, None, seats)
