"""The server over HTTP: bodies, hosts, origins, token, simulated faults."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from licensim.fault_table import ROWS, AtServer
from licensim.hosts import ascii_host
from licensim.rules.documents.document import parse_document
from licensim.rules.explain.answers import explain_answer
from licensim.rules.input.fields import Field, Integer, OneOf
from licensim.server.deciding.request_handler import ServerReply
from licensim.server.deciding.requests import ReleaseRequest
from licensim.server.http import bodies, connection
from licensim.server.simulation.faults import RequestFaults, SimulatedFault
from server import impatient
from server.inside import TOKEN, Inside
from server.served import NOW, Served, document, scans, serving

ASK = {"client": "a", "key": "P", "deployment": "browser", "origin": "https://example.com"}
OWN = "http://localhost:8765"
NO_TOKEN = {"Authorization": ""}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """A server of one project."""
    folder = tmp_path_factory.mktemp("http")
    parsed = parse_document(json.dumps(document(scans(1000))), ascii_host)
    with Inside(f"sqlite:///{folder / 'http.sqlite3'}", parsed, folder) as app:
        yield app


@pytest.fixture(autouse=True)
def _reset(app: Inside) -> None:
    app.post("/sim/reset", {})
    app.post("/sim/clock", {"set_to": NOW, "frozen": True})


def faults_of(app: Inside, path: str, body: Any) -> dict[str, str]:
    """The faults of a body that is refused as malformed."""
    answered = app.ask("POST", path, body)
    assert 400 == answered.status
    assert "Malformed" == answered.value["error"]
    return {one["path"]: one["what"] for one in answered.value["faults"]}


def test_every_fault_is_named_at_once(app: Inside) -> None:
    """ITEM-5 is valid for requests too."""
    assert {
        "client": "must be a string, not 1",
        "deployment": 'must be one of browser, mobile, desktop, embedded, server, not "fridge"',
        "last_contact_at": "must be 0 to 8640000000000000, not -1",
        "orign": "unknown field of an ask for a local license",
        "key": "missing",
    } == faults_of(
        app,
        "/v1/authorize",
        {"client": 1, "deployment": "fridge", "last_contact_at": -1, "orign": "https://example.com"},
    )


def test_every_fault_of_every_report_is_named(app: Inside) -> None:
    """Each fault has the report's place in the list."""
    reports = [
        {"id": "a", "slot": 1},
        {"id": "b", "slot": 1, "scans": 1, "pages": {"module": "core", "count": 1}},
        {"id": "c", "slot": 1, "scans": True, "at": 180_000 * 2},
        {"id": "d", "slot": 1, "instance": "create"},
        7,
    ]
    one_of = "must have exactly one of scans, pages, instance"
    assert {
        "reports[0]": one_of,
        "reports[1]": one_of,
        "reports[2].scans": "must be an integer, not true",
        "reports[2].at": "must lie in slot 1, not in 2",
        "reports[3].instance": "must be decided: an instance is never reported",
        "reports[4]": "must be an object, not 7",
    } == faults_of(app, "/v1/reports", {"client": "a", "key": "P", "reports": reports})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"client": NaN}',
        b"[" * 100_000,
        b'{"client":"a","client":"b"}',
    ],
)
def test_an_invalid_body_is_malformed(app: Inside, body: bytes) -> None:
    """Any invalid body gets a fault."""
    assert 400 == app.ask("POST", "/v1/authorize", body).status


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 400), ((1 << 20) + 1, 413)])
def test_a_body_of_one_mebibyte_is_the_longest(app: Inside, size: int, status: int) -> None:
    """By its Content-Length, and by the received bytes."""
    body = b" " * size
    assert status == app.ask("POST", "/v1/authorize", body).status
    assert status == app.ask("POST", "/v1/authorize", body, {"content-length": "5"}).status


@pytest.mark.parametrize(
    ("fields", "headers", "wrong"),
    [
        ({}, {"Origin": "https://other.example"}, "origin"),
        ({"deployment": "server"}, {}, "origin"),
        ({"deployment": "server", "origin": None}, {"Origin": "https://example.com"}, "deployment"),
        ({"origin": None}, {}, "origin"),
        ({"origin": "no url"}, {}, "origin"),
    ],
)
def test_a_contradicted_origin_is_refused(
    app: Inside, fields: dict[str, Any], headers: dict[str, str], wrong: str
) -> None:
    """DESIGN: a browser's Origin header decides."""
    answered = app.ask("POST", "/v1/authorize", {**ASK, **fields}, headers)
    assert (400, [wrong]) == (answered.status, [one["path"] for one in answered.value["faults"]])


@pytest.mark.parametrize(
    ("fields", "headers", "origin"),
    [
        ({}, {"Origin": "https://example.com"}, "https://example.com"),
        ({"origin": None}, {"Origin": "https://shop.example:8443"}, "https://shop.example:8443"),
        ({"origin": "HTTPS://Example.COM:443/cart"}, {}, "https://example.com"),
        ({"origin": None}, {"Origin": "null"}, "https://localhost"),
    ],
)
def test_the_origin_of_a_browser(
    app: Inside, fields: dict[str, Any], headers: dict[str, str], origin: str
) -> None:
    """ID-2, ID-3: in normal form, from the header or the body."""
    assert "ok" == app.ask("POST", "/v1/authorize", {**ASK, **fields}, headers).value["answer"]
    (entry,) = app.ask("GET", "/sim/journal").value["entries"]
    assert origin == entry["origin"]


def test_the_journal_says_why_in_the_words_of_all(app: Inside) -> None:
    """The journal has the words of each answer that is not a plain `ok`, with its figures (ID-8)."""
    told = []
    for last_at in (None, NOW - 1):
        ask = {**ASK, "client": "copied", "last_contact_at": last_at}
        reply = app.ask("POST", "/v1/authorize", ask).value
        told.append((reply, app.ask("GET", "/sim/journal").value["entries"][-1]["answers"][0]))
    (granted, plain), (refused, worded) = told
    assert ("ok", "CLONED") == (granted["answer"], refused["reason"])
    assert "text" not in plain
    assert explain_answer(refused) == worded["text"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8765", 200),
        ("app.localhost", 200),
        ("127.0.0.1:8765", 200),
        ("192.168.1.7", 200),
        ("[::1]:8765", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8765", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_hostile_host_is_refused(app: Inside, host: str, status: int) -> None:
    """DNS rebinding: a foreign name that resolves to this machine is refused."""
    for path in ("/v1/health", "/sim/clock"):  # the latter with the token
        assert status == app.ask("GET", path, headers={"Host": host}).status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (NO_TOKEN, 403),
        ({**NO_TOKEN, "Origin": OWN}, 403),
        ({**NO_TOKEN, "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"bearer {TOKEN}", "Origin": "https://shop.example"}, 200),
        ({"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.9"}, 200),
        ({"Authorization": f"Bearer {TOKEN}x"}, 403),
        ({"Authorization": "Bearer "}, 403),
        ({"Authorization": f"Basic {TOKEN}"}, 403),
        ({"Authorization": TOKEN}, 403),
        ({"Authorization": "Bearer \u00e9"}, 403),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/sim/journal"), ("POST", "/sim/clock"), ("POST", "/sim/reset")]
)
def test_the_controls_always_need_the_token(
    app: Inside, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Also from this machine and from the server's own page: a proxy's requests look like both."""
    assert status == app.ask(method, path, {} if method == "POST" else None, headers).status


def test_a_page_of_any_origin_may_ask(app: Inside) -> None:
    """And it may read the answer; its preflight is allowed, also from a public page."""
    origin = {"Origin": "https://example.com"}
    answered = app.ask("POST", "/v1/authorize", ASK, origin)
    assert "https://example.com" == answered.headers["access-control-allow-origin"]
    preflight = {
        **origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }
    allowed = app.ask("OPTIONS", "/v1/authorize", headers=preflight)
    assert (204, "true") == (allowed.status, allowed.headers["access-control-allow-private-network"])
    assert "access-control-allow-credentials" not in allowed.headers


def test_an_answer_has_the_time_of_the_server(app: Inside) -> None:
    """So that a client's clock can follow it."""
    assert str(NOW) == app.ask("POST", "/v1/authorize", ASK).headers["licensim-now"]


@pytest.mark.parametrize(
    ("headers", "controls"),
    [
        (NO_TOKEN, False),
        ({**NO_TOKEN, "Origin": OWN}, False),
        ({"Authorization": "Bearer wrong", "Origin": OWN}, False),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": OWN}, True),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": "https://example.com"}, True),
    ],
)
def test_a_server_says_what_it_is(app: Inside, headers: dict[str, str], controls: bool) -> None:
    """Its description is public; its keys and controls need the token."""
    told = app.ask("GET", "/server.json", headers=headers).value
    clock = {"now": NOW, "frozen": True, "offset_ms": 0}
    assert {"serves": True, "controls": controls, "keys": ["P"] * controls, "clock": clock} == {
        name: value for name, value in told.items() if name != "version"
    }
    assert (200 if controls else 403) == app.ask("POST", "/sim/clock", {}, headers=headers).status


@pytest.mark.parametrize(
    ("change", "now", "frozen"),
    [
        ({"advance_ms": 5}, NOW + 5, True),
        ({"set_to": 9, "advance_ms": 1}, 10, True),
        ({"set_to": 9}, 9, True),
        ({}, NOW, True),
    ],
)
def test_the_clock(app: Inside, change: dict[str, Any], now: int, frozen: bool) -> None:
    """Set, advanced, and standing."""
    assert (now, frozen) == ((told := app.post("/sim/clock", change))["now"], told["frozen"])
    assert now == app.ask("GET", "/sim/clock").value["now"]


def test_a_released_clock_runs_on(app: Inside) -> None:
    """It goes on from its last time; a real clock is the machine's again."""
    first = app.post("/sim/clock", {"frozen": False})["now"]
    assert NOW <= first <= app.ask("GET", "/sim/clock").value["now"] < NOW + 60_000
    assert abs(app.post("/sim/clock", {"real": True, "frozen": False})["now"] - time.time() * 1000) < 60_000


def strike(app: Inside, **fault: Any) -> None:
    """Start one fault."""
    assert 200 == app.ask("PUT", "/sim/faults", {"faults": [fault]}).status


def sample(field: Field) -> int | str:
    """A valid value of a fault's parameter."""
    assert isinstance(field, Integer | OneOf)
    return field.maximum if isinstance(field, Integer) else field.values[0]


@pytest.mark.parametrize("fault", [row.server for row in ROWS if row.server], ids=lambda one: one.name)
def test_each_fault_of_the_table_is_done(app: Inside, fault: AtServer) -> None:
    """The server accepts it with its parameters, and a reply is different or comes later."""
    parameters = {name: sample(field) for name, field in fault.parameters.items()}
    strike(app, fault=fault.name, **parameters)
    [there] = app.ask("GET", "/sim/faults").value["faults"]
    struck, reply = RequestFaults((SimulatedFault(**there),)), ServerReply({})
    assert (
        struck.undecided(ReleaseRequest("P", "a", None, None))
        or struck.skew_ms
        or reply != struck.spoil(reply)
    )
    assert fault.name in {case["fault"] for case, *_ in STRIKES}


STRIKES: list[tuple[dict[str, Any], int, str | None, int]] = [
    ({"fault": "refuse", "reason": "REVOKED"}, 200, "REVOKED", 0),
    ({"fault": "standby"}, 200, "STANDBY", 0),
    ({"fault": "error"}, 503, None, 0),
    ({"fault": "error", "status": 500}, 500, None, 0),
    ({"fault": "drop_request"}, 0, None, 0),
    ({"fault": "drop_answer"}, 0, None, 1),
    ({"fault": "delay", "delay_ms": 1}, 200, None, 1),
    ({"fault": "bad_signature"}, 200, None, 1),
    ({"fault": "skew", "skew_ms": -500 * 86_400_000}, 200, "NOT_YET_EFFECTIVE", 0),
]


@pytest.mark.parametrize(("fault", "status", "reason", "decided"), STRIKES)
def test_a_fault_strikes(app: Inside, fault: dict[str, Any], status: int, reason: str, decided: int) -> None:
    """The reply, and whether the request was decided: only then the client is known."""
    strike(app, **fault)
    answered = app.ask("POST", "/v1/authorize", ASK)
    assert status == answered.status
    if status == 200:
        assert reason == answered.value["reason"]
    app.ask("DELETE", "/sim/faults")
    # A known client with another history is a clone (ID-8).
    assert (151 if decided else None) == app.post("/v1/authorize", {**ASK, "last_contact_at": 1})["number"]


def test_faults_are_for_whom_they_name(app: Inside) -> None:
    """A fault may be limited by client, origin, operation and count."""
    strike(app, fault="error", client="b", operation="authorize", origin="https://example.com", count=2)
    others = [{**ASK, "client": "a"}, {**ASK, "client": "b", "origin": "https://other.example"}]
    assert [200, 200] == [app.ask("POST", "/v1/authorize", one).status for one in others]
    app.post("/sim/reset", {"key": "P"})
    struck = [app.ask("POST", "/v1/authorize", {**ASK, "client": "b"}).status for _ in range(3)]
    assert [503, 503, 200] == struck
    assert 200 == app.ask("POST", "/v1/release", {"client": "b", "key": "P"}).status


def test_chance_repeats_itself(app: Inside) -> None:
    """The same seed gives the same faulty requests."""
    runs = []
    for seed in (1, 1, 2):
        strike(app, fault="error", probability=0.5, seed=seed)
        runs.append([app.ask("GET", "/v1/projects/P/usage").status for _ in range(20)])
    assert runs[0] == runs[1] != runs[2]
    assert {200, 503} == set(runs[0])


def test_a_reset_forgets(app: Inside) -> None:
    """Usage, known clients, clock and faults are reset."""
    app.post("/v1/authorize", ASK)
    strike(app, fault="error")
    assert {"reset": ["P"]} == app.post("/sim/reset", {})
    app.post("/sim/clock", {"set_to": NOW})
    assert "ok" == app.post("/v1/authorize", {**ASK, "last_contact_at": 5})["answer"]
    assert ([], False) == (
        app.ask("GET", "/sim/faults").value["faults"],
        app.ask("GET", "/sim/clock").value["frozen"],
    )


def test_an_unknown_key(app: Inside) -> None:
    """A denial is an answer; an unknown project has no usage."""
    answered = app.ask("POST", "/v1/authorize", {**ASK, "key": "X"})
    assert (200, 101) == (answered.status, answered.value["number"])
    assert 404 == app.ask("GET", "/v1/projects/X/usage").status


@pytest.mark.parametrize("path", ["/nowhere", "/v1/nowhere"])
def test_nothing_is_there(app: Inside, path: str) -> None:
    """404, also if no site is built."""
    assert 404 == app.ask("GET", path).status


@pytest.mark.parametrize(("path", "allowed"), [("/v1/authorize", "POST"), ("/sim/clock", "GET, HEAD, POST")])
def test_another_method(app: Inside, path: str, allowed: str) -> None:
    """405, with the allowed methods."""
    answered = app.ask("PATCH", path)
    assert (405, allowed) == (answered.status, answered.headers["allow"])


def exchange(port: int, data: bytes, patience: float) -> tuple[bytes, float]:
    """The reply to some bytes until the server closes, and after how many seconds it closes."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as client:
        client.sendall(data)
        received = b""
        try:
            while part := client.recv(65536):
                received += part
        except ConnectionResetError:
            pass
    return received, time.monotonic() - begun


def unread(port: int, patience: float) -> float:
    """After how many seconds the server drops a client that requests much and reads nothing."""
    begun = time.monotonic()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(80 * f"GET /openapi.json HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        broken = select.poll()
        broken.register(client, 0)
        assert broken.poll(patience * 1000)
    return time.monotonic() - begun


def test_slow_clients_time_out(tmp_path: Path) -> None:
    """Endless headers, a missing body, unread replies: the server closes, with 408."""
    assert (10, 10, 30) == (bodies.BODY_SECONDS, connection.HEADER_SECONDS, connection.UNREAD_SECONDS)
    served: Served
    with serving(tmp_path, document(scans(5)), module="server.impatient") as served:
        head = f"POST /v1/authorize HTTP/1.1\r\nHost: localhost:{served.port}\r\n".encode()
        unended_body = head + b"Content-Length: 50\r\n\r\n{"
        with ThreadPoolExecutor(3) as pool:
            greedy = pool.submit(unread, served.port, impatient.UNREAD_SECONDS + 20)
            body = pool.submit(exchange, served.port, unended_body, impatient.BODY_SECONDS + 20)
            unended = pool.submit(exchange, served.port, head, impatient.HEADER_SECONDS + 20)
        slow_body, took = body.result()
        assert slow_body.startswith(b"HTTP/1.1 408"), slow_body
        assert impatient.BODY_SECONDS - 1 < took < impatient.BODY_SECONDS + 10
        slow_head, took = unended.result()
        assert b"" == slow_head
        assert impatient.HEADER_SECONDS - 1 < took < impatient.HEADER_SECONDS + 10
        assert impatient.UNREAD_SECONDS - 1 < greedy.result() < impatient.UNREAD_SECONDS + 15
        assert "Traceback" not in served.log.read_text("utf-8")
