"""The state of the simulation: the server's one clock and its faults; one row that all processes share."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from licensim.rules.input.fields import MAX_INSTANT, Boolean, Integer
from licensim.rules.input.shapes import Object
from licensim.server.deciding.requests import Asked
from licensim.server.simulation.faults import RequestFaults, SimulatedFault
from licensim.server.sql.schema import SIMULATION

CLOCK: Final = Object(
    {},
    {
        "set_to": Integer(0, MAX_INSTANT, doc="the instant to show now"),
        "advance_ms": Integer(0, MAX_INSTANT, doc="how far to move on, after set_to"),
        "frozen": Boolean(doc="whether it stands still; unchanged when left out"),
        "real": Boolean(doc="first become the real clock again"),
    },
    title="a change of the clock",
    absent_null=True,
)


@dataclass(frozen=True, slots=True)
class ServerClock:
    """The one clock of server and attached clients: real time plus an offset, or a frozen instant."""

    offset_ms: int = 0
    frozen_at: int | None = None

    def now(self, real: int | None = None) -> int:
        """The clock's instant in UTC milliseconds; `real` is that of the machine's clock."""
        if self.frozen_at is not None:
            return self.frozen_at
        return (real_now() if real is None else real) + self.offset_ms

    def changed(self, change: dict[str, Any], real: int) -> ServerClock:
        """The clock after a change as `CLOCK` describes it."""
        before = ServerClock() if change.get("real") else self
        at = change.get("set_to", before.now(real)) + change.get("advance_ms", 0)
        at = min(at, MAX_INSTANT)
        frozen = change.get("frozen", before.frozen_at is not None)
        return ServerClock(0, at) if frozen else ServerClock(at - real)

    def to_wire(self, real: int | None = None) -> dict[str, Any]:
        """The clock as a JSON object."""
        frozen = self.frozen_at is not None
        return {"now": self.now(real), "frozen": frozen, "offset_ms": self.offset_ms}


def real_now() -> int:
    """The instant of the machine's clock, in UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class SimulationState:
    """The clock and the faults, as of a version of their row."""

    version: int
    clock: ServerClock
    faults: list[SimulatedFault]

    def faults_for(self, asked: Asked) -> RequestFaults:
        """The faults that apply to a request; they count it."""
        found = []
        for place, one in enumerate(self.faults):
            if one.fits(asked):
                applies, self.faults[place] = one.next()
                if applies:
                    found.append(one)
        return RequestFaults(tuple(found))


class SimulationStates:
    """The state as cached by a process; read again when its row has a newer version."""

    def __init__(self) -> None:
        self.last = SimulationState(-1, ServerClock(), [])
        """The state that was read last, for uses that accept an old one."""

    def read(self, connection: Connection, version: int) -> SimulationState:
        """The state, whose row has this version or a newer one; locked for writing if it has faults."""
        if self.last.version < version:
            self.last = self.load(connection, for_update=False)
        # Faults count their requests: only one transaction at a time may use them.
        return self.load(connection, for_update=True) if self.last.faults else self.last

    def load(self, connection: Connection, for_update: bool) -> SimulationState:
        """The state of any version."""
        query = select(SIMULATION.c.version, SIMULATION.c.state).where(SIMULATION.c.id == 1)
        version, text = connection.execute(query.with_for_update() if for_update else query).one()
        state = json.loads(text)
        faults = [SimulatedFault(**one) for one in state.get("faults", [])]
        return SimulationState(version, ServerClock(**state.get("clock", {})), faults)

    def save(self, connection: Connection, state: SimulationState) -> None:
        """Write a changed state, which was loaded for update."""
        clock = {"offset_ms": state.clock.offset_ms, "frozen_at": state.clock.frozen_at}
        row = {"clock": clock, "faults": [one.to_wire() for one in state.faults]}
        connection.execute(_SAVE, {"version": state.version + 1, "state": json.dumps(row)})


_SAVE: Final = (
    update(SIMULATION)
    .where(SIMULATION.c.id == 1)
    .values(version=bindparam("version"), state=bindparam("state"))
)
