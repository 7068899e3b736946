"""State machines: client halves with a store, a lossy network, jumping clocks, and one server half.

Each step checks the common invariants; at the end everything is delivered and counted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from amounts import EXAMPLES
from licenses import DAY, SLOT, START, client, codes, document, item
from licensim.rules.answer import Answer, Reason
from licensim.rules.license.items import Item
from licensim.rules.license.profile import DEFAULT_PROFILE
from licensim.rules.options import OPTIONS
from licensim.rules.options.quota import cap_of, quota_of
from property.machines.devices import FATES, Device, Server
from property.traces import an_item

SETTINGS = settings(
    max_examples=EXAMPLES // 3,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
GOOD = ("delivered",) * 6
NETWORK = st.lists(st.sampled_from(GOOD + FATES), max_size=3)
WITHOUT_CRASH = st.lists(st.sampled_from(GOOD + FATES[:5]), max_size=3)
WHO = st.integers(0, 3)
DOWN = ["request lost"] * 6
PLACES = ("https://a.example.com", "https://b.example.com", "https://a.example.com")
COUNTS = ('["used"', '["active"', '["sum"')
MOST_DAYS = 20
"""The longest run of a machine: within 30 days no report comes too late (TIME-3)."""


class Machine(RuleBasedStateMachine):
    """Three clients and a server; a scan is a code that was never shown before."""

    reports: Any = "immediate"
    items: tuple[dict[str, Any], ...] = (item("per_barcode_scan", quota=100_000),)
    shortest_ms = DAY
    """The shortest local license of these items."""

    @initialize()
    def begin(self) -> None:
        """The clients, none of which has opened."""
        self.server = Server(document(*self.items))
        self.enter()

    def enter(self) -> None:
        """Make the server and its clients."""
        self.devices = [
            Device(self.server, client(name, origin=place), self.reports)
            for name, place in zip("abc", PLACES, strict=True)
        ]
        self.copies = 0
        self.shown = 0

    def device(self, who: int) -> Device:
        """One of the devices, copies included."""
        return self.devices[who % len(self.devices)]

    def play(self, device: Device, kind: str, fates: list[str], **fields: Any) -> Answer | None:
        """Play an event, and check the invariants of every answer."""
        edition, kept = device.edition, bool(device.edition.unsent)
        listed, rows = edition.listings, self.counts()
        expected = self.offline(device, kind) if fates is DOWN and not kept else None
        answer = device.do(kind, fates, **fields)
        if answer is None:
            return None
        if answer.answer == "refused" and not kept:
            assert rows == self.counts(), "a refused event changes nothing (ITEM-7)"
        if answer.reason is Reason.OFFLINE_CACHED:
            assert listed or edition.listings, "only a local license lets a client go on (NET-1)"
        if expected is not None:
            assert expected is answer.reason
        if not fates:
            assert answer.reason not in (Reason.SERVER_UNREACHABLE, Reason.OFFLINE_CACHED)
            assert answer.reason is not Reason.CLOCK_CHANGED or device.skew >= self.shortest_ms
        return answer

    def offline(self, device: Device, kind: str) -> Reason:
        """Check the answer to an ask while the server is not reached (NET-1, TIME-4)."""
        edition, now = device.edition, device.now
        if now < edition.latest - 300_000:
            return Reason.CLOCK_CHANGED
        valid = any(one.serves("open" if kind == "open" else "scan", now) for one in edition.listings)
        return Reason.OFFLINE_CACHED if valid else Reason.SERVER_UNREACHABLE

    def items_there(self) -> tuple[Item, ...]:
        """The items of the document."""
        return self.server.document.projects[0].items

    def counts(self) -> list[str]:
        """The recorded uses; the seat of a granted ask may stay (ITEM-7)."""
        return [row for row in self.server.rows() if row.startswith(COUNTS)]

    @rule(who=WHO, fates=NETWORK)
    def open(self, who: int, fates: list[str]) -> None:
        """A page load."""
        self.play(self.device(who), "open", fates)

    @rule(who=WHO)
    def open_offline(self, who: int) -> None:
        """A page load without a network."""
        self.play(self.device(who), "open", DOWN)

    @rule(who=WHO, fates=NETWORK, number=st.sampled_from((0, 1, 1, 2)))
    def scan(self, who: int, fates: list[str], number: int) -> None:
        """A frame of new codes."""
        self.shown += number
        texts = [f"{self.shown}.{n}" for n in range(number)]
        self.play(self.device(who), "frame", fates, scanner="s", codes=codes(*texts))

    @precondition(lambda self: self.reports == "immediate")
    @rule(who=WHO)
    def scan_offline(self, who: int) -> None:
        """A frame of a new code without a network."""
        self.shown += 1
        self.play(self.device(who), "frame", DOWN, scanner="s", codes=codes(f"{self.shown}"))

    @rule(who=WHO, fates=WITHOUT_CRASH)
    def release(self, who: int, fates: list[str]) -> None:
        """The client releases its local license."""
        self.device(who).do("release", fates)

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        """The page ends and comes again."""
        self.device(who).restart()

    @rule(which=st.integers(0, 5))
    def late(self, which: int) -> None:
        """A delayed request arrives."""
        self.server.deliver_late(which)

    @rule(who=WHO, fates=NETWORK)
    def flush(self, who: int, fates: list[str]) -> None:
        """Slots have ended."""
        self.device(who).flush(fates)

    @rule(by=st.sampled_from((1, SLOT // 2, SLOT, SLOT, DAY - 1, DAY)))
    def wait(self, by: int) -> None:
        """Time passes for the server and all clients."""
        if self.server.now + by < START + MOST_DAYS * DAY:
            self.server.now += by

    @rule(who=WHO, skew=st.sampled_from((0, 1, 300_000, 300_001, -300_000, -300_001, -SLOT, 2 * DAY)))
    def set_clock(self, who: int, skew: int) -> None:
        """A client's clock is set; the server's stays."""
        self.device(who).skew = skew

    @invariant()
    def seats_stay_within_quota_and_grace(self) -> None:
        """DEV-6, SRV-5."""
        if not hasattr(self, "server"):
            return
        for one in self.items_there():
            if OPTIONS[one.option].takes_seats:
                most = cap_of(quota_of(one), one.terms.get("grace", Decimal(0)))
                assert self.server.ledger.seats(one.id) <= most
                assert self.server.ledger.peak(one.id) <= most

    @invariant()
    def nobody_is_a_clone_of_itself(self) -> None:
        """A lost, late or repeated message never makes a clone (ID-8)."""
        if hasattr(self, "server") and not self.copies:
            assert ["a", "b", "c"] == [one.edition.client.uuid for one in self.devices]

    def teardown(self) -> None:
        """A scan is never counted twice or lost: the total is the sum of the answers."""
        if not hasattr(self, "server"):
            return
        self.server.now += 3 * DAY  # reports of clocks that were ahead are no longer early (TIME-3)
        for device in self.devices:
            device.skew = 0
            device.deliver_all()
            assert not device.edition.unsent
        self.compare()
        while self.server.on_their_way:
            self.server.deliver_late(0)
            self.compare()

    def compare(self) -> None:
        """The total is the sum of the answers; scans under way at a crash may or may not count."""
        told = sum(one.told for one in self.devices)
        unsure = sum(one.unsure for one in self.devices)
        assert told <= self.server.ledger.used("per_barcode_scan") <= told + unsure


class SlotMachine(Machine):
    """The usage is kept per slot and reported when it ends (NET-4)."""

    reports = "slot"


class CappedMachine(Machine):
    """A small quota: offline usage is recorded beyond it, refused usage is not (NET-5)."""

    items = (item("per_barcode_scan", quota=3, grace=0),)


class SeatMachine(Machine):
    """A small quota of seats, and scans for clients without one; scans on a seat are not counted."""

    items = (
        item("per_client_device", quota=1, grace=1),
        item("per_server", quota=1),
        item("per_barcode_scan", quota=100_000, expires_at=START + 2 * 365 * DAY),
    )

    def compare(self) -> None:
        """No more is counted than was scanned."""
        most = sum(one.told + one.unsure for one in self.devices)
        assert self.server.ledger.used("per_barcode_scan") <= most


@st.composite
def any_items(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to three items of any options."""
    names = draw(st.lists(st.sampled_from(list(OPTIONS)), min_size=1, max_size=3))
    return [
        an_item(
            lambda values: draw(st.sampled_from(values)), OPTIONS[name], f"i{n}", "browser", DEFAULT_PROFILE
        )
        for n, name in enumerate(names)
    ]


class AnyOptionMachine(Machine):
    """Items of any options, in force or not: the invariants of every license."""

    shortest_ms = 1  # an item may end at any time

    @initialize(items=any_items(), reports=st.sampled_from(("immediate", "immediate", "slot")))
    def begin(self, items: list[dict[str, Any]], reports: str) -> None:
        """The clients, none of which has opened."""
        self.reports = reports
        self.server = Server(document(*items))
        self.enter()

    @rule(who=WHO, fates=NETWORK, count=st.sampled_from((1, 1, 2)))
    def pages(self, who: int, fates: list[str], count: int) -> None:
        """Pages of a module."""
        self.play(self.device(who), "pages", fates, module="core", count=count)

    def compare(self) -> None:
        """No more is counted than was used, over all items (ITEM-1)."""
        most = sum(one.told + one.unsure for one in self.devices)
        assert sum(map(self.server.ledger.used, (one.id for one in self.items_there()))) <= most


class CloneMachine(Machine):
    """Stores are copied: every scan of original and copy counts (ID-8, NET-5)."""

    @precondition(lambda self: self.copies < 2)
    @rule(who=WHO)
    def copy(self, who: int) -> None:
        """The page ends; its store and a copy of it start again."""
        self.device(who).restart()
        self.devices.append(self.device(who).copy())
        self.copies += 1


class CloneSlotMachine(CloneMachine):
    """The same, with usage reported per slot."""

    reports = "slot"


def case_of(machine: type[Machine]) -> Any:
    """The machine as a test."""
    case = machine.TestCase
    case.settings = SETTINGS
    return case


TestMachine = case_of(Machine)
TestSlotMachine = case_of(SlotMachine)
TestCappedMachine = case_of(CappedMachine)
TestSeatMachine = case_of(SeatMachine)
TestAnyOptionMachine = case_of(AnyOptionMachine)
TestCloneMachine = case_of(CloneMachine)
TestCloneSlotMachine = case_of(CloneSlotMachine)
