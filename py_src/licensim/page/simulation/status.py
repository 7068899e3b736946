"""The state of a simulated session: its items as in `status`, its clients, its seats over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.watched_simulation import WatchedSimulation
from licensim.page.status import status
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ClientIdentity
from licensim.rules.timeline import DAY_MS, SLOTS_PER_DAY, slot_of


@dataclass(frozen=True, slots=True)
class ClientView:
    """The simulation as one of its clients sees it."""

    watched: WatchedSimulation
    half: ClientHalf
    ledger: MemoryLedger

    @property
    def document(self) -> Document:
        """The license in force."""
        return self.watched.simulation.document

    @property
    def authority(self) -> Authority:
        """The license server."""
        return self.watched.simulation.authority

    @property
    def client(self) -> ClientIdentity:
        """The client whose view this is."""
        return self.half.client

    def due(self, now: int) -> int | None:
        """The next instant at which a seat, an item, a slot or a local license ends, or a report is due."""
        instants = [self.authority.due(self.client.key, now), self.watched.next_report(now)]
        ends = [one.until for half in self.watched.simulation.clients.values() for one in half.listings]
        instants += [end for end in ends if end > now]
        return min((at for at in instants if at is not None), default=None)


def view_of(session: SimulatedSession, name: str) -> ClientView | None:
    """The simulation as the client `name` sees it; None if it is not open, or its key is unknown."""
    half = session.watched.simulation.clients.get(name)
    ledger = None if half is None else session.watched.simulation.ledger_of(half.client.key)
    if half is None or ledger is None:
        return None
    return ClientView(session.watched, half, ledger)


def simulated_status(session: SimulatedSession, name: str, day: int | None) -> dict[str, Any]:
    """Everything that panels show; only the slots of one UTC day, which contains `day`, None for today."""
    session.watched.simulation.apply_releases()
    seen = view_of(session, name)
    shown = session.at if day is None else day
    found = {"items": [], "client": None, "due": None} if seen is None else status(seen, session.at)
    for item in found["items"]:
        if "slots" in item:
            item["slots"] = slots_of_day(item["slots"], shown)
    return {
        **found,
        "t": session.at,
        "day": shown - shown % DAY_MS,
        "slot": slot_of(session.at),
        "events": len(session.lines),
        "reachable": session.watched.simulation.reachable,
        "unsaid": session.unsaid,
        "seats": session.watched.seats,
        "clients": [_client(session, one) for one in session.watched.simulation.clients],
    }


def slots_of_day(slots: dict[str, int], at: int) -> dict[str, int]:
    """The slots of the UTC day that contains `at`."""
    first = slot_of(at - at % DAY_MS)
    return {str(n): slots[str(n)] for n in range(first, first + SLOTS_PER_DAY) if str(n) in slots}


def _client(session: SimulatedSession, name: str) -> dict[str, Any]:
    half, now = session.watched.simulation.clients[name], session.at
    client, rhythm = half.client, session.rhythms.get(name)
    return {
        "name": name,
        "uuid": client.uuid,
        "key": client.key,
        "deployment": client.deployment,
        "origin": None if client.origin is None else client.origin.text,
        "server": client.server,
        "serves": client.server_class,
        "license": [{"item": one.item, "until": one.until} for one in half.listings if one.until > now],
        "seats": _seats(session, half),
        "asked": half.machine.instances,
        "alive": half.machine.alive,
        "idle": half.idle_instances(now),
        "behind_ms": session.watched.disturbed.behind.get(name, 0),
        "full": name in session.watched.disturbed.full,
        "copy_of": session.watched.disturbed.copies.get(name),
        "every_ms": None if rhythm is None else rhythm.every_ms,
        "unsent": sum(one.report.count for one in half.unsent.all()),
    }


def _seats(session: SimulatedSession, half: ClientHalf) -> dict[str, int]:
    """By item, the end of the seat that the client or its machine holds."""
    client, ledger = half.client, session.watched.simulation.ledger_of(half.client.key)
    project = session.watched.simulation.document.project(client.key)
    if ledger is None or project is None:
        return {}
    holders = {item.id: OPTIONS[item.option].holder(client) for item in project.items}
    found = {item: ledger.seat(item, holder) for item, holder in holders.items() if holder is not None}
    return {item: until for item, until in found.items() if until is not None and until > session.at}
