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
from typing import Any, Final, NamedTuple

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.weighing import (
    PASSED,
    Desk,
    Menu,
    Weighing,
    after_expiry,
    check_password,
    choose_item,
    counts,
    is_usable,
    told,
    unknown_key,
)
from licensim.rules.ledger.port import REPORTABLE_MS, Known, Ledger
from licensim.rules.license.items import Document, Item, Project
from licensim.rules.license.profile import PROFILES
from licensim.rules.local_license import Listing, choose
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case, Client, Use, Weighed
from licensim.rules.timeline import MINUTE_MS, slot_of, slot_starts_at

EARLY_MS: Final = 5 * MINUTE_MS
"""How far a reported slot may begin after the server's now (TIME-3)."""

MAX_DESKS: Final = 16_384
"""How many clients are evaluated at once: each takes about a kilobyte, and takes longer where it is new."""


class Ask(NamedTuple):
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

    `at` is the instant of the authorization, of its first answer where it is repeated, `instances` the X that
    holds on the machine.
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
    """Usage of one slot: `count` scans, or pages of `module`; `at` the first one's instant (NET-5).

    `item` is what the client's local license charged it to, None to find that out by `at`.
    """

    id: str
    slot: int
    at: int
    count: int
    module: str | None = None
    item: str | None = None

    @property
    def use(self) -> Use:
        """The use that is reported."""
        if self.module is None:
            return Use("scan", self.count)
        return Use("page", self.count, self.module)


class Authority:
    """The rules of one license document over its ledgers; `ledgers` gives that of a project's key."""

    def __init__(self, document: Document, ledgers: Callable[[str], Ledger]) -> None:
        self.document = document
        self.profile = PROFILES[document.profile]
        self._projects = {project.key: project for project in document.projects}
        self._menus = {project.key: Menu(project) for project in document.projects}
        self._ledgers = ledgers
        self._desks: dict[tuple[str, str], Desk] = {}

    def authorize(self, ask: Ask, now: int) -> Grant:
        """Grant or refuse a local license: an `open`, and every ask of a client (NET-3)."""
        client, desk = ask.client, self._desk(ask.client, now)
        if desk is None:
            return Grant(unknown_key(client))
        refused = desk.gate()
        if refused is not None:
            return Grant(refused)
        before = _authorization(desk, now)
        if _is_clone(before, ask):
            return Grant(_cloned(before, ask))
        choice = choose_item(desk.cases(ask.use, now))
        if choice.best is None or not choice.granted:
            return Grant(desk.refused(choice, ask.use))
        case = choice.best.case
        seats = OPTIONS[case.item.option].charge(case)
        desk.renew(now, authorized=True)
        listings = desk.listings(case.item, now)
        at = before.at if before is not None and _is_repeated(before, ask) else now
        _remember(desk, at, ask.request, listings)
        _alert(case, now)
        return Grant(choice.answer(seats), listings, at, desk.ledger.asked(client.machine))

    def decide(
        self,
        client: Client,
        use: Use,
        listed: Iterable[Listing],
        may_ask: bool,
        now: int,
        *,
        report: str = "",
    ) -> Decision:
        """Decide and record one event at once (`immediate`, NET-4).

        `listed` is the client's local license. Without `may_ask`, an event that its items all refuse
        with 120 is refused even where an item without a seat of this client could serve it. `report`
        identifies what is recorded: told again, it is not decided again (NET-5).
        """
        desk = self._desk(client, now)
        if desk is None:
            return Decision(unknown_key(client))
        claimed = desk.ledger.claimed(client.uuid, report) if report else None
        if claimed is not None:
            return Decision(_claimed(claimed))
        refused = desk.gate()
        refused = _other_origin(desk) if refused is None else refused
        if refused is not None:
            return Decision(refused)
        cases = desk.cases(use, now)
        if cases and not any(counts(one, desk, use, now) for one in listed):
            return Decision(None)
        usable = [case for case in cases if is_usable(case)]
        choice = choose_item(usable)
        if choice.best is None or not choice.granted:
            if may_ask and choice.exhausted and len(usable) < len(cases):
                return Decision(None)
            return Decision(desk.refused(choice, use))
        case = choice.best.case
        OPTIONS[case.item.option].charge(case)
        if not use.count:
            return Decision(choice.answer(0))
        ends = self._contact(desk, now)
        _alert(case, now)
        answer = choice.answer(use.count)
        if report:
            desk.ledger.claim(client.uuid, report, _claim_of(answer, slot_of(now)))
        return Decision(answer, ends)

    def report(
        self, client: Client, reports: Sequence[Report], now: int
    ) -> tuple[list[Answer], dict[str, int]]:
        """Record what has happened, each report once; the answers, and the renewed ends (NET-5)."""
        desk = self._desk(client, now)
        if desk is None:
            return [refusal(Reason.KEY_UNKNOWN, "ITEM-6", key=client.key) for _ in reports], {}
        stranger = _stranger(desk)
        answers = [_take(desk, one, stranger, now) for one in reports]
        taken = any(answer.counted for answer in answers)
        return answers, self._contact(desk, now) if taken else {}

    def _contact(self, desk: Desk, now: int) -> dict[str, int]:
        """Renew the client's seats at a contact, and what is remembered of its local license (DEV-3)."""
        ends = desk.renew(now, authorized=False)
        known = desk.ledger.client(desk.client.uuid) if ends else None
        if known is not None:
            moved = (one._replace(until=ends.get(one.item, one.until)) for one in known.listings)
            _remember(desk, known.at, known.request, tuple(moved))
        return ends

    def stranger(self, client: Client, now: int) -> Answer | None:
        """The refusal of whoever names a client without its session password, or from another origin (NET-5).

        None for the client itself, and where nothing is known of it.
        """
        desk = self._desk(client, now)
        return None if desk is None else _stranger(desk)

    def listed(self, client: Client, now: int) -> tuple[Listing, ...]:
        """The local license of a client as it is known here; empty where it has ended (DEV-4)."""
        desk = self._desk(client, now)
        known = None if desk is None else _authorization(desk, now)
        return () if known is None else known.listings

    def release(self, client: Client, now: int) -> Answer:
        """Free the seats of a client and of the server it stands on (SRV-2, DEV-5).

        A stranger frees none (NET-5); without a seat there is none to free.
        """
        desk = self._desk(client, now)
        if desk is None:
            return Answer("ok", "SRV-2")
        held = [case for case in desk.all_cases(now) if OPTIONS[case.item.option].seat(case) is not None]
        stranger = _stranger(desk)
        if stranger is not None:
            return stranger if held else Answer("ok", "SRV-2")
        freed, servers = [], []
        for case in held:
            option, item = OPTIONS[case.item.option], case.item.id
            holder = option.seat(case) or ""
            desk.ledger.put_seat(item, holder, None)
            if option.seats_machines:
                desk.ledger.add_release(item, holder)
            freed.append(item)
            if holder == client.server != client.uuid:
                servers.append(item)
        _end_license(desk, now)
        return Answer("ok", "SRV-2", evidence={"freed": freed, "servers": servers})

    def forget_machine(self, client: Client) -> None:
        """Forget what a machine has asked for: its storage was cleared (CINST-2)."""
        if client.key in self._projects:
            self._ledgers(client.key).put_asked(client.machine, 0)

    def usage(self, key: str, now: int) -> dict[str, dict[str, Any]]:
        """What each item of a project has recorded as of `now`, by item; empty for an unknown key."""
        project = self._projects.get(key)
        if project is None:
            return {}
        ledger = self._swept(project, now)
        return {item.id: _usage(item, ledger, now) for item in project.items}

    def due(self, key: str, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""
        project = self._projects.get(key)
        if project is None:
            return None
        ledger = self._swept(project, now)
        instants = [at for item in project.items for at in _turns(item, ledger, now)]
        return min((at for at in instants if at > now), default=None)

    def _swept(self, project: Project, now: int) -> Ledger:
        ledger = self._ledgers(project.key)
        ledger.sweep(now)
        return ledger

    def _desk(self, client: Client, now: int) -> Desk | None:
        """The client's desk, its ledger swept; None for an unknown key."""
        place = (client.key, client.uuid)
        desk = self._desks.get(place)
        ledger = None if desk is None else self._ledgers(client.key)
        if desk is None or desk.client is not client or desk.ledger is not ledger:
            menu = self._menus.get(client.key)
            if menu is None:
                return None
            if len(self._desks) >= MAX_DESKS:
                self._desks.clear()
            desk = Desk(client, menu, self.profile, self._ledgers(client.key))
            self._desks[place] = desk
        desk.ledger.sweep(now)
        return desk


def _alert(case: Case, now: int) -> None:
    """Record the alerts that the charged item has reached (ITEM-4)."""
    option = OPTIONS[case.item.option]
    alerts = option.alerts(case.profile)
    if not alerts:
        return
    value, base = option.alert_level(case.item, case.ledger, now)
    if value <= 0 or value * 100 < alerts[0] * base:
        return
    for percent in alerts:
        if value * 100 >= percent * base:
            case.ledger.add_alert(case.item.id, percent, now)


def _authorization(desk: Desk, now: int) -> Known | None:
    """What is known of the client; None for an unknown one: its last validity has ended (DEV-4, ID-8)."""
    known = desk.ledger.client(desk.client.uuid)
    if known is None or known.at is None:
        return None
    return known if desk.is_valid(known.listings, now) else None


def _remember(desk: Desk, at: int | None, request: str | None, listings: tuple[Listing, ...]) -> None:
    """Remember an authorization until the last validity of the client ends (DEV-4)."""
    origin, ends = desk.client.origin, [one.until for one in listings]
    until = max([0, *ends, *desk.own_seat_ends()])
    known = Known(at, request, None if origin is None else origin.text, listings, until)
    desk.ledger.put_client(desk.client.uuid, known)


def _end_license(desk: Desk, now: int) -> None:
    """The client has given its local license back: it is unknown, what late reports need stays (DEV-4)."""
    known = desk.ledger.client(desk.client.uuid)
    if known is not None and known.at is not None:
        ended = known._replace(at=None, request=None, until=min(known.until, now + 1))
        desk.ledger.put_client(desk.client.uuid, ended)


def _take(desk: Desk, report: Report, stranger: Answer | None, now: int) -> Answer:
    """Record a report, unless it comes too late, or from a stranger (TIME-3, NET-5).

    Too late goes first: it is dropped for good, and whether it was recorded is forgotten by then.
    """
    late = _too_late(report, now)
    if late is not None:
        return late
    return _record(desk, report, now) if stranger is None else stranger


def _record(desk: Desk, report: Report, now: int) -> Answer:
    """Take one report: once, in its own slot, charged to the item of the local license at its time."""
    uuid, ledger = desk.client.uuid, desk.ledger
    claimed = ledger.claimed(uuid, report.id)
    if claimed is not None:
        return _claimed(claimed)
    if slot_starts_at(report.slot) > now + EARLY_MS:
        return refusal(Reason.REPORT_EARLY, "TIME-3", slot=report.slot, now=now)
    item = _charged_item(ledger.client(uuid), report)
    case = None if item is None else desk.case(item, report.use, report.at)
    if case is None:
        return refusal(Reason.NO_ITEM, "NET-5", use=report.use.label)
    answer = _record_on(case, now)
    ledger.claim(uuid, report.id, _claim_of(answer, report.slot))
    return answer


def _stranger(desk: Desk) -> Answer | None:
    """Whoever reports without the session password, or from another origin than the client's (NET-5)."""
    refused = check_password(desk.project, desk.client)
    return _other_origin(desk) if refused is None else refused


def _other_origin(desk: Desk) -> Answer | None:
    """Whoever speaks from another origin than that at which the client was authorized (NET-5)."""
    known, origin = desk.ledger.client(desk.client.uuid), desk.client.origin
    told = None if origin is None else origin.text
    if known is None or known.origin == told:
        return None
    return refusal(Reason.ORIGIN_MISMATCH, "NET-5", origin=told, authorized=known.origin)


def _charged_item(known: Known | None, report: Report) -> str | None:
    """The item of the client's local license at the report's time (NET-4)."""
    if report.item is not None:
        return report.item
    listing = choose(() if known is None else known.listings, report.use.label, report.at)
    return None if listing is None else listing.item


def _record_on(case: Case, now: int) -> Answer:
    """Record a report, beyond the cap too; it takes no seat (NET-5)."""
    option = OPTIONS[case.item.option]
    weighed = Weighed("ok", "NET-5") if option.takes_seats else option.weigh(case)
    weighed = after_expiry(case, weighed)
    if not option.takes_seats:
        option.charge(case)
        _alert(case, now)
    counted, evidence = case.use.count, told(Weighing(case, PASSED, weighed))
    return Answer(weighed.answer, weighed.rule, weighed.reason, case.item.id, counted, evidence)


def _claim_of(answer: Answer, slot: int) -> dict[str, Any]:
    reason = answer.reason.value if answer.reason else None
    return {"facts": [answer.answer, answer.rule, reason, answer.item, answer.counted], "slot": slot}


def _claimed(result: dict[str, Any]) -> Answer:
    answer, rule, reason, item, counted = result["facts"]
    repeated = {"repeated": True}
    return Answer(answer, rule, Reason(reason) if reason else None, item, counted, repeated)


def _too_late(report: Report, now: int) -> Answer | None:
    """TIME-3: a slot that ended too long ago."""
    if slot_starts_at(report.slot + 1) < now - REPORTABLE_MS:
        gone: dict[str, Any] = {
            "slot": report.slot,
            "now": now,
            "use": report.use.label,
            "dropped": report.count,
        }
        return refusal(Reason.REPORT_LATE, "TIME-3", **gone)
    return None


def _is_clone(known: Known | None, ask: Ask) -> bool:
    """A known UUID whose history is another one, unless a lost answer explains it (ID-8)."""
    if known is None or ask.last_at == known.at:
        return False
    return not _is_repeated(known, ask)


def _cloned(known: Known | None, ask: Ask) -> Answer:
    """The refusal of a copy, with the last authorization as either side knows it (ID-8)."""
    known_at = None if known is None else known.at
    return refusal(Reason.CLONED, "ID-8", known_at=known_at, told_at=ask.last_at)


def _is_repeated(known: Known, ask: Ask) -> bool:
    """An ask whose answer was lost, asked again: the same authorization, however late it arrives (ID-8)."""
    return ask.request is not None and ask.request == known.request


def _usage(item: Item, ledger: Ledger, now: int) -> dict[str, Any]:
    option = OPTIONS[item.option]
    used = option.usage(item, ledger, now)
    alerts = ledger.alerts(item.id)
    return {"option": item.option, "quota": item.quota, "alerts": alerts, **used}


def _turns(item: Item, ledger: Ledger, now: int) -> list[int]:
    own = OPTIONS[item.option].due(item, ledger, now)
    turns = [item.starts_at, item.expires_at, item.works_until]
    return turns if own is None else [*turns, own]
