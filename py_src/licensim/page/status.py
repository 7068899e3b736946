"""The present state of a license, for the page to show: items, client, windows."""

from __future__ import annotations

from typing import Any, Protocol

from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.authority.authority import Authority
from licensim.rules.authority.weighing import evidence_of, weigh
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.forget import split_key
from licensim.rules.documents.document import Document, Item, Project, item_value
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ALL_USES, Case, ClientIdentity, Use
from licensim.rules.options.quota import allowance_of
from licensim.rules.timeline import slot_of


class StatusSource(Protocol):
    """A license with a client: the page's own session, or a client of a simulated one."""

    @property
    def document(self) -> Document:
        """The license in force."""

    @property
    def authority(self) -> Authority:
        """The authority that decides."""

    @property
    def ledger(self) -> MemoryLedger:
        """What is recorded of the client's project."""

    @property
    def half(self) -> ClientHalf:
        """The client half."""

    @property
    def client(self) -> ClientIdentity:
        """The identity of the client."""

    def due(self, now: int) -> int | None:
        """The next instant at which anything changes by itself; None for never."""


def status(session: StatusSource, now: int) -> dict[str, Any]:
    """Every item with its usage and how it would answer one more use, and this client."""
    project = session.document.project(session.client.key)
    usage = session.authority.usage(session.client.key, now)
    items = [] if project is None else project.items
    return {
        "items": [_item(session, project, one, usage[one.id], now) for one in items if project],
        "client": _client(session),
        "reports": session.half.reports,
        "state": session.half.state,
        "idle_instances": session.half.idle_instances(now),
        "due": session.due(now),
    }


def _item(
    session: StatusSource, project: Project, item: Item, usage: dict[str, Any], now: int
) -> dict[str, Any]:
    client = session.client
    case = Case(item, client, _one_more(item), project, session.authority.profile, session.ledger, now)
    option = OPTIONS[item.option]
    weighing = weigh(case)
    seat = option.seat(case)
    value = item_value(item)
    if "grace" in item.terms:
        value["grace"] = float(item.terms["grace"])  # JSON has no decimals
    if "slots" in usage:
        slot = slot_of(now)
        active = session.ledger.slot_sum(item.id, slot)
        value.update(allowance=allowance_of(item), slot=slot, active=active)
    return {
        **value,
        **usage,
        "cap": weighing.weighed.evidence.get("cap"),
        "answer": weighing.weighed.answer,
        "reason": _name(weighing.weighed.reason),
        "number": _number(weighing.weighed.reason),
        "rule": weighing.weighed.rule,
        "evidence": evidence_of(weighing),
        "seat_until": None if seat is None else session.ledger.seat(item.id, seat),
        "works_until": item.works_until,
    }


def _one_more(item: Item) -> Use:
    """The use whose answer is shown: a page of the item's module, else its product's first use (OPT-2)."""
    if "module" in item.terms:
        return Use("page", module=item.terms["module"])
    return next(use for use in (*ALL_USES, Use("open", opens=item.product)) if use.is_of(item))


def _name(reason: Reason | None) -> str | None:
    return None if reason is None else reason.value


def _number(reason: Reason | None) -> int | None:
    return None if reason is None else NUMBERS.get(reason)


def _client(session: StatusSource) -> dict[str, Any]:
    client, half = session.client, session.half
    return {
        "uuid": client.uuid,
        "key": client.key,
        "origin": None if client.origin is None else client.origin.text,
        "deployment": client.deployment,
        "edition": half.edition.name,
        "license": [{"item": one.item, "until": one.until} for one in half.listings],
        "unsent": half.unsent.to_wire()["kept"],
    }


def windows(half: ClientHalf, at: int) -> dict[str, Any]:
    """What every scanner remembers at instant `at`, to draw the forget windows."""
    scanners = half.scanners.items()
    return {
        "scanners": {
            name: {
                "edition": scanner.window.edition.name,
                "forget_ms": scanner.window.forget_ms,
                "codes": [
                    _window(key, since, scanner.window.forget_ms)
                    for key, since in scanner.window.seen.items()
                    if at <= since + scanner.window.forget_ms
                ],
            }
            for name, scanner in scanners
        }
    }


def _window(key: str, since: int, forget_ms: int) -> dict[str, Any]:
    format_name, text = split_key(key)
    return {"format": format_name, "text": text, "since": since, "until": since + forget_ms}
