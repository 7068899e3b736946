"""The statements of logs, in order: what each quantity needs, made once."""

from __future__ import annotations

from collections.abc import Sequence

from licensim.plan.statements import seats, windows
from licensim.plan.statements.instances import LOG_INSTANCES
from licensim.plan.statements.servers import CHANGES, LOG_SERVERS
from licensim.plan.statements.slots import device_slots
from licensim.plan.statements.statement import MOBILE, Rows, Statement, Window, window_of
from licensim.plan.statements.survey import days_of
from licensim.rules.license.profile import EDITIONS


class Logs:
    """Rows of logs: `deployments` are those in them, `forget_ms` is what `duplicateForgetTime` is set to."""

    def __init__(self, deployments: Sequence[str], forget_ms: int) -> None:
        self._deployments = deployments
        self._windows = {edition: window_of(edition, forget_ms) for edition in EDITIONS}

    who = "client"
    ordered = False
    pages = '(select client, t, 0 as seq, module, "count" as n from others where "type" = \'page\') as pages'

    def key(self, edition: str) -> str:
        """The name of an edition in the names of tables; editions with equal windows share one."""
        return self._windows[edition].name

    @property
    def _memories(self) -> list[tuple[int, str]]:
        """The windows for which there are islands, with their deployments."""
        own = {window.forget_ms for window in self._windows.values()}
        found = [(forget_ms, "browser") for forget_ms in sorted(own) if "browser" in self._deployments]
        return found + ([(MOBILE.forget_ms, "mobile")] if "mobile" in self._deployments else [])

    def survey(self) -> list[Statement]:
        """What the table `days` needs, and that."""
        buckets = [windows.buckets(*one) for one in self._memories]
        return [
            windows.OTHERS,
            *buckets,
            days_of([(one.name, kind) for one, (_, kind) in self._first(buckets)]),
        ]

    def _first(self, buckets: list[Statement]) -> list[tuple[Statement, tuple[int, str]]]:
        """Of each deployment the buckets of one window: all windows see the same rows."""
        found = {memory[1]: (one, memory) for one, memory in zip(buckets, self._memories, strict=True)}
        return list(found.values())

    def ready(self) -> list[Statement]:
        """What every quantity needs."""
        made = [*self.survey(), windows.BREAKS, windows.PLAIN]
        for one in self._memories:
            made += windows.islands(*one)
        return made

    def settle(self, tables: Rows) -> None:
        """Where no island is odd, it counts once however windows run: editions are alike then."""
        query = "select count(*) from odd_browser_{}"
        for edition, window in self._windows.items():
            if "browser" in self._deployments and not tables.rows(query.format(window.forget_ms))[0][0]:
                self._windows[edition] = Window(window.forget_ms, restarts=True)

    def counted(self, edition: str) -> list[Statement]:
        """The table `counted_KEY` of an edition."""
        return windows.counted(self._windows[edition], self._deployments)

    def counted_codes(self, edition: str) -> str:
        """The query of the counted codes of an edition, after `counted`."""
        return windows.counted_codes(self._windows[edition], self._deployments)

    def changes(self, edition: str, period: str, period_ms: int) -> list[Statement]:
        """The table `changes_KEY_PERIOD`."""
        window: Window = self._windows[edition]
        return [seats.contacts(window), seats.changes(window, period, period_ms)]

    def slots(self, edition: str) -> list[Statement]:
        """The table `slots_KEY`."""
        return [device_slots(self.key(edition), self.who)]

    def instances(self, edition: str, asks_record: bool) -> list[Statement]:
        """The table of instances of each slot, the last of these."""
        return [LOG_INSTANCES[asks_record]]

    def servers(self) -> list[Statement]:
        """The table `server_changes`."""
        return [LOG_SERVERS, CHANGES]

    def most_asked(self, edition: str) -> str:
        """The query of the most instances that a machine asks for: logs show no ask for more than one."""
        return """select max(active) from (select least(active, 1) as active from instances_asks) as asked"""
