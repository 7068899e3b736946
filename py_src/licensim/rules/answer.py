"""Answers and reasons: what every decision returns (SPEC sections 1 and 13).

An answer is a value: `ok`, `over` (allowed, and recorded as overuse) or `refused`, with a reason, the
vendor's number, the rule that decided, the item it concerns and the evidence. It has no truth
value: ask `.answer`. Bad input gets no answer: it raises a `LicensimError`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Literal, NoReturn

from licensim.rules.verdict import Verdict

Verb = Literal["ok", "over", "refused"]

_NULL: Final = "null"
_quoted: Final = lru_cache(maxsize=4096)(json.dumps)

SEVERITY: Final[dict[str, int]] = {"ok": 0, "over": 1, "refused": 2}


class LicensimError(Exception):
    """The root of every error that bad input can cause; a bug is a built-in exception instead."""


class Reason(StrEnum):
    """The name of the reason why an answer is not a plain `ok`; `NUMBERS` has the vendor's numbers."""

    STANDBY = "STANDBY"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    PASSWORD_WRONG = "PASSWORD_WRONG"
    WEBSITE_DOMAIN_MISMATCH = "WEBSITE_DOMAIN_MISMATCH"
    NO_ITEM = "NO_ITEM"
    DEPLOYMENT_MISMATCH = "DEPLOYMENT_MISMATCH"
    EXPIRED = "EXPIRED"
    NOT_YET_EFFECTIVE = "NOT_YET_EFFECTIVE"
    REVOKED = "REVOKED"
    DOMAIN_MISMATCH = "DOMAIN_MISMATCH"
    QUOTA_EXHAUSTED = "QUOTA_EXHAUSTED"
    SEATS_EXHAUSTED = "SEATS_EXHAUSTED"
    ALLOWANCE_EXHAUSTED = "ALLOWANCE_EXHAUSTED"
    CLONED = "CLONED"
    NO_IDLE_INSTANCE = "NO_IDLE_INSTANCE"
    OFFLINE_CACHED = "OFFLINE_CACHED"
    SERVER_UNREACHABLE = "SERVER_UNREACHABLE"
    INSECURE_CONTEXT = "INSECURE_CONTEXT"
    CLOCK_CHANGED = "CLOCK_CHANGED"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    REPORT_EARLY = "REPORT_EARLY"
    REPORT_LATE = "REPORT_LATE"
    ORIGIN_MISMATCH = "ORIGIN_MISMATCH"
    SETTING_REFUSED = "SETTING_REFUSED"


NUMBERS: Final[dict[Reason, int]] = {
    Reason.STANDBY: 100,
    Reason.KEY_UNKNOWN: 101,
    Reason.PASSWORD_WRONG: 102,
    Reason.WEBSITE_DOMAIN_MISMATCH: 103,
    Reason.NO_ITEM: 104,
    Reason.DEPLOYMENT_MISMATCH: 108,
    Reason.EXPIRED: 111,
    Reason.NOT_YET_EFFECTIVE: 112,
    Reason.REVOKED: 113,
    Reason.DOMAIN_MISMATCH: 114,
    Reason.QUOTA_EXHAUSTED: 120,
    Reason.SEATS_EXHAUSTED: 120,
    Reason.ALLOWANCE_EXHAUSTED: 120,
    Reason.CLONED: 151,
    Reason.NO_IDLE_INSTANCE: -20008,
    Reason.OFFLINE_CACHED: -20012,
    Reason.SERVER_UNREACHABLE: -20200,
}
"""The vendor's number of each reason that has one (SPEC section 13)."""


@dataclass(slots=True)
class Answer:
    """What was decided about one event.

    `rule` is the identifier of the rule that decided; `item` is the item charged, in a
    refusal the one that got furthest (ITEM-6), None if no item was checked. `counted` is what the event
    added, None for kinds of events that never count. `evidence` names the sighting, seat or slot, and
    the amounts; `warnings` are side remarks, each `{"reason", "text"}`; `sightings` has, for each code of
    a frame or image, whether it was new.
    """

    answer: Verb
    rule: str
    reason: Reason | None = None
    item: str | None = None
    counted: int | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    sightings: Verdict | None = None

    def __bool__(self) -> NoReturn:
        """An answer has no truth value, so that `if answer` cannot grant what was refused."""
        raise TypeError("an answer has no truth value: ask .answer")

    @property
    def number(self) -> int | None:
        """The vendor's number, or None where the reason has none."""
        return None if self.reason is None else NUMBERS.get(self.reason)

    def to_wire(self) -> dict[str, Any]:
        """The answer as a JSON object, evidence and warnings included."""
        return {
            **self._facts(),
            "evidence": self.evidence,
            "warnings": self.warnings,
        }

    def to_line(self, line: int) -> str:
        """The JSON text of this answer in an answers file: the seven fixed fields, and warnings if any."""
        reason, number = self.reason, self.number
        return (
            f'{{"line": {line}, '
            f'"answer": "{self.answer}", "reason": {_NULL if reason is None else _quoted(reason.value)}, '
            f'"number": {_NULL if number is None else number}, "rule": "{self.rule}", '
            f'"item": {_NULL if self.item is None else _quoted(self.item)}, '
            f'"counted": {_NULL if self.counted is None else self.counted}{self._warned()}}}'
        )

    def _warned(self) -> str:
        if not self.warnings:
            return ""
        return f', "warnings": {json.dumps([one["text"] for one in self.warnings])}'

    def _facts(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "reason": None if self.reason is None else self.reason.value,
            "number": self.number,
            "rule": self.rule,
            "item": self.item,
            "counted": self.counted,
        }


def ok(rule: str, counted: int | None = None, **evidence: Any) -> Answer:
    """A plain `ok`."""
    return Answer("ok", rule, counted=counted, evidence=evidence)


def refusal(reason: Reason, rule: str, item: str | None = None, **evidence: Any) -> Answer:
    """A refusal: nothing was counted, nothing has changed (ITEM-7)."""
    return Answer("refused", rule, reason, item, 0, evidence)
