"""The same tests for every ledger: in memory, SQLite and PostgreSQL remember the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from licensim.rules.ledger.port import Known, Ledger
from licensim.rules.local_license import LicensedItem
from licensim.rules.timeline import DAY_MS, SLOT_MS
from licensim.server.sql.database import Database
from licensim.server.sql.schema import CLAIM, HOLDER
from licensim.server.sql.searches import SWEEPS
from server.conftest import DATABASES, NewDatabase
from server.ledgers import Book, MemoryBook, SqlBook

NOW = 1_770_000_000_000 // SLOT_MS * SLOT_MS
SLOT = NOW // SLOT_MS
YEAR = SLOT - 1000
"""The first slot of the year that the tests ask about."""


@pytest.fixture(params=("memory", *DATABASES))
def book(request: pytest.FixtureRequest, new_database: NewDatabase) -> Iterator[Book]:
    """An empty ledger of each kind."""
    if request.param == "memory":
        yield MemoryBook()
        return
    sql = SqlBook(new_database(request.param))
    yield sql
    sql.close()


def test_used_adds_up(book: Book) -> None:
    """The number survives a reopening."""
    book.ledger.add_used("scans", 2**53)
    book.ledger.add_used("scans", 2**53)
    book.settle()
    book.reopen()
    assert (2**54, 0) == (book.ledger.used("scans"), book.ledger.used("other"))


@pytest.mark.parametrize(("now", "seats"), [(NOW + 99, 1), (NOW + 100, 0), (NOW + 101, 0)])
def test_a_seat_ends_at_its_end(book: Book, now: int, seats: int) -> None:
    """DEV-4, TIME-5: tested a millisecond before, at, and after the end."""
    book.ledger.put_seat("devices", "a", NOW + 100)
    book.settle()
    book.reopen()
    book.ledger.sweep(now)
    assert seats == book.ledger.seats("devices")
    assert (NOW + 100 if seats else None) == book.ledger.seat("devices", "a")
    assert 1 == book.ledger.peak("devices")


def test_a_moved_seat_keeps_its_place(book: Book) -> None:
    """A renewed seat is one seat, and the sweep at its old end leaves it."""
    book.ledger.put_seat("devices", "a", NOW + 100)
    book.ledger.put_seat("devices", "a", NOW + 300)
    book.ledger.put_seat("devices", "b", NOW + 200)
    book.settle()
    book.reopen()
    book.ledger.sweep(NOW + 100)
    assert (2, NOW + 200) == (book.ledger.seats("devices"), book.ledger.next_seat_end("devices"))
    book.ledger.sweep(NOW + 200)
    assert (1, NOW + 300) == (book.ledger.seats("devices"), book.ledger.next_seat_end("devices"))


def test_a_sweep_is_never_undone(book: Book) -> None:
    """TIME-4: an event with an earlier now finds the seat free."""
    book.ledger.put_seat("devices", "a", NOW + 100)
    book.settle()
    book.ledger.sweep(NOW + 100)
    book.ledger.add_used("scans", 1)
    book.undo()
    book.ledger.sweep(NOW)
    assert (0, 0) == (book.ledger.seats("devices"), book.ledger.used("scans"))


def test_many_seats_end_at_once(book: Book) -> None:
    """More seats than one statement of the sweep takes."""
    for number in range(5_003):
        book.ledger.put_seat("devices", f"c{number}", NOW + 1)
    book.ledger.put_seat("devices", "stays", NOW + 2)
    book.settle()
    book.reopen()
    book.ledger.sweep(NOW + 1)
    assert (1, 5_004) == (book.ledger.seats("devices"), book.ledger.peak("devices"))
    assert NOW + 2 == book.ledger.next_seat_end("devices")


def test_a_release_is_counted(book: Book) -> None:
    """SRV-2: local licenses issued before a release are invalid."""
    book.ledger.put_seat("servers", "host:a", NOW + 100)
    book.ledger.put_seat("servers", "host:a", None)
    book.ledger.add_release("servers", "host:a")
    book.settle()
    book.reopen()
    assert (1, 0, 0) == (
        book.ledger.releases("servers", "host:a"),
        book.ledger.releases("devices", "host:a"),
        book.ledger.seats("servers"),
    )


def test_a_holder_is_active_once_in_a_slot(book: Book) -> None:
    """CDEV-2, CINST-3: a new amount replaces the earlier one."""
    book.ledger.record_active("slots", SLOT, "a", 1)
    book.ledger.record_active("slots", SLOT, "a", 3)
    book.ledger.record_active("slots", SLOT, "b", 2)
    book.settle()
    book.reopen()
    assert (3, 5, {SLOT: 5}) == (
        book.ledger.active("slots", SLOT, "a"),
        book.ledger.slot_sum("slots", SLOT),
        book.ledger.slots("slots"),
    )


def test_exceptions_are_those_of_the_year_before_a_slot(book: Book) -> None:
    """CDEV-5: amounts above the limit in the year's earlier slots; late reports count in their own slots."""
    for slot, holders in ((YEAR - 1, 9), (YEAR, 3), (SLOT - 2, 5), (SLOT, 4)):
        for number in range(holders):
            book.ledger.record_active("slots", slot, f"c{number}", 1)
    book.settle()
    asked = [book.ledger.exceptions("slots", 2, YEAR, before) for before in (YEAR, YEAR + 1, SLOT, SLOT + 1)]
    assert [0, 1, 4, 6] == asked
    book.ledger.record_active("slots", SLOT - 2, "late", 1)
    book.settle()
    book.reopen()
    assert (5, 7) == tuple(book.ledger.exceptions("slots", 2, YEAR, one) for one in (SLOT, YEAR + 175_200))
    assert 0 == book.ledger.exceptions("slots", 9, YEAR, SLOT + 1)


@pytest.mark.parametrize(("late_ms", "active"), [(-1, 1), (0, 1), (2 * SLOT_MS, 0)])
def test_a_slot_is_kept_while_it_takes_reports(book: Book, late_ms: int, active: int) -> None:
    """TIME-3: until thirty days after its end, that instant included; its sum stays."""
    book.ledger.record_active("slots", SLOT, "a", 1)
    book.settle()
    book.ledger.sweep(NOW + SLOT_MS + 30 * DAY_MS + late_ms)
    book.reopen()
    assert (active, 1) == (book.ledger.active("slots", SLOT, "a"), book.ledger.slot_sum("slots", SLOT))


def test_sites_come_in_the_order_of_their_names(book: Book) -> None:
    """Ordered by code points, not by a database's collation."""
    for host in ("b.example", "xn--a", "a-b.example", "a.example", "b.example"):
        book.ledger.add_site("domain", host)
    book.settle()
    book.reopen()
    assert ["a-b.example", "a.example", "b.example", "xn--a"] == book.ledger.sites("domain")


def test_an_alert_is_recorded_once(book: Book) -> None:
    """ITEM-4."""
    for percent in (90, 75, 90):
        book.ledger.add_alert("scans", percent, NOW)
    book.settle()
    book.reopen()
    assert ([75, 90], []) == (book.ledger.alerts("scans"), book.ledger.alerts("devices"))


def known_until(until: int, at: int | None = NOW) -> Known:
    """The authority's data of a client whose last validity ends at an instant."""
    listing = LicensedItem("ä", ("scan",), until, until, seat=False, rank=0)
    return Known(at, None if at is None else "r", None, (listing,), until)


def test_a_client_is_known_until_forgotten(book: Book) -> None:
    """ID-8; the X of a machine is stored too (CINST-2)."""
    known = known_until(NOW + DAY_MS)
    book.ledger.put_client("a", known)
    book.ledger.put_asked("a", 4)
    book.settle()
    book.reopen()
    assert (known, 4) == (book.ledger.client("a"), book.ledger.asked("a"))
    book.ledger.put_client("a", None)
    book.ledger.put_asked("a", 0)
    book.settle()
    book.reopen()
    assert (None, 0) == (book.ledger.client("a"), book.ledger.asked("a"))


@pytest.mark.parametrize(("after_ms", "at"), [(-1, NOW), (0, None), (30 * DAY_MS, None)])
def test_a_client_leaves_its_authorization(book: Book, after_ms: int, at: int | None) -> None:
    """DEV-4: when its last validity ends; its local license, for late reports, and its machine stay."""
    book.ledger.sweep(NOW)
    book.ledger.put_client("a", known_until(NOW + SLOT_MS))
    book.ledger.put_asked("a", 4)
    book.settle()
    book.ledger.sweep(NOW + SLOT_MS + after_ms)
    book.settle()
    book.reopen()
    assert (known_until(NOW + SLOT_MS, at), 4) == (book.ledger.client("a"), book.ledger.asked("a"))


def test_a_client_is_forgotten_with_its_last_report(book: Book) -> None:
    """DEV-4, TIME-3: thirty days after the last slot in which it was licensed; X and releases stay."""
    book.ledger.sweep(NOW)
    for name in "ab":
        book.ledger.put_client(name, known_until(NOW + SLOT_MS))
    book.ledger.put_asked("a", 4)
    book.ledger.put_client("c", known_until(NOW + SLOT_MS + 1))
    book.ledger.put_client("d", known_until(NOW + 90 * DAY_MS))
    book.settle()
    book.reopen()
    book.ledger.sweep(NOW + SLOT_MS + 1)
    book.settle()
    book.ledger.sweep(NOW + SLOT_MS + 30 * DAY_MS + SLOT_MS)
    book.settle()
    book.reopen()
    assert [None, None, known_until(NOW + SLOT_MS + 1, None), known_until(NOW + 90 * DAY_MS)] == [
        book.ledger.client(name) for name in "abcd"
    ]
    assert [4, 0] == [book.ledger.asked(name) for name in "ab"]


def test_a_client_that_comes_back_stays(book: Book) -> None:
    """Its data is kept until the new end instead of the earlier one."""
    book.ledger.sweep(NOW)
    book.ledger.put_client("a", known_until(NOW + SLOT_MS))
    book.settle()
    book.ledger.put_client("a", known_until(NOW + 40 * DAY_MS))
    book.settle()
    book.reopen()
    book.ledger.sweep(NOW + 35 * DAY_MS)
    assert known_until(NOW + 40 * DAY_MS) == book.ledger.client("a")


@pytest.mark.parametrize(("late_ms", "kept"), [(-1, True), (0, True), (2 * SLOT_MS, False)])
def test_a_claim_is_kept_while_its_slot_takes_reports(book: Book, late_ms: int, kept: bool) -> None:
    """DEV-4, TIME-3: until thirty days after its end, that instant included."""
    book.ledger.claim("a", "r", {"facts": [1], "slot": SLOT})
    book.settle()
    book.ledger.sweep(NOW + SLOT_MS + 30 * DAY_MS + late_ms)
    book.settle()
    book.reopen()
    assert kept == (book.ledger.claimed("a", "r") is not None)


def test_many_clients_are_forgotten_in_pieces(new_database: NewDatabase) -> None:
    """Each transaction forgets a limited number; the next one goes on, also in the same slot."""
    book = SqlBook(new_database("sqlite"))
    book.ledger.sweep(NOW)
    for number in range(5_003):
        book.ledger.put_client(f"c{number}", known_until(NOW + 1))
        book.ledger.claim(f"c{number}", "r", {"facts": [1], "slot": SLOT})
    book.settle()
    book.reopen()
    left = []
    for later in range(3):
        book.ledger.sweep(NOW + 31 * DAY_MS + later)
        book.commit()
        left.append(sum(book.rows(table) for table in (CLAIM, HOLDER)))
    book.close()
    assert [6, 0, 0] == left


def test_a_sweep_reads_by_an_index(new_database: NewDatabase) -> None:
    """It is not slower with more clients, claims or seats that stay."""
    database = Database(new_database("sqlite"))
    database.prepare(["P"])
    values = dict.fromkeys(("p", "item", "now", "before"), 0)
    with database.begin() as connection:
        for statement in SWEEPS:
            compiled = statement.compile(dialect=connection.dialect)
            given = tuple(values.get(name, 0) for name in compiled.positiontup or ())
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", given)
            assert [] == [row[3] for row in plan if row[3].startswith("SCAN")], statement
    database.close()


def test_a_claim_belongs_to_its_client(book: Book) -> None:
    """NET-5: a report's identifier is unique per client."""
    book.ledger.claim("a", "r1", {"facts": ["ok", "ITEM-3", None, "scans", 2], "slot": SLOT})
    book.settle()
    book.reopen()
    assert {"facts": ["ok", "ITEM-3", None, "scans", 2], "slot": SLOT} == book.ledger.claimed("a", "r1")
    assert (None, None) == (book.ledger.claimed("b", "r1"), book.ledger.claimed("a", "r2"))


class Draw(random.Random):  # not for secrets
    """A random generator, and the current instant."""

    now = NOW


Change = Callable[[Ledger, Draw], object]
HOLDERS = ("a", "b", "c", "host:x")
CHANGES: tuple[Change, ...] = (
    lambda of, draw: of.add_used(draw.choice(("scans", "pages")), draw.randrange(1, 5)),
    lambda of, draw: of.put_seat("devices", draw.choice(HOLDERS), draw.now + 1 + draw.randrange(20)),
    lambda of, draw: of.put_seat("servers", draw.choice(HOLDERS), draw.now + 1 + draw.randrange(20)),
    lambda of, draw: of.put_seat("devices", draw.choice(HOLDERS), None),
    lambda of, draw: of.add_release("servers", draw.choice(HOLDERS)),
    lambda of, draw: of.record_active(
        "slots", SLOT - draw.randrange(4), draw.choice(HOLDERS), draw.randrange(4)
    ),
    lambda of, draw: of.add_site("domain", draw.choice(HOLDERS)),
    lambda of, draw: of.add_alert("scans", draw.choice((75, 90)), NOW),
    lambda of, draw: of.put_client(
        draw.choice(HOLDERS), draw.choice((None, known_until(NOW + DAY_MS, draw.choice((None, NOW)))))
    ),
    lambda of, draw: of.put_asked(draw.choice(HOLDERS), draw.randrange(3)),
)
LOOKS: tuple[Change, ...] = (
    lambda of, _: [of.used("scans"), of.used("pages"), of.alerts("scans"), of.sites("domain")],
    lambda of, _: [
        (of.seats(item), of.peak(item), of.next_seat_end(item)) for item in ("devices", "servers")
    ],
    lambda of, _: [of.seat("devices", holder) for holder in HOLDERS],
    lambda of, _: [(of.releases("servers", one), of.client(one), of.asked(one)) for one in HOLDERS],
    lambda of, _: [of.active("slots", SLOT - back, one) for back in range(4) for one in HOLDERS],
    lambda of, draw: of.exceptions("slots", draw.randrange(3), YEAR, SLOT - draw.randrange(-1, 4)),
    lambda of, _: of.slots("slots"),
)


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize("seed", range(4))
def test_random_sequences_agree(new_database: NewDatabase, kind: str, seed: int) -> None:
    """Law: after any changes, undos, sweeps, commits and reopenings, all ledgers have the same content."""
    draw, looked = Draw(seed), 0
    memory, sql = MemoryBook(), SqlBook(new_database(kind))
    for _ in range(150):
        draw.now += draw.choice((0, 0, 1))
        for book in (memory, sql):
            book.ledger.sweep(draw.now)
        for change in draw.choices(CHANGES, k=draw.randrange(4)):
            _same(change, memory, sql, draw)
        if draw.random() < 0.5:
            looked += 1
            for look in draw.sample(LOOKS, 2):
                _same(look, memory, sql, draw)
        end = draw.choice(("settle", "settle", "undo"))
        for book in (memory, sql):
            getattr(book, end)()
        if draw.random() < 0.2:
            draw.choice((sql.commit, sql.reopen))()
        for look in LOOKS:
            _same(look, memory, sql, draw)
    sql.close()
    assert looked > 50


def _same(do: Change, memory: Book, sql: Book, draw: Draw) -> None:
    state = draw.getstate()
    expected = do(memory.ledger, draw)
    draw.setstate(state)
    assert expected == do(sql.ledger, draw)
