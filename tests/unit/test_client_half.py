"""The client half alone with an authority: requests that are sent, lost or repeated (SPEC section 12)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from licenses import DAY, ORIGIN, SLOT, START, WEEK, Alone, client, codes, document, item, world
from licensim.rules.answer import Reason
from licensim.rules.authority.authority import Authority
from licensim.rules.authority.requests import Ask, Report
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.conversation import converse, respond
from licensim.rules.client.requests import Deliver
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options.case import OPEN, ClientIdentity, Use
from property.machines.devices import Crashed, Device, Server, Store

SCANS = item("per_barcode_scan", quota=100)
MINUTE = 60_000


def server(*items: dict[str, Any]) -> Server:
    """A server with an item of scans, or other items."""
    return Server(document(*(items or (SCANS,))))


def scan(device: Device, *texts: str, fates: tuple[str, ...] = ()) -> Any:
    """Show codes to a scanner."""
    return device.do("frame", list(fates), scanner="s", codes=codes(*texts))


@pytest.mark.parametrize("fate", ["answer lost", "crash after", "twice"])
def test_lost_answer_is_no_clone(fate: str) -> None:
    """The server granted, but the answer was lost: the client asks again with the same request id (ID-8)."""
    device = Device(server(), client(), "immediate")
    device.do("open", [fate])
    device.server.now += 1
    assert ("ok", None) == facts(device.do("open", []))
    assert ("ok", None) == facts(device.do("open", []))
    assert "u" == device.edition.client.uuid


def facts(answer: Any) -> tuple[str, Reason | None]:
    """Answer and reason."""
    return answer.answer, answer.reason


def test_lost_answer_and_then_a_refusal_is_no_clone() -> None:
    """A refusal stores no authorization: the request id is kept for the next ask (ID-8)."""
    place = server(item("per_barcode_scan", quota=1))
    device, other = Device(place, client(), "immediate"), Device(place, client("other"), "immediate")
    device.do("open", ["answer lost"])
    scan(other, "A")
    assert ("refused", Reason.QUOTA_EXHAUSTED) == facts(device.do("open", []))
    device.restart()
    assert ("refused", Reason.QUOTA_EXHAUSTED) == facts(device.do("open", []))
    assert "u" == device.edition.client.uuid


def test_late_request_makes_no_clone() -> None:
    """A request that arrives after it was repeated is the same authorization, at the same time (ID-8)."""
    device = Device(server(), client(), "immediate")
    device.do("open", ["delayed"])
    device.server.now += 1
    device.do("open", [])
    device.server.now += 1
    device.server.deliver_late(0)
    device.server.now += 1
    assert ("ok", None) == facts(device.do("open", []))
    assert "u" == device.edition.client.uuid


@pytest.mark.parametrize("lost", [(), ("answer lost",)])
def test_copied_store_is_a_clone(lost: tuple[str, ...]) -> None:
    """Two clients of one store: the second one to ask becomes a new client, with a seat (ID-8)."""
    first = Device(server(item("per_client_device", quota=5)), client(), "immediate")
    first.do("open", [])
    second = first.copy()
    first.server.now += 1
    first.do("open", [])
    answer = second.do("open", list(lost))
    if lost:
        second.restart()
        answer = second.do("open", [])
    assert answer is not None
    assert ("ok", 1) == (answer.answer, answer.counted)
    assert ("u", 2) == (first.edition.client.uuid, first.server.ledger.seats("per_client_device"))
    assert "u" != second.edition.client.uuid
    assert ("ok", None) == facts(first.do("open", []))


def test_copied_stores_lose_no_scan() -> None:
    """Reports of two copies never share an identifier (NET-5)."""
    first = Device(server(), client(), "immediate")
    first.do("open", [])
    second = first.copy()
    assert [1, 1] == [scan(one, "A").counted for one in (first, second)]
    assert 2 == first.server.ledger.used("per_barcode_scan")


def test_first_ask_of_an_unknown_uuid_is_no_clone() -> None:
    """With any time of its last authorization (ID-8)."""
    authority = Authority(document(SCANS), lambda _key: MemoryLedger())
    assert "ok" == authority.authorize(Ask(client(), OPEN, 5, "r"), START).answer.answer


@pytest.mark.parametrize(("last_at", "request_id", "cloned"), [
    (START, "q", False), (START, None, False), (START + 1, "q", True), (None, "q", True),
    (None, "r", False), (START - 1, "r", False), (None, None, True),
])  # fmt: skip
def test_clone_is_known_by_time_and_request(
    last_at: int | None, request_id: str | None, cloned: bool
) -> None:
    """A clone names another time and another request than the last authorization (ID-8)."""
    ledger = MemoryLedger()
    authority = Authority(document(SCANS), lambda _key: ledger)
    authority.authorize(Ask(client(), OPEN, None, "r"), START)
    grant = authority.authorize(Ask(client(), OPEN, last_at, request_id), START + 5)
    assert cloned == (grant.answer.reason is Reason.CLONED)


def test_no_request_repeats_an_authorization_without_one() -> None:
    """No request repeats an authorization that named none."""
    ledger = MemoryLedger()
    authority = Authority(document(SCANS), lambda _key: ledger)
    authority.authorize(Ask(client(), OPEN), START)
    assert Reason.CLONED is authority.authorize(Ask(client(), OPEN), START + 1).answer.reason


def test_nothing_is_added_to_a_report_under_way() -> None:
    """A page that crashes while it sends has marked the report: later usage is a new report (NET-5)."""
    device = Device(server(), client(), "immediate")
    device.do("open", [])
    scan(device, "A", fates=("request lost",))
    device.do("open", ["crash after"])
    scan(device, "B", fates=("request lost",))
    device.do("open", [])
    assert 2 == device.server.ledger.used("per_barcode_scan")
    assert not device.edition.unsent


@pytest.mark.parametrize("fate", ["request lost", "answer lost", "delayed", "twice"])
def test_scan_counts_once_whatever_the_network_does(fate: str) -> None:
    """The decision and the report made of it have one identifier (NET-5)."""
    device = Device(server(), client(), "immediate")
    device.do("open", [])
    assert 1 == scan(device, "A", fates=(fate,)).counted
    device.deliver_all()
    device.server.deliver_late(0)
    assert 1 == device.server.ledger.used("per_barcode_scan")


def test_repeated_decision_is_answered_as_before() -> None:
    """A claimed report returns its first answer, without evidence (NET-5)."""
    ledger = MemoryLedger()
    authority = Authority(
        document(item("per_barcode_scan", quota=0, grace=0), SCANS | {"id": "more"}), lambda _: ledger
    )
    listed = authority.authorize(Ask(client(), OPEN), START).listings or ()
    one, two = (
        authority.decide(client(), Use("scan", 2), listed, False, START, report="r") for _ in range(2)
    )
    assert one.answer is not None
    assert two.answer is not None
    assert (one.answer.to_line(1), {}) == (two.answer.to_line(1), two.ends)
    assert 2 == ledger.used("more")


@pytest.mark.parametrize(("back", "asks"), [(0, False), (5 * MINUTE, False), (5 * MINUTE + 1, True)])
def test_clock_set_back(back: int, asks: bool) -> None:
    """More than five minutes behind the latest time seen the local license does not count (TIME-4)."""
    alone = Alone(document(item("per_client_device")), client(), reports="slot")
    now = START + 10 * MINUTE
    alone.do("open", START)
    alone.do("frame", now, scanner="s", codes=[])
    before = alone.ledger.seat("per_client_device", "u")
    alone.do("frame", now - back, now, scanner="s", codes=[])
    assert asks == (before != alone.ledger.seat("per_client_device", "u"))
    alone.reachable = False
    if asks:  # the answer has reset the latest time
        assert ("ok", None) == facts(alone.do("frame", now - back, scanner="s", codes=[]))


@pytest.mark.parametrize(
    ("back", "reason"), [(5 * MINUTE, Reason.OFFLINE_CACHED), (5 * MINUTE + 1, Reason.CLOCK_CHANGED)]
)
def test_clock_set_back_offline(back: int, reason: Reason) -> None:
    """Without the server the use is refused (TIME-4)."""
    alone = Alone(document(SCANS), client())
    alone.do("open", START + 10 * MINUTE)
    alone.reachable = False
    answer = alone.do("frame", START + 10 * MINUTE - back, scanner="s", codes=codes("A"))
    assert reason is answer.reason
    assert ("TIME-4" if reason is Reason.CLOCK_CHANGED else "NET-1") == answer.rule
    assert reason is alone.do("open", START + 10 * MINUTE - back).reason
    assert Reason.OFFLINE_CACHED is alone.do("open", START + 10 * MINUTE).reason


@pytest.mark.parametrize("kind", ["open", "frame"])
@pytest.mark.parametrize(("ahead", "changed"), [(DAY - 1, False), (DAY, True)])
def test_license_that_has_ended_when_it_is_issued(kind: str, ahead: int, changed: bool) -> None:
    """It has ended by the client's clock, which is a day ahead (TIME-4)."""
    alone = Alone(document(item("per_client_device")), client())
    fields = {"scanner": "s", "codes": codes("A")} if kind == "frame" else {}
    answer = alone.do(kind, START + ahead, START, **fields)
    assert changed == (answer.reason is Reason.CLOCK_CHANGED)
    assert changed == (alone.edition.state == "unlicensed")
    assert changed == (not alone.edition.listings)


def test_offline_without_a_license_is_unreachable() -> None:
    """-20200 without, a warning with a local license, until it ends (NET-1)."""
    alone = Alone(document(SCANS), client())
    alone.reachable = False
    assert Reason.SERVER_UNREACHABLE is alone.do("open", START).reason
    alone.reachable = True
    alone.do("open", START)
    alone.reachable = False
    ends = START + 3 * DAY
    shown = [alone.do("frame", now, scanner="s", codes=codes("A")).number for now in (ends - 1, ends)]
    assert [-20012, -20200] == shown
    assert ("offline", 1) == (alone.edition.state, len(alone.edition.unsent.all()))


def test_state_follows_what_happens() -> None:
    """Granted, unreachable, answered, released: the states of the table (NET-1, NET-2)."""
    alone = Alone(document(SCANS), client())
    states = [alone.edition.state]
    kinds = ("open", "open", "pages", "release", "open")
    for kind, reachable in zip(kinds, (True, False, True, True, False), strict=True):
        fields: dict[str, Any] = {"module": "core", "count": 1} if kind == "pages" else {}
        alone.reachable = reachable
        alone.do(kind, START, **fields)
        states.append(alone.edition.state)
    assert ["unlicensed", "licensed", "offline", "unlicensed", "unlicensed", "unlicensed"] == states


def test_release_offline_keeps_the_license() -> None:
    """It is refused with -20200, and the client goes on (ITEM-7)."""
    alone = Alone(document(SCANS), client())
    alone.do("open", START)
    alone.reachable = False
    answer = alone.do("release", START)
    assert ("refused", -20200, None) == (answer.answer, answer.number, answer.counted)
    assert Reason.OFFLINE_CACHED is alone.do("open", START).reason


@pytest.mark.parametrize("kind", ["settings", "pause", "close"])
def test_events_that_never_ask(kind: str) -> None:
    """Settings and pauses never ask, with or without a license (NET-3)."""
    edition = ClientHalf(client(), None, lambda: "id")
    with pytest.raises(StopIteration) as stop:
        next(edition.handle({"type": kind, "scanner": "s"}, START))
    assert ("ok", None) == (stop.value.value.answer, stop.value.value.counted)


def slotted(*items: dict[str, Any], store: Store | None = None) -> Alone:
    """A client that reports per slot, with an open license."""
    alone = Alone(document(*(items or (SCANS,))), client(), store, reports="slot")
    alone.do("open", START)
    return alone


def flush(alone: Alone, now: int) -> None:
    """Send the due usage."""
    answer = converse(alone.edition.flush(now), alone.authority if alone.reachable else None, now)
    assert ("ok", None) == facts(answer)


def test_usage_is_due_when_its_slot_ends() -> None:
    """One report per slot, sent at the slot's end and not before (NET-4)."""
    alone = slotted()
    assert alone.edition.due() is None
    for at in (START, START + SLOT - 1):
        alone.do("frame", at, scanner="s", codes=codes(f"{at}"))
    assert START + SLOT == alone.edition.due()
    flush(alone, START + SLOT - 1)
    assert 0 == alone.ledger.used("per_barcode_scan")
    flush(alone, START + SLOT)
    assert (2, None) == (alone.ledger.used("per_barcode_scan"), alone.edition.due())
    assert [2] == [notice.counted for notice in alone.edition.notices]


def test_usage_that_failed_at_the_slots_end_waits_for_the_next_open() -> None:
    """It is not tried again before (NET-4)."""
    alone = slotted()
    alone.do("frame", START, scanner="s", codes=codes("A"))
    alone.reachable = False
    flush(alone, START + SLOT)
    alone.reachable = True
    flush(alone, START + 2 * SLOT)
    assert (0, None) == (alone.ledger.used("per_barcode_scan"), alone.edition.due())
    alone.do("open", START + 2 * SLOT)
    assert 1 == alone.ledger.used("per_barcode_scan")
    assert not alone.edition.unsent


def test_immediate_usage_is_never_due() -> None:
    """Offline usage waits for the next ask (NET-4)."""
    alone = Alone(document(SCANS), client())
    alone.do("open", START)
    alone.reachable = False
    alone.do("frame", START, scanner="s", codes=codes("A"))
    assert alone.edition.due() is None
    assert alone.edition.unsent


def test_early_report_is_kept_and_tried_again() -> None:
    """A slot that begins more than five minutes after the server's now (TIME-3)."""
    alone = slotted()
    alone.do("frame", START + 10 * MINUTE, START, scanner="s", codes=codes("A"))
    talk = alone.edition.flush(START + 12 * MINUTE)
    request = next(talk)
    assert isinstance(request, Deliver)
    with pytest.raises(StopIteration):
        talk.send(respond(alone.authority, request, START + 9 * MINUTE - 5 * MINUTE - 1))
    assert [Reason.REPORT_EARLY] == [notice.reason for notice in alone.edition.notices]
    assert alone.edition.unsent
    assert alone.edition.listings
    alone.do("open", START + 15 * MINUTE)
    assert 1 == alone.ledger.used("per_barcode_scan")


@pytest.mark.parametrize(("ahead", "reason"), [(300_000, None), (300_001, Reason.REPORT_EARLY)])
def test_report_is_early_by_more_than_five_minutes(ahead: int, reason: Reason | None) -> None:
    """Counted from the slot's beginning (TIME-3)."""
    ledger = MemoryLedger()
    authority = Authority(document(SCANS), lambda _: ledger)
    slot = START // SLOT
    report = Report("r", slot, START, 1, item="per_barcode_scan")
    answers, _ = authority.report(client(), [report], START - ahead)
    assert reason is answers[0].reason or reason is None


@pytest.mark.parametrize(("after", "reason"), [(0, None), (1, Reason.REPORT_LATE)])
def test_report_is_late_after_thirty_days(after: int, reason: Reason | None) -> None:
    """Counted from the slot's end; dropped usage is named (TIME-3)."""
    ledger = MemoryLedger()
    authority = Authority(document(SCANS), lambda _: ledger)
    report = Report("r", START // SLOT, START, 7, item="per_barcode_scan")
    answers, _ = authority.report(client(), [report], START + SLOT + 30 * DAY + after)
    assert reason is answers[0].reason
    assert ([7] if reason else [None]) == [answers[0].evidence.get("dropped")]
    assert (0 if reason else 7) == ledger.used("per_barcode_scan")


@pytest.mark.parametrize("option", ["per_barcode_scan", "per_concurrent_device"])
@pytest.mark.parametrize(("before", "answer"), [(1, ("ok", None)), (0, ("over", WEEK)), (-1, ("over", WEEK))])
def test_report_on_an_expired_item_is_over(option: str, before: int, answer: tuple[str, int | None]) -> None:
    """By the time of its operation, for every option (ITEM-2)."""
    ledger = MemoryLedger()
    expires = START + before
    authority = Authority(document(item(option, starts_at=START - DAY, expires_at=expires)), lambda _: ledger)
    report = Report("r", START // SLOT, START, 1, item=option)
    (told,), _ = authority.report(client(), [report], START)
    grace = told.evidence.get("grace_until")
    assert answer == (told.answer, None if grace is None else grace - expires)
    assert ("over" == told.answer) == ("ITEM-2" == told.rule)
    assert 1 == told.counted


def test_report_without_an_item_is_charged_by_its_time() -> None:
    """To the item of the local license that the server remembers, if there is one (NET-4)."""
    ledger = MemoryLedger()
    authority = Authority(document(SCANS, item("per_page")), lambda _: ledger)
    pages = Report("p", START // SLOT, START, 2, "core")
    answers, _ = authority.report(client(), [pages], START)
    assert [Reason.NO_ITEM] == [one.reason for one in answers]
    authority.authorize(Ask(client(), OPEN), START)
    answers, _ = authority.report(client(), [pages], START)
    assert [("ok", "per_page", 2)] == [(one.answer, one.item, one.counted) for one in answers]
    assert 2 == ledger.used("per_page")


def test_unknown_key_is_refused_everywhere() -> None:
    """Authorization, decision and report; a release and a usage find nothing (ITEM-6)."""
    authority, nobody = (
        Authority(document(SCANS), lambda _: MemoryLedger()),
        ClientIdentity("u", "?", "mobile"),
    )
    report = Report("r", START // SLOT, START, 1)
    decided = authority.decide(nobody, Use("scan", 1), (), True, START).answer
    answers = [authority.authorize(Ask(nobody, OPEN), START).answer, decided]
    answers += authority.report(nobody, [report], START)[0]
    assert {101} == {answer.number for answer in answers if answer is not None}
    assert ("ok", {}, None) == (
        authority.release(nobody, START).answer,
        authority.usage("?", START),
        authority.due("?", START),
    )
    authority.forget_machine(nobody)


def test_refused_report_stops_the_item_and_no_other() -> None:
    """It is recorded, the item leaves the local license, the others go on (NET-2, NET-5)."""
    alone = slotted(item("per_barcode_scan", quota=1), item("per_page"))
    for slot in (0, 1):
        alone.do("frame", START + slot * SLOT, scanner="s", codes=codes(f"{slot}"))
        flush(alone, START + (slot + 1) * SLOT)
    assert 2 == alone.ledger.used("per_barcode_scan")
    assert ["per_page"] == [one.item for one in alone.edition.listings]
    pages = alone.do("pages", START + 2 * SLOT, module="core", count=1)
    assert "ok" == pages.answer
    assert 120 == alone.do("frame", START + 2 * SLOT, scanner="s", codes=codes("Z")).number


def test_store_brings_a_client_back() -> None:
    """A new page over the same store has license, clock and unsent usage (ID-7)."""
    store = Store()
    first = slotted(store=store)
    first.do("frame", START + 1, scanner="s", codes=codes("A", "B"))
    second = ClientHalf(client(), store, lambda: "id", reports="slot")
    assert first.edition.listings == second.listings
    assert ("licensed", START, START + SLOT) == (second.state, second.last_at, second.due())
    first.do("frame", START + 2, scanner="s", codes=codes("C"))
    assert 1 == len(ClientHalf(client(), store, lambda: "id").unsent.all())
    assert () == ClientHalf(client("other"), store, lambda: "id").listings


def test_restored_client_forgets_no_time_that_it_has_seen() -> None:
    """The stored time of another tab may be earlier than this page's latest time (TIME-4)."""
    store = Store()
    alone = slotted(store=store)
    alone.do("frame", START + 10 * MINUTE, scanner="s", codes=[])
    alone.edition.restore()
    alone.reachable = False
    answers = [alone.do("open", START + back * MINUTE).reason for back in (4, 5)]
    assert [Reason.CLOCK_CHANGED, Reason.OFFLINE_CACHED] == answers


def test_report_grows_until_its_page_ends() -> None:
    """After sending, a new report begins; nothing is added to a report in a copy of the store (NET-5)."""
    store = Store()
    alone = slotted(store=store)
    alone.do("frame", START, scanner="s", codes=codes("A"))
    alone.edition.restore()
    alone.do("frame", START, scanner="s", codes=codes("B"))
    assert [2] == [one.report.count for one in alone.edition.unsent.all()]
    alone.reachable = False
    alone.edition = ClientHalf(client(), store, alone.new_id, reports="slot")
    alone.do("frame", START, scanner="s", codes=codes("C"))
    flush(alone, START + SLOT)
    alone.do("frame", START, scanner="s", codes=codes("D"))
    assert [2, 1, 1] == [one.report.count for one in alone.edition.unsent.all()]


def test_cleared_storage_names_what_it_dropped() -> None:
    """The warning names dropped usage, by slot and count (ID-4)."""
    alone = slotted()
    alone.do("frame", START, scanner="s", codes=codes("A", "B"))
    answer = alone.do("clear_storage", START)
    assert [{"slot": START // SLOT, "count": 2}] == answer.evidence["dropped"]
    assert ("unlicensed", None) == (alone.edition.state, alone.edition.due())
    alone.do("open", START)
    alone.do("frame", START, scanner="t", codes=codes("A"))
    assert [1] == [one.report.count for one in alone.edition.unsent.all()]


def test_idle_instances() -> None:
    """X minus living instances; 0: no room; -1: no valid local license, which `create` renews (CINST-4)."""
    alone = Alone(document(item("per_concurrent_instance")), client(deployment="server"))
    found = [alone.edition.idle_instances(START)]
    for kind, fields in (
        ("instances", {"ask": 2}),
        ("instance", {"op": "create"}),
        ("instance", {"op": "create"}),
    ):
        alone.do(kind, START, **fields)
        found.append(alone.edition.idle_instances(START))
    refused = alone.do("instance", START, op="create")
    found += [alone.edition.idle_instances(START + 2 * SLOT), refused.number or 0]
    assert [-1, 2, 1, 0, -1, -20008] == found
    assert {"instances": 2, "alive": 2, "idle": 0, "alive_before": 2} == refused.evidence
    assert ("refused", "per_concurrent_instance", 0) == (refused.answer, refused.item, refused.counted)
    destroyed = alone.do("instance", START + 2 * SLOT, op="destroy")
    assert {"instances": 2, "alive": 1, "idle": 1, "alive_before": 2} == destroyed.evidence
    created = alone.do("instance", START + 2 * SLOT, op="create")
    assert ("ok", 1, 0) == (created.answer, created.counted, created.evidence["idle"])


def test_server_that_was_released_is_asked_for_anew() -> None:
    """Clients behind it lose the listing of that item, at the latest at their next event (SRV-2)."""
    sim = world(item("per_server"), item("per_barcode_scan", expires_at=START + 2 * 365 * DAY))
    for name in "ab":
        sim.open(START, name)
    assert "per_server" in [one.item for one in sim.clients["b"].listings]
    freed = sim.do("release", START, "a").evidence
    assert {"freed": ["per_server"], "servers": ["per_server"]} == freed
    sim.apply_releases()
    assert "per_server" not in [one.item for one in sim.clients["b"].listings]
    pages = sim.do("pages", START, "b", module="core", count=1)
    assert ("ok", "per_server", 1) == (pages.answer, pages.item, sim.used("per_server", START)["seats"])


def test_crash_before_sending_loses_only_the_page() -> None:
    """The next page sends the usage that was stored before (NET-4)."""
    device = Device(server(), client(origin=ORIGIN), "slot")
    device.do("open", [])
    scan(device, "A")
    device.server.now += SLOT
    device.flush(["crash before"])
    device.do("open", [])
    assert 1 == device.server.ledger.used("per_barcode_scan")
    with pytest.raises(Crashed):
        device._send(next(device.edition.handle({"type": "open"}, START)), "crash before")


def test_identifiers_of_devices_are_new_each_time() -> None:
    """The tests' own identifiers never repeat."""
    alone = Alone(document(SCANS), client())
    assert 3 == len({alone.new_id() for _ in range(3)})
    assert 2 == len(set(itertools.islice(Device.numbers, 2)))
