"""How a simulated session stands: its items as `status` tells them, its clients, its seats over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.world import World
from licensim.page.status import status
from licensim.rules.authority.authority import Authority
from licensim.rules.client.edition import Edition
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Client
from licensim.rules.timeline import DAY_MS, SLOTS_PER_DAY, slot_of


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The world as one of its clients sees it."""

    world: World
    edition: Edition
    ledger: MemoryLedger

    @property
    def document(self) -> Document:
        """The license in force."""
        return self.world.simulation.document

    @property
    def authority(self) -> Authority:
        """The license server."""
        return self.world.simulation.authority

    @property
    def client(self) -> Client:
        """Who looks."""
        return self.edition.client

    def due(self, now: int) -> int | None:
        """When anything changes by itself next: a seat or an item ends, a slot, a local license, a report."""
        instants = [self.authority.due(self.client.key, now), self.world.next_report(now)]
        ends = [one.until for edition in self.world.simulation.clients.values() for one in edition.listings]
        instants += [end for end in ends if end > now]
        return min((at for at in instants if at is not None), default=None)


def standpoint(session: SimulatedSession, name: str) -> Standpoint | None:
    """The world as the client of a name sees it; None for one that is not open, or of an unknown key."""
    edition = session.world.simulation.clients.get(name)
    ledger = None if edition is None else session.world.simulation.ledger_of(edition.client.key)
    if edition is None or ledger is None:
        return None
    return Standpoint(session.world, edition, ledger)


def simulated_status(session: SimulatedSession, name: str, day: int | None) -> dict[str, Any]:
    """Everything that panels show; slots only those of one UTC day, which `day` lies in, None for today."""
    session.world.simulation.hear_releases()
    seen = standpoint(session, name)
    shown = session.at if day is None else day
    found = {"items": [], "client": None, "due": None} if seen is None else status(seen, session.at)
    for item in found["items"]:
        if "slots" in item:
            item["slots"] = _slots_of_day(item["slots"], shown)
    return {
        **found,
        "t": session.at,
        "day": shown - shown % DAY_MS,
        "slot": slot_of(session.at),
        "events": len(session.lines),
        "reachable": session.world.simulation.reachable,
        "unsaid": session.unsaid,
        "seats": session.world.seats,
        "clients": [_client(session, one) for one in session.world.simulation.clients],
    }


def _slots_of_day(slots: dict[str, int], at: int) -> dict[str, int]:
    first = slot_of(at - at % DAY_MS)
    return {str(n): slots[str(n)] for n in range(first, first + SLOTS_PER_DAY) if str(n) in slots}


def _client(session: SimulatedSession, name: str) -> dict[str, Any]:
    edition, now = session.world.simulation.clients[name], session.at
    client, rhythm = edition.client, session.rhythms.get(name)
    return {
        "name": name,
        "uuid": client.uuid,
        "key": client.key,
        "deployment": client.deployment,
        "origin": None if client.origin is None else client.origin.text,
        "server": client.server,
        "serves": client.server_class,
        "license": [{"item": one.item, "until": one.until} for one in edition.listings if one.until > now],
        "seats": _seats(session, edition),
        "asked": edition.machine.instances,
        "alive": edition.machine.alive,
        "idle": edition.idle_instances(now),
        "behind_ms": session.world.disturbed.behind.get(name, 0),
        "full": name in session.world.disturbed.full,
        "copy_of": session.world.disturbed.copies.get(name),
        "every_ms": None if rhythm is None else rhythm.every_ms,
        "unsent": sum(one.report.count for one in edition.unsent.all()),
    }


def _seats(session: SimulatedSession, edition: Edition) -> dict[str, int]:
    """Until when the client has a seat, or its machine has one, of each item."""
    client, ledger = edition.client, session.world.simulation.ledger_of(edition.client.key)
    project = session.world.simulation.document.project(client.key)
    if ledger is None or project is None:
        return {}
    holders = {item.id: OPTIONS[item.option].holder(client) for item in project.items}
    found = {item: ledger.seat(item, holder) for item, holder in holders.items() if holder is not None}
    return {item: until for item, until in found.items() if until is not None and until > session.at}
