"""The rows that the decisions of requests will need, so that one statement can read them ahead.

A row that is missing here is read when it is needed: the result is the same, only slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from licensim.server.deciding.requests import Asked, AuthorizeRequest, ReportsRequest


class Lookups(NamedTuple):
    """The rows for requests: holders, reports (each of a client), and holders that may be active in a slot.

    Each key begins with its project.
    """

    holders: AbstractSet[tuple[str, str]]
    reports: AbstractSet[tuple[str, str, str]]
    active: AbstractSet[tuple[str, str]]
    slot: int


NOTHING: Final = Lookups(frozenset(), frozenset(), frozenset(), 0)


def lookups(requests: Sequence[tuple[str, Asked]], slot: int) -> Lookups:
    """The rows for requests, each with its project, that are decided in `slot`."""
    asks = [(project, one.ask.client) for project, one in requests if isinstance(one, AuthorizeRequest)]
    named = {(project, one.uuid) for project, one in requests if one.uuid is not None}
    servers = {(project, client.server) for project, client in asks}
    machines = {(project, client.machine) for project, client in asks}
    reports = [(project, one) for project, one in requests if isinstance(one, ReportsRequest)]
    claims = {(project, one.uuid, entry.report.id) for project, one in reports for entry in one.entries}
    return Lookups(named | servers | machines, claims, named, slot)
