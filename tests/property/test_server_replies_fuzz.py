"""Fuzzing: for any reply of a license server, the client answers or reports its faults, and goes on.

`LICENSIM_FUZZ` is the number of examples of each test, for a long run.
"""

from __future__ import annotations

import copy
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from licensim.hosts import ascii_host, parse_origin
from licensim.page.operations import Operations, perform_text
from licensim.rules.local_license import canonical_bytes
from licensim.server.signing import SigningKeys
from licensim.transport.remote import MAX_REPLY
from property.test_parsers_fuzz import VALUES, T, fuzzed, mutated_bytes, mutated_values

UUID: Final = "client-1"
KEYS: Final = SigningKeys({"1": Ed25519PrivateKey.from_private_bytes(bytes(32))})
LISTING: Final = {
    "item": "scans",
    "uses": ["scan"],
    "until": T + 10**8,
    "expires_at": T + 10**9,
    "seat": False,
    "rank": 0,
    "generation": 0,
    "records_hosts": False,
}
CLAIMS: Final = {
    "client": UUID,
    "key": "K",
    "deployment": "browser",
    "origin": "https://shop.example.com",
    "at": T,
    "instances": 1,
    "reports": "slot",
    "listings": [LISTING],
    "valid_until": T + 10**8,
}
ANSWER: Final = {
    "answer": "ok",
    "reason": None,
    "number": None,
    "rule": "ITEM-3",
    "item": "scans",
    "counted": 0,
    "evidence": {"used": 0, "adds": 0, "quota": 5, "freed": ["scans"]},
}
USAGE: Final = {
    "items": {
        "scans": {"option": "per_barcode_scan", "quota": 5, "answer": "ok", "alerts": [75], "used": 1},
        "seats": {"option": "per_server", "quota": 5, "answer": "ok", "alerts": [], "seats": 1, "peak": 1},
        "hosts": {
            "option": "per_domain",
            "quota": None,
            "answer": "ok",
            "alerts": [],
            "sites": ["a.example"],
        },
        "slots": {
            "option": "per_concurrent_device",
            "quota": 5,
            "answer": "over",
            "alerts": [],
            "slots": {"9818397": 7},
            "exceptions": 2,
        },
    }
}
IMAGE: Final[dict[str, Any]] = {"type": "image", "codes": [{"format": "QRCode", "text": "A"}]}
HTML: Final = "<!doctype html><title>Not here</title>"
MALFORMED: Final = "ReplyError"

Replies = dict[str, Callable[[dict[str, Any] | None], str]]
"""For each path, the server's reply to a body."""


def license_of(claims: Any) -> dict[str, Any]:
    """A local license with any content, signed by the server."""
    return {"token": KEYS.sign(claims), "valid_until": T + 10**8}


def authorized() -> dict[str, Any]:
    """The answer to an ask."""
    return {**ANSWER, "local_license": license_of(CLAIMS)}


def reported(body: dict[str, Any] | None) -> dict[str, Any]:
    """The answers to reports."""
    sent = [] if body is None else body["reports"]
    return {"results": [{"id": one["id"], **ANSWER, "counted": 1} for one in sent], "local_license": None}


SOUND: Final[Replies] = {
    "/v1/authorize": lambda _: json.dumps(authorized()),
    "/v1/reports": lambda body: json.dumps(reported(body)),
    "/v1/release": lambda _: json.dumps(ANSWER),
    "/v1/keys": lambda _: json.dumps(KEYS.public()),
}


class Visitor:
    """A page with a license server, through the door as its worker calls it."""

    def __init__(self, reports: str = "immediate") -> None:
        numbers = iter(range(10**6))
        self._door = Operations(ascii_host, parse_origin, lambda: f"id-{next(numbers)}")
        origin = {"scheme": "https", "host": "shop.example.com"}
        load = {"uuid": UUID, "key": "K", "now": T, "origin": origin, "server": "https://s.example"}
        self.session = self.call("load", **load, reports=reports)["session"]
        self.replies = dict(SOUND)
        self.status = 200

    def call(self, op: str, **fields: Any) -> dict[str, Any]:
        """One call through the door; its result, or `{"error": ...}`."""
        told: dict[str, Any] = json.loads(perform_text(self._door, json.dumps({"op": op, **fields})))
        found: dict[str, Any] = told.get("ok", told)
        return found

    def ask(self, event: dict[str, Any], now: int = T) -> dict[str, Any]:
        """Decide an event; the last reply of the door."""
        return self._until_answered(self.call("begin", session=self.session, event=event, now=now))

    def flush(self, now: int) -> dict[str, Any]:
        """Send the stored usage; the last reply of the door."""
        return self._until_answered(self.call("flush", session=self.session, now=now))

    def _until_answered(self, told: dict[str, Any]) -> dict[str, Any]:
        for _ in range(20):
            if "error" not in told:
                self.call("settle", session=self.session, committed=True)
            if fetch := told.get("fetch"):
                text = self.replies[fetch["path"]](fetch["body"])
                fetched = {"elapsed_ms": 1, "status": self.status, "text": text}
                told = self.call("resume", session=self.session, fetched=fetched)
            elif signed := told.get("verify"):
                verified = self.call("verify", **signed)["verified"]
                told = self.call("resume", session=self.session, verified=verified)
            else:
                return told
        raise AssertionError("it asks without end")

    def recovers(self) -> None:
        """Check that the client accepts a valid server afterwards."""
        self.replies, self.status = dict(SOUND), 200
        assert "ok" == self.ask({"type": "open"})["answer"]["answer"]
        assert "ok" == self.ask(IMAGE)["answer"]["answer"]


def answered_or_told(told: dict[str, Any]) -> None:
    """Check that there is an answer, or one line with the server's fault."""
    if "error" in told:
        assert told["error"]["name"] in (MALFORMED, "RemoteError")
        assert "\n" not in told["error"]["message"]
        assert len(told["error"]["message"]) < 4000
        return
    assert told["answer"]["answer"] in ("ok", "over", "refused")


def hostile(path: str, text: str, status: int = 200) -> Visitor:
    """Try everything with a server that sends this reply at a path; the visitor, which has survived it."""
    visitor = Visitor()
    if path == "/v1/reports":
        answered_or_told(visitor.ask({"type": "open"}))
    visitor.replies[path], visitor.status = (lambda _: text), status
    for event in ({"type": "open"}, IMAGE, {"type": "release"}):
        answered_or_told(visitor.ask(event))
    visitor.recovers()
    return visitor


@pytest.mark.parametrize("path", ["/v1/authorize", "/v1/reports", "/v1/release", "/v1/keys"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        HTML,
        "[]",
        "null",
        "7",
        '"ok"',
        "{}",
        "[" * 100_000,
        '{"results": []}',
        '{"results": [7], "local_license": 7}',
        '{"keys": {"kid": "1"}}',
        '{"keys": [{"kid": 1, "x": []}]}',
        "9" * 5000,
        "NaN",
        " " * (MAX_REPLY + 1),
    ],
)
def test_an_invalid_reply_is_reported(path: str, text: str) -> None:
    """HTML, a list, nothing, too much: an error of one line, and the event has not happened."""
    visitor = Visitor()
    if path == "/v1/reports":
        visitor.ask({"type": "open"})
    visitor.replies[path] = lambda _: text
    event: dict[str, Any] = {"/v1/reports": IMAGE, "/v1/release": {"type": "release"}}.get(
        path, {"type": "open"}
    )
    told = visitor.ask(event)
    assert MALFORMED == told["error"]["name"], told
    visitor.recovers()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"reason": "NONSENSE"}, "reason: must be one of STANDBY, KEY_UNKNOWN, "),
        ({"answer": "granted"}, 'answer: must be one of ok, over, refused, not "granted"'),
        ({"counted": "1"}, 'counted: must be an integer, not "1"'),
        ({"rule": None}, "rule: must be a string, not null"),
        ({"evidence": []}, "evidence: must be an object, not a list"),
        ({"number": 7}, "number: must be that of an answer without a reason, null"),
        ({"answer": "refused"}, "reason: missing: a refusal has one"),
        ({"local_license": {"token": 1, "valid_until": "x"}}, "local_license.token: must be a string, not 1"),
        ({"answer": ..., "rule": ...}, "answer: missing; rule: missing"),
        ({"more": 1}, "more: unknown field"),
    ],
)
def test_faults_of_an_answer_are_reported(change: dict[str, Any], wrong: str) -> None:
    """The error has each fault with its path, as for any other input (ITEM-5)."""
    visitor = Visitor()
    reply = {name: one for name, one in {**authorized(), **change}.items() if one is not ...}
    visitor.replies["/v1/authorize"] = lambda _: json.dumps(reply)
    error = visitor.ask({"type": "open"})["error"]
    assert MALFORMED == error["name"]
    assert wrong in error["message"]


@pytest.mark.parametrize("ids", [[], ["other"], ["id-1", "id-1"]])
def test_each_report_has_its_result(ids: list[str]) -> None:
    """As many results as reports, in the same order."""
    visitor = Visitor()
    visitor.ask({"type": "open"})
    results = [{"id": one, **ANSWER} for one in ids]
    visitor.replies["/v1/reports"] = lambda _: json.dumps({"results": results, "local_license": None})
    error = visitor.ask(IMAGE)["error"]
    assert MALFORMED == error["name"]
    assert "results" in error["message"]


def test_a_refused_report_waits_for_its_slot_again() -> None:
    """NET-4: a report that the server did not understand counts as not sent."""
    visitor = Visitor("slot")
    visitor.ask({"type": "open"})
    visitor.ask(IMAGE)
    visitor.replies["/v1/reports"] = lambda _: HTML
    assert MALFORMED == visitor.flush(T + 200_000)["error"]["name"]
    client = visitor.call("status", session=visitor.session, now=T + 200_000)["client"]
    assert [1] == [report["count"] for report, _ in client["unsent"]]


@pytest.mark.parametrize(
    "change",
    [
        {"listings": "all"},
        {"listings": [{**LISTING, "until": "for ever"}]},
        {"listings": [{**LISTING, "uses": ["everything"]}]},
        {"instances": -1},
        {"at": None},
        {"reports": "hourly"},
    ],
)
def test_a_signature_makes_no_license_sound(change: dict[str, Any]) -> None:
    """NET-7: an invalid local license is a fault even if its signature is right."""
    visitor = Visitor()
    claims = {**CLAIMS, **change}
    visitor.replies["/v1/authorize"] = lambda _: json.dumps({**ANSWER, "local_license": license_of(claims)})
    error = visitor.ask({"type": "open"})["error"]
    assert MALFORMED == error["name"]
    assert next(iter(change)) in error["message"]
    visitor.recovers()


@pytest.mark.parametrize("text", ["", HTML, "[]", '{"items": []}', '{"items": {"a": {"used": "7"}}}'])
def test_invalid_usage_is_reported(text: str) -> None:
    """Faults in the usage that the server sends for a page's status are reported."""
    visitor = Visitor()
    told = visitor.call("status", session=visitor.session, now=T, usage=text)
    assert MALFORMED == told["error"]["name"]


def test_sound_usage_is_shown() -> None:
    """The status shows valid usage, with the end of this client's own seats."""
    visitor = Visitor()
    visitor.ask({"type": "open"})
    told = visitor.call("status", session=visitor.session, now=T, usage=json.dumps(USAGE))
    assert list(USAGE["items"]) == [one["id"] for one in told["items"]]


@pytest.mark.parametrize(
    "text", ["", HTML, "[]", '{"message": ["no"]}', '{"message": "' + "x" * 10**6 + '"}']
)
def test_a_refusal_may_say_anything(text: str) -> None:
    """HTTP 400 to 499: an error of one line with the server's text, if it is text, shortened."""
    error = Visitor()
    error.replies["/v1/authorize"], error.status = (lambda _: text), 403
    told = error.ask({"type": "open"})["error"]
    assert "RemoteError" == told["name"]
    assert told["message"].startswith("the license server refuses this request (HTTP 403): ")
    assert len(told["message"]) < 400


@fuzzed
@given(
    st.sampled_from(sorted(SOUND)),
    st.text() | VALUES.map(json.dumps),
    st.sampled_from([200, 200, 201, 400, 503]),
)
def test_any_text_is_answered_or_reported(path: str, text: str, status: int) -> None:
    """Text that was never a reply."""
    hostile(path, text, status)


@fuzzed
@given(mutated_values(authorized()))
def test_mutated_answers_are_accepted_or_reported(reply: Any) -> None:
    """As JSON."""
    hostile("/v1/authorize", json.dumps(reply))


@fuzzed
@given(mutated_values(reported({"reports": [{"id": "id-1"}]})))
def test_mutated_results_are_accepted_or_reported(reply: Any) -> None:
    """As JSON."""
    hostile("/v1/reports", json.dumps(reply))


@fuzzed
@given(mutated_values(copy.deepcopy(CLAIMS)))
@example(None)
def test_mutated_licenses_are_accepted_or_reported(claims: Any) -> None:
    """Correctly signed: the server itself is hostile."""
    try:
        token = KEYS.sign(claims)
    except UnicodeEncodeError:  # half of a surrogate pair
        head, body = KEYS.sign({}).split(".")[0], urlsafe_b64encode(json.dumps(claims).encode()).decode()
        token = f"{head}.{body}.AAAA"
    reply = {**ANSWER, "local_license": {"token": token, "valid_until": T}}
    hostile("/v1/authorize", json.dumps(reply))


@fuzzed
@given(mutated_bytes(KEYS.sign(CLAIMS)))
def test_mutated_tokens_are_accepted_or_reported(token: bytes) -> None:
    """As text."""
    reply = {**ANSWER, "local_license": {"token": token.decode("latin-1"), "valid_until": T}}
    hostile("/v1/authorize", json.dumps(reply))


@fuzzed
@given(mutated_bytes(json.dumps(authorized())))
def test_mutated_texts_are_accepted_or_reported(text: bytes) -> None:
    """As text."""
    hostile("/v1/authorize", text.decode("latin-1"))


@fuzzed
@given(mutated_values(KEYS.public()))
def test_mutated_keys_are_accepted_or_reported(keys: Any) -> None:
    """As JSON."""
    hostile("/v1/keys", json.dumps(keys))


@fuzzed
@given(mutated_values(USAGE))
def test_mutated_usage_is_shown_or_reported(usage: Any) -> None:
    """As JSON."""
    visitor = Visitor()
    told = visitor.call("status", session=visitor.session, now=T, usage=json.dumps(usage))
    assert "items" in told or MALFORMED == told["error"]["name"]


def test_the_sound_server_is_sound() -> None:
    """The fuzzing above starts from replies that the client accepts."""
    assert canonical_bytes(CLAIMS)
    visitor = Visitor()
    visitor.recovers()
