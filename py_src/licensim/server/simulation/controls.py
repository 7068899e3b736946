"""The simulation's controls: clock, faults, reset. They change the one row that all processes share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select, update

from licensim.server.simulation.faults import SimulatedFault
from licensim.server.simulation.simulation import ServerClock, SimulationState, SimulationStates, real_now
from licensim.server.sql.database import Database
from licensim.server.sql.schema import OF_PROJECTS, PROJECT


class Controls:
    """The controls over one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._worlds = SimulationStates()

    def clock(self, change: dict[str, Any] | None = None) -> dict[str, Any]:
        """The clock, after a change as `simulation.CLOCK` describes it."""
        with self._database.begin() as connection:
            state, real = self._load(connection), real_now()
            if change is not None:
                state.clock = state.clock.changed(change, real)
                self._save(connection, state)
            return state.clock.to_wire(real)

    def faults(self, faults: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """All faults, after `faults` have replaced them, unless None."""
        with self._database.begin() as connection:
            state = self._load(connection)
            if faults is not None:
                state.faults = [SimulatedFault(**one) for one in faults]
                self._save(connection, state)
            return {"faults": [one.to_wire() for one in state.faults]}

    def reset(self, key: str | None) -> dict[str, Any]:
        """Forget everything of one project; with None of all projects, also the clock and the faults."""
        with self._database.begin() as connection:
            rows = select(PROJECT.c.project).order_by(PROJECT.c.project).with_for_update()
            found = connection.execute(rows if key is None else rows.where(PROJECT.c.project == key))
            projects = list(found.scalars())
            for project in projects:
                _empty(connection, project)
            if key is None:
                state = self._load(connection)
                state.clock, state.faults = ServerClock(), []
                self._worlds.save(connection, state)
            connection.commit()
        return {"reset": [project for project in projects if project]}

    def _load(self, connection: Connection) -> SimulationState:
        return self._worlds.load(connection, for_update=True)

    def _save(self, connection: Connection, state: SimulationState) -> None:
        self._worlds.save(connection, state)
        connection.commit()


def _empty(connection: Connection, project: str) -> None:
    """Delete a project's rows; the project's own row gets a new version, so that caches are not trusted."""
    for table in OF_PROJECTS:
        if table is not PROJECT:
            connection.execute(delete(table).where(table.c.project == project))
    emptied = update(PROJECT).where(PROJECT.c.project == project)
    connection.execute(emptied.values(version=PROJECT.c.version + 1, swept_at=0, totals="{}"))
