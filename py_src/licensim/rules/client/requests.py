"""The requests of the client half to the license server, each with the type of its answer.

The caller owns the transport; a request that did not reach the server is answered None.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from licensim.rules.answer import Answer
from licensim.rules.authority.requests import Ask, Report
from licensim.rules.client.usage import Kept
from licensim.rules.local_license import LicensedItem
from licensim.rules.options.case import ClientIdentity, Use


class Decide(NamedTuple):
    """A request: decide and record this use at once; answered with a `Decision`.

    `report` identifies what the use adds, empty where it adds nothing or the answer cannot get lost.
    """

    client: ClientIdentity
    use: Use
    listings: tuple[LicensedItem, ...]
    may_ask: bool
    report: str = ""


MAX_REPORTS: Final = 500
"""How many reports are sent at once: a server accepts 1000 and a megabyte; 500 of the longest are less."""


@dataclass(slots=True)
class Deliver:
    """A request: record reports, at most `MAX_REPORTS`; answered with their answers and the renewed ends.

    `waiting` returns the unsent reports; it is called only if there is a server to send them to.
    """

    client: ClientIdentity
    waiting: Callable[[], list[Kept]]
    _collected: list[Kept] | None = None

    @property
    def kept(self) -> list[Kept]:
        """The reports to send, collected at the first call."""
        return self._all()[:MAX_REPORTS]

    @property
    def rest(self) -> list[Kept]:
        """The reports to send after these."""
        return self._all()[MAX_REPORTS:]

    def _all(self) -> list[Kept]:
        if self._collected is None:
            self._collected = self.waiting()
        return self._collected

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports of `kept`, without their marks."""
        return tuple(one.report for one in self.kept)


class Leave(NamedTuple):
    """A request: free this client's seats; answered with an `Answer`."""

    client: ClientIdentity


Request = Ask | Decide | Deliver | Leave
Talk = Generator[Request, Any, Answer]
"""Yields requests, is sent their responses, and returns an answer."""
