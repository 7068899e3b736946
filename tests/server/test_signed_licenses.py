"""Local licenses of a shared server are signed, and bound to their client."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from licensim.hosts import parse_origin
from licensim.rules.authority.requests import Ask, Grant
from licensim.rules.options.case import OPEN, ClientIdentity
from licensim.transport.remote import Fetch, Fetched, KnownServers, Step, exchange, read_token
from server.inside import Inside, inside, perform

NOW = 1_767_225_600_000
VALIDITY = {"starts_at": NOW, "expires_at": NOW + 10**10}
ITEM = {"id": "scans", "option": "per_barcode_scan", "quota": 5, **VALIDITY}
DOCUMENT = {"profile": "v2.2.19", "projects": [{"key": "K", "items": [ITEM]}]}
CLIENT = ClientIdentity("client-1", "K", "browser", parse_origin("https://shop.example.com"))

Change = Callable[[str], str]


def ask(app: Inside, change: Change) -> tuple[Grant, int]:
    """Ask for a local license and change its token on the way; returns the grant, and the number of asks."""
    app.post("/sim/clock", {"set_to": NOW, "frozen": True})
    steps, asked = exchange(KnownServers(), Ask(CLIENT, OPEN, None, "request-1"), licensed=False, now=NOW), 0

    def way(step: Step) -> Any:
        nonlocal asked
        done = perform(app, step)
        if isinstance(step, Fetch) and isinstance(done, Fetched) and step.path == "/v1/authorize":
            asked += 1
            reply = json.loads(done.text or "")
            reply["local_license"]["token"] = change(reply["local_license"]["token"])
            return replace(done, text=json.dumps(reply))
        return done

    try:
        step = next(steps)
        while True:
            step = steps.send(way(step))
    except StopIteration as stop:
        grant: Grant = stop.value
        return grant, asked


def swapped(text: str, place: int) -> str:
    """The text with one base64url letter replaced."""
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :]


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """A server of one project."""
    with inside(f"sqlite:///{tmp_path / 'licenses.sqlite3'}", DOCUMENT, tmp_path) as app:
        yield app


def test_a_sound_license_is_trusted(app: Inside) -> None:
    """NET-7: signed by the server's key and bound to this client, it is accepted at the first ask."""
    grant, asked = ask(app, lambda token: token)
    assert grant.listings is not None
    assert (grant.answer.answer, asked) == ("ok", 1)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_any_change_is_a_bad_signature(app: Inside, part: int) -> None:
    """NET-7: after a change of its head, claims or signature the client asks once more, then refuses."""

    def change(token: str) -> str:
        parts = token.split(".")
        parts[part] = swapped(parts[part], len(parts[part]) // 2)
        return ".".join(parts)

    grant, asked = ask(app, change)
    assert (grant.answer.reason, grant.listings, asked) == ("BAD_SIGNATURE", None, 2)


def test_a_server_that_signs_wrongly_is_not_trusted(app: Inside) -> None:
    """The simulated fault: once, the second ask is accepted; permanently, there is no local license."""
    app.ask("PUT", "/sim/faults", {"faults": [{"fault": "bad_signature", "count": 1}]})
    grant, asked = ask(app, lambda token: token)
    assert ("ok", 2) == (grant.answer.answer, asked)
    app.ask("PUT", "/sim/faults", {"faults": [{"fault": "bad_signature"}]})
    grant, asked = ask(app, lambda token: token)
    assert ("BAD_SIGNATURE", None, 2) == (grant.answer.reason, grant.listings, asked)


@pytest.mark.parametrize(
    "other",
    [
        replace(CLIENT, uuid="client-2"),
        replace(CLIENT, key="L"),
        replace(CLIENT, origin=parse_origin("https://admin.example.com")),
        replace(CLIENT, deployment="mobile", origin=None),
    ],
)
def test_it_is_bound_to_whom_it_was_made_for(app: Inside, other: ClientIdentity) -> None:
    """NET-7: to UUID, origin, key and deployment."""
    tokens: list[str] = []

    def keep(token: str) -> str:
        tokens.append(token)
        return token

    ask(app, keep)
    token = read_token(tokens[0])
    assert token is not None
    assert (token.is_for(CLIENT), token.is_for(other)) == (True, False)
