"""The interface of an engine for the plan: tables that are made once, and the rows of a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from licensim.plan.statements.statement import Statement

Row = tuple[Any, ...]


class Tables(Protocol):
    """An engine with its tables."""

    def make(self, statements: Sequence[Statement]) -> str:
        """Make the tables that do not exist yet; return the name of the last one."""

    def rows(self, query: str) -> list[Row]:
        """The rows of a query, all of them."""

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""

    def put(self, name: str, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Make a table from rows, its columns by name and type."""


class Source(Protocol):
    """The statements of one kind of input; each method lists those that make one quantity, in order."""

    who: str
    """The column that names a device."""
    ordered: bool
    """Whether events have an order within an instant, in the column `seq`."""
    pages: str
    """The table of pages."""

    def key(self, edition: str) -> str:
        """The name of an edition in the names of tables; editions with equal answers share one."""

    def survey(self) -> list[Statement]:
        """What the table `days` needs, and that."""

    def settle(self, tables: Tables) -> None:
        """Note which editions have equal answers in these data; after `ready`."""

    def ready(self) -> list[Statement]:
        """What every quantity needs."""

    def counted(self, edition: str) -> list[Statement]:
        """The table `counted_KEY` of an edition."""

    def counted_codes(self, edition: str) -> str:
        """The query of the counted codes of an edition, after `counted`; of logs only."""

    def changes(self, edition: str, period: str, period_ms: int) -> list[Statement]:
        """The table of seats taken and freed."""

    def slots(self, edition: str) -> list[Statement]:
        """The table of active devices by slot."""

    def instances(self, edition: str, asks_record: bool) -> list[Statement]:
        """The table of instances by slot."""

    def servers(self) -> list[Statement]:
        """The table of servers that come and go."""

    def most_asked(self, edition: str) -> str:
        """The query of the most instances that a machine asks for; after `instances`."""
