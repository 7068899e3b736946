"""Reports: each once, in its own slot, by the license of its time, also after faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from licensim.server.sql.database import Database
from licensim.server.sql.schema import ACTIVE, CLAIM, HOLDER, SEAT
from licensim.server.sql.schema import SLOT as SLOT_TABLE
from server.inside import Inside, inside
from server.served import DAY_MS, NOW, devices, document, project_of, scans

SLOT_MS = 180_000
SLOT = NOW // SLOT_MS
LICENSE = {
    "profile": "v2.2.19",
    "projects": [
        project_of(scans(100), key="P"),
        project_of(devices(2, grace=0), key="D"),
        project_of({"option": "per_concurrent_device", "quota": 1}, key="C"),
        project_of(scans(100), devices(1, grace=0), key="S"),
    ],
}


WHO: dict[str, Any] = {"client": "a", "key": "P", "origin": "https://example.com"}


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Inside]:
    """A server with a frozen clock."""
    with inside(database_url, LICENSE, tmp_path) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        yield app


def authorize(app: Inside, client: str = "a", key: str = "P", **fields: Any) -> Any:
    """Ask for a local license."""
    fixed = {"client": client, "key": key, "deployment": "browser", "origin": "https://example.com"}
    return app.post("/v1/authorize", {**fixed, **fields})


def report(app: Inside, *reports: dict[str, Any], client: str = "a", key: str = "P") -> list[Any]:
    """Send reports; their results."""
    body = {**WHO, "client": client, "key": key}
    body["reports"] = [{"slot": SLOT, "scans": 1, **one} for one in reports]
    results: list[Any] = app.post("/v1/reports", body)["results"]
    return results


def usage(app: Inside, key: str = "P") -> Any:
    """The usage of a project's only item."""
    (item,) = app.ask("GET", f"/v1/projects/{key}/usage").value["items"].values()
    return item


def test_a_repeated_report_counts_once(app: Inside) -> None:
    """NET-5: alone, twice in one request, and with another count: the first one is valid."""
    authorize(app)
    first = report(app, {"id": "r", "scans": 3}, {"id": "r", "scans": 3})
    again = report(app, {"id": "r", "scans": 50})
    assert [("ok", 3)] * 3 == [(one["answer"], one["counted"]) for one in [*first, *again]]
    assert 3 == usage(app)["used"]


def test_a_decided_use_is_repeated_not_decided_again(app: Inside) -> None:
    """NET-5: a lost answer is sent again; a report of the same use does not count again."""
    authorize(app)
    for _ in range(2):
        (decided,) = report(app, {"id": "r", "scans": 100, "decide": True})
        assert ("ok", 100) == (decided["answer"], decided["counted"])
    assert [("ok", 100)] == [
        (one["answer"], one["counted"]) for one in report(app, {"id": "r", "scans": 100})
    ]
    assert 100 == usage(app)["used"]


def test_the_usage_has_the_worst_answer_so_far(app: Inside) -> None:
    """A summary has the worst answer of an item; a later, better one changes nothing (ITEM-6)."""
    authorize(app)
    told = []
    for name, count in (("a", 98), ("b", 4), ("c", 50), ("d", 1)):
        (decided,) = report(app, {"id": name, "scans": count, "decide": True})
        told.append((decided["answer"], usage(app)["answer"]))
    assert [("ok", "ok"), ("over", "over"), ("over", "over"), ("refused", "refused")] == told
    for client, deployment, answer in (("x", "mobile", "refused"), ("y", "browser", "ok")):
        origin = None if deployment == "mobile" else WHO["origin"]
        assert answer == authorize(app, client, "D", deployment=deployment, origin=origin)["answer"]
        assert "refused" == usage(app, "D")["answer"]


def test_an_item_that_the_client_does_not_hold_is_not_charged(app: Inside) -> None:
    """NET-5: a report can only be charged to an item of the client's own local license."""
    assert ["per_client_device", "per_barcode_scan"] == [authorize(app, one, "S")["item"] for one in "ab"]
    told = [
        report(app, {"id": f"{client}", "item": "per_client_device"}, client=client, key="S")[0]["item"]
        for client in "ab"
    ]
    assert ["per_client_device", "per_barcode_scan"] == told


def test_reports_are_of_their_client(app: Inside) -> None:
    """Two clients may use the same identifier."""
    for client in ("a", "b"):
        authorize(app, client)
        report(app, {"id": "r"}, client=client)
    assert 2 == usage(app)["used"]


@pytest.mark.parametrize(
    ("after_ms", "answer", "reason"),
    [
        (30 * DAY_MS + SLOT_MS, "ok", None),
        (30 * DAY_MS + SLOT_MS + 1, "refused", "REPORT_LATE"),
        (-5 * 60_000, "ok", None),
        (-5 * 60_000 - 1, "refused", "REPORT_EARLY"),
    ],
)
def test_the_time_of_a_report(app: Inside, after_ms: int, answer: str, reason: str | None) -> None:
    """TIME-3: from five minutes before its slot to thirty days after it, inclusive."""
    authorize(app)
    app.post("/sim/clock", {"set_to": SLOT * SLOT_MS + after_ms, "frozen": True})
    (result,) = report(app, {"id": "r"})
    assert (answer, reason) == (result["answer"], result["reason"])
    assert (1 if answer == "ok" else 0) == usage(app)["used"]


def test_late_reports_count_in_their_own_slots(app: Inside) -> None:
    """CDEV-3: days later and in any order, each report counts in the slot of its time."""
    authorize(app, "a", "C")
    authorize(app, "b", "C")
    app.post("/sim/clock", {"set_to": NOW + 3 * DAY_MS, "frozen": True})
    for client, slot in (("a", SLOT + 1), ("b", SLOT), ("a", SLOT), ("b", SLOT)):
        report(app, {"id": f"r{slot}", "slot": slot, "at": slot * SLOT_MS}, client=client, key="C")
    assert ({str(SLOT): 2, str(SLOT + 1): 1}, 1) == (usage(app, "C")["slots"], usage(app, "C")["exceptions"])


def test_a_report_to_either_server_counts_once(database_url: str, tmp_path: Path) -> None:
    """NET-1: main and standby share the database, so each knows the reports of the other."""
    with inside(database_url, LICENSE, tmp_path) as main, inside(database_url, LICENSE, tmp_path) as standby:
        main.post("/sim/clock", {"set_to": NOW, "frozen": True})
        authorize(main)
        for server in (main, standby, main):
            report(server, {"id": "r", "scans": 2})
        report(standby, {"id": "s", "scans": 1})
        assert (3, 3) == (usage(main)["used"], usage(standby)["used"])


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database engine, to break it."""
    engine = Database(database_url).engine
    yield engine
    engine.dispose()


def test_a_report_whose_recording_fails_is_not_claimed(app: Inside, engine: Engine) -> None:
    """NET-5: claim and record are one step, so the retry counts; the other report is not lost either."""
    authorize(app)
    authorize(app, "b", "D")
    breaking, mending = _broken(engine)
    with engine.begin() as connection:
        for statement in breaking:
            connection.execute(text(statement))
    body = {**WHO, "reports": [{"id": "r", "slot": SLOT, "scans": 4}]}
    failed = app.ask("POST", "/v1/reports", body)
    assert (500, "DatabaseError") == (failed.status, failed.value["error"])
    with engine.begin() as connection:
        for statement in mending:
            connection.execute(text(statement))
    assert 0 == usage(app)["used"]
    assert [("ok", 4)] == [(one["answer"], one["counted"]) for one in report(app, {"id": "r", "scans": 4})]
    assert 4 == usage(app)["used"]


def _broken(engine: Engine) -> tuple[list[str], list[str]]:
    """Statements that make a project's totals unwritable, and those that repair them."""
    if engine.dialect.name == "sqlite":
        trigger = "CREATE TRIGGER broken BEFORE UPDATE ON project BEGIN SELECT RAISE(ABORT, 'broken'); END"
        return [trigger], ["DROP TRIGGER broken"]
    function = (
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'broken'; END $$"
    )
    trigger = "CREATE TRIGGER broken BEFORE UPDATE ON project FOR EACH ROW EXECUTE FUNCTION broken()"
    return [function, trigger], ["DROP TRIGGER broken ON project", "DROP FUNCTION broken()"]


def test_a_seat_is_free_when_its_validity_ends(app: Inside) -> None:
    """DEV-4: the third client gets the seat only one millisecond later."""
    assert ["ok", "ok", "refused"] == [authorize(app, one, "D")["answer"] for one in "abc"]
    app.post("/sim/clock", {"set_to": NOW + DAY_MS - 1, "frozen": True})
    assert "refused" == authorize(app, "c", "D")["answer"]
    app.post("/sim/clock", {"advance_ms": 1})
    assert "ok" == authorize(app, "c", "D")["answer"]
    assert (1, 2) == (usage(app, "D")["seats"], usage(app, "D")["peak"])


def test_a_release_frees_the_seat(app: Inside) -> None:
    """DEV-5."""
    for client in "ab":
        authorize(app, client, "D")
    assert "ok" == app.post("/v1/release", {**WHO, "key": "D"})["answer"]
    assert "ok" == authorize(app, "c", "D")["answer"]


def test_a_copied_client_is_a_clone(app: Inside) -> None:
    """ID-8: its history differs; the original goes on, also after a lost answer."""
    authorize(app, request_id="1")
    app.post("/sim/clock", {"advance_ms": 5})
    second = authorize(app, last_contact_at=NOW, request_id="2")
    assert "ok" == second["answer"]
    assert "ok" == authorize(app, last_contact_at=NOW, request_id="2")["answer"]
    assert ("refused", 151) == (
        (copied := authorize(app, last_contact_at=NOW, request_id="3"))["answer"],
        copied["number"],
    )


def test_a_client_is_unknown_when_its_validity_has_ended(app: Inside) -> None:
    """DEV-4, ID-8: a copy is a clone until a millisecond before the end, and gets the seat at the end."""
    authorize(app, key="D", request_id="1")
    app.post("/sim/clock", {"set_to": NOW + DAY_MS - 1, "frozen": True})
    assert 151 == authorize(app, key="D", request_id="2")["number"]
    app.post("/sim/clock", {"advance_ms": 1})
    assert ("ok", 1) == ((taken := authorize(app, key="D", request_id="2"))["answer"], taken["counted"])


def test_a_client_that_was_released_asks_anew(app: Inside) -> None:
    """It has no local license any more, even if another page of it still stores one (SRV-2, NET-3)."""
    authorize(app)
    app.post("/v1/release", WHO)
    (told,) = report(app, {"id": "r", "decide": True, "may_ask": True})
    assert ("refused", True) == (told["answer"], told["ask"])


def test_nothing_of_a_client_remains_in_the_tables(app: Inside, engine: Engine) -> None:
    """DEV-4: thirty days after the last validity, after one ask in each project; totals and slots stay."""
    for key in "PDC":
        authorize(app, key=key)
        report(app, {"id": "r"}, key=key)
        app.post("/v1/release", {**WHO, "key": key})
        authorize(app, "b", key)
    app.post("/sim/clock", {"set_to": NOW + 3 * DAY_MS + 30 * DAY_MS + 2 * SLOT_MS, "frozen": True})
    kept = {key: usage(app, key) for key in "PDC"}
    tables = (HOLDER, CLAIM, SEAT, ACTIVE, SLOT_TABLE)
    with engine.connect() as connection:
        rows = [connection.execute(select(func.count()).select_from(table)).scalar() for table in tables]
    assert [0, 0, 0, 0, 1] == rows
    assert (1, 0, 1) == (kept["P"]["used"], kept["D"]["seats"], kept["D"]["peak"])


def test_an_unknown_client_reports_nothing(app: Inside) -> None:
    """It never had a local license."""
    assert [("refused", "NO_ITEM")] == [(one["answer"], one["reason"]) for one in report(app, {"id": "r"})]
    assert [("refused", True)] == [
        (one["answer"], one["ask"]) for one in report(app, {"id": "r", "decide": True, "may_ask": True})
    ]
    assert 0 == usage(app)["used"]


def test_a_document_of_one_project_keeps_its_journal(database_url: str, tmp_path: Path) -> None:
    """The last decisions, by number."""
    with inside(database_url, document(scans(5)), tmp_path) as app:
        authorize(app)
        report(app, {"id": "r"})
        entries = app.ask("GET", "/sim/journal").value["entries"]
        assert [(1, "authorize"), (2, "reports")] == [(one["number"], one["operation"]) for one in entries]
        assert [2] == [one["number"] for one in app.ask("GET", "/sim/journal?after=1").value["entries"]]
