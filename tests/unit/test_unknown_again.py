"""How long the authority knows a client, and which reports it accepts (DEV-4, ID-8, NET-5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from licenses import DAY, ORIGIN, SLOT, START, Alone, client, codes, document, item, world
from licensim.hosts import parse_origin
from licensim.rules.answer import Answer, Reason
from licensim.rules.authority.authority import Authority
from licensim.rules.authority.requests import Ask, Grant, Report
from licensim.rules.client.conversation import converse
from licensim.rules.documents.document import Document
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options.case import OPEN, ClientIdentity, Use

DEVICES = item("per_client_device")
SCANS = item("per_barcode_scan", quota=100)
MONTH = 30 * DAY


class AskedAuthority:
    """One authority, asked directly."""

    def __init__(self, licenses: Document) -> None:
        self.ledger = MemoryLedger()
        self.authority = Authority(licenses, lambda _key: self.ledger)

    def ask(self, who: ClientIdentity, now: int, last_at: int | None = None, request: str = "r") -> Grant:
        """An `open` of a client whose last authorization was at `last_at`."""
        return self.authority.authorize(Ask(who, OPEN, last_at, request), now)

    def is_clone(self, who: ClientIdentity, now: int) -> bool:
        """Whether a copy without an authorization is refused as a clone."""
        return self.ask(who, now, None, "copy").answer.reason is Reason.CLONED

    def report(self, who: ClientIdentity, at: int, now: int, name: str = "1") -> Answer:
        """Three scans that were made at `at`."""
        report = Report(name, at // SLOT, at, 3)
        return self.authority.report(who, [report], now)[0][0]


def authority_of(*items: dict[str, Any], **project: Any) -> AskedAuthority:
    """The authority of a project of these items."""
    return AskedAuthority(document(*items, **project))


@pytest.mark.parametrize(("after_ms", "cloned"), [(-1, True), (0, False), (1, False)])
def test_a_client_is_unknown_when_its_validity_has_ended(after_ms: int, cloned: bool) -> None:
    """A copy of its profile takes a new seat, and is no clone (DEV-4, DEV-5, ID-8)."""
    asked = authority_of(DEVICES)
    asked.ask(client(), START)
    assert cloned == asked.is_clone(client(), START + DAY + after_ms)
    assert 1 == asked.ledger.seats("per_client_device")


def test_the_client_that_comes_back_later_is_the_clone() -> None:
    """The copy that asked first after the end is the client from then on (ID-8)."""
    asked = authority_of(DEVICES)
    asked.ask(client(), START)
    asked.ask(client(), START + DAY, None, "copy")
    assert Reason.CLONED is asked.ask(client(), START + DAY + 1, START, "s").answer.reason


def test_any_item_of_the_project_keeps_a_client_known() -> None:
    """The seat has ended after a day, the scans are licensed for three (DEV-4, NET-6)."""
    asked = authority_of(DEVICES, SCANS)
    asked.ask(client(), START)
    assert [True, True, False] == [asked.is_clone(client(), START + n * DAY) for n in (1, 2, 3)]


def test_a_seat_that_is_not_listed_keeps_a_client_known() -> None:
    """Its last ask was charged to another item, its seat of a month is still taken (DEV-2, DEV-4)."""
    month, page = item("per_client_device", period="monthly"), item("per_domain")
    asked = authority_of(month | {"expires_at": START + 40 * DAY}, page | {"expires_at": START + 50 * DAY})
    asked.ask(client(), START)
    assert asked.is_clone(client(), START + MONTH - 1)
    assert asked.is_clone(client(), START + 40 * DAY)


def test_a_contact_keeps_a_client_known() -> None:
    """A report renews the seat, but not the authorization (DEV-3, ID-8)."""
    asked = authority_of(DEVICES)
    asked.ask(client(), START)
    asked.report(client(), START, START + DAY - 1)
    assert "ok" == asked.ask(client(), START + 2 * DAY - 2, START, "s").answer.answer
    assert asked.is_clone(client(), START + 3 * DAY - 3)


@pytest.mark.parametrize("items", [(DEVICES,), (DEVICES, SCANS), (SCANS,)])
def test_a_client_is_unknown_after_its_release(items: tuple[dict[str, Any], ...]) -> None:
    """It has given its local license back (DEV-4)."""
    asked = authority_of(*items)
    asked.ask(client(), START)
    asked.authority.release(client(), START + 1)
    assert () == asked.authority.listed(client(), START + 1)
    assert not asked.is_clone(client(), START + 1)


def test_clients_behind_a_released_server_are_unknown() -> None:
    """Their local licenses are invalid for its item, their only one (SRV-2, DEV-4)."""
    asked = authority_of(item("per_server"))
    for name in "ab":
        asked.ask(client(name), START)
    assert asked.is_clone(client("b"), START + 1)
    asked.authority.release(client("a"), START + 2)
    assert not asked.is_clone(client("b"), START + 3)


@pytest.mark.parametrize(("late_ms", "reason"), [
    (-1, None), (0, None), (1, Reason.REPORT_LATE), (DAY, Reason.REPORT_LATE),
])  # fmt: skip
def test_late_reports_are_taken_from_an_unknown_client(late_ms: int, reason: Reason | None) -> None:
    """Its listed items and reports are kept until TIME-3 refuses them; a repeated report counts once."""
    asked = authority_of(SCANS)
    asked.ask(client(), START)
    at = START + 3 * DAY - 1
    asked.report(client(), at, START + 10 * DAY, "old")
    end = START + 3 * DAY + MONTH + late_ms
    assert reason is asked.report(client(), at, end).reason
    assert reason is asked.report(client(), at, end, "old").reason
    assert (6 if reason is None else 3) == asked.ledger.used("per_barcode_scan")


def test_nothing_of_a_client_remains() -> None:
    """Thirty days after its last validity: totals, slots, sites and machines only (DEV-4)."""
    items = [DEVICES, SCANS, item("per_domain"), item("per_server"), item("per_concurrent_instance")]
    asked = authority_of(*items, item("per_concurrent_device"), item("per_page"))
    for number in range(9):
        who = client(f"c{number}", ("browser", "server", "desktop")[number % 3])
        asked.ask(who, START + number)
        asked.report(who, START + number, START + number)
        if number % 2:
            asked.authority.release(who, START + number)
    last = max(row[2].until for row in asked.ledger.snapshot() if row[0] == "client")
    asked.authority.usage("K", last + MONTH + 2 * SLOT)
    rows = asked.ledger.snapshot()
    assert set() == {"client", "claim", "seat", "active"} & {table for table, _, _ in rows}
    assert {"c1", "c4", "c7"} >= {key[-1] for table, key, _ in rows if table == "asked"}
    assert {"per_server"} >= {key[0] for table, key, _ in rows if table == "released"}


OTHER = {"origin": "https://b.example.com"}


@pytest.mark.parametrize(("fields", "reason", "rule"), [
    ({"password": "x"}, Reason.PASSWORD_WRONG, "NET-8"),
    ({}, Reason.PASSWORD_WRONG, "NET-8"),
    ({"password": "p", **OTHER}, Reason.ORIGIN_MISMATCH, "NET-5"),
    ({"password": "p", "deployment": "mobile"}, Reason.ORIGIN_MISMATCH, "NET-5"),
])  # fmt: skip
def test_a_report_of_a_stranger_claims_and_records_nothing(
    fields: dict[str, Any], reason: Reason, rule: str
) -> None:
    """Without the session password, from another origin than the client's, or without an origin (NET-5)."""
    asked, own = authority_of(SCANS, session_password="p"), client(password="p")
    asked.ask(own, START)
    refused = asked.report(client(**fields), START, START)
    assert ("refused", reason, rule, 0) == (refused.answer, refused.reason, refused.rule, refused.counted)
    assert 0 == asked.ledger.used("per_barcode_scan")
    assert ("ok", 3) == ((taken := asked.report(own, START, START)).answer, taken.counted)
    assert reason is asked.report(client(**fields), START, START).reason
    assert 3 == asked.ledger.used("per_barcode_scan")


def test_the_client_itself_is_no_stranger() -> None:
    """Nor is a client of which nothing is known (NET-5)."""
    asked = authority_of(SCANS, session_password="p")
    own = client(password="p")
    assert asked.authority.stranger(own, START) is None
    asked.ask(own, START)
    assert asked.authority.stranger(own, START) is None
    assert asked.authority.stranger(client(), START) is not None


def test_a_client_keeps_usage_that_the_server_did_not_accept() -> None:
    """Its usage is kept until it is sent from its own origin again (NET-5)."""
    alone = Alone(document(SCANS), client())
    alone.do("open", START)
    alone.reachable = False
    alone.do("frame", START, scanner="s", codes=codes("A", "B"))
    alone.reachable = True
    for origin, used in (("https://b.example.com", 0), (ORIGIN, 2)):
        alone.edition.client = replace(alone.edition.client, origin=parse_origin(origin))
        converse(alone.edition.deliver_all(), alone.authority, START + 1)
        assert used == alone.ledger.used("per_barcode_scan")
    assert not alone.edition.unsent


@pytest.mark.parametrize(("fields", "reason"), [
    ({"password": "x"}, Reason.PASSWORD_WRONG), ({"password": "p", **OTHER}, Reason.ORIGIN_MISMATCH),
])  # fmt: skip
def test_a_stranger_frees_no_seat_and_uses_none(fields: dict[str, Any], reason: Reason) -> None:
    """Release and decision need the same proof as an authorization; without a seat none is freed."""
    asked, own = authority_of(DEVICES, session_password="p"), client(password="p")
    listings = asked.ask(own, START).listings or ()
    stranger = client(**fields)
    assert ("refused", reason) == ((told := asked.authority.release(stranger, START)).answer, told.reason)
    decided = asked.authority.decide(stranger, Use("scan", 1), listings, False, START).answer
    assert decided is not None
    assert ("refused", reason) == (decided.answer, decided.reason)
    assert 1 == asked.ledger.seats("per_client_device")
    assert listings == asked.authority.listed(own, START)
    assert "ok" == asked.authority.release(own, START).answer
    assert "ok" == asked.authority.release(stranger, START).answer


def test_a_refused_release_keeps_the_local_license() -> None:
    """Nothing has changed (ITEM-7): the client goes on without its server."""
    sim = world(DEVICES, session_password="p")
    sim.open(START, password="p")
    sim.do("network", START, up=False)
    sim.open(START + 1, password="x")
    sim.do("network", START + 1, up=True)
    refused = sim.do("release", START + 2)
    assert ("refused", 102, None) == (refused.answer, refused.number, refused.counted)
    sim.do("network", START + 2, up=False)
    assert Reason.OFFLINE_CACHED is sim.frame(START + 3, "A").reason


def test_a_report_is_recorded_whatever_the_machine_is_now() -> None:
    """It was a server at the time of the use, so the report is recorded (NET-5, SRV-1)."""
    sim = world(item("per_server"), reports="slot")
    sim.open(START, deployment="server")
    sim.frame(START + 1, "A")
    sim.do("network", START + 2, up=False)
    sim.open(START + 3, deployment="server", serves="one")
    sim.do("network", START + 4, up=True)
    assert ["ok", "ok"] == [sim.frame(START + SLOT + n, "B").answer for n in range(2)]
