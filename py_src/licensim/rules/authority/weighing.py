"""How one use is weighed against items, and which of them is charged (ITEM-1, ITEM-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from licensim.rules.answer import Answer, Reason
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case, Weighed
from licensim.rules.options.quota import next_year_at
from licensim.rules.origins.origin import DEPLOYMENTS

PASSED: Final = 6
"""The stage of an item that grants; the stages before are 108, 113, 112, 111, 114, 120 in order."""


@dataclass(slots=True)
class Weighing:
    """The result for one item; `stage` says which check it reached."""

    case: Case
    stage: int
    weighed: Weighed


def weigh(case: Case) -> Weighing:
    """The checks of one item, in ITEM-6's order; changes nothing."""
    item, option = case.item, OPTIONS[case.item.option]
    if not option.takes(item, case.client, case.use):
        return _refused(case, 0, Reason.DEPLOYMENT_MISMATCH, "OPT-1")
    if item.status == "revoked":
        return _refused(case, 1, Reason.REVOKED, "ITEM-2")
    if case.now < item.starts_at:
        return _refused(case, 2, Reason.NOT_YET_EFFECTIVE, "ITEM-2")
    if case.now >= item.works_until:
        return _refused(case, 3, Reason.EXPIRED, "ITEM-2")
    if not option.covers(case):
        return _refused(case, 4, Reason.DOMAIN_MISMATCH, "DOM-6")
    weighed = option.weigh(case)
    if weighed.answer == "refused":
        return Weighing(case, PASSED - 1, weighed)
    return Weighing(case, PASSED, after_expiry(case, weighed))


def after_expiry(case: Case, weighed: Weighed) -> Weighed:
    """The grant of an item that is in its grace after expiry: it is answered `over` (ITEM-2)."""
    expires_at = case.item.expires_at
    if weighed.answer == "refused" or case.now < expires_at:
        return weighed
    evidence = {**weighed.evidence, "expires_at": expires_at, "grace_until": case.item.works_until}
    return Weighed("over", "ITEM-2", None, evidence)


def _refused(case: Case, stage: int, reason: Reason, rule: str) -> Weighing:
    return Weighing(case, stage, Weighed("refused", rule, reason))


def evidence_of(weighing: Weighing) -> dict[str, Any]:
    """The evidence of an item's answer: the client's use, the option, and what decided.

    It is made for the one answer that is returned, not for every item that was weighed.
    """
    case, weighed = weighing.case, weighing.weighed
    item = case.item
    evidence = {"option": item.option, "use": case.use.name, **weighed.evidence}
    if "module" in item.terms:
        evidence["module"] = item.terms["module"]
    if weighed.reason is not None:
        evidence |= _refusal_facts(case, weighed.reason)
    return evidence


def _refusal_facts(case: Case, reason: Reason) -> dict[str, Any]:
    """The evidence of why an item refuses, beside the amounts that its option has returned."""
    item, client = case.item, case.client
    ends_at = item.works_until
    if reason is Reason.DEPLOYMENT_MISMATCH:
        return {"deployment": client.deployment, "takes": _takes(case)}
    if reason is Reason.NOT_YET_EFFECTIVE:
        return {"starts_at": item.starts_at}
    if reason is Reason.EXPIRED:
        return {"expires_at": item.expires_at, "grace_until": ends_at}
    if reason is Reason.DOMAIN_MISMATCH:
        return {"host": client.host, "domain": item.terms.get("domain")}
    if reason is Reason.SEATS_EXHAUSTED and OPTIONS[item.option].takes_seats:
        return {"free_at": case.ledger.next_seat_end(item.id)}
    if reason is Reason.ALLOWANCE_EXHAUSTED:
        return {"next_year_at": next_year_at(item, case.now), "grace_until": ends_at}
    return {}


def _takes(case: Case) -> list[str]:
    """The deployments that the item takes for this use (OPT-1)."""
    option, one = OPTIONS[case.item.option], case.client
    return [name for name in DEPLOYMENTS if option.takes(case.item, replace(one, deployment=name), case.use)]


@dataclass(slots=True)
class ChosenItem:
    """The item that is charged, else the one that got furthest (`granted` says which).

    `exhausted`: every item refuses with 120. Without any item `best` is None: see `ClientItems.refused`.
    """

    best: Weighing | None
    granted: bool = False
    exhausted: bool = False

    def answer(self, counted: int) -> Answer:
        """The answer to the use by `best`; `counted` is what it adds where it is granted."""
        if self.best is None:
            raise AssertionError("no item serves this use: its refusal is that of the client's items")
        weighed, item = self.best.weighed, self.best.case.item.id
        counted = counted if self.granted else 0
        return Answer(weighed.answer, weighed.rule, weighed.reason, item, counted, evidence_of(self.best))


def choose_item(cases: Iterable[Case]) -> ChosenItem:
    """The first item that would answer `ok`, else the first `over`, else the one that got furthest."""
    over: Weighing | None = None
    furthest: Weighing | None = None
    exhausted = True
    for case in cases:
        one = weigh(case)
        if one.stage == PASSED:
            if one.weighed.answer == "ok":
                return ChosenItem(one, granted=True)
            over = over or one
        exhausted = exhausted and one.stage == PASSED - 1
        if furthest is None or one.stage > furthest.stage:
            furthest = one
    if over is not None:
        return ChosenItem(over, granted=True)
    return ChosenItem(furthest, exhausted=exhausted)
