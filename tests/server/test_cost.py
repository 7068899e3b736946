"""The cost of each endpoint is proportional to the size of the request, and the reply stays small."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from cost import SHAPES, grows_with_size
from licensim.hosts import ascii_host
from licensim.rules.documents.document import parse_document
from licensim.server.http.connection import MAX_HEAD
from licensim.server.http.wire import MAX_BODY, MAX_REPORTS
from server.inside import Inside
from server.served import NOW, document, scans

MAX_ANSWER = 64 << 10
BODIES = {
    "/v1/authorize": "?",
    "/v1/authorize origin": '{"client":"a","key":"P","deployment":"browser","origin":?}',
    "/v1/reports": '{"client":"a","key":"P","reports":?}',
    "/v1/release": "?",
    "/sim/clock": "?",
    "/sim/faults": '{"faults":?}',
    "/sim/reset": '{"key":?}',
}
"""Each body, with the place for a shape."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """A server of one project."""
    folder = tmp_path_factory.mktemp("cost")
    parsed = parse_document(json.dumps(document(scans(2**50))), ascii_host)
    with Inside(f"sqlite:///{folder / 'cost.sqlite3'}", parsed, folder) as app:
        app.post("/sim/clock", {"set_to": NOW, "frozen": True})
        yield app


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", BODIES)
def test_cost_of_a_body_is_proportional_to_its_length(app: Inside, name: str, shape: str) -> None:
    """Up to the longest accepted body; its faults are reported in at most 64 KB."""
    path, method = name.split(maxsplit=1)[0], "PUT" if "faults" in name else "POST"
    head, tail = BODIES[name].split("?")

    def send(text: str) -> None:
        answered = app.ask(method, path, text.encode())
        assert 400 == answered.status
        assert len(answered.body) <= MAX_ANSWER

    grows_with_size(send, lambda size: f"{head}{SHAPES[shape](size)}{tail}", MAX_BODY - 4096)


@pytest.mark.parametrize("part", ["a=0&", "a{}=0&", "{}&", "key=%00{}&", "after=" + "1" * 30 + "&"])
def test_cost_of_a_query_is_proportional_to_its_length(app: Inside, part: str) -> None:
    """Up to the longest head."""

    def query(size: int) -> str:
        text = ""
        while len(text) < size:
            text += part.format(len(text))
        return text

    def send(text: str) -> None:
        answered = app.ask("GET", f"/sim/journal?{text}")
        assert 400 == answered.status
        assert len(answered.body) <= MAX_ANSWER

    grows_with_size(send, query, MAX_HEAD)


def _report(number: int) -> dict[str, object]:
    return {"id": f"{number}", "slot": NOW // 180_000, "scans": 1}


def test_cost_of_a_thousand_reports_is_proportional(app: Inside) -> None:
    """Each report is decided and adds, because none repeats."""
    numbers = iter(range(10**9))

    def send(text: str) -> None:
        reports = [_report(next(numbers)) for _ in text]
        body = {"client": "a", "key": "P", "reports": reports}
        results = app.post("/v1/reports", body)["results"]
        assert len(reports) == len(results)

    grows_with_size(send, "r".__mul__, MAX_REPORTS)


@pytest.mark.parametrize(("number", "status"), [(MAX_REPORTS, 200), (MAX_REPORTS + 1, 400)])
def test_a_body_has_at_most_a_thousand_reports(app: Inside, number: int, status: int) -> None:
    """With more reports there is only this fault."""
    reports = [_report(-1) for _ in range(number)]
    answered = app.ask("POST", "/v1/reports", {"client": "b", "key": "P", "reports": reports})
    assert status == answered.status
    if status == 400:
        (fault,) = answered.value["faults"]
        assert ("reports", "must have at most 1000 items, not 1001") == (fault["path"], fault["what"])


LONG = "a" * 240 + ".example.com"


@pytest.mark.parametrize(
    ("body", "headers", "path"),
    [
        ({"origin": f"https://{LONG}xyz/"}, {}, "origin"),
        ({"origin": "https://" + "a" * 60_000}, {}, "origin"),
        ({}, {"Origin": f"https://{LONG}xyz"}, "Origin"),
        ({"origin": f"https://{LONG}"}, {"Origin": f"https://{'b' * 20_000}"}, "Origin"),
        ({"origin": f"https://{LONG}"}, {"Origin": f"https://b{LONG[1:]}"}, "origin"),
    ],
)
def test_no_host_is_longer_than_in_dns(
    app: Inside, body: dict[str, str], headers: dict[str, str], path: str
) -> None:
    """Otherwise each answer to a thousand reports could repeat a long one."""
    asked = {"client": str(uuid4()), "key": "P", "deployment": "browser", **body}
    answered = app.ask("POST", "/v1/authorize", asked, headers)
    assert (400, [path]) == (answered.status, [one["path"] for one in answered.value["faults"]])
    longest = app.post("/v1/authorize", {**asked, "origin": f"https://{LONG}xy"})
    assert "ok" == longest["answer"]


@pytest.mark.parametrize("key", ["k", "\N{PILE OF POO}", "\ud800", "\x00", '"'])
def test_the_first_hundred_faults_and_how_many_more(app: Inside, key: str) -> None:
    """Fewer faults if they are long, because quoted values are escaped."""
    wrong = ",".join(f"{json.dumps(key * 40 + str(n))}:0" for n in range(1500))
    answered = app.ask("POST", "/v1/release", f"{{{wrong}}}".encode())
    told = answered.value
    assert len(answered.body) <= MAX_ANSWER
    assert 1502 == len(told["faults"]) + told["more"]  # client and key are missing, too
    assert (key != "k") or 100 == len(told["faults"])
    assert told["message"].endswith(f"and {told['more']:,} more")
