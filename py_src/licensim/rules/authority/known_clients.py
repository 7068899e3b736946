"""The record of each client, and the checks for a clone and for a false sender (ID-8, DEV-4, NET-5)."""

from __future__ import annotations

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.client_items import ClientItems
from licensim.rules.authority.gate import check_password
from licensim.rules.authority.requests import Ask
from licensim.rules.ledger.port import Known
from licensim.rules.local_license import LicensedItem


def authorization(items: ClientItems, now: int) -> Known | None:
    """The record of the client; None for an unknown one, as after its last validity (DEV-4, ID-8)."""
    known = items.ledger.client(items.client.uuid)
    if known is None or known.at is None:
        return None
    return known if items.is_valid(known.listings, now) else None


def remember(
    items: ClientItems, at: int | None, request: str | None, listings: tuple[LicensedItem, ...]
) -> None:
    """Remember an authorization until the last validity of the client ends (DEV-4)."""
    origin, ends = items.client.origin, [one.until for one in listings]
    until = max([0, *ends, *items.own_seat_ends()])
    known = Known(at, request, None if origin is None else origin.text, listings, until)
    items.ledger.put_client(items.client.uuid, known)


def end_license(items: ClientItems, now: int) -> None:
    """Forget a client that released its local license, but keep what late reports need (DEV-4)."""
    known = items.ledger.client(items.client.uuid)
    if known is not None and known.at is not None:
        ended = known._replace(at=None, request=None, until=min(known.until, now + 1))
        items.ledger.put_client(items.client.uuid, ended)


def stranger_refusal(items: ClientItems) -> Answer | None:
    """The refusal of a sender with another session password or origin than the client's (NET-5)."""
    refused = check_password(items.project, items.client)
    return other_origin_refusal(items) if refused is None else refused


def other_origin_refusal(items: ClientItems) -> Answer | None:
    """The refusal of a sender at another origin than the one where the client was authorized (NET-5)."""
    known, origin = items.ledger.client(items.client.uuid), items.client.origin
    stated = None if origin is None else origin.text
    if known is None or known.origin == stated:
        return None
    return refusal(Reason.ORIGIN_MISMATCH, "NET-5", origin=stated, authorized=known.origin)


def is_clone(known: Known | None, ask: Ask) -> bool:
    """Whether a known UUID comes with another history, and no lost answer explains that (ID-8)."""
    if known is None or ask.last_at == known.at:
        return False
    return not is_repeated(known, ask)


def clone_refusal(known: Known | None, ask: Ask) -> Answer:
    """The refusal of a clone, with the last authorization as the server and as the client knows it (ID-8)."""
    known_at = None if known is None else known.at
    return refusal(Reason.CLONED, "ID-8", known_at=known_at, told_at=ask.last_at)


def is_repeated(known: Known, ask: Ask) -> bool:
    """Whether an ask repeats one whose answer was lost: however late, it is the same authorization (ID-8)."""
    return ask.request is not None and ask.request == known.request
