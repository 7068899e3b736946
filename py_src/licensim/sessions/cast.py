"""A cast: many simulated devices that scan at a rhythm over days. A cast is data, and expands into events.

The same cast always expands into the same events, in the order of time. On each day of work a device opens
the application, then scans `scans` times, spread over the hours of work at random by `seed`; each scan is a
code that was never seen before. The devices share `places`: origins for pages, machines for server programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Faults, Malformed
from licensim.rules.input.fields import MAX_QUOTA, Integer, Invalid
from licensim.rules.input.shapes import Object
from licensim.rules.license.profile import EDITIONS
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULES, ClientIdentity, Use
from licensim.rules.origins.origin import DEPLOYMENTS, Origin
from licensim.rules.timeline import DAY_MS

MAX_DEVICES: Final = 10_000
MAX_EVENTS: Final = 1_000_000
"""How many events a cast may have."""
WEEK: Final = 7
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday
_EDITIONS: Final = tuple(EDITIONS)

_CAST: Final = Object(
    {
        "devices": Integer(1, MAX_DEVICES),
        "days": Integer(1, 366),
        "scans": Integer(1, 1_000, doc="of each device on a day of work"),
        "places": Integer(1, 1_000, doc="origins of pages, machines of server programs"),
    },
    {
        "from_ms": Integer(0, DAY_MS, doc="the time of day at which work begins, UTC"),
        "to_ms": Integer(0, DAY_MS, doc="the time of day at which work ends, UTC"),
        "week": Integer(1, WEEK, doc="days of work in a week, from Monday on"),
        "seed": Integer(0, MAX_QUOTA),
    },
    title="a cast",
    absent_null=True,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Devices and their rhythm; see the module."""

    devices: int
    days: int
    scans: int
    places: int
    from_ms: int = 8 * 3_600_000
    to_ms: int = 20 * 3_600_000
    week: int = WEEK
    seed: int = 1

    def works_on(self, day: int) -> bool:
        """Whether a day since the epoch is a day of work."""
        return (day + _EPOCH_WEEKDAY) % WEEK < self.week

    def begin(self, now: int) -> int:
        """The first midnight at or after `now` that begins a day of work."""
        day = -(-now // DAY_MS)
        while not self.works_on(day):
            day += 1
        return day * DAY_MS

    def days_of_work(self, begin: int) -> list[int]:
        """The first instants of the days of work, if the cast begins at `begin`."""
        first = begin // DAY_MS
        return [day * DAY_MS for day in range(first, first + self.days) if self.works_on(day)]

    def events_a_day(self) -> int:
        """How many events a day of work has: each device opens, then scans."""
        return self.devices * (1 + self.scans)


def read_cast(value: object) -> Cast:
    """Check a cast. Raises Malformed with every fault."""
    faults = Faults()
    found = _CAST.parse(value, "cast", faults)
    if faults or isinstance(found, Invalid):
        raise Malformed(faults, faults.more)
    cast = Cast(**found)
    if cast.from_ms >= cast.to_ms:
        raise Malformed((Fault("cast.to_ms", "must be later than from_ms"),))
    events = cast.events_a_day() * sum(cast.works_on(day) for day in range(cast.days))
    if events > MAX_EVENTS:
        raise Malformed((Fault("cast", f"must have at most {MAX_EVENTS:,} events, not {events:,}"),))
    return cast


@dataclass(frozen=True, slots=True)
class Role:
    """What the devices of a cast do under a license: their deployment, and a scan or a page of a `module`."""

    deployment: str
    module: str | None = None

    @property
    def is_server(self) -> bool:
        """Whether the devices are programs on server machines."""
        return self.deployment == "server"

    @property
    def noun(self) -> str:
        """What a device counts, in one word."""
        return "scan" if self.module is None else "page"

    @property
    def place(self) -> str:
        """What the devices share, in one word."""
        return "origin" if self.deployment == "browser" else "machine"


def role_under(document: Document, key: str) -> Role:
    """The first role that an item of the project serves; scans of a browser if no item serves any (OPT-1)."""
    roles = [Role(deployment) for deployment in DEPLOYMENTS]
    roles += [Role(deployment, module) for deployment in DEPLOYMENTS for module in MODULES]
    return next((one for one in roles if _is_served(document, key, one)), roles[0])


def _is_served(document: Document, key: str, role: Role) -> bool:
    project = document.project(key)
    client = ClientIdentity("", key, role.deployment)
    use = Use(role.noun, 1, role.module)  # type: ignore[arg-type]
    items = [] if project is None else project.items
    return any(
        use.is_of(item)
        and OPTIONS[item.option].serves(item, client, use)
        and OPTIONS[item.option].takes(item, client, use)
        for item in items
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a cast works: its role, its project's key, and the origins of pages, one for each place."""

    role: Role
    key: str
    origins: Sequence[Origin]

    def opening(self, number: int, cast: Cast) -> dict[str, Any]:
        """The event with which device `number` opens the application; editions and places go round."""
        role = self.role
        event = {
            "type": "open",
            "client": name_of(number),
            "key": self.key,
            "deployment": role.deployment,
        }
        if role.deployment == "browser":
            edition = _EDITIONS[number % len(_EDITIONS)]
            return {**event, "origin": self.origins[number % len(self.origins)], "edition": edition}
        return event | ({"server_id": f"machine-{number % cast.places + 1}"} if role.is_server else {})

    def use(self, device: int, number: int) -> dict[str, Any]:
        """The event of use `number` of all: a new code, or a page."""
        event = {"client": name_of(device)}
        if self.role.module is not None:
            return {"type": "pages", **event, "module": self.role.module, "count": 1}
        return {"type": "image", **event, "codes": [{"format": "QRCode", "text": f"parcel {number}"}]}


def name_of(device: int) -> str:
    """The name of a device, from 0."""
    return f"device-{device + 1}"


def events(cast: Cast, stage: Stage, begin: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the events of a cast with their instants, as `Simulation.handle` takes them, from a midnight on.

    A day's hours are divided into as many equal parts as a device has scans; in each part it scans once.
    """
    random = Random(cast.seed).random  # noqa: S311 - repeatable, not secret
    openings = [stage.opening(device, cast) for device in range(cast.devices)]
    part = (cast.to_ms - cast.from_ms) / cast.scans
    used = 0
    for day in cast.days_of_work(begin):
        for scan in range(cast.scans):
            since = day + cast.from_ms + scan * part
            for at, device in sorted((int(since + random() * part), n) for n in range(cast.devices)):
                if scan == 0:
                    yield at, openings[device]
                used += 1
                yield at, stage.use(device, used)
