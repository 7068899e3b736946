"""An answer in plain words, for the verdict of the page: one or two sentences with figures.

They name no rule, no reason in capitals and no number: the page shows these on demand. The texts of items are
in their options' files, those of refusals before an item are here. An answer without a text here has that of
`answers`, which is exact and less plain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from licensim.rules.explain.answers import facts_of, why_words
from licensim.rules.explain.events import use_words
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.fields import MAX_INSTANT, Integer
from licensim.rules.input.shapes import Nullable
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS
from licensim.rules.words.english import left, listed
from licensim.rules.words.evidence import AnswerFacts, MissingFactError
from licensim.rules.words.figures import when

Plain = Callable[[AnswerFacts, int | None], str]


def plain_words(answer: Mapping[str, Any], now: int | None = None) -> str:
    """Return why an answer was given, as sentences; times are told from `now`, for None as instants.

    >>> plain_words({"answer": "ok", "rule": "ITEM-3", "item": "scans", "counted": 1, "reason": None,
    ...     "number": None, "evidence": {"option": "per_barcode_scan", "use": "scan", "used": 4, "adds": 1,
    ...     "quota": 10, "cap": 11, "grace": "0.05"}})
    '5 of 10 scans used, 5 left.'
    """
    facts = facts_of(answer)
    try:
        return f"{_plain(facts, now)}."
    except MissingFactError:
        return f"{why_words(facts)}."


def read_at(value: object) -> int | None:
    """Check the instant from which times are told, None for none; raises Malformed."""
    faults: list[Fault] = []
    at: int | None = Nullable(Integer(0, MAX_INSTANT)).parse(value, "at", faults)
    if faults:
        raise Malformed(tuple(faults))
    return at


def _plain(facts: AnswerFacts, now: int | None) -> str:
    if facts.flag("simulated") or facts.flag("repeated"):
        raise MissingFactError("item")
    if facts.reason in PLAIN:
        return PLAIN[facts.reason](facts, now)
    by_item = (
        facts.reason is None or facts.reason.endswith("_EXHAUSTED") or facts.reason == "NO_IDLE_INSTANCE"
    )
    option = OPTIONS.get(facts.text("option")) if by_item and facts.rule != "NET-5" else None
    if option is None:
        raise MissingFactError("option")
    return _ended(facts, now) + option.plain(facts, now)


def _ended(facts: AnswerFacts, now: int | None) -> str:
    """What is left of the grace after an item's end (ITEM-2)."""
    if facts.rule != "ITEM-2":
        return ""
    if now is None:
        until = facts.instant("grace_until")
        return f"The license ended at {facts.instant('expires_at')}; it works until {until}. "
    ago, rest = now - facts.whole("expires_at"), facts.whole("grace_until") - now
    return f"The license ended {left(max(0, ago))} ago; it still works for {left(max(0, rest))}. "


def _expired(facts: AnswerFacts, now: int | None) -> str:
    ended = facts.whole("expires_at")
    ago = f"at {facts.instant('expires_at')}" if now is None else f"{left(max(0, now - ended))} ago"
    days = (facts.whole("grace_until") - ended) // DAY_MS
    return f"The license ended {ago}, and its {days} days of grace are over"


def _not_yet(facts: AnswerFacts, now: int | None) -> str:
    return f"The license begins {when(facts, 'starts_at', now)}"


def _domain(facts: AnswerFacts, _now: int | None) -> str:
    return f"The license is for {facts.text('domain')}, and this page is at {facts.text('host')}"


def _deployment(facts: AnswerFacts, _now: int | None) -> str:
    takes = listed(facts.texts("takes") or ["nothing"], "or")
    return f"The license is for {takes}, and this is {facts.text('deployment')}"


def _no_item(facts: AnswerFacts, _now: int | None) -> str:
    if facts.rule not in ("OPT-1", "NET-3"):
        raise MissingFactError("use")
    return f"Nothing in this license covers {use_words(facts.text('use'))}"


def _unreachable(facts: AnswerFacts, now: int | None) -> str:
    if not facts.has("until"):
        return "The license server does not answer, and this client was never licensed for this"
    ended = facts.whole("until")
    ago = f"at {facts.instant('until')}" if now is None else f"{left(max(0, now - ended))} ago"
    return f"The license server does not answer, and the license kept here ended {ago}"


def _cached(facts: AnswerFacts, now: int | None) -> str:
    until = facts.whole("until")
    if now is None or until <= now:
        rest = f"until {facts.instant('until')}"
    else:
        rest = f"for {left(until - now)} more"
    return f"The license server does not answer. The license kept here works {rest}"


PLAIN: Final[Mapping[str | None, Plain]] = {
    "EXPIRED": _expired,
    "NOT_YET_EFFECTIVE": _not_yet,
    "REVOKED": lambda _facts, _now: "The license was revoked: nothing is allowed any more",
    "DOMAIN_MISMATCH": _domain,
    "DEPLOYMENT_MISMATCH": _deployment,
    "NO_ITEM": _no_item,
    "SERVER_UNREACHABLE": _unreachable,
    "OFFLINE_CACHED": _cached,
}
"""Plain texts by the reason of the answer."""
