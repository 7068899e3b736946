"""The statements of our own traces, in order: what each quantity needs, made once."""

from __future__ import annotations

from licensim.plan.statements import frames, holding, instances, lines
from licensim.plan.statements.servers import CHANGES, TRACE_SERVERS
from licensim.plan.statements.slots import device_slots
from licensim.plan.statements.statement import Rows, Statement
from licensim.plan.statements.survey import TRACE_DAYS


class Traces:
    """Lines of our own traces; `forget_ms` is what `duplicateForgetTime` is without a setting."""

    def __init__(self, forget_ms: int) -> None:
        self._forget_ms = forget_ms

    who = "uuid"
    ordered = True
    pages = "pages"

    def key(self, edition: str) -> str:
        """The name of an edition in the names of tables."""
        return f"{edition}_{self._forget_ms}".replace("-", "_").replace(".", "_")

    def survey(self) -> list[Statement]:
        """The table `days`."""
        return [TRACE_DAYS]

    def settle(self, tables: Rows) -> None:
        """Editions are never alike here: each event has its own settings."""

    def ready(self) -> list[Statement]:
        """What every quantity needs; `places` and `events` are made before, from them come the hosts."""
        return [*self.survey(), lines.PAGES, instances.MACHINES]

    def counted(self, edition: str) -> list[Statement]:
        """The table `counted_KEY` of an edition."""
        return frames.counted(edition, self.key(edition), self._forget_ms)

    def counted_codes(self, edition: str) -> str:
        """Raise AssertionError: a trace is cut by its lines."""
        raise AssertionError(f"a trace is cut by its lines, whatever counts under {edition}")

    def changes(self, edition: str, period: str, period_ms: int) -> list[Statement]:
        """The table `changes_KEY_PERIOD`."""
        key = self.key(edition)
        return [holding.device_events(key), holding.changes(key, period, period_ms)]

    def slots(self, edition: str) -> list[Statement]:
        """The table `slots_KEY`."""
        return [device_slots(self.key(edition), self.who)]

    def instances(self, edition: str, asks_record: bool) -> list[Statement]:
        """The table of instances of each slot, the last of these."""
        return instances.trace_instances(self.key(edition), asks_record)

    def servers(self) -> list[Statement]:
        """The table `server_changes`."""
        return [TRACE_SERVERS, CHANGES]

    def most_asked(self, edition: str) -> str:
        """The query of the most instances that a machine asks for."""
        return f"select max(x) from server_asks_{self.key(edition)}"
