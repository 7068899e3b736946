"""Usage that is reported later: each report counts once, in its own slot (NET-5, TIME-3)."""

from __future__ import annotations

from typing import Any, Final

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.client_items import ClientItems
from licensim.rules.authority.requests import Report
from licensim.rules.authority.usage import record_alerts
from licensim.rules.authority.weighing import PASSED, Weighing, after_expiry, evidence_of
from licensim.rules.ledger.port import REPORTABLE_MS, Known
from licensim.rules.local_license import choose
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case, Weighed
from licensim.rules.timeline import MINUTE_MS, slot_starts_at

EARLY_MS: Final = 5 * MINUTE_MS
"""How long after the server's `now` a reported slot may begin, in ms (TIME-3)."""


def take_report(items: ClientItems, report: Report, stranger: Answer | None, now: int) -> Answer:
    """Record a report, unless it is too late, or `stranger` refuses its sender (TIME-3, NET-5).

    Lateness is checked first: a late report is dropped for good, and the ledger has forgotten earlier copies.
    """
    late = _too_late(report, now)
    if late is not None:
        return late
    return _record(items, report, now) if stranger is None else stranger


def _record(items: ClientItems, report: Report, now: int) -> Answer:
    """Record one report once, in its own slot, charged to the item of the local license at its time."""
    uuid, ledger = items.client.uuid, items.ledger
    claimed = ledger.claimed(uuid, report.id)
    if claimed is not None:
        return claimed_answer(claimed)
    if slot_starts_at(report.slot) > now + EARLY_MS:
        return refusal(Reason.REPORT_EARLY, "TIME-3", slot=report.slot, now=now)
    item = _charged_item(ledger.client(uuid), report)
    case = None if item is None else items.case(item, report.use, report.at)
    if case is None:
        return refusal(Reason.NO_ITEM, "NET-5", use=report.use.label)
    answer = _record_on(case, now)
    ledger.claim(uuid, report.id, claim_of(answer, report.slot))
    return answer


def _charged_item(known: Known | None, report: Report) -> str | None:
    """The item of the client's local license at the report's time (NET-4)."""
    if report.item is not None:
        return report.item
    listing = choose(() if known is None else known.listings, report.use.label, report.at)
    return None if listing is None else listing.item


def _record_on(case: Case, now: int) -> Answer:
    """Record a report, also beyond the cap; it takes no seat (NET-5)."""
    option = OPTIONS[case.item.option]
    weighed = Weighed("ok", "NET-5") if option.takes_seats else option.weigh(case)
    weighed = after_expiry(case, weighed)
    if not option.takes_seats:
        option.charge(case)
        record_alerts(case, now)
    counted, evidence = case.use.count, evidence_of(Weighing(case, PASSED, weighed))
    return Answer(weighed.answer, weighed.rule, weighed.reason, case.item.id, counted, evidence)


def claim_of(answer: Answer, slot: int) -> dict[str, Any]:
    """What the ledger keeps of a recorded report, with its slot (NET-5)."""
    reason = answer.reason.value if answer.reason else None
    return {"facts": [answer.answer, answer.rule, reason, answer.item, answer.counted], "slot": slot}


def claimed_answer(result: dict[str, Any]) -> Answer:
    """The answer to a report that is sent again (NET-5)."""
    answer, rule, reason, item, counted = result["facts"]
    repeated = {"repeated": True}
    return Answer(answer, rule, Reason(reason) if reason else None, item, counted, repeated)


def _too_late(report: Report, now: int) -> Answer | None:
    """The refusal of a report whose slot ended too long ago (TIME-3); None for any other."""
    if slot_starts_at(report.slot + 1) < now - REPORTABLE_MS:
        gone: dict[str, Any] = {
            "slot": report.slot,
            "now": now,
            "use": report.use.label,
            "dropped": report.count,
        }
        return refusal(Reason.REPORT_LATE, "TIME-3", **gone)
    return None
