"""A page's session with a shared server: the project's setting for reports, and what answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from licensim.hosts import parse_origin
from licensim.page.remote.session import RemoteSession, StepReply
from licensim.rules.answer import Answer
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.requests import MAX_REPORTS
from licensim.rules.options.case import ClientIdentity, Use
from licensim.rules.timeline import SLOT_MS
from licensim.transport.remote import Fetch, Fetched
from server.inside import Inside, inside, perform

NOW = 1_767_225_600_000
ITEM = {"id": "scans", "option": "per_barcode_scan", "starts_at": NOW, "expires_at": NOW + 10**10, "quota": 5}
IMAGE = {"type": "image", "codes": [{"format": "QRCode", "text": "A"}]}
OPEN = {"type": "open"}
Serve = Callable[[dict[str, Any]], Inside]


class Visitor:
    """A client with its session; `reached` has the servers that reply, `told` the numbers of reports sent."""

    def __init__(self, app: Inside, reports: Reporting | None = None) -> None:
        numbers = iter(range(1000))
        client = ClientIdentity("client-1", "K", "browser", parse_origin("https://shop.example.com"))
        self.session = RemoteSession(client, OPEN, lambda: f"id-{next(numbers)}", reports, has_standby=True)
        self.reached: tuple[str, ...] = ("main", "standby")
        self.told: list[int] = []
        self._app = app

    def ask(self, event: dict[str, Any]) -> tuple[Answer, str | None]:
        """Play an event; returns the answer, and what gave it."""
        reply: StepReply = self.session.begin(event, NOW, NOW, ())
        self.session.settle(committed=True)
        while reply.step is not None:
            away = isinstance(reply.step, Fetch) and reply.step.place not in self.reached
            if isinstance(reply.step, Fetch) and reply.step.body and "reports" in reply.step.body:
                self.told.append(len(reply.step.body["reports"]))
            reply = self.session.resume(Fetched(1) if away else perform(self._app, reply.step))
            self.session.settle(committed=True)
        assert reply.answer is not None
        return reply.answer, self.session.answered_by(reply.answer)

    def reloaded(self) -> Visitor:
        """The same client after a reload, from its stored data."""
        again = Visitor(self._app)
        again.session.catch_up(self.session.snapshot(), (), reset=False)
        return again


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A server whose project has these settings, with its clock at `NOW`."""
    opened = []

    def serve(settings: dict[str, Any]) -> Inside:
        document = {"profile": "v2.2.19", "projects": [{"key": "K", "settings": settings, "items": [ITEM]}]}
        context = inside(f"sqlite:///{tmp_path / 'licenses.sqlite3'}", document, tmp_path)
        app = context.__enter__()
        opened.append(context)
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        return app

    yield serve
    for context in opened:
        context.__exit__(None, None, None)


def used(app: Inside) -> int:
    """The scans that the server has recorded."""
    found: int = app.ask("GET", "/v1/projects/K/usage").value["items"]["scans"]["used"]
    return found


@pytest.mark.parametrize(
    ("settings", "chosen", "expected", "told"),
    [
        ({}, None, "slot", 0),
        ({"reports": "slot"}, None, "slot", 0),
        ({"reports": "immediate"}, None, "immediate", 1),
        ({"reports": "immediate"}, "slot", "slot", 0),
        ({"reports": "slot"}, "immediate", "immediate", 1),
        ({}, "immediate", "immediate", 1),
    ],
)
def test_usage_is_reported_by_the_projects_setting(
    serve: Serve, settings: dict[str, Any], chosen: Reporting | None, expected: str, told: int
) -> None:
    """NET-4: the client's setting, else the project's, else `slot`."""
    app = serve(settings)
    visitor = Visitor(app, chosen)
    visitor.ask(OPEN)
    assert expected == visitor.session.half.reports
    assert "ok" == visitor.ask(IMAGE)[0].answer
    assert told == used(app)


def test_the_first_use_follows_the_setting_too(serve: Serve) -> None:
    """NET-3: an ask without an earlier `open` gets the setting before its own use is answered."""
    app = serve({"reports": "immediate"})
    visitor = Visitor(app)
    visitor.ask(IMAGE)
    assert 1 == used(app)


def test_a_reload_without_the_server_knows_it_still(serve: Serve) -> None:
    """NET-4: the stored local license has the setting."""
    visitor = Visitor(serve({"reports": "immediate"}))
    visitor.ask(OPEN)
    again = visitor.reloaded()
    again.reached = ()
    again.ask(OPEN)
    assert "immediate" == again.session.half.reports


@pytest.mark.parametrize("reports", ["slot", "immediate"])
def test_what_gave_the_answer(serve: Serve, reports: Reporting) -> None:
    """NET-1: the main server, the standby, the local license if neither is reached, else nothing."""
    app = serve({})
    visitor = Visitor(app, reports)
    visitor.reached = ()
    answer, by = visitor.ask(OPEN)
    assert ("SERVER_UNREACHABLE", None) == (answer.reason, by)
    visitor.reached = ("standby",)
    assert "standby" == visitor.ask(OPEN)[1]
    visitor.reached = ("main",)
    assert "main" == visitor.ask(OPEN)[1]
    assert ("license" if reports == "slot" else "main") == visitor.ask(IMAGE)[1]
    visitor.reached = ()
    assert "license" == visitor.ask(IMAGE)[1]
    answer, by = visitor.ask(OPEN)
    assert ("OFFLINE_CACHED", "license") == (answer.reason, by)


def test_many_reports_are_sent_in_several_bodies(serve: Serve) -> None:
    """NET-4: any amount of usage that a client has gathered offline."""
    visitor = Visitor(serve({"reports": "slot"}))
    visitor.ask(OPEN)
    unsent = visitor.session.half.unsent
    for number in range(2 * MAX_REPORTS + 1):
        unsent.keep_sent(Use("scan", 1), "scans", NOW - SLOT_MS, f"report-{number}")
    visitor.ask(OPEN)
    assert [MAX_REPORTS, MAX_REPORTS, 1] == visitor.told
    assert not unsent
