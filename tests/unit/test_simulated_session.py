"""The page's simulated session: its trace replays, nothing is lost, and it names what no trace can state."""

import json
from typing import Any

import pytest

from doors import Door
from licenses import DAY, SLOT, START, YEAR, item, value
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.sessions.replay import replay_text

Wire = dict[str, Any]
CODE = {"format": "QRCode", "text": "A"}


class Session:
    """A simulated session through the door, with its answers."""

    def __init__(self, document: Wire, **fields: Any) -> None:
        self.door, self.document = Door(), document
        self.answers: list[Wire] = []
        self.door.call("sim_load", document=json.dumps(document), t=START, **fields)

    def event(self, kind: str, client: str = "a", t: int = START, **fields: Any) -> Wire:
        """One event; its answer."""
        told = self.door.call("sim_event", event={"type": kind, "client": client, **fields}, t=t)
        self.answers.append(told["answer"])
        answer: Wire = told["answer"]
        return answer

    def open(self, client: str = "a", t: int = START, host: str = "app.example.com", **fields: Any) -> Wire:
        """A page load."""
        page = {"key": "K", "deployment": "browser", "origin": f"https://{host}"}
        return self.event("open", client, t, **{**page, **fields})

    def status(self, client: str = "a", **fields: Any) -> Wire:
        """The state for a client."""
        return self.door.call("sim_status", client=client, **fields)

    def replayed(self) -> list[Wire]:
        """The host's replay of the session's trace."""
        trace = self.door.call("sim_trace")["trace"]
        document = parse_document(self.document, ascii_host)
        return [json.loads(line) for line in replay_text(document, trace, parse_origin).answers]


def test_its_trace_replays_with_the_same_answers() -> None:
    """Several clients, scans, pages, a lost network: the seven facts of each answer are equal."""
    session = Session(value(item("per_client_device", quota=1, grace=0), item("per_page")))
    session.open("a")
    session.open("b", t=START + 5)
    session.event("frame", "a", START + 10, scanner="s", codes=[CODE])
    session.event("frame", "a", START + 3011, scanner="s", codes=[CODE])
    session.event("pages", "a", START + 4000, module="core", count=2)
    session.door.call("sim_event", event={"type": "network", "up": False}, t=START + 5000)
    session.event("image", "b", START + 6000, codes=[CODE])
    replayed = session.replayed()
    del replayed[5]  # a network event, whose answer the session does not keep
    facts = ("answer", "reason", "number", "rule", "item", "counted")
    assert [{f: a[f] for f in facts} for a in session.answers] == [{f: a[f] for f in facts} for a in replayed]


def test_a_seat_is_freed_at_the_instant_of_its_end() -> None:
    """DEV-4: the seats over time have the step there, also after a long jump of the clock."""
    session = Session(value(item("per_client_device", quota=2)))
    session.open("a")
    session.open("b", t=START + SLOT)
    assert session.door.call("sim_run", t=START + 3 * DAY)["done"]
    status = session.status()
    expected = [[START, 1], [START + SLOT, 2], [START + DAY, 1], [START + DAY + SLOT, 0]]
    assert expected == status["seats"]["per_client_device"]
    assert [{}, {}] == [one["seats"] for one in status["clients"]]


def test_it_has_the_instant_of_the_next_change() -> None:
    """First the end of the seat, then the end of the item."""
    session = Session(value(item("per_client_device")))
    session.open()
    assert START + DAY == session.status()["due"]
    session.door.call("sim_run", t=START + DAY)
    assert START + YEAR == session.status()["due"]


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_devices_with_a_rhythm_lose_and_repeat_nothing(most: int) -> None:
    """A day of two devices, one scan a slot for an hour: the same in one step and in many."""
    session = Session(value(item("per_concurrent_device", quota=1)))
    for name in "ab":
        session.open(name)
        hour = {"from_ms": 8 * 3_600_000, "to_ms": 9 * 3_600_000}
        session.door.call("sim_rhythm", client=name, every_ms=SLOT, **hour)
    while not session.door.call("sim_run", t=START + DAY, most=most)["done"]:
        pass
    status = session.status(day=START)
    (found,) = status["items"]
    assert [2] * 20 == list(found["slots"].values())
    assert (20, 42) == (found["exceptions"], status["events"])


def test_time_never_goes_back() -> None:
    """An event or a jump to an earlier instant happens now."""
    session = Session(value(item("per_barcode_scan")))
    session.door.call("sim_run", t=START + DAY)
    session.open(t=START)
    session.door.call("sim_run", t=START)
    assert START + DAY == session.status()["t"]


def test_another_license_judges_the_session_again_or_goes_on() -> None:
    """Judged again, the trace replays under it; going on is named, because no trace can state it."""
    session = Session(value(item("per_barcode_scan", quota=3)))
    session.open()
    session.event("image", codes=[CODE])
    smaller = json.dumps(value(item("per_barcode_scan", quota=0)))
    session.door.call("sim_license", document=smaller, anew=False)
    (found,) = session.status()["items"]
    assert (1, 0, "refused") == (found["used"], found["quota"], found["answer"])
    assert session.status()["unsaid"]
    session.door.call("sim_license", document=smaller, anew=True)
    (found,) = session.status()["items"]
    assert (0, []) == (found["used"], session.status()["unsaid"])


def test_a_clock_set_back_is_a_fault_of_one_client() -> None:
    """TIME-4: offline the client is refused, online it asks and goes on."""
    session = Session(value(item("per_client_device")))
    session.open(t=START + SLOT)
    session.door.call("sim_behind", client="a", ms=DAY)
    session.door.call("sim_event", event={"type": "network", "up": False}, t=START + SLOT)
    refused = session.event("image", t=START + SLOT + 1, codes=[CODE])
    assert ("refused", "CLOCK_CHANGED") == (refused["answer"], refused["reason"])
    session.door.call("sim_event", event={"type": "network", "up": True}, t=START + SLOT + 2)
    assert "ok" == session.event("image", t=START + SLOT + 3, codes=[CODE])["answer"]


def test_a_copied_storage_is_a_clone() -> None:
    """ID-8: the client that asks second gets 151 and becomes a new client, with its own seat."""
    session = Session(value(item("per_client_device", quota=2, grace=0)))
    session.open("a")
    session.door.call("sim_copy", client="a", copy="b")
    assert "ok" == session.open("b", t=START + 1)["answer"]
    (one, other) = session.status()["clients"]
    assert (one["uuid"], "a") == (other["uuid"], other["copy_of"])
    assert 1 == session.status()["items"][0]["seats"]
    page = {"key": "K", "deployment": "browser", "origin": "https://app.example.com"}
    event = {"type": "open", "client": "a", **page}
    told = session.door.call("sim_event", event=event, t=START + 2)
    assert [(151, "CLONED")] == [(one["number"], one["reason"]) for one in told["told"]]
    assert "ok" == told["answer"]["answer"]
    assert 2 == session.status()["items"][0]["seats"]
    assert session.status()["unsaid"]
    session.event("clear_storage", "b", START + 3)
    assert [None, None] == [one["copy_of"] for one in session.status()["clients"]]


@pytest.mark.parametrize("up", [True, False])
def test_an_event_that_cannot_be_stored_has_not_happened(up: bool) -> None:
    """A new code is neither counted nor remembered, online and offline; a duplicate needs no storage."""
    session = Session(value(item("per_client_device"), item("per_barcode_scan")))
    session.open()
    session.door.call("sim_event", event={"type": "network", "up": up}, t=START)
    session.event("frame", scanner="s", codes=[CODE])
    session.door.call("sim_full", client="a", full=True)
    assert 0 == session.event("frame", scanner="s", codes=[CODE])["counted"]
    fresh = {"format": "QRCode", "text": "B"}
    for _ in range(2):
        with pytest.raises(AssertionError, match="StorageFullError"):
            session.event("frame", scanner="s", codes=[fresh])
    before = session.status()
    session.door.call("sim_full", client="a", full=False)
    assert 1 == session.event("frame", scanner="s", codes=[fresh])["counted"]
    assert 4 == before["events"]
    assert (0 if up else 1) == before["clients"][0]["unsent"]


def test_a_loaded_trace_goes_on_where_it_ended() -> None:
    """Its clients exist; later events are added to it."""
    first = Session(value(item("per_barcode_scan")))
    first.open()
    first.event("image", t=START + 5, codes=[CODE])
    trace = first.door.call("sim_trace")["trace"]
    second = Session(value(item("per_barcode_scan")), trace=trace)
    assert 1 == second.status()["items"][0]["used"]
    second.event("image", t=START + 6, codes=[CODE])
    assert 2 == second.status()["items"][0]["used"]
    assert 3 == second.status()["events"]


def test_input_at_fault_changes_nothing() -> None:
    """An unknown client, a wrong field, a malformed trace (with the line): the session goes on."""
    session = Session(value(item("per_barcode_scan")))
    session.open()
    for event in ({"type": "image", "client": "nobody", "codes": []}, {"type": "image", "client": "a"}):
        assert "Malformed" == session.door.reply("sim_event", event=event, t=START)["error"]["name"]
    reply = session.door.reply("sim_load", document=None, t=START, trace='{"t": 1}\n')
    assert 1 == reply["error"]["faults"][0]["line"]
    assert "ok" == session.event("image", codes=[CODE])["answer"]
    assert 2 == session.status()["events"]


def test_a_session_of_others_is_opened_for_the_page_at_once() -> None:
    """If the trace does not open the page's client, the session begins with that opening."""
    opening = {"type": "open", "client": "a", "key": "K", "deployment": "mobile"}
    trace = json.dumps({"t": START + 9, **opening, "client": "b"}) + "\n"
    session = Session(value(item("per_barcode_scan")), trace=trace, opening=opening)
    assert [START + 9, START + 9] == [
        json.loads(line)["t"] for line in session.door.call("sim_trace")["trace"].splitlines()
    ]
    assert "ok" == session.event("image", codes=[CODE], t=START + 10)["answer"]
    opened = Session(value(item("per_barcode_scan")), trace=trace, opening={**opening, "client": "b"})
    assert 1 == opened.status("b")["events"]


def test_it_compares_the_options_and_editions() -> None:
    """One scan and one device, under every option that counts them."""
    session = Session(value(item("per_barcode_scan")))
    session.open()
    session.event("frame", scanner="s", codes=[CODE])
    compared = session.door.call("sim_compare")
    used = {name: one["editions"]["js-9"]["use"] for name, one in compared["options"].items()}
    assert (1, 1, 1) == (used["per_barcode_scan"], used["per_client_device"], used["per_concurrent_device"])
    assert (2, 2) == (compared["events"], compared["of"])


def test_a_clone_is_a_new_client_for_every_key() -> None:
    """One storage, one UUID: after 151 the copy is a new client for other keys too (ID-7, ID-8)."""
    devices = item("per_client_device", quota=9)
    projects = [{"key": key, "items": [devices]} for key in ("K", "L")]
    session = Session({"profile": "v2.2.19", "projects": projects})
    for t, key in enumerate(("K", "L", "K")):
        session.open(t=START + t, key=key)
    session.door.call("sim_copy", client="a", copy="b")
    session.open(t=START + 10)
    session.open("b", t=START + 20)
    assert 2 == session.status("b")["items"][0]["seats"]
    session.open("b", t=START + 30, key="L")
    assert 2 == session.status("b")["items"][0]["seats"]
    assert session.status("a")["client"]["uuid"] != session.status("b")["client"]["uuid"]


def busy(t: int = START) -> Session:
    """A session with each act: a copy, a clock set back, a full storage, another license, no network."""
    session = Session(value(item("per_client_device", quota=3), item("per_barcode_scan", quota=9)))
    session.open("a", t)
    session.event("frame", "a", t + 10, scanner="s", codes=[CODE])
    session.door.call("sim_copy", client="a", copy="b")
    session.open("b", t + 20)
    session.open("a", t + 30)
    session.door.call("sim_license", document=json.dumps({**session.document, "profile": "v2.4"}), anew=False)
    session.event("frame", "a", t + 5000, scanner="s", codes=[CODE])
    session.door.call("sim_full", client="b", full=True)
    session.door.call("sim_behind", client="a", ms=DAY)
    session.door.call("sim_event", event={"type": "network", "up": False}, t=t + 6000)
    session.event("image", "a", t + 7000, codes=[CODE])
    session.door.call("sim_run", t=t + 8000)
    return session


def loaded_again(session: Session, **fields: Any) -> tuple[Session, Wire]:
    """The session's trace and acts, loaded into another door; and the reply."""
    saved = session.door.call("sim_trace")
    other = Session(session.document)
    t = session.status()["t"]
    whole = {"document": json.dumps(session.document), "trace": saved["trace"], "acts": saved["acts"]}
    return other, other.door.call("sim_load", **{**whole, "t": t, **fields})


def test_trace_and_acts_are_the_whole_session() -> None:
    """Loaded again they give every answer, the same state, and the same trace and acts again."""
    session = busy()
    other, reply = loaded_again(session, most=100)
    for client in "ab":
        assert session.status(client) == other.status(client)
    assert session.door.call("sim_trace") == other.door.call("sim_trace")
    rows = [one for one in reply["answers"] if one["type"] != "network"]
    facts = ("answer", "reason", "number", "rule", "item", "counted")
    assert [{f: a[f] for f in facts} for a in session.answers] == [
        {f: one["answer"][f] for f in facts} for one in rows
    ]
    assert [*range(1, 8)] == [one["line"] for one in reply["answers"]]
    assert [CODE] == rows[-1]["codes"]


def test_a_look_says_what_a_session_is() -> None:
    """Its options, events, clients, instants and faults; the session of the door stays."""
    session = busy()
    saved = session.door.call("sim_trace")
    look = {"document": json.dumps(session.document), "trace": saved["trace"], "acts": saved["acts"]}
    found = Door().call("sim_look", **look)
    assert ["per_client_device", "per_barcode_scan"] == found["options"]
    assert (7, 2, START, START + 7000) == tuple(found[name] for name in ("events", "clients", "from", "to"))
    assert ["offline", "clock_back", "storage_full", "clone"] == found["faults"]


@pytest.mark.parametrize(
    ("acts", "fault"),
    [
        ("all", "acts: must be a list"),
        ([{"type": "copy", "after": 1, "t": START, "client": "a"}], "acts[0].copy: missing"),
        ([{"type": "x", "after": 1, "t": START}], "acts[0].type: must be one of"),
        (
            [{"type": "storage_full", "after": 8, "t": START, "client": "a", "full": True}],
            "must be from 0 to 7",
        ),
        ([{"type": "license", "after": 1, "t": START, "document": "{"}], "not JSON"),
    ],
)
@pytest.mark.parametrize("op", ["sim_look", "sim_load"])
def test_faults_of_acts_are_named(op: str, acts: Any, fault: str) -> None:
    """And nothing is loaded."""
    session = busy()
    trace = session.door.call("sim_trace")["trace"]
    before = session.status()
    fields = {"document": json.dumps(session.document), "trace": trace, "acts": acts, "t": START}
    error = session.door.reply(op, **fields)["error"]
    assert "Malformed" == error["name"]
    assert fault in "; ".join(f"{one['path']}: {one['what']}" for one in error["faults"])
    assert before == session.status()


@pytest.mark.parametrize("most", [1, 500])
def test_the_past_is_the_state_after_each_event(most: int) -> None:
    """Found forwards, backwards and again, it is what the status was right after that event."""
    session = Session(value(item("per_client_device", quota=3), item("per_barcode_scan", quota=9)))
    states = []
    for n, (kind, client) in enumerate([("open", "a"), ("image", "a"), ("open", "b"), ("image", "b")]):
        if kind == "open":
            session.open(client, START + n)
        else:
            session.event("image", client, START + n, codes=[CODE])
        states.append(session.status())
        session.door.call("sim_behind", client="a", ms=n)
    session.door.call("sim_run", t=START + DAY)
    now = session.status()
    for line in (4, 2, 1, 3, 3):
        found: Wire = {"done": False}
        while not found.pop("done"):
            found = session.door.call("sim_past", client="a", line=line, most=most)
        assert states[line - 1] == found
    assert now == session.status()
