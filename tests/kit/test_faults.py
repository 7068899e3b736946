"""Faults, each ordered in one line, and their results by the rules."""

import re
from inspect import signature
from typing import Any

import pytest

from licensim.fault_table import ROWS, Row
from licensim.testing import KitError, Licensim, StorageFullError
from licensim.testing.faults import ActiveFault, FaultControls

NEEDED: dict[str, dict[str, Any]] = {"delay": {"ms": 100}, "clock_back": {"minutes": 10}}
"""The required parameters of a fault, by its name."""
WHOSE = {"client": "one client", "item": "the license"}
"""The target of a fault that has such a parameter; any other fault has every client as target."""


@pytest.fixture
def scans(licensim: Licensim) -> str:
    """An item of ten scans."""
    return licensim.item("per_barcode_scan", quota=10, grace=0)


def test_offline_a_licensed_client_goes_on(licensim: Licensim, scans: str) -> None:
    """NET-1: with a warning; its usage is sent with its next ask (NET-4)."""
    shop, other = licensim.origin("https://shop.example.com"), licensim.origin("https://other.example.com")
    shop.open()
    with licensim.faults.offline():
        reply = shop.scan("QRCode", "A")
        assert (reply.answer, reply.reason, reply.number) == ("ok", "OFFLINE_CACHED", -20012)
        assert other.open().number == -20200
        assert licensim.usage()[scans]["used"] == 0
    shop.open()
    assert licensim.usage()[scans]["used"] == 1
    licensim.assert_counted(scans=1)


@pytest.mark.usefixtures("scans")
def test_refused_asks(licensim: Licensim) -> None:
    """A final refusal drops the local license (NET-2); `times` ends the fault by itself."""
    shop = licensim.origin("https://shop.example.com")
    licensim.faults.refuse(113, times=1)
    assert shop.open().reason == "REVOKED"
    assert shop.open().answer == "ok"
    fault = licensim.faults.refuse(120)
    assert shop.open().reason == "SEATS_EXHAUSTED"
    fault.end()
    assert shop.open().answer == "ok"
    licensim.faults.refuse("QUOTA_EXHAUSTED")
    assert shop.scan("QRCode", "A").number == 120
    with pytest.raises(KitError, match="it answers"):
        licensim.faults.refuse(105)


def test_a_lost_answer_is_no_clone(licensim: Licensim) -> None:
    """The seat was taken, and the next ask with the same request id gets it (ID-8)."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    licensim.faults.lose_answer()
    assert shop.open().reason == "SERVER_UNREACHABLE"
    licensim.assert_seats(1)
    assert shop.open().answer == "ok"
    licensim.assert_seats(1)


def test_a_copied_storage_is_a_clone(licensim: Licensim) -> None:
    """The client that asks second gets 151 and becomes a new client, which needs its own seat (ID-8)."""
    licensim.item("per_client_device", period="daily", quota=2, grace=0)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    copy = licensim.faults.clone()
    assert copy.uuid == shop.uuid
    licensim.clock.advance(minutes=1)
    copy.open()
    assert copy.uuid == shop.uuid
    licensim.clock.advance(minutes=1)
    before = shop.uuid
    assert shop.open().answer == "ok"
    assert shop.uuid != before
    licensim.assert_seats(2)
    with pytest.raises(KitError, match="2 clients"):
        licensim.faults.clone()


@pytest.mark.usefixtures("scans")
@pytest.mark.parametrize(("in_grace", "answer", "number"), [(True, "over", None), (False, "refused", 111)])
def test_expired(licensim: Licensim, in_grace: bool, answer: str, number: int | None) -> None:
    """After its expiry an item has seven days of grace, then 111 (ITEM-2)."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    with licensim.faults.expire(in_grace=in_grace):
        reply = shop.open()
        assert (reply.answer, reply.number) == (answer, number)
    assert shop.open().answer == "ok"


def test_revoked(licensim: Licensim, scans: str) -> None:
    """113, for one item or for all."""
    shop = licensim.origin("https://shop.example.com")
    licensim.faults.revoke(scans)
    assert shop.open().number == 113


@pytest.mark.usefixtures("scans")
def test_a_clock_set_back_does_not_stretch_a_license(licensim: Licensim) -> None:
    """TIME-4: more than five minutes behind, the local license is invalid; offline the use is refused."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    licensim.clock.advance(hours=1)
    shop.scan("QRCode", "A")
    licensim.faults.offline()
    fault = licensim.faults.clock_back(minutes=10)
    assert shop.scan("QRCode", "B").reason == "CLOCK_CHANGED"
    fault.end()
    assert shop.scan("QRCode", "B").reason == "OFFLINE_CACHED"
    licensim.allow("unsent")
    with pytest.raises(KitError, match="minutes=10"):
        licensim.faults.clock_back()


def test_full_storage_counts_nothing(licensim: Licensim, scans: str) -> None:
    """The event rejects, and neither half changes; a duplicate needs no storage."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QRCode", "A")
    with licensim.faults.storage_full():
        assert shop.scan("QRCode", "A").counted == 0
        with pytest.raises(StorageFullError):
            shop.scan("QRCode", "B")
    assert licensim.usage()[scans]["used"] == 1
    assert shop.scan("QRCode", "B").counted == 1


@pytest.mark.usefixtures("scans")
def test_all_faults_end_together(licensim: Licensim) -> None:
    """`faults.end()` ends all faults, and the log has their begin and end."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    licensim.faults.refuse(113)
    licensim.faults.delay(100)
    licensim.faults.end()
    assert shop.open().answer == "ok"
    assert "fault: the server refuses with 113" in licensim.log.text()
    assert "fault: no longer: the server refuses with 113" in licensim.log.text()


def test_a_refusing_server_lets_go(licensim: Licensim, scans: str) -> None:
    """The server refuses asks, but accepts reports and releases."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    with licensim.faults.offline():
        shop.scan("QRCode", "A")
    with licensim.faults.refuse(120):
        assert shop.open().number == 120
        assert licensim.usage()[scans]["used"] == 1
        assert shop.release().answer == "ok"


@pytest.mark.usefixtures("scans")
def test_a_fault_ends_once(licensim: Licensim) -> None:
    """It ends once, even if it is ended repeatedly: by itself, by its block or with all others."""
    with licensim.faults.offline() as fault:
        fault.end()
    licensim.faults.end()
    assert licensim.log.text().count("no longer:") == 1


@pytest.mark.usefixtures("scans")
@pytest.mark.parametrize("row", [row for row in ROWS if row.kit], ids=lambda row: row.name)
def test_each_fault_of_the_table_is_done(licensim: Licensim, row: Row) -> None:
    """By the method of its name, with its parameters; the log has its words for begin and end."""
    assert row.kit is not None
    method, parameters = getattr(licensim.faults, row.name), list(row.kit.parameters)
    assert parameters == list(signature(method).parameters)
    assert row.suffers == next((WHOSE[one] for one in parameters if one in WHOSE), "every client")
    licensim.origin("https://shop.example.com").open()
    begins = re.sub(r"\\{\w+\\}", ".+", re.escape(row.kit.begins))
    fault = method(**NEEDED.get(row.name, {}))
    assert re.search(f"fault: {begins}$", licensim.log.text(), re.MULTILINE)
    if isinstance(fault, ActiveFault):
        fault.end()
        assert re.search(f"fault: no longer: {begins}$", licensim.log.text(), re.MULTILINE)


def test_every_fault_of_the_kit_is_in_the_table() -> None:
    """No method is without a row."""
    methods = {name for name in vars(FaultControls) if not name.startswith("_")}
    assert methods - {"end"} == {row.name for row in ROWS if row.kit}
