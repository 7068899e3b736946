"""Texts of what is decided before an item or without one: by the project, the clock, the network.

Each function returns sentences without the last full stop. It raises MissingFactError if a fact is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from licensim.rules.options import OPTIONS
from licensim.rules.words.english import are, listed, many, span
from licensim.rules.words.evidence import MAX_BECAUSE, AnswerFacts, MissingFactError, plain, units_of

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


def _no_item(facts: AnswerFacts) -> str:
    """No item serves a use (OPT-1, OPT-2, SRV-1), or none that the client may use without asking."""
    use = use_words(facts.text("use"))
    if facts.rule == "NET-3":
        return f"The local license lists no item that serves {use}"
    if facts.rule == "NET-5":
        return f"The client's local license lists no item to charge these {use} to"
    if facts.rule == "OPT-2":
        return _other_product(facts, use)
    if facts.rule == "SRV-1":
        because = facts.text("because", MAX_BECAUSE)
        return f'The class of this machine is "{facts.text("serves")}": {because}. {_offers(facts)}'
    return f"No item serves {use} by a client of deployment {facts.text('deployment')}. {_offers(facts)}"


def _other_product(facts: AnswerFacts, use: str) -> str:
    """Only items of other products would serve the use (OPT-2)."""
    product, others = facts.text("product"), listed(facts.texts("products") or ["none"])
    if facts.text("use") == "open":
        return f"This open is for {product}, and the items that could serve it are for {others} only"
    uses = f"{use[0].upper()}{use[1:]}"
    return f"{uses} are uses of {product}, and the items that would serve them are for {others} only"


def _offers(facts: AnswerFacts) -> str:
    """What each option of the project serves."""
    offers = facts.evidence.get("offers")
    if not isinstance(offers, list) or not offers:
        raise MissingFactError("offers")
    return "; ".join(_offer(one) for one in offers[: 2 * MAX_LISTED])


def _offer(offer: Any) -> str:
    if not isinstance(offer, dict) or offer.get("option") not in OPTIONS:
        raise MissingFactError("offers")
    option = OPTIONS[offer["option"]]
    module = offer.get("module")
    return f"{option.name} serves {f'pages of {plain(module)}' if isinstance(module, str) else option.served}"


def _deployment(facts: AnswerFacts) -> str:
    use, takes = facts.text("use"), listed(facts.texts("takes") or ["none"])
    what = "" if use == "open" else f"for {use_words(use)} "
    return f"This client is of deployment {facts.text('deployment')}; {what}the item takes only {takes}"


def _expired(facts: AnswerFacts) -> str:
    grace = span(facts.whole("grace_until") - facts.whole("expires_at"))
    ended = f"its {grace} of grace ended at {facts.instant('grace_until')}"
    return f"The item expired at {facts.instant('expires_at')}, and {ended}"


def _not_yet(facts: AnswerFacts) -> str:
    return f"The item begins at {facts.instant('starts_at')}"


def _revoked(_facts: AnswerFacts) -> str:
    return "The item was revoked: nothing of it is granted"


def _domain(facts: AnswerFacts) -> str:
    return f"The item's domain {facts.text('domain')} does not cover the page's host {facts.text('host')}"


def _key(facts: AnswerFacts) -> str:
    return f'No project has the key "{facts.text("key")}"'


def _password(facts: AnswerFacts) -> str:
    given = "another one" if facts.flag("given") else "none"
    return f"The project has a session password, and {given} was given"


def _website(facts: AnswerFacts) -> str:
    domains = _several(facts.texts("website_domains"))
    return f"The page's host {facts.text('host')} is under none of the project's website domains: {domains}"


def _insecure(facts: AnswerFacts) -> str:
    page = f"The page {facts.text('origin')} is on plain http and not on this machine"
    return f"{page}; the project does not allow that"


def _cloned(facts: AnswerFacts) -> str:
    stated = f"at {facts.instant('told_at')}" if facts.has("told_at") else "never"
    known = f"The server last authorized this UUID at {facts.instant('known_at')}"
    return f"{known}, and the client says {stated}: its storage is a copy, or was copied"


def _cached(facts: AnswerFacts) -> str:
    kept = (
        f"; {many(facts.counted, *units_of(facts))} {are(facts.counted)} kept and sent later"
        if facts.counted
        else ""
    )
    expired = f", which expired at {facts.instant('expires_at')}," if facts.answer == "over" else ""
    license_ = f"the local license of this item{expired} is valid until {facts.instant('until')}"
    return f"The license server was not reached; {license_}{kept}"


def _unreachable(facts: AnswerFacts) -> str:
    if facts.has("until"):
        return f"The license server was not reached, and the local license ended at {facts.instant('until')}"
    return "The license server was not reached, and this client has no local license for this"


def _clock(facts: AnswerFacts) -> str:
    now = f"The client's clock shows {facts.instant('now')}"
    if facts.has("latest"):
        return f"{now}, more than 5 minutes before {facts.instant('latest')}, which it has shown already"
    return f"{now}, and the local license just issued ended at {facts.instant('until')}"


def _early(facts: AnswerFacts) -> str:
    late = f"more than 5 minutes after the server's time, {facts.instant('now')}"
    return f"The report's {facts.slot()} begins {late}; the client keeps it"


def _late(facts: AnswerFacts) -> str:
    dropped = facts.whole("dropped")
    lost = f"its {many(dropped, *units_of(facts))} {are(dropped)} dropped"
    now = facts.instant("now")
    return f"The report's {facts.slot()} ended more than 30 days before the server's time, {now}; {lost}"


def _setting(facts: AnswerFacts) -> str:
    value = facts.evidence.get("duplicate_forget_time")
    if not isinstance(value, int):
        raise MissingFactError("duplicate_forget_time")
    return f"This edition does not take a duplicateForgetTime of {value:,} ms"


def _other_origin(facts: AnswerFacts) -> str:
    return (
        f"The client was authorized at {facts.text('authorized')}, and this comes from {facts.text('origin')}"
    )


REASON_WORDS: Final[dict[str | None, Callable[[AnswerFacts], str]]] = {
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


def event_words(facts: AnswerFacts) -> str:
    """Return the text of an answer that no item has decided, by its rule."""
    tables = (EVENT_WORDS, *(option.event_words for option in OPTIONS.values()))
    words = next((table[facts.rule] for table in tables if facts.rule in table), None)
    if words is None:
        raise MissingFactError(facts.rule)
    return words(facts)


def _local(facts: AnswerFacts) -> str:
    """Answered from the local license, to be reported when the slot ends (NET-4)."""
    sent = f"; what is counted is reported at {facts.instant('sent_at')}" if facts.counted else ""
    return f"The local license of this item is valid until {facts.instant('until')}{sent}"


def _local_grace(facts: AnswerFacts) -> str:
    """The same for an item in its grace after expiry."""
    return f"The item expired at {facts.instant('expires_at')}, so this is overuse. {_local(facts)}"


def _reported(_facts: AnswerFacts) -> str:
    """A report to an item with seats (NET-5)."""
    return "A report tells what has happened: it is recorded and takes no seat"


def _released(facts: AnswerFacts) -> str:
    freed = facts.texts("freed")
    return f"This gives back the seat of {_several(freed)}" if freed else "There was no seat to give back"


def _cleared(facts: AnswerFacts) -> str:
    dropped = facts.evidence.get("dropped")
    lost = len(dropped) if isinstance(dropped, list) else 0
    reports = f"; {many(lost, 'report')} not sent yet {are(lost)} lost" if lost else ""
    return f"From now on this is a new client without a local license{reports}"


EVENT_WORDS: Final[Mapping[str, Callable[[AnswerFacts], str]]] = {
    "NET-1": lambda _facts: "The network is up or down, as the event says",
    "SCAN-5": lambda _facts: "The scanner's settings are in force from now on",
    "SCAN-6": lambda _facts: "The scanner has forgotten what it saw, and keeps its settings",
    "NET-4": _local,
    "ITEM-2": _local_grace,
    "SRV-2": _released,
    "ID-4": _cleared,
    "NET-5": _reported,
}
