"""Real sessions for every option with every possible reason, and the ledger's figures.

`walk` plays them; each `Step` has an answer, and the ledger's records before and after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from licenses import DAY, ORIGIN, SLOT, START, WEEK, YEAR, World, client, item, world
from licensim.rules.answer import Answer
from licensim.rules.authority.requests import Ask, Report
from licensim.rules.explain.answers import explain_answer
from licensim.rules.options.case import OPEN

SERVER = {"deployment": "server"}
MINUTE = 60_000


@dataclass(frozen=True)
class Step:
    """One answer of a session; `item` is the license's item that it names."""

    session: str
    answer: dict[str, Any]
    text: str
    item: dict[str, Any] | None
    before: dict[str, Any]
    after: dict[str, Any]
    at: int

    @property
    def cap(self) -> int:
        """The quota with its grace, computed independently (ITEM-3, DEV-6)."""
        found = self.item or {}
        default = {"per_client_device": "0.1", "per_server": "0"}.get(found["option"], "0.05")
        grace = Decimal(str(found.get("grace", default)))
        more = (found["quota"] * grace).to_integral_value(ROUND_HALF_UP)
        return int(found["quota"] + more)


@dataclass
class Session:
    """A session of one license, which records its steps."""

    name: str
    items: tuple[dict[str, Any], ...]
    project: dict[str, Any] = field(default_factory=dict)
    reports: str | None = None
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world: World = world(*self.items, reports=self.reports, **self.project)
        self.notices: dict[str, int] = {}

    def open(self, at: int = START, name: str = "a", **fields: Any) -> Answer:
        """Open a client."""
        return self._told(at, lambda: self.world.open(at, name, **fields))

    def frame(self, at: int, *texts: str, name: str = "a") -> Answer:
        """Show codes to a client."""
        return self._told(at, lambda: self.world.frame(at, *texts, name=name))

    def do(self, kind: str, at: int, name: str = "a", **fields: Any) -> Answer:
        """Play another event."""
        return self._told(at, lambda: self.world.do(kind, at, name, **fields))

    def pages(self, at: int, count: int, module: str = "core", name: str = "a") -> Answer:
        """Count pages."""
        return self.do("pages", at, name, module=module, count=count)

    def report(self, at: int, slot: int, count: int, name: str = "a") -> Answer:
        """Report scans to the server."""
        who = self.world.clients[name].client
        told = Report(f"report {len(self.steps)}", slot, slot * SLOT, count)
        return self._told(at, lambda: self.world.authority.report(who, [told], at)[0][0], slot * SLOT)

    def figures(self, at: int) -> dict[str, Any]:
        """The ledger's records of each item."""
        usage: dict[str, Any] = self.world.authority.usage("K", at)
        for found in self.items:
            if "seats" in usage[found["id"]]:
                usage[found["id"]]["free_at"] = self.world.ledger.next_seat_end(found["id"])
        return usage

    def _told(self, at: int, act: Any, happened_at: int | None = None) -> Answer:
        before = self.figures(at)
        answer: Answer = act()
        wire = answer.to_wire()
        of = next((one for one in self.items if one["id"] == answer.item), None)
        name = "" if of is None else of["id"]
        known = before.get(name, {}), self.figures(at).get(name, {})
        self.steps.append(
            Step(
                self.name, wire, explain_answer(wire), of, *known, at if happened_at is None else happened_at
            )
        )
        return answer


def walk() -> Iterator[Step]:
    """Every step of every session."""
    for play in (scans, pages, devices, servers, domains, concurrent_devices, concurrent_instances):
        for session in play():
            yield from session.steps
    for play in (expiry, deployments, projects, without_item, without_server, reports, local_events):
        for session in play():
            yield from session.steps


QUOTAS: list[dict[str, Any]] = [
    {"quota": 10},
    {"quota": 10, "grace": 0.5},
    {"quota": 1},
    {"quota": 1, "grace": 0},
    {"quota": 1, "grace": 3},
    {"quota": 0},
    {"quota": 2, "grace": 0.125},
    {"quota": 1500},
]


def scans() -> Iterator[Session]:
    """Scans up to the quota, in its grace, above it; one at a time and many at once."""
    for amounts in QUOTAS:
        session = Session(f"scans {amounts}", (item("per_barcode_scan", **amounts),))
        session.open()
        if amounts["quota"] > 100:
            session.frame(START, *(f"many {n}" for n in range(amounts["quota"] - 1)))
        for n in range(20 if amounts["quota"] <= 10 else 3):
            session.frame(START + n, f"code {n}")
        session.frame(START + 20, "code 19")
        yield session
    session = Session("many scans at once", (item("per_barcode_scan", quota=10),))
    session.open()
    session.frame(START, *"ABCDEFGH")
    session.frame(START + 1, *"abcdefgh")
    session.frame(START + 2, "one more")
    session.do("image", START + 3, codes=[{"format": "Q", "text": "in a picture"}])
    yield session


def pages() -> Iterator[Session]:
    """The same for pages."""
    for amounts in QUOTAS:
        session = Session(
            f"pages {amounts}", (item("per_page", **amounts), item("per_page", "o", module="ocr"))
        )
        session.open()
        for n in range(12):
            session.pages(START + n, 1 if amounts["quota"] <= 2 else amounts["quota"] // 5)
        session.pages(START + 13, 1, module="ocr")
        yield session


def devices() -> Iterator[Session]:
    """Seats that are taken, held, over the quota, refused, and free again."""
    for amounts in QUOTAS[:-1]:
        session = Session(f"devices {amounts}", (item("per_client_device", **amounts),))
        for n in range(18 if amounts["quota"] > 2 else 6):
            session.open(START + n * MINUTE, f"client {n}")
        session.open(START + 30 * MINUTE, "client 0")
        if session.steps[0].answer["answer"] != "refused":
            session.frame(START + 31 * MINUTE, "A", name="client 0")
            session.frame(START + 31 * MINUTE, "A", name="client 0")
            session.do("release", START + 32 * MINUTE, "client 0")
        session.open(START + 33 * MINUTE, "client 0")
        session.open(START + 2 * DAY, "client 17")
        yield session


def servers() -> Iterator[Session]:
    """Seats of servers, exempt hosts, machines that are not servers."""
    for quota in (0, 1, 2):
        session = Session(f"servers {quota}", (item("per_server", quota=quota),))
        for n in range(quota + 1):
            session.open(START + n, f"client {n}", origin=f"https://host-{n}.example.com")
        session.open(START + 9, "local", origin="http://localhost:3000")
        session.open(START + 9, "named", deployment="server", server_id="rack-1")
        session.open(START + 9, "unnamed", deployment="desktop", serves="kiosk")
        session.open(START + 9, "users", deployment="desktop", serves="users")
        session.open(START + 10, "client 0", origin="https://host-0.example.com")
        session.open(START + 11, "one", deployment="desktop", serves="one")
        session.open(START + 12, "silent", deployment="desktop")
        session.open(START + 12, "phone", deployment="mobile")
        yield session


def domains() -> Iterator[Session]:
    """Covered and other hosts."""
    session = Session("domains", (item("per_domain"),), {"settings": {"development_hosts": ["localhost"]}})
    for n, origin in enumerate((ORIGIN, "https://example.com", "https://other.org", "http://localhost:1")):
        session.open(START, f"client {n}", origin=origin)
    session.frame(START, "A", name="client 0")
    session.open(START, "server", deployment="server")
    yield session


DEVICES_AT_ONCE: list[dict[str, Any]] = [
    {"quota": 2},
    {"quota": 1, "allowance": 1},
    {"quota": 0, "allowance": 0},
    {"quota": 0},
]


def concurrent_devices() -> Iterator[Session]:
    """Devices of one slot; the allowance unused, used up, and exceeded by one."""
    for amounts in DEVICES_AT_ONCE:
        session = Session(f"concurrent devices {amounts}", (item("per_concurrent_device", **amounts),))
        for n in range(4):
            session.open(START, f"client {n}")
            session.frame(START + n, "A", name=f"client {n}")
            session.frame(START + n, "A", name=f"client {n}")
        for n in range(4):
            session.frame(START + SLOT + n, "B", name=f"client {n}")
        session.open(START + SLOT + 9, "client 0")
        session.open(START + 2 * SLOT, "client 0")
        session.open(START + YEAR, "client 0")
        yield session
    two_years = item("per_concurrent_device", quota=0, allowance=0, expires_at=START + 2 * YEAR)
    session = Session("concurrent devices, two years", (two_years,))
    session.open(START)
    session.frame(START, "A")
    session.frame(START + SLOT, "B")
    session.open(START + YEAR)
    yield session


INSTANCES_AT_ONCE: list[dict[str, Any]] = [
    {"quota": 4},
    {"quota": 2, "allowance": 0},
    {"quota": 1, "allowance": 2},
    {"quota": 0},
]


def concurrent_instances() -> Iterator[Session]:
    """Asks within and above N, the allowance, `create` and `destroy`."""
    for amounts in INSTANCES_AT_ONCE:
        session = Session(f"concurrent instances {amounts}", (item("per_concurrent_instance", **amounts),))
        for n, name in enumerate("abc"):
            session.open(START + n, name, **SERVER)
            session.do("instances", START + n, name, ask=2)
            session.do("instance", START + n, name, op="create")
            session.do("instance", START + n, name, op="create")
            session.do("instance", START + n, name, op="create")
            session.frame(START + n, "A", name=name)
        session.do("instances", START, ask=5)
        session.do("instance", START, op="destroy")
        for name in "abc":
            session.do("instances", START + SLOT, name, ask=1)
            session.frame(START + SLOT, "B", name=name)
        yield session
    big, small = (
        item("per_concurrent_instance", "big", quota=9),
        item("per_concurrent_instance", "small", quota=1),
    )
    session = Session("an earlier ask", ({**big, "expires_at": START + SLOT}, small))
    session.open(START, **SERVER)
    session.do("instances", START, ask=5)
    session.do("instances", START + SLOT + WEEK, ask=1)
    yield session


def expiry() -> Iterator[Session]:
    """Before, during and after the validity of an item of each option."""
    ends_at = START + DAY
    for option in ("per_barcode_scan", "per_page", "per_client_device", "per_server", "per_domain",
                   "per_concurrent_device", "per_concurrent_instance"):  # fmt: skip
        who = SERVER if option == "per_concurrent_instance" else {}
        found = item(option, starts_at=START + MINUTE, expires_at=ends_at)
        session = Session(f"times of {option}", (found,))
        for at in (START, START + MINUTE, ends_at - 1, ends_at, ends_at + WEEK - 1, ends_at + WEEK):
            session.open(at, **who)
        yield session
        session = Session(f"revoked {option}", (item(option, status="revoked"),))
        session.open(START, **who)
        yield session


def deployments() -> Iterator[Session]:
    """Clients with a deployment that an item does not accept."""
    for option, fields in (
        ("per_barcode_scan", {"deployment": "mobile"}),
        ("per_client_device", {"deployment": "embedded"}),
        ("per_domain", {}),
        ("per_concurrent_device", {"deployment": "server"}),
        ("per_concurrent_instance", {}),
    ):
        session = Session(f"deployments of {option}", (item(option, **fields),))
        session.open(START, deployment="desktop")
        yield session
    session = Session("scans of a web server", (item("per_server"),))
    session.open(START)
    session.frame(START, "A")
    yield session


def projects() -> Iterator[Session]:
    """The checks before those of items."""
    for project, fields in (
        ({}, {"origin": "http://192.168.0.5"}),
        ({"session_password": "s"}, {}),
        ({"session_password": "s"}, {"password": "t"}),
        ({"website_domains": ["a.org", "b.org"]}, {}),
        ({"website_domains": [f"site-{n}.org" for n in range(9)]}, {}),
    ):
        session = Session(f"project {project}", (item("per_barcode_scan"),), project)
        session.open(START, **fields)
        yield session
    session = Session("an unknown key", (item("per_barcode_scan"),))
    session.do("open", START, "x", key="DEMO\n2", deployment="mobile")
    yield session
    session = Session("a copied client", (item("per_barcode_scan"),))
    for last_at in (None, START + 1):
        session.world.authority.authorize(Ask(client(), OPEN, request="one"), START)
        ask = Ask(client(), OPEN, last_at=last_at, request="two")
        session._told(START + 2, lambda ask=ask: session.world.authority.authorize(ask, START + 2).answer)
    yield session


def without_item() -> Iterator[Session]:
    """Uses that no item serves: the answer says which option serves which use."""
    session = Session("pages alone", (item("per_page"), item("per_page", "o", module="ocr")))
    session.open()
    session.frame(START, "A")
    session.pages(START, 1, module="pdfr")
    yield session
    every = ("per_barcode_scan", "per_client_device", "per_server", "per_domain")
    session = Session("no instances", tuple(item(option) for option in every))
    session.open(START, **SERVER)
    session.do("instances", START, ask=1)
    yield session
    session = Session("instances alone", (item("per_concurrent_instance"), item("per_concurrent_device")))
    session.open(START, **SERVER)
    session.pages(START, 1)
    yield session


def without_server() -> Iterator[Session]:
    """The network is down: with a valid local license, and without one."""
    session = Session("offline", (item("per_barcode_scan", expires_at=START + 5 * DAY), item("per_page")))
    session.open()
    session.do("network", START, up=False)
    session.frame(START + 1, "A")
    session.frame(START + 2, "A")
    session.pages(START + 2, 2)
    session.open(START + 3)
    session.open(START + 3 * DAY)
    session.frame(START + 3 * DAY, "B")
    session.do("release", START + 3 * DAY)
    session.open(START, "new")
    session.do("clear_storage", START + 3 * DAY)
    yield session
    session = Session("a clock set back", (item("per_barcode_scan"),))
    session.open(START + DAY)
    session.do("network", START + DAY, up=False)
    session.open(START)
    yield session


def reports() -> Iterator[Session]:
    """Usage that is reported later: in time, above the cap, too early, too late, twice."""
    session = Session("reports", (item("per_barcode_scan", quota=10),))
    session.open()
    slot = START // SLOT
    for count in (4, 7, 3, 1):
        session.report(START + SLOT, slot, count)
    session.report(START, slot + 3, 2)
    session.report(START + 40 * DAY, slot, 1)
    yield session
    for option in ("per_client_device", "per_concurrent_device"):
        session = Session(f"reports to {option}", (item(option, quota=1),))
        session.open()
        session.report(START + SLOT, slot, 4)
        yield session
    session = Session("answered from the local license", (item("per_barcode_scan", quota=1),), reports="slot")
    session.open()
    session.frame(START, "A", "B")
    session.frame(START + 1, "A")
    yield session
    expired = item("per_barcode_scan", expires_at=START + MINUTE)
    session = Session("locally in grace", (expired,), reports="slot")
    session.open(START + MINUTE)
    session.frame(START + MINUTE, "A")
    yield session


def local_events() -> Iterator[Session]:
    """Events that the client answers itself."""
    session = Session("local events", (item("per_barcode_scan", quota=9),))
    session.open()
    session.do("settings", START, scanner="s", min_confidence=5)
    session.do("settings", START, scanner="s", duplicate_forget_time=-1)
    session.frame(START, "A", "B")
    session.frame(START + 1, "A", "C")
    session.do("pause", START + 2, scanner="s")
    session.do("close", START + 3, scanner="s")
    session.do("release", START + 4)
    session.do("clear_storage", START + 5)
    session.do("network", START + 6, up=True)
    yield session
