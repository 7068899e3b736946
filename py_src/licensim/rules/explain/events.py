"""Texts of what is decided before an item or without one: by the project, the clock, the network.

Each function returns sentences without the last full stop. It raises NotToldError if a fact is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from licensim.rules.options import OPTIONS
from licensim.rules.words.english import are, listed, many, span
from licensim.rules.words.evidence import MAX_BECAUSE, NotToldError, Told, plain, units_of

MAX_LISTED: Final = 5


def use_words(use: str) -> str:
    """Several of a use, as a local license names it.

    >>> use_words("page:core"), use_words("open")
    ('pages of core', 'any use')
    """
    kind, _, module = use.partition(":")
    if kind == "open":
        return "any use"
    return f"pages of {module}" if module else f"{kind}s"


def _several(names: list[str]) -> str:
    """A list of names, cut after the first `MAX_LISTED`."""
    rest = len(names) - MAX_LISTED
    return listed(names) if rest <= 0 else f"{', '.join(names[:MAX_LISTED])} and {rest} more"


def _no_item(told: Told) -> str:
    """No item serves a use (OPT-1, OPT-2, SRV-1), or none that the client may use without asking."""
    use = use_words(told.text("use"))
    if told.rule == "NET-3":
        return f"The local license lists no item that serves {use}"
    if told.rule == "NET-5":
        return f"The client's local license lists no item to charge these {use} to"
    if told.rule == "OPT-2":
        return _other_product(told, use)
    if told.rule == "SRV-1":
        because = told.text("because", MAX_BECAUSE)
        return f'The class of this machine is "{told.text("serves")}": {because}. {_offers(told)}'
    return f"No item serves {use} by a client of deployment {told.text('deployment')}. {_offers(told)}"


def _other_product(told: Told, use: str) -> str:
    """Only items of other products would serve the use (OPT-2)."""
    product, others = told.text("product"), listed(told.texts("products") or ["none"])
    if told.text("use") == "open":
        return f"This open is for {product}, and the items that could serve it are for {others} only"
    uses = f"{use[0].upper()}{use[1:]}"
    return f"{uses} are uses of {product}, and the items that would serve them are for {others} only"


def _offers(told: Told) -> str:
    """What each option of the project serves."""
    offers = told.evidence.get("offers")
    if not isinstance(offers, list) or not offers:
        raise NotToldError("offers")
    return "; ".join(_offer(one) for one in offers[: 2 * MAX_LISTED])


def _offer(offer: Any) -> str:
    if not isinstance(offer, dict) or offer.get("option") not in OPTIONS:
        raise NotToldError("offers")
    option = OPTIONS[offer["option"]]
    module = offer.get("module")
    return f"{option.name} serves {f'pages of {plain(module)}' if isinstance(module, str) else option.served}"


def _deployment(told: Told) -> str:
    use, takes = told.text("use"), listed(told.texts("takes") or ["none"])
    what = "" if use == "open" else f"for {use_words(use)} "
    return f"This client is of deployment {told.text('deployment')}; {what}the item takes only {takes}"


def _expired(told: Told) -> str:
    grace = span(told.whole("grace_until") - told.whole("expires_at"))
    ended = f"its {grace} of grace ended at {told.instant('grace_until')}"
    return f"The item expired at {told.instant('expires_at')}, and {ended}"


def _not_yet(told: Told) -> str:
    return f"The item begins at {told.instant('starts_at')}"


def _revoked(_told: Told) -> str:
    return "The item was revoked: nothing of it is granted"


def _domain(told: Told) -> str:
    return f"The item's domain {told.text('domain')} does not cover the page's host {told.text('host')}"


def _key(told: Told) -> str:
    return f'No project has the key "{told.text("key")}"'


def _password(told: Told) -> str:
    given = "another one" if told.flag("given") else "none"
    return f"The project has a session password, and {given} was given"


def _website(told: Told) -> str:
    domains = _several(told.texts("website_domains"))
    return f"The page's host {told.text('host')} is under none of the project's website domains: {domains}"


def _insecure(told: Told) -> str:
    page = f"The page {told.text('origin')} is on plain http and not on this machine"
    return f"{page}; the project does not allow that"


def _cloned(told: Told) -> str:
    told_at = f"at {told.instant('told_at')}" if told.has("told_at") else "never"
    known = f"The server last authorized this UUID at {told.instant('known_at')}"
    return f"{known}, and the client says {told_at}: its storage is a copy, or was copied"


def _cached(told: Told) -> str:
    kept = (
        f"; {many(told.counted, *units_of(told))} {are(told.counted)} kept and sent later"
        if told.counted
        else ""
    )
    expired = f", which expired at {told.instant('expires_at')}," if told.answer == "over" else ""
    license_ = f"the local license of this item{expired} is valid until {told.instant('until')}"
    return f"The license server was not reached; {license_}{kept}"


def _unreachable(told: Told) -> str:
    if told.has("until"):
        return f"The license server was not reached, and the local license ended at {told.instant('until')}"
    return "The license server was not reached, and this client has no local license for this"


def _clock(told: Told) -> str:
    now = f"The client's clock shows {told.instant('now')}"
    if told.has("latest"):
        return f"{now}, more than 5 minutes before {told.instant('latest')}, which it has shown already"
    return f"{now}, and the local license just issued ended at {told.instant('until')}"


def _early(told: Told) -> str:
    late = f"more than 5 minutes after the server's time, {told.instant('now')}"
    return f"The report's {told.slot()} begins {late}; the client keeps it"


def _late(told: Told) -> str:
    dropped = told.whole("dropped")
    lost = f"its {many(dropped, *units_of(told))} {are(dropped)} dropped"
    now = told.instant("now")
    return f"The report's {told.slot()} ended more than 30 days before the server's time, {now}; {lost}"


def _setting(told: Told) -> str:
    value = told.evidence.get("duplicate_forget_time")
    if not isinstance(value, int):
        raise NotToldError("duplicate_forget_time")
    return f"This edition does not take a duplicateForgetTime of {value:,} ms"


def _other_origin(told: Told) -> str:
    return (
        f"The client was authorized at {told.text('authorized')}, and this comes from {told.text('origin')}"
    )


REASON_WORDS: Final[dict[str | None, Callable[[Told], str]]] = {
    "NO_ITEM": _no_item,
    "DEPLOYMENT_MISMATCH": _deployment,
    "EXPIRED": _expired,
    "NOT_YET_EFFECTIVE": _not_yet,
    "REVOKED": _revoked,
    "DOMAIN_MISMATCH": _domain,
    "KEY_UNKNOWN": _key,
    "PASSWORD_WRONG": _password,
    "WEBSITE_DOMAIN_MISMATCH": _website,
    "INSECURE_CONTEXT": _insecure,
    "CLONED": _cloned,
    "OFFLINE_CACHED": _cached,
    "SERVER_UNREACHABLE": _unreachable,
    "CLOCK_CHANGED": _clock,
    "REPORT_EARLY": _early,
    "REPORT_LATE": _late,
    "ORIGIN_MISMATCH": _other_origin,
    "SETTING_REFUSED": _setting,
}
"""Reasons with a text of their own; the others have the text of the option or of the rule."""


def event_words(told: Told) -> str:
    """Return the text of an answer that no item has decided, by its rule."""
    tables = (EVENT_WORDS, *(option.event_words for option in OPTIONS.values()))
    words = next((table[told.rule] for table in tables if told.rule in table), None)
    if words is None:
        raise NotToldError(told.rule)
    return words(told)


def _local(told: Told) -> str:
    """Answered from the local license, to be reported when the slot ends (NET-4)."""
    sent = f"; what is counted is reported at {told.instant('sent_at')}" if told.counted else ""
    return f"The local license of this item is valid until {told.instant('until')}{sent}"


def _local_grace(told: Told) -> str:
    """The same for an item in its grace after expiry."""
    return f"The item expired at {told.instant('expires_at')}, so this is overuse. {_local(told)}"


def _reported(_told: Told) -> str:
    """A report to an item with seats (NET-5)."""
    return "A report tells what has happened: it is recorded and takes no seat"


def _released(told: Told) -> str:
    freed = told.texts("freed")
    return f"This gives back the seat of {_several(freed)}" if freed else "There was no seat to give back"


def _cleared(told: Told) -> str:
    dropped = told.evidence.get("dropped")
    lost = len(dropped) if isinstance(dropped, list) else 0
    reports = f"; {many(lost, 'report')} not sent yet {are(lost)} lost" if lost else ""
    return f"From now on this is a new client without a local license{reports}"


EVENT_WORDS: Final[Mapping[str, Callable[[Told], str]]] = {
    "NET-1": lambda _told: "The network is up or down, as the event says",
    "SCAN-5": lambda _told: "The scanner's settings are in force from now on",
    "SCAN-6": lambda _told: "The scanner has forgotten what it saw, and keeps its settings",
    "NET-4": _local,
    "ITEM-2": _local_grace,
    "SRV-2": _released,
    "ID-4": _cleared,
    "NET-5": _reported,
}
