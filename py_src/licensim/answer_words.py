"""An answer in two sentences: what was decided, and why (by its rule and its evidence)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licensim.explain import explain

Value = Mapping[str, Any]

VERBS = {
    "ok": "Licensed",
    "over": "Licensed, and recorded as overuse",
    "refused": "Refused",
}


def explain_answer(answer: Value) -> str:
    """Explain an answer as `Answer.to_wire` gives it.

    >>> explain_answer({"answer": "ok", "rule": "ITEM-3", "item": "scans", "counted": 1,
    ...     "reason": None, "number": None, "evidence": {"used": 4, "adds": 1, "quota": 10, "cap": 11}})
    'Licensed by item scans, 1 counted. 5 of 10 are used: five percent more scans and pages (ITEM-3).'
    """
    return f"{_what(answer)}. {_why(answer)}."


def _what(answer: Value) -> str:
    words = VERBS[answer["answer"]]
    if answer["reason"] is not None:
        number = answer["number"]
        words += f" with {answer['reason']}" + ("" if number is None else f" ({number})")
    if answer["item"] is not None:
        words += f" by item {answer['item']}"
    if answer["counted"]:
        words += f", {answer['counted']} counted"
    return words


def _why(answer: Value) -> str:
    title = explain(answer["rule"]).title.split(": ", 1)[1]
    evidence = _evidence(answer.get("evidence", {}))
    reason = f"{title[0].lower()}{title[1:]} ({answer['rule']})"
    return f"{evidence}: {reason}" if evidence else f"{title} ({answer['rule']})"


def _evidence(evidence: Value) -> str:
    """The amounts that decided, in words; empty where there are none."""
    if "used" in evidence:
        return f"{evidence['used'] + evidence['adds']} of {evidence['quota']} are used"
    if "seats" in evidence:
        holds = ", one of them by this client" if evidence.get("holds") else ""
        return f"{evidence['seats']} of {evidence['quota']} seats were taken before{holds}"
    if "slot" in evidence and "quota" in evidence:
        return f"Slot {evidence['slot']} has {evidence['active']} of {evidence['quota']} active"
    if "alive" in evidence:
        return f"{evidence['alive']} of {evidence['instances']} instances are alive"
    if evidence.get("host") is not None:
        return f"The host is {evidence['host']}"
    return ""
