"""Handles one request: calls the authority, keeps the server's own records, makes the reply.

It decides nothing itself. Beside the authority's records it keeps the profile of each client (later requests
name the client by its UUID alone), the listings of its local license, and the worst answer of each item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from licensim.rules.answer import SEVERITY, Answer, Reason, refusal
from licensim.rules.authority.authority import Authority
from licensim.rules.authority.requests import Report
from licensim.rules.input.fault import shown
from licensim.rules.ledger.port import Ledger
from licensim.rules.local_license import LicensedItem
from licensim.rules.options.case import ClientIdentity
from licensim.server.deciding.requests import (
    Asked,
    AuthorizeRequest,
    Health,
    JournalRequest,
    ReleaseRequest,
    ReportEntry,
    ReportsRequest,
    UsageRequest,
)


class ServerLedger(Ledger, Protocol):
    """The ledger of a project, with the server's own records."""

    def profile(self, uuid: str) -> dict[str, Any] | None:
        """The profile that a client stated at its last granted authorization."""

    def put_profile(self, uuid: str, profile: dict[str, Any]) -> None:
        """Record the profile of a client."""

    def worst(self, item: str) -> str:
        """The worst answer to an event that was charged to an item."""

    def put_worst(self, item: str, answer: str) -> None:
        """Record the worst answer of an item."""

    def entries(self, after: int, limit: int) -> list[dict[str, Any]]:
        """The entries of the log after a number, oldest first."""


@dataclass(slots=True)
class ServerReply:
    """A reply: a status, a body, and the claims of the local license to sign into it, if any.

    `at` is the instant of the decision by the server's clock. `wrong_password`: the session password was
    wrong (NET-8). The others are simulated faults: a delay, no reply at all, a wrong signature.
    """

    body: dict[str, Any]
    claims: dict[str, Any] | None = None
    status: int = 200
    at: int = 0
    delay_ms: int = 0
    dropped: bool = False
    spoiled: bool = False
    wrong_password: bool = False


def failed(status: int, error: str, message: str) -> ServerReply:
    """The reply of a request that could not be decided."""
    return ServerReply({"error": error, "message": message, "faults": []}, status=status)


def handle(authority: Authority, ledger: ServerLedger, asked: Asked, now: int) -> ServerReply:
    """Decide one request at `now`, in the open transaction of `ledger`."""
    if isinstance(asked, AuthorizeRequest):
        return _authorize(authority, ledger, asked, now)
    if isinstance(asked, UsageRequest):
        return _usage(authority, ledger, asked, now)
    if isinstance(asked, JournalRequest):
        return ServerReply({"entries": ledger.entries(asked.after, asked.limit)})
    if isinstance(asked, Health):
        return ServerReply({"status": "ok"})
    client = _client(ledger, asked)
    if isinstance(asked, ReleaseRequest):
        answer = authority.release(client, now)
        return ServerReply(_facts(answer), wrong_password=_is_wrong_password(answer))
    return _reports(authority, ledger, asked, client, now)


def _authorize(authority: Authority, ledger: ServerLedger, asked: AuthorizeRequest, now: int) -> ServerReply:
    client = asked.ask.client
    grant = authority.authorize(asked.ask, now)
    _remember_worst(ledger, grant.answer)
    body = _facts(grant.answer) | {"local_license": None}
    if grant.listings is None:
        return ServerReply(body, wrong_password=_is_wrong_password(grant.answer))
    ledger.put_profile(client.uuid, _profile(client))
    return ServerReply(body, _claims(authority, client, now, grant.listings, grant.instances))


def _reports(
    authority: Authority, ledger: ServerLedger, asked: ReportsRequest, client: ClientIdentity, now: int
) -> ServerReply:
    results, moved, wrong_password = [], False, False
    for entry in asked.entries:
        answer, ends = _take(authority, ledger, client, entry, now)
        moved = moved or bool(ends)
        if answer is not None:
            _remember_worst(ledger, answer)
            wrong_password = wrong_password or _is_wrong_password(answer)
        results.append(_result(entry, answer))
    known = ledger.client(client.uuid) if moved else None
    claims = None
    if known is not None and known.at is not None:
        instances = ledger.asked(client.machine)
        claims = _claims(authority, client, known.at, known.listings, instances)
    return ServerReply({"results": results, "local_license": None}, claims, wrong_password=wrong_password)


def _is_wrong_password(answer: Answer) -> bool:
    return answer.reason is Reason.PASSWORD_WRONG


def _take(
    authority: Authority, ledger: ServerLedger, client: ClientIdentity, entry: ReportEntry, now: int
) -> tuple[Answer | None, dict[str, int]]:
    """The answer to one report or decision, None if the client must ask first; and the renewed ends."""
    if not entry.decide:
        answers, ends = authority.report(client, [_charged(ledger, client, entry.report)], now)
        return answers[0], ends
    listings = authority.listed(client, now)
    name = entry.report.id if entry.use.count else ""
    decision = authority.decide(client, entry.use, listings, entry.may_ask, now, report=name)
    return decision.answer, decision.ends


def _result(entry: ReportEntry, answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"id": entry.report.id, **_facts(refusal(Reason.NO_ITEM, "NET-3")), "ask": True}
    return {"id": entry.report.id, **_facts(answer)}


def _charged(ledger: ServerLedger, client: ClientIdentity, report: Report) -> Report:
    """The report, without its item if the client's local license does not list the item for this use."""
    known = ledger.client(client.uuid)
    listings = () if known is None else known.listings
    fits = any(one.item == report.item and report.use.label in one.uses for one in listings)
    return report if report.item is None or fits else replace(report, item=None)


def _usage(authority: Authority, ledger: ServerLedger, asked: UsageRequest, now: int) -> ServerReply:
    if authority.document.project(asked.key) is None:
        return failed(404, "UnknownKey", f"no project has the key {shown(asked.key)}")
    items = {}
    for name, usage in authority.usage(asked.key, now).items():
        head = {"option": usage["option"], "quota": usage["quota"], "answer": ledger.worst(name)}
        items[name] = head | usage
    return ServerReply({"items": items})


def _remember_worst(ledger: ServerLedger, answer: Answer) -> None:
    if answer.item is not None and SEVERITY[answer.answer] > SEVERITY[ledger.worst(answer.item)]:
        ledger.put_worst(answer.item, answer.answer)


def refuse(asked: Asked, answer: Answer) -> ServerReply:
    """The reply to any request with one given answer, without the authority."""
    facts = _facts(answer)
    if isinstance(asked, AuthorizeRequest):
        return ServerReply(facts | {"local_license": None})
    if isinstance(asked, ReportsRequest):
        results = [{"id": entry.report.id, **facts} for entry in asked.entries]
        return ServerReply({"results": results, "local_license": None})
    return ServerReply(facts)


def _facts(answer: Answer) -> dict[str, Any]:
    found = answer.to_wire()
    del found["warnings"]
    return found


def _claims(
    authority: Authority, client: ClientIdentity, at: int, listings: Sequence[LicensedItem], instances: int
) -> dict[str, Any]:
    """The claims of a local license, with its client (NET-7); `reports` is the project's setting (NET-4)."""
    project = authority.document.project(client.key)
    return {
        "client": client.uuid,
        "key": client.key,
        "deployment": client.deployment,
        "origin": None if client.origin is None else client.origin.text,
        "at": at,
        "instances": instances,
        "reports": None if project is None else project.settings.reports,
        "listings": [one.to_wire() for one in listings],
        "valid_until": max((one.until for one in listings), default=at),
    }


UNKNOWN: Final[dict[str, Any]] = {"deployment": "browser", "server_id": None, "serves": None}
"""The assumed profile of an unknown client."""


def _profile(client: ClientIdentity) -> dict[str, Any]:
    return {"deployment": client.deployment, "server_id": client.server_id, "serves": client.serves}


def _client(ledger: ServerLedger, asked: ReportsRequest | ReleaseRequest) -> ClientIdentity:
    """The client with the profile of its last granted authorization; a browser if it is unknown.

    Origin and session password are those of this request: the rules check them (NET-5).
    """
    profile = ledger.profile(asked.uuid) or UNKNOWN
    return ClientIdentity(
        asked.uuid,
        asked.key,
        profile["deployment"],
        asked.origin,
        profile["server_id"],
        profile["serves"],
        asked.password,
    )
