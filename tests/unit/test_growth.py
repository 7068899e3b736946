"""Four times as much of something costs four times as much, in operations of the interpreter.

Seconds would depend on the machine. An operation is one that Python itself executes, also in comprehensions;
a cost proportional to the square is sixteen times as much.
"""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from licenses import DAY, SLOT, START, item, value
from licensim.hosts import ascii_host, parse_origin
from licensim.page.simulation.cast import CastRun
from licensim.page.simulation.rhythm import Rhythm
from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.status import simulated_status
from licensim.rules.documents.document import Document, parse_document
from licensim.sessions.cast import read_cast
from licensim.sessions.compare import Survey, compare
from licensim.sessions.replay import Replay, replay_text
from licensim.sessions.trace import Event, Reader
from licensim.testing.input.options import FixtureOptions
from licensim.testing.kit import Licensim
from licensim.testing.stage import host

FEW, MANY = 24, 96
AT_MOST = 5.0
"""The highest factor for four times as much; it allows a logarithm and remainders."""

Wire = dict[str, Any]
Session = tuple[Wire, list[Wire]]
"""A license document, and the events of a trace."""


def operations(run: Callable[[], object]) -> int:
    """How many operations of the interpreter a call takes."""
    count = 0

    def local(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "opcode"
        return local

    def called(frame: FrameType, _event: str, _arg: object) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return local

    before = sys.gettrace()
    sys.settrace(called)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def demand_growth(make: Callable[[int], Callable[[], object]]) -> None:
    """Check that `make(MANY)` costs about four times as much as `make(FEW)`."""
    make(FEW)()  # do one-time work first
    few, many = (operations(make(n)) for n in (FEW, MANY))
    assert many / few <= AT_MOST, (
        f"{FEW}: {few:,} operations, {MANY}: {many:,}, {many / few:.1f} times as many"
    )


# sessions with n of something


def page(number: int, t: int = START, key: str = "K", host_name: str = "") -> Wire:
    """The load of a page at an origin of its own."""
    origin = f"https://{host_name or f'shop-{number}.example.com'}"
    return {
        "t": t, "type": "open", "client": f"c{number}", "key": key, "deployment": "browser", "origin": origin
    }  # fmt: skip


def machine(number: int, server_id: str, t: int = START) -> Wire:
    """The start of a server application on a machine."""
    return {
        "t": t, "type": "open", "client": f"c{number}", "key": "K", "deployment": "server",
        "server_id": server_id,
    }  # fmt: skip


def scan(number: int, t: int, text: str = "A", scanner: str = "s") -> Wire:
    """A frame with one code."""
    codes = [{"format": "QRCode", "text": text}]
    return {"t": t, "type": "frame", "client": f"c{number}", "scanner": scanner, "codes": codes}


def does(number: int, kind: str, t: int, **fields: Any) -> Wire:
    """Another event of a client."""
    return {"t": t, "type": kind, "client": f"c{number}", **fields}


def network(t: int, *, up: bool) -> Wire:
    """The network goes down or up."""
    return {"t": t, "type": "network", "up": up}


def clients(n: int, *items: Wire) -> Session:
    """Pages that scan in turn."""
    events = [page(one) for one in range(n)]
    for turn in range(3):
        events += [scan(one, START + turn, f"A{turn}") for one in range(n)]
    return value(*(items or (item("per_barcode_scan", quota=10**6),))), events


def seats(n: int) -> Session:
    """Seats that end one after the other, and are taken again."""
    events = [page(one, START + one) for one in range(n)]
    events += [page(one, START + DAY + one) for one in range(n)]
    return value(item("per_client_device", quota=10**6)), events


def machines(n: int) -> Session:
    """Server machines with instances each."""
    events = [machine(one, f"m{one}") for one in range(n)]
    events += [does(one, "instances", START, ask=2) for one in range(n)]
    events += [does(one, "instance", START, op=op) for one in range(n) for op in ("create", "destroy")]
    return value(item("per_concurrent_instance", quota=10)), events


def applications(n: int) -> Session:
    """Many applications on one machine, each with an instance."""
    events = [machine(one, "m") for one in range(n)]
    events += [does(0, "instances", START, ask=1000)]
    events += [does(one, "instance", START, op="create") for one in range(n)]
    events += [machine(one, "m") for one in range(n)]
    return value(item("per_concurrent_instance", quota=1000)), events


def releases(n: int) -> Session:
    """Many clients behind one server; each releases it and takes its seat again."""
    events = [machine(one, "m") for one in range(n)]
    for one in range(n):
        events += [does(one, "release", START), machine(one, "m")]
    return value(item("per_server")), events


def cleared(n: int) -> Session:
    """Clients whose storage is cleared."""
    events = [page(one) for one in range(n)]
    events += [does(one, "clear_storage", START) for one in range(n)]
    return value(item("per_client_device", quota=10**6)), [*events, *(page(one) for one in range(n))]


def slots(n: int) -> Session:
    """Two devices in slot after slot, each with an exception."""
    events = [page(0), page(1)]
    events += [scan(which, START + one * SLOT) for one in range(n) for which in (0, 1)]
    return value(item("per_concurrent_device", quota=1)), events


def active(n: int) -> Session:
    """Many devices, active in slot after slot."""
    events = [page(one) for one in range(n)]
    events += [scan(one, START + one // 8 * SLOT) for one in range(n)]
    return value(item("per_concurrent_device", quota=1)), events


def projects(n: int) -> Session:
    """A project for each client."""
    devices = [item("per_client_device"), item("per_concurrent_device")]
    document = {"profile": "v2.2.19", "projects": [{"key": f"K{one}", "items": devices} for one in range(n)]}
    events = [page(one, key=f"K{one}") for one in range(n)]
    return document, [*events, *(scan(one, START + 1) for one in range(n))]


def keys(n: int) -> Session:
    """One client that opens project after project."""
    document, _ = projects(n)
    return document, [page(0, START + one, key=f"K{one}", host_name="a.example.com") for one in range(n)]


def items(n: int) -> Session:
    """Many items of each kind in one project, used now and then."""
    each = [
        item(option, f"{option} {one}", quota=100)
        for one in range(n)
        for option in ("per_barcode_scan", "per_client_device", "per_concurrent_device")
    ]
    events = [page(0), *(scan(0, START + one * SLOT) for one in range(4))]
    return value(*each), events


def used_up(n: int) -> Session:
    """An item for each scan, which uses it up and raises alerts."""
    each = [item("per_barcode_scan", f"i{one}", quota=1, grace=0) for one in range(4)]
    events = [page(0), *(scan(0, START + one, f"A{one}") for one in range(n))]
    return value(*each), events


def scanners(n: int) -> Session:
    """Many scanners of one client."""
    events = [page(0), *(scan(0, START + turn, scanner=f"s{one}") for turn in range(3) for one in range(n))]
    return value(item("per_barcode_scan", quota=10**6)), events


def offline_slots(n: int, option: str = "per_domain") -> Session:
    """One client that goes on without its server, slot after slot, and then reports."""
    events = [page(0), network(START, up=False)]
    events += [does(0, "pages", START + one * SLOT, module="core", count=1) for one in range(n)]
    return value(item(option)), [*events, network(START + n * SLOT, up=True), page(0, START + n * SLOT)]


def late_reports(n: int) -> Session:
    """Exceptions of many past slots, reported together."""
    events = [page(0), page(1), network(START, up=False)]
    for one in range(n):
        events += [scan(0, START + one * SLOT), scan(1, START + one * SLOT)]
    reached = START + n * SLOT
    events += [network(reached, up=True), page(0, reached), page(1, reached)]
    return value(item("per_concurrent_device", quota=1), item("per_domain")), events


def beyond_its_license(n: int) -> Session:
    """A client without its server whose local license ends: each further use asks, and cannot report."""
    events = [page(0), network(START, up=False)]
    events += [scan(0, START + one * 3 * DAY // FEW, f"A{one}") for one in range(n)]
    return value(item("per_barcode_scan", quota=10**6)), events


def hosts(n: int) -> Session:
    """Many hosts under one domain."""
    return clients(n, item("per_domain"))


def servers(n: int) -> Session:
    """A seat for each host."""
    events = [page(one) for one in range(n)]
    events += [does(one, "pages", START, module="core", count=1) for one in range(n)]
    return value(item("per_server", quota=10**6)), events


REPLAYED = (
    clients, seats, machines, applications, releases, cleared, slots, active, projects, keys, items, used_up,
    scanners, offline_slots, late_reports, beyond_its_license, hosts, servers,
)  # fmt: skip


def parsed(document: Wire) -> Document:
    """The document, parsed."""
    return parse_document(document, ascii_host)


def text(events: list[Wire]) -> str:
    """The events as a trace."""
    return "".join(json.dumps(one) + "\n" for one in events)


@pytest.mark.parametrize("reports", ["immediate", "slot"])
@pytest.mark.parametrize("make", REPLAYED, ids=lambda make: make.__name__)
def test_a_replay_grows_with(make: Callable[[int], Session], reports: Any) -> None:
    """Law: for everything that can be numerous in a trace or a license."""

    def replayed(n: int) -> Callable[[], object]:
        document, events = make(n)
        license_, trace = parsed(document), text(events)
        return lambda: replay_text(license_, trace, parse_origin, reports)

    demand_growth(replayed)


@pytest.mark.parametrize(("format_name", "bytes_at_most"), [("QRCode", 2_200), ("EAN13", 2_750)])
def test_a_client_that_has_gone_keeps_little(format_name: str, bytes_at_most: int) -> None:
    """Law: of a million clients only the last ones keep a project's evaluated items, a kilobyte of this."""

    def kept(n: int) -> int:
        codes = [{"format": format_name, "text": "A"}]
        events = [
            event
            for one in range(n)
            for t in [START + one * SLOT // 100]
            for event in (page(one, t), *({**scan(one, t + turn), "codes": codes} for turn in range(5)))
        ]
        document, lines = parsed(value(item("per_barcode_scan", quota=10**6))), text(events).splitlines()
        tracemalloc.start()
        try:
            session = Replay(document, parse_origin, lambda fault: pytest.fail(str(fault)))
            for line in range(0, len(lines), 600):
                session.feed(lines[line : line + 600])
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    few, many = (kept(n) for n in (200, 1_000))
    assert (many - few) / 800 < bytes_at_most


@pytest.mark.parametrize(
    "make", [clients, machines, slots, projects, scanners], ids=lambda make: make.__name__
)
def test_a_comparison_grows_with(make: Callable[[int], Session]) -> None:
    """Law: for everything that can be numerous in a trace."""

    def compared(n: int) -> Callable[[], object]:
        lines = text(make(n)[1]).splitlines()

        def events() -> Iterator[Event]:
            reader = Reader(parse_origin, lambda fault: pytest.fail(str(fault)))
            yield from reader.feed(lines)
            yield from reader.finish()

        def run() -> object:
            survey = Survey()
            survey.add(events())
            return compare(survey, events)

        return run

    demand_growth(compared)


CAST = (clients, seats, machines, releases, slots, projects, scanners, offline_slots)


@pytest.mark.parametrize("make", CAST, ids=lambda make: make.__name__)
def test_the_cast_of_the_page_grows_with(make: Callable[[int], Session]) -> None:
    """Law: for each event that the page sends, with the status that its panels then show."""

    def session(n: int) -> Callable[[], object]:
        document, events = make(n)
        license_ = parsed(document)

        def run() -> object:
            cast = SimulatedSession(license_, parse_origin)
            for event in events:
                cast.event({name: one for name, one in event.items() if name != "t"}, event["t"])
            cast.pass_to(START + 2 * DAY)
            return simulated_status(cast, "c0", None)

        return run

    demand_growth(session)


def test_devices_of_the_page_that_scan_by_themselves_grow_with_their_number() -> None:
    """Law: the next scan is found without a search over all devices."""

    def session(n: int) -> Callable[[], object]:
        document, events = clients(n)
        license_, opens = parsed(document), events[:n]

        def run() -> object:
            cast = SimulatedSession(license_, parse_origin)
            for one, event in enumerate(opens):
                cast.event({name: each for name, each in event.items() if name != "t"}, START)
                fields = {"client": f"c{one}", "every_ms": SLOT, "from_ms": one, "to_ms": 3 * SLOT}
                cast.rhythms.start(Rhythm.starting(fields, START))
            return cast.run_to(START + 4 * SLOT, 10**6)

        return run

    demand_growth(session)


@pytest.mark.parametrize(("what", "option"), [
    ("devices", "per_client_device"), ("scans", "per_barcode_scan"), ("days", "per_concurrent_device"),
])  # fmt: skip
def test_a_cast_at_work_grows_with(what: str, option: str) -> None:
    """Law: for the numbers of its form, with the status that the page then shows."""

    def session(n: int) -> Callable[[], object]:
        license_ = parsed(value(item(option, quota=n)))
        cast = read_cast({"devices": 1, "days": 1, "scans": 1, "places": 1, what: n})
        origins = [one for one in (parse_origin(f"https://{name}.example.com") for name in "ab") if one]

        def run() -> object:
            crowd = CastRun(cast, license_, "K", START, origins)
            crowd.run(10**6)
            return crowd.status(None)

        return run

    demand_growth(session)


def kit(*items: Wire, reports: str = "immediate") -> Licensim:
    """A test's kit on the host engine."""
    options = FixtureOptions(license=value(*items), start=START, reports=reports, allow=frozenset({"unsent"}))
    return Licensim(options, {"host": host}, Path())


@pytest.mark.parametrize("reports", ["immediate", "slot"])
def test_a_test_grows_with_its_clients(reports: str) -> None:
    """Law: each client scans at its own instant, across the ends of slots."""

    def test(n: int) -> Callable[[], object]:
        def run() -> object:
            licensim = kit(item("per_concurrent_device", quota=10**6), reports=reports)
            pages = [licensim.origin(f"https://shop-{one}.example.com") for one in range(n)]
            for one in pages:
                assert one.open().answer == "ok"
            for one in pages:
                licensim.clock.advance(seconds=1)
                assert one.scan("QRCode", "A").answer == "ok"
            licensim.clock.advance(minutes=3)
            return licensim.findings()

        return run

    demand_growth(test)


@pytest.mark.parametrize("reports", ["immediate", "slot"])
def test_a_test_grows_with_its_offline_slots(reports: str) -> None:
    """Law: waiting usage costs nothing."""

    def test(n: int) -> Callable[[], object]:
        def run() -> object:
            licensim = kit(item("per_domain"), reports=reports)
            shop = licensim.origin("https://shop.example.com")
            assert shop.open().answer == "ok"
            with licensim.faults.offline():
                for _ in range(n):
                    assert shop.pages().answer == "ok"
                    licensim.clock.advance(minutes=3)
            return shop.open().answer

        return run

    demand_growth(test)


def test_a_test_grows_with_its_scanners_and_refusals() -> None:
    """Law: the log is read once at the end."""

    def test(n: int) -> Callable[[], object]:
        def run() -> object:
            licensim = kit(item("per_barcode_scan", quota=1, grace=0))
            shop = licensim.origin("https://shop.example.com")
            assert shop.open().answer == "ok"
            for one in range(n):
                shop.scanner(f"s{one}").scan("QRCode", "A")
            return licensim.findings()

        return run

    demand_growth(test)


def test_a_test_grows_with_its_machines_and_applications() -> None:
    """Law: living instances are counted when they are created and destroyed."""

    def test(n: int) -> Callable[[], object]:
        def run() -> object:
            licensim = kit(item("per_concurrent_instance", quota=1000))
            servers = [licensim.device("server", f"d{one}", server_id="m") for one in range(n)]
            for one in servers:
                assert one.open().answer == "ok"
            assert servers[0].instances(n).answer == "ok"
            for one in servers:
                assert one.create_instance().answer == "ok"
            return licensim.findings()

        return run

    demand_growth(test)
