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
from typing import Any, Final

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.desk import Desk, Menu, counts, is_usable
from licensim.rules.authority.gate import unknown_key
from licensim.rules.authority.known_clients import (
    authorization,
    clone_refusal,
    end_license,
    is_clone,
    is_repeated,
    other_origin_refusal,
    remember,
    stranger_refusal,
)
from licensim.rules.authority.reports import claim_of, claimed_answer, take_report
from licensim.rules.authority.requests import Ask, Decision, Grant, Report
from licensim.rules.authority.usage import record_alerts, turns_of, usage_of
from licensim.rules.authority.weighing import choose_item
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Document, Project
from licensim.rules.license.profile import PROFILES
from licensim.rules.local_license import Listing
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Client, Use
from licensim.rules.timeline import slot_of

MAX_DESKS: Final = 16_384
"""How many clients are evaluated at once: each takes about a kilobyte, and takes longer where it is new."""


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
        before = authorization(desk, now)
        if is_clone(before, ask):
            return Grant(clone_refusal(before, ask))
        choice = choose_item(desk.cases(ask.use, now))
        if choice.best is None or not choice.granted:
            return Grant(desk.refused(choice, ask.use))
        case = choice.best.case
        seats = OPTIONS[case.item.option].charge(case)
        desk.renew(now, authorized=True)
        listings = desk.listings(case.item, now)
        at = before.at if before is not None and is_repeated(before, ask) else now
        remember(desk, at, ask.request, listings)
        record_alerts(case, now)
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
            return Decision(claimed_answer(claimed))
        refused = desk.gate()
        refused = other_origin_refusal(desk) if refused is None else refused
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
        record_alerts(case, now)
        answer = choice.answer(use.count)
        if report:
            desk.ledger.claim(client.uuid, report, claim_of(answer, slot_of(now)))
        return Decision(answer, ends)

    def report(
        self, client: Client, reports: Sequence[Report], now: int
    ) -> tuple[list[Answer], dict[str, int]]:
        """Record what has happened, each report once; the answers, and the renewed ends (NET-5)."""
        desk = self._desk(client, now)
        if desk is None:
            return [refusal(Reason.KEY_UNKNOWN, "ITEM-6", key=client.key) for _ in reports], {}
        stranger = stranger_refusal(desk)
        answers = [take_report(desk, one, stranger, now) for one in reports]
        taken = any(answer.counted for answer in answers)
        return answers, self._contact(desk, now) if taken else {}

    def _contact(self, desk: Desk, now: int) -> dict[str, int]:
        """Renew the client's seats at a contact, and what is remembered of its local license (DEV-3)."""
        ends = desk.renew(now, authorized=False)
        known = desk.ledger.client(desk.client.uuid) if ends else None
        if known is not None:
            moved = (one._replace(until=ends.get(one.item, one.until)) for one in known.listings)
            remember(desk, known.at, known.request, tuple(moved))
        return ends

    def stranger(self, client: Client, now: int) -> Answer | None:
        """The refusal of whoever names a client without its session password, or from another origin (NET-5).

        None for the client itself, and where nothing is known of it.
        """
        desk = self._desk(client, now)
        return None if desk is None else stranger_refusal(desk)

    def listed(self, client: Client, now: int) -> tuple[Listing, ...]:
        """The local license of a client as it is known here; empty where it has ended (DEV-4)."""
        desk = self._desk(client, now)
        known = None if desk is None else authorization(desk, now)
        return () if known is None else known.listings

    def release(self, client: Client, now: int) -> Answer:
        """Free the seats of a client and of the server it stands on (SRV-2, DEV-5).

        A stranger frees none (NET-5); without a seat there is none to free.
        """
        desk = self._desk(client, now)
        if desk is None:
            return Answer("ok", "SRV-2")
        held = [case for case in desk.all_cases(now) if OPTIONS[case.item.option].seat(case) is not None]
        stranger = stranger_refusal(desk)
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
        end_license(desk, now)
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
        return {item.id: usage_of(item, ledger, now) for item in project.items}

    def due(self, key: str, now: int) -> int | None:
        """The nearest instant after `now` at which any answer changes by itself; None for never."""
        project = self._projects.get(key)
        if project is None:
            return None
        ledger = self._swept(project, now)
        instants = [at for item in project.items for at in turns_of(item, ledger, now)]
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
