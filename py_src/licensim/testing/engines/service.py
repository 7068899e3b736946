"""The license server of one test: the authority under the present terms, over ledgers in memory."""

from __future__ import annotations

from typing import Any, Final

from licensim.rules.authority.authority import Authority
from licensim.rules.client.licensee import Reporting
from licensim.rules.ledger.memory import MemoryLedger
from licensim.testing.input.terms import Terms


class ServerMemoryLedger(MemoryLedger):
    """The port `ServerLedger` of the request handler, in memory."""

    def __init__(self) -> None:
        super().__init__(journal=True)
        self._profiles: dict[str, dict[str, Any]] = {}
        self._worst: dict[str, str] = {}

    def profile(self, uuid: str) -> dict[str, Any] | None:
        """The profile that a client stated at its last granted authorization."""
        return self._profiles.get(uuid)

    def put_profile(self, uuid: str, profile: dict[str, Any]) -> None:
        """Record the profile of a client."""
        self._profiles[uuid] = profile

    def worst(self, item: str) -> str:
        """The worst answer to an event that was charged to an item."""
        return self._worst.get(item, "ok")

    def put_worst(self, item: str, answer: str) -> None:
        """Record the worst answer of an item."""
        self._worst[item] = answer

    def entries(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Return none: a test has a log of its own."""
        return []


class Service:
    """Decides in a test, for all its clients; the ledgers stay when the terms change.

    `reports` overrides how usage is reported; None for the project's own setting (NET-4).
    """

    def __init__(self, terms: Terms, reports: Reporting | None) -> None:
        self._terms: Final = terms
        self._reports: Final = reports
        self._books: dict[str, ServerMemoryLedger] = {}
        self._authority: tuple[int, Authority] | None = None

    @property
    def authority(self) -> Authority:
        """The authority under the present terms."""
        if self._authority is None or self._authority[0] != self._terms.version:
            self._authority = (self._terms.version, Authority(self._terms.document, self.ledger))
        return self._authority[1]

    def ledger(self, key: str) -> ServerMemoryLedger:
        """The ledger of a project."""
        return self._books.setdefault(key, ServerMemoryLedger())

    def due(self, now: int) -> list[int]:
        """The nearest instant of each project at which the authority's answers change by themselves."""
        found = [self.authority.due(one.key, now) for one in self._terms.document.projects]
        return [at for at in found if at is not None]

    def reporting(self, key: str) -> Reporting:
        """How the clients of a project report: `immediate` by default."""
        project = self._terms.document.project(key)
        return self._reports or (project and project.settings.reports) or "immediate"

    def settle(self) -> None:
        """Make all decisions final."""
        for books in self._books.values():
            books.settle()

    def undo(self) -> None:
        """Take back all decisions since the last `settle`."""
        for books in self._books.values():
            books.undo()
