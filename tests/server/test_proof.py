"""Reports and releases need the proof that the authorization needed: session password and origin (NET-5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any

import pytest

from licensim.hosts import ascii_host
from licensim.rules.documents.document import parse_document
from licensim.server.http.passwords import MANY
from server.inside import Inside
from server.served import NOW, devices, document, project_of, scans

ORIGIN = "https://example.com"
PROOF = {"origin": ORIGIN, "password": "secret"}
SLOT = NOW // 180_000
Shown = tuple[dict[str, Any], str | None]
"""Fields of the body, and the Origin header."""
WRONG_PASSWORD = ("refused", "PASSWORD_WRONG", 102)
WRONG_ORIGIN = ("refused", "ORIGIN_MISMATCH", None)
OK = ("ok", None, None)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """A server whose project has a session password."""
    folder = tmp_path_factory.mktemp("proof")
    seats = [devices(9, id=one, deployment=one) for one in ("browser", "mobile")]
    license_ = document(scans(1000), session_password="secret")
    license_["projects"].append(project_of(*seats, key="D", session_password="secret"))
    parsed = parse_document(json.dumps(license_), ascii_host)
    with Inside(f"sqlite:///{folder / 'proof.sqlite3'}", parsed, folder) as app:
        yield app


@pytest.fixture(autouse=True)
def _authorized(app: Inside) -> None:
    """A page and a phone are authorized."""
    app.post("/sim/reset", {})
    app.post("/sim/clock", {"set_to": NOW, "frozen": True})
    for client, fields in (("page", {"deployment": "browser", **PROOF}), ("phone", {"deployment": "mobile"})):
        for key in "PD":
            body = {"client": client, "key": key, "password": "secret", **fields}
            assert "ok" == app.post("/v1/authorize", body)["answer"]


def ask(app: Inside, path: str, client: str, proof: dict[str, Any], header: str | None = None) -> Any:
    """Report, decide or release; a short form of the answer."""
    body: dict[str, Any] = {"client": client, "key": "D" if path == "release" else "P", **proof}
    if path != "release":
        body["reports"] = [{"id": "r", "slot": SLOT, "at": NOW, "scans": 1, "decide": path == "decide"}]
    target = "/v1/release" if path == "release" else "/v1/reports"
    value = app.ask("POST", target, body, None if header is None else {"Origin": header}).value
    (answer,) = value.get("results", [value])
    return answer["answer"], answer["reason"], answer["number"]


def recorded(app: Inside) -> tuple[int, int]:
    """The recorded scans and the taken seats."""
    usage = [app.ask("GET", f"/v1/projects/{key}/usage").value["items"] for key in "PD"]
    return usage[0]["per_barcode_scan"]["used"], usage[1]["browser"]["seats"] + usage[1]["mobile"]["seats"]


@pytest.mark.parametrize("path", ["reports", "decide", "release"])
@pytest.mark.parametrize(
    ("client", "shown", "told"),
    [
        ("page", (PROOF, None), OK),
        ("page", ({"password": "secret"}, ORIGIN), OK),
        ("page", ({"origin": ORIGIN}, None), WRONG_PASSWORD),
        ("page", ({"origin": ORIGIN, "password": "Secret"}, None), WRONG_PASSWORD),
        ("page", ({"origin": ORIGIN, "password": ""}, None), WRONG_PASSWORD),
        ("page", ({"password": "secret"}, None), WRONG_ORIGIN),
        ("page", ({**PROOF, "origin": "https://evil.example"}, None), WRONG_ORIGIN),
        ("page", ({"password": "secret"}, "https://evil.example"), WRONG_ORIGIN),
        ("phone", ({"password": "secret"}, None), OK),
        ("phone", ({}, None), WRONG_PASSWORD),
        ("phone", (PROOF, None), WRONG_ORIGIN),
    ],
)
def test_reports_need_the_proof_of_the_authorization(
    app: Inside, path: str, client: str, shown: Shown, told: Any
) -> None:
    """A leaked UUID alone is useless; a refused request claims and records nothing."""
    assert told == ask(app, path, client, *shown)
    after = (0, 2) if told != OK else (0, 1) if path == "release" else (1, 2)
    assert after == recorded(app)
    right = PROOF if client == "page" else {"password": "secret"}
    if path == "reports":
        assert OK == ask(app, path, client, right)
        assert (1, 2) == recorded(app)


@pytest.mark.parametrize("path", ["/v1/reports", "/v1/release"])
def test_a_contradicted_origin_is_malformed(app: Inside, path: str) -> None:
    """As for authorize (DESIGN)."""
    body: dict[str, Any] = {"client": "page", "key": "P", **PROOF}
    if path == "/v1/reports":
        body["reports"] = []
    for origin, header in ((ORIGIN, "https://evil.example"), ("no url", ORIGIN)):
        answered = app.ask("POST", path, {**body, "origin": origin}, {"Origin": header})
        assert (400, ["origin"]) == (answered.status, [one["path"] for one in answered.value["faults"]])


def test_wrong_passwords_wait_and_right_ones_do_not(app: Inside) -> None:
    """After ten wrong ones; requests with the right password are answered while the wrong ones wait."""

    def guess(number: int) -> Any:
        reports = [{"id": "r", "slot": SLOT, "scans": 1}]
        who = {"client": "page", "key": "P", "origin": ORIGIN, "password": f"guess {number}"}
        body = {**who, "reports": reports}
        return app.ask("POST", "/v1/reports", body).value["results"][0]["reason"]

    with ThreadPoolExecutor(MANY + 3) as pool:
        guesses = [pool.submit(guess, number) for number in range(MANY + 3)]
        waiting = set(guesses)
        while len(waiting) > 3:
            waiting = wait(waiting, return_when=FIRST_COMPLETED).not_done
        assert OK == ask(app, "reports", "page", PROOF)
        assert 2 <= sum(not one.done() for one in guesses)
        assert {"PASSWORD_WRONG"} == {one.result() for one in guesses}
