"""The server half: it decides what is granted, and records what was used (SPEC sections 4 to 12).

One decision runs through these checks; the first failure is the answer (ITEM-6):

1. the page is a secure context, or the project allows plain http (ID-6)
2. the key names a project (101), the session password matches (102), the host is among the
   project's website domains (103)
3. the client is no clone (151), where it asks for a local license (ID-8)
4. some item serves this use (104)
5. for each item, in ITEM-1's order: its deployment (108), not revoked (113), started (112), not ended
   with its grace (111), its host (114), room in its quota (120)

The first item that would answer `ok` is charged, else the first that would answer `over`; where all
refuse, the answer is that of the item that got furthest. Whatever is refused changes nothing.

Every method takes `now`, the authority's own instant in UTC milliseconds, last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.case import ALL_USES, Case, Client, Use, Weighed, item_end
from licensim.rules.document import Document, Item, Project
from licensim.rules.ledger import REPORTABLE_MS, Ledger
from licensim.rules.local_license import Listing, choose
from licensim.rules.options import OPTIONS, RANK
from licensim.rules.origin import is_secure
from licensim.rules.profile import PROFILES
from licensim.rules.site import below
from licensim.rules.timeline import GRACE_MS, MINUTE_MS, slot_starts_at

EARLY_MS: Final = 5 * MINUTE_MS
"""How far a reported slot may begin after the server's now (TIME-3)."""

PASSED: Final = 6
"""The stage of an item that grants; the stages before are 108, 113, 112, 111, 114, 120 in order."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A client asks for a local license: what for, and what proves that it is no clone (ID-8).

    `last_at` is the instant of its last authorization as it knows it, `request` the random
    identifier of this ask; both None where it has none.
    """

    client: Client
    use: Use
    last_at: int | None = None
    request: str | None = None


@dataclass(slots=True)
class Grant:
    """The answer to an ask: with `listings` where it was granted, None where it was refused.

    `at` is the instant of the authorization, `instances` the X that holds on the machine.
    """

    answer: Answer
    listings: tuple[Listing, ...] | None = None
    at: int | None = None
    instances: int = 0


@dataclass(slots=True)
class Decision:
    """The answer to one event of an authorized client; None where it must ask first (NET-3).

    `ends` has the new end of every seat that this contact renewed, by item.
    """

    answer: Answer | None
    ends: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Usage of one slot: `count` scans, or pages of `module`; `at` the first one's instant (NET-5)."""

    id: str
    slot: int
    at: int
    count: int
    module: str | None = None

    @property
    def use(self) -> Use:
        """The use that is reported."""
        if self.module is None:
            return Use("scan", self.count)
        return Use("page", self.count, self.module)


@dataclass(slots=True)
class Weighing:
    """One item on the scales; `stage` says how far it got."""

    case: Case
    stage: int
    weighed: Weighed


class Authority:
    """The rules of one license document over its ledgers; `ledgers` gives that of a project's key."""

    def __init__(self, document: Document, ledgers: Callable[[str], Ledger]) -> None:
        self.document = document
        self.profile = PROFILES[document.profile]
        self._ledgers = ledgers

    def authorize(self, ask: Ask, now: int) -> Grant:
        """Grant or refuse a local license; an `open` and every ask of a client (NET-3)."""
        client, project = ask.client, self.document.project(ask.client.key)
        if project is None:
            return Grant(refusal(Reason.KEY_UNKNOWN, "ITEM-6"))
        blocked = self._gate(project, client)
        if blocked is not None:
            return Grant(blocked)
        ledger = self._swept(project, now)
        if _is_clone(ledger.client(client.uuid), ask):
            return Grant(refusal(Reason.CLONED, "ID-8"))
        cases = self._cases(project, client, ask.use, ledger, now)
        best = _best([self.weigh(case) for case in cases])
        if best is None or best.stage < PASSED:
            return Grant(_refused(best))
        seats = self._charge(best.case)
        self._renew(best.case, authorized=True)
        listings = self._listings(best.case)
        known = {"at": now, "request": ask.request, "listings": [one.to_wire() for one in listings]}
        ledger.put_client(client.uuid, known)
        self._alert(best.case, now)
        answer = _granted(best, seats)
        return Grant(answer, listings, now, ledger.asked(client.machine))

    def decide(
        self, client: Client, use: Use, listed: Iterable[Listing], may_ask: bool, now: int
    ) -> Decision:
        """Decide and record one event at once (`immediate`, NET-4).

        `listed` is the client's local license. Without `may_ask`, an event that its items all refuse
        with 120 is refused even where an item without a seat of this client could serve it.
        """
        project = self.document.project(client.key)
        if project is None:
            return Decision(refusal(Reason.KEY_UNKNOWN, "ITEM-6"))
        blocked = self._gate(project, client)
        if blocked is not None:
            return Decision(blocked)
        ledger = self._swept(project, now)
        cases = self._cases(project, client, use, ledger, now)
        if cases and not any(self._counts(one, cases, use, now) for one in listed):
            return Decision(None)
        usable = [case for case in cases if _is_usable(case)]
        weighings = [self.weigh(case) for case in usable]
        best = _best(weighings)
        if best is None or best.stage < PASSED:
            exhausted = all(one.stage == PASSED - 1 for one in weighings)
            if may_ask and cases and exhausted and len(usable) < len(cases):
                return Decision(None)
            return Decision(_refused(best))
        self._charge(best.case)
        ends = self._renew(best.case, authorized=False) if use.count else {}
        if use.count:
            self._alert(best.case, now)
        return Decision(_granted(best, use.count), ends)

    def report(
        self, client: Client, reports: Sequence[Report], now: int
    ) -> tuple[list[Answer], dict[str, int]]:
        """Record what has happened, each report once; the answers, and the renewed ends (NET-5)."""
        project = self.document.project(client.key)
        if project is None:
            return [refusal(Reason.KEY_UNKNOWN, "ITEM-6") for _ in reports], {}
        ledger = self._swept(project, now)
        answers = [self._record(project, client, one, ledger, now) for one in reports]
        if not any(answer.counted for answer in answers):
            return answers, {}
        case = Case(project.items[0], client, reports[0].use, project, self.profile, ledger, now)
        return answers, self._renew(case, authorized=False)

    def release(self, client: Client, now: int) -> Answer:
        """Free the seats of a client and of the server it stands on (SRV-2, DEV-5)."""
        project = self.document.project(client.key)
        if project is None:
            return Answer("ok", "SRV-2")
        ledger = self._swept(project, now)
        freed = []
        for case in self._cases(project, client, Use("open"), ledger, now):
            holder = OPTIONS[case.item.option].seat(case)
            if holder is not None:
                ledger.put_seat(case.item.id, holder, None)
                ledger.add_release(case.item.id, holder)
                freed.append(case.item.id)
        return Answer("ok", "SRV-2", evidence={"freed": freed})

    def forget_machine(self, client: Client) -> None:
        """Forget what a machine has asked for: its storage was cleared (CINST-2)."""
        if self.document.project(client.key) is not None:
            self._ledgers(client.key).put_asked(client.machine, 0)

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded as of `now`, by item; empty for an unknown key."""
        project = self.document.project(key)
        if project is None:
            return {}
        ledger = self._swept(project, now)
        return {item.id: _usage(item, ledger, now) for item in project.items}

    def due(self, key: str, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""
        project = self.document.project(key)
        if project is None:
            return None
        ledger = self._swept(project, now)
        instants = [at for item in project.items for at in _turns(item, ledger, now)]
        return min((at for at in instants if at > now), default=None)

    def _swept(self, project: Project, now: int) -> Ledger:
        ledger = self._ledgers(project.key)
        ledger.sweep(now)
        return ledger

    def _gate(self, project: Project, client: Client) -> Answer | None:
        """The checks that come before every item (ITEM-6)."""
        origin = client.origin
        if origin and not project.settings.allow_insecure and not is_secure(origin):
            return refusal(Reason.INSECURE_CONTEXT, "ID-6", origin=origin.text)
        wanted = project.session_password
        if wanted is not None and not _same_secret(wanted, client.password or ""):
            return refusal(Reason.PASSWORD_WRONG, "NET-8")
        hosts, host = project.website_domains, client.host
        if hosts and host is not None and not any(below(host, one) for one in hosts):
            reason = Reason.WEBSITE_DOMAIN_MISMATCH
            return refusal(reason, "DOM-6", None, host=host, website_domains=list(hosts))
        return None

    def _cases(self, project: Project, client: Client, use: Use, ledger: Ledger, now: int) -> list[Case]:
        """The items that serve this use, in ITEM-1's order."""
        cases = [
            Case(item, client, use, project, self.profile, ledger, now)
            for item in project.items
            if OPTIONS[item.option].serves(item, client, use)
        ]
        return sorted(cases, key=_rank)

    def weigh(self, case: Case) -> Weighing:
        """The checks of one item, in ITEM-6's order; changes nothing."""
        item, option = case.item, OPTIONS[case.item.option]
        if not option.takes(item, case.client, case.use):
            return _turned_away(case, 0, Reason.DEPLOYMENT_MISMATCH, "OPT-1")
        if item.status == "revoked":
            return _turned_away(case, 1, Reason.REVOKED, "ITEM-2")
        if case.now < item.starts_at:
            return _turned_away(case, 2, Reason.NOT_YET_EFFECTIVE, "ITEM-2")
        if case.now >= item.expires_at + GRACE_MS:
            return _turned_away(case, 3, Reason.EXPIRED, "ITEM-2")
        if not option.covers(case):
            return _turned_away(case, 4, Reason.DOMAIN_MISMATCH, "DOM-6")
        weighed = option.weigh(case)
        if weighed.answer == "refused":
            return Weighing(case, PASSED - 1, weighed)
        if case.now >= item.expires_at:
            evidence = {**weighed.evidence, "grace_until": item.expires_at + GRACE_MS}
            weighed = Weighed("over", "ITEM-2", None, evidence)
        return Weighing(case, PASSED, weighed)

    def _charge(self, case: Case) -> int:
        return OPTIONS[case.item.option].charge(case)

    def _renew(self, case: Case, authorized: bool) -> dict[str, int]:
        """Move the ends of the client's seats at a contact, whichever item was charged (DEV-3)."""
        ends = {}
        for item in case.project.items:
            one = Case(item, case.client, case.use, case.project, self.profile, case.ledger, case.now)
            until = OPTIONS[item.option].renew(one, authorized)
            if until is not None:
                ends[item.id] = until
        return ends

    def _alert(self, case: Case, now: int) -> None:
        """Record the alerts that the charged item has reached (ITEM-4)."""
        option = OPTIONS[case.item.option]
        if not option.alerts:
            return
        value, base = option.alert_level(case.item, case.ledger, now)
        for percent in option.alerts:
            if value > 0 and value * 100 >= percent * base:
                case.ledger.add_alert(case.item.id, percent, now)

    def _listings(self, charged: Case) -> tuple[Listing, ...]:
        """The item taken, and every fitting item that needs no seat (ITEM-1)."""
        ranked = sorted(
            (
                Case(
                    item,
                    charged.client,
                    charged.use,
                    charged.project,
                    self.profile,
                    charged.ledger,
                    charged.now,
                )
                for item in charged.project.items
            ),
            key=_rank,
        )
        found = (
            self._listing(case, rank)
            for rank, case in enumerate(ranked)
            if case.item is charged.item or not OPTIONS[case.item.option].needs_seat(case)
        )
        return tuple(listing for listing in found if listing is not None)

    def _listing(self, case: Case, rank: int) -> Listing | None:
        item, option = case.item, OPTIONS[case.item.option]
        uses = tuple(
            use.label
            for use in ALL_USES
            if option.serves(item, case.client, use) and option.takes(item, case.client, use)
        )
        ended = case.now >= item.expires_at + GRACE_MS or case.now < item.starts_at
        if not uses or item.status == "revoked" or ended or not option.covers(case):
            return None
        until = option.until(case, item_end(item, case.now))
        seat = option.needs_seat(case)
        generation = _generation(case) if seat else 0
        return Listing(item.id, uses, until, item.expires_at, seat, rank, generation)

    def _counts(self, listing: Listing, cases: Sequence[Case], use: Use, now: int) -> bool:
        """Whether a listing lets the client go on: a released server seat does not (SRV-2)."""
        if not listing.serves(use.label, now):
            return False
        case = next((one for one in cases if one.item.id == listing.item), None)
        if case is None or not _is_usable(case):
            return False
        return not listing.seat or listing.generation == _generation(case)

    def _record(self, project: Project, client: Client, report: Report, ledger: Ledger, now: int) -> Answer:
        claimed = ledger.claimed(client.uuid, report.id)
        if claimed is not None:
            return _claimed(claimed)
        late = _out_of_time(report, now)
        if late is not None:
            return late
        known = ledger.client(client.uuid) or {}
        listings = [Listing.from_wire(one) for one in known.get("listings", [])]
        listing = choose(listings, report.use.label, report.at)
        item = next((one for one in project.items if listing and one.id == listing.item), None)
        if item is None:
            return refusal(Reason.NO_ITEM, "NET-5")
        case = Case(item, client, report.use, project, self.profile, ledger, report.at)
        answer = self._record_on(case, now)
        reason = answer.reason.value if answer.reason else None
        facts = [answer.answer, answer.rule, reason, item.id, report.count]
        ledger.claim(client.uuid, report.id, {"facts": facts})
        return answer

    def _record_on(self, case: Case, now: int) -> Answer:
        """Record a report, beyond the cap too; it takes no seat (NET-5)."""
        option = OPTIONS[case.item.option]
        if option.takes_seats:
            return Answer("ok", "NET-5", None, case.item.id, case.use.count)
        weighed = option.weigh(case)
        option.charge(case)
        self._alert(case, now)
        counted, evidence = case.use.count, weighed.evidence
        return Answer(weighed.answer, weighed.rule, weighed.reason, case.item.id, counted, evidence)


def _rank(case: Case) -> tuple[bool, int, int, int]:
    """ITEM-1's order: a seat held, nearest expiry, the option's place, document order."""
    item = case.item
    held = OPTIONS[item.option].seat(case) is not None
    return (not held, item.expires_at, RANK[item.option], item.position)


def _is_usable(case: Case) -> bool:
    """Whether an authorized client may use the item as it stands: no seat needed, or held (NET-3)."""
    option = OPTIONS[case.item.option]
    return not option.needs_seat(case) or option.seat(case) is not None


def _generation(case: Case) -> int:
    holder = OPTIONS[case.item.option].seat(case)
    return 0 if holder is None else case.ledger.releases(case.item.id, holder)


def _best(weighings: Sequence[Weighing]) -> Weighing | None:
    """The first that answers `ok`, else the first `over`, else the one that got furthest."""
    for answer in ("ok", "over"):
        for one in weighings:
            if one.stage == PASSED and one.weighed.answer == answer:
                return one
    return max(weighings, key=lambda one: one.stage, default=None)


def _turned_away(case: Case, stage: int, reason: Reason, rule: str) -> Weighing:
    evidence: dict[str, Any] = {
        "deployment": case.client.deployment,
        "starts_at": case.item.starts_at,
        "expires_at": case.item.expires_at,
        "host": case.client.host,
    }
    return Weighing(case, stage, Weighed("refused", rule, reason, evidence))


def _refused(best: Weighing | None) -> Answer:
    if best is None:
        return refusal(Reason.NO_ITEM, "OPT-1")
    weighed, item = best.weighed, best.case.item.id
    return Answer("refused", weighed.rule, weighed.reason, item, 0, weighed.evidence)


def _granted(best: Weighing, counted: int) -> Answer:
    weighed = best.weighed
    return Answer(weighed.answer, weighed.rule, None, best.case.item.id, counted, weighed.evidence)


def _claimed(result: dict[str, Any]) -> Answer:
    answer, rule, reason, item, counted = result["facts"]
    return Answer(answer, rule, Reason(reason) if reason else None, item, counted)


def _out_of_time(report: Report, now: int) -> Answer | None:
    """TIME-3: a slot that begins too far ahead, or ended too long ago."""
    if slot_starts_at(report.slot) > now + EARLY_MS:
        return refusal(Reason.REPORT_EARLY, "TIME-3", slot=report.slot)
    if slot_starts_at(report.slot + 1) < now - REPORTABLE_MS:
        return refusal(Reason.REPORT_LATE, "TIME-3", slot=report.slot, dropped=report.count)
    return None


def _is_clone(known: dict[str, Any] | None, ask: Ask) -> bool:
    """A known UUID whose history is another one, unless a lost answer explains it (ID-8)."""
    if known is None or ask.last_at == known["at"]:
        return False
    return ask.request is None or ask.request != known["request"]


def _same_secret(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ (NET-8)."""
    wanted, given = one.encode(), other.encode()
    difference = len(wanted) ^ len(given)
    for place, byte in enumerate(given):
        difference |= byte ^ wanted[place % len(wanted)] if wanted else 1
    return difference == 0


def _usage(item: Item, ledger: Ledger, now: int) -> dict[str, Any]:
    option = OPTIONS[item.option]
    used = option.usage(item, ledger, now)
    alerts = ledger.alerts(item.id)
    return {"option": item.option, "quota": item.quota, "alerts": alerts, **used}


def _turns(item: Item, ledger: Ledger, now: int) -> list[int]:
    own = OPTIONS[item.option].due(item, ledger, now)
    turns = [item.starts_at, item.expires_at, item.expires_at + GRACE_MS]
    return turns if own is None else [*turns, own]
