"""An answer in words: what was decided, and why, with the figures before and after, and the rule.

`answer_words` writes every text about an answer: page, kit, command line and server show this text. The texts
of items are in their options' files, those of decisions before or without an item in `events`. If evidence
lacks a fact (it may come from an older server), the text is the general meaning of the reason or rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.explain.events import REASON_WORDS, event_words
from licensim.rules.explain.topics import reason_text, rule_explanations
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.input.fields import MAX_QUOTA, Field, Integer, OneOf, Text
from licensim.rules.input.shapes import Nullable, Object
from licensim.rules.options import OPTIONS
from licensim.rules.words.english import many
from licensim.rules.words.evidence import AnswerFacts, MissingFactError, plain, units_of

Value = Mapping[str, Any]
VERBS: Final = {"ok": "Licensed", "over": "Licensed as overuse", "refused": "Refused"}
_REQUIRED: Final[dict[str, Field]] = {
    "answer": OneOf(tuple(VERBS)),
    "rule": Text(max_length=16),
    "reason": Nullable(Text(max_length=64)),
    "number": Nullable(Integer(-30_000, 200)),
    "item": Nullable(Text()),
}
ANSWER: Final = Object(_REQUIRED, {"counted": Nullable(Integer(0, MAX_QUOTA))}, title="an answer")


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """`what` was decided, and `why`, which ends with the rule; both without their last full stop."""

    what: str
    why: str

    @property
    def text(self) -> str:
        """Both as sentences."""
        return f"{self.what}. {self.why}."


def answer_words(answer: Value) -> AnswerWords:
    """Return the words for an answer, given as `Answer.to_wire` returns it, with or without `sightings`.

    >>> answer_words({"answer": "ok", "rule": "ITEM-3", "item": "scans", "counted": 1, "reason": None,
    ...     "number": None, "evidence": {"option": "per_barcode_scan", "use": "scan", "used": 4, "adds": 1,
    ...     "quota": 10, "cap": 11, "grace": "0.05"}}).text
    'Licensed by item scans, 1 scan counted. Scans used: 4 of 10 before, 5 now; 5 left (ITEM-3).'
    """
    facts = facts_of(answer)
    return AnswerWords(_what(facts, answer), f"{why_words(facts)} ({facts.rule})")


def facts_of(answer: Value) -> AnswerFacts:
    """Return what the words for an answer are made of."""
    evidence = answer.get("evidence")
    return AnswerFacts(
        answer["answer"],
        answer.get("reason"),
        answer["rule"],
        answer.get("item"),
        answer.get("counted") or 0,
        evidence if isinstance(evidence, Mapping) else {},
    )


def explain_answer(answer: Value) -> str:
    """Return the words for an answer as one text."""
    return answer_words(answer).text


def read_answer(value: object) -> dict[str, Any]:
    """Check an answer from outside, as far as its words need it; raises Malformed with every fault."""
    if not isinstance(value, dict):
        raise Malformed((Fault("answer", "must be an object"),))
    faults: list[Fault] = []
    known = {name: one for name, one in value.items() if name in _REQUIRED or name == "counted"}
    ANSWER.parse(known, "answer", faults)
    if faults:
        raise Malformed(tuple(faults))
    return value


def _what(facts: AnswerFacts, answer: Value) -> str:
    words = "Done" if facts.answer == "ok" and facts.item is None else VERBS[facts.answer]
    if facts.reason is not None:
        number = answer.get("number")
        words += f" with {facts.reason}" + ("" if number is None else f" ({number})")
    if facts.item is not None:
        words += f" by item {plain(facts.item)}"
    parts = [words, *_counted(facts), *_sightings(answer)]
    return ", ".join(parts)


def _counted(facts: AnswerFacts) -> list[str]:
    """What the event added, by its noun."""
    if not facts.counted:
        return []
    late = " all the same" if facts.refused else ""
    try:
        use = facts.text("use")
    except MissingFactError:
        return [f"{facts.counted:,} counted{late}"]
    if use == "open":
        return [f"{many(facts.counted, 'seat')} taken"]
    if use == "instance":
        return [f"{many(facts.counted, 'instance')} created"]
    return [f"{many(facts.counted, *units_of(facts))} counted{late}"]


def _sightings(answer: Value) -> list[str]:
    """Why codes of a frame did not count (SCAN-3, SCAN-7, SCAN-8)."""
    if answer["answer"] == "refused":
        return []
    amounts = {name: answer.get(name) for name in ("duplicates", "untrusted")}
    seen = {name: len(codes) if isinstance(codes, list | tuple) else 0 for name, codes in amounts.items()}
    filtered = answer.get("filtered")
    found = [
        (seen["duplicates"], many(seen["duplicates"], "duplicate")),
        (seen["untrusted"], f"{seen['untrusted']:,} not trusted yet"),
        (filtered, f"{filtered} filtered out"),
    ]
    return [words for amount, words in found if amount]


def why_words(facts: AnswerFacts) -> str:
    """Return why an answer was given, in exact words without the rule and the last full stop."""
    try:
        return _own_words(facts)
    except MissingFactError:
        return _general(facts)


def _own_words(facts: AnswerFacts) -> str:
    """The reason with the figures of this answer; raises MissingFactError if one is missing."""
    if facts.flag("simulated"):
        return f"A simulated fault has the license server answer this. {_general(facts)}"
    if facts.flag("repeated"):
        return "This was sent before: its first answer holds, and nothing is counted again"
    if facts.reason in REASON_WORDS:
        return REASON_WORDS[facts.reason](facts)
    if facts.rule == "NET-5" or not facts.has("option"):
        return event_words(facts)
    expired = f"{_expired(facts)}. " if facts.rule == "ITEM-2" else ""
    return expired + _item(facts)


def _item(facts: AnswerFacts) -> str:
    """What the item of an answer has decided, in the words of its option."""
    option = OPTIONS.get(facts.text("option"))
    if option is None:
        raise MissingFactError("option")
    return option.words(facts)


def _expired(facts: AnswerFacts) -> str:
    """The grace after an item's expiry (ITEM-2)."""
    until = facts.instant("grace_until")
    return f"The item expired at {facts.instant('expires_at')}; until {until} it still works, as overuse"


def _general(facts: AnswerFacts) -> str:
    """The general meaning of the reason or rule, if the evidence says no more."""
    if facts.reason is not None and facts.reason in Reason.__members__:
        return reason_text(Reason[facts.reason]).rstrip(".")
    rule = rule_explanations().get(facts.rule)
    return "Nothing more is known of this" if rule is None else rule.title.split(": ", 1)[1]
