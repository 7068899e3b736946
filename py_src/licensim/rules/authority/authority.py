"""The server half: it decides what is granted, and records what was used (SPEC sections 4 to 12).

One decision runs through these checks; the first failure is the answer (ITEM-6):

1. the page is a secure context, or the project allows plain http (ID-6)
2. the key names a project (101), the session password matches (102), the host is among the
   project's website domains (103)
3. the client is not a clone (151); checked only when it asks for a local license (ID-8)
4. some item serves this use (104)
5. for each item, in ITEM-1's order: its deployment (108), not revoked (113), started (112), not ended
   with its grace (111), its host (114), room in its quota (120)

The first item that would answer `ok` is charged, else the first that would answer `over`; if all
refuse, the answer is that of the item that got furthest. A refusal changes nothing.

Every method takes `now`, the authority's own instant in UTC milliseconds, last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.client_items import ClientItems, ProjectItems, counts, is_usable
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
from licensim.rules.authority.usage import change_instants, record_alerts, usage_of
from licensim.rules.authority.weighing import choose_item
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Document, Project
from licensim.rules.license.profile import PROFILES
from licensim.rules.local_license import LicensedItem
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import Case, ClientIdentity, Use
from licensim.rules.timeline import slot_of

MAX_CLIENT_ITEMS: Final = 16_384
"""How many clients' items are cached: each takes about a kilobyte; a client that is not cached costs time."""


class Authority:
    """The rules of one license document over its ledgers; `ledgers` returns a project's ledger by its key."""

    def __init__(self, document: Document, ledgers: Callable[[str], Ledger]) -> None:
        self.document = document
        self.profile = PROFILES[document.profile]
        self._projects = {project.key: project for project in document.projects}
        self._project_items = {project.key: ProjectItems(project) for project in document.projects}
        self._ledgers = ledgers
        self._client_items: dict[tuple[str, str], ClientItems] = {}

    def authorize(self, ask: Ask, now: int) -> Grant:
        """Grant or refuse a local license: the ask of an `open`, or any other ask of a client (NET-3)."""
        client, items = ask.client, self._items_of(ask.client, now)
        if items is None:
            return Grant(unknown_key(client))
        refused = items.gate()
        if refused is not None:
            return Grant(refused)
        before = authorization(items, now)
        if is_clone(before, ask):
            return Grant(clone_refusal(before, ask))
        choice = choose_item(items.cases(ask.use, now))
        if choice.best is None or not choice.granted:
            return Grant(items.refused(choice, ask.use))
        case = choice.best.case
        seats = OPTIONS[case.item.option].charge(case)
        items.renew(now, authorized=True)
        listings = items.listings(case.item, now)
        at = before.at if before is not None and is_repeated(before, ask) else now
        remember(items, at, ask.request, listings)
        record_alerts(case, now)
        return Grant(choice.answer(seats), listings, at, items.ledger.asked(client.machine))

    def decide(
        self,
        client: ClientIdentity,
        use: Use,
        listed: Iterable[LicensedItem],
        may_ask: bool,
        now: int,
        *,
        report: str = "",
    ) -> Decision:
        """Decide and record one event at once (`immediate`, NET-4).

        `listed` is the client's local license. If all its items refuse with 120 and another item could serve
        the event, `may_ask` decides: the client must ask for that item first, or the event is refused.
        `report` identifies the event: one that is sent again is not decided again (NET-5).
        """
        items = self._items_of(client, now)
        if items is None:
            return Decision(unknown_key(client))
        claimed = items.ledger.claimed(client.uuid, report) if report else None
        if claimed is not None:
            return Decision(claimed_answer(claimed))
        refused = items.gate()
        refused = other_origin_refusal(items) if refused is None else refused
        if refused is not None:
            return Decision(refused)
        cases = items.cases(use, now)
        if cases and not any(counts(one, items, use, now) for one in listed):
            return Decision(None)
        usable = [case for case in cases if is_usable(case)]
        choice = choose_item(usable)
        if choice.best is None or not choice.granted:
            if may_ask and choice.exhausted and len(usable) < len(cases):
                return Decision(None)
            return Decision(items.refused(choice, use))
        case = choice.best.case
        OPTIONS[case.item.option].charge(case)
        if not use.count:
            return Decision(choice.answer(0))
        ends = self._contact(items, now)
        record_alerts(case, now)
        answer = choice.answer(use.count)
        if report:
            items.ledger.claim(client.uuid, report, claim_of(answer, slot_of(now)))
        return Decision(answer, ends)

    def report(
        self, client: ClientIdentity, reports: Sequence[Report], now: int
    ) -> tuple[list[Answer], dict[str, int]]:
        """Record usage, each report once; return the answers, and the new ends of seats (NET-5)."""
        items = self._items_of(client, now)
        if items is None:
            return [refusal(Reason.KEY_UNKNOWN, "ITEM-6", key=client.key) for _ in reports], {}
        stranger = stranger_refusal(items)
        answers = [take_report(items, one, stranger, now) for one in reports]
        taken = any(answer.counted for answer in answers)
        return answers, self._contact(items, now) if taken else {}

    def _contact(self, items: ClientItems, now: int) -> dict[str, int]:
        """Renew the client's seats at a contact, and the record of its local license (DEV-3)."""
        ends = items.renew(now, authorized=False)
        known = items.ledger.client(items.client.uuid) if ends else None
        if known is not None:
            moved = (one._replace(until=ends.get(one.item, one.until)) for one in known.listings)
            remember(items, known.at, known.request, tuple(moved))
        return ends

    def stranger(self, client: ClientIdentity, now: int) -> Answer | None:
        """The refusal of a sender with another session password or origin than the client's (NET-5).

        None if both are the client's, and if the client is unknown.
        """
        items = self._items_of(client, now)
        return None if items is None else stranger_refusal(items)

    def listed(self, client: ClientIdentity, now: int) -> tuple[LicensedItem, ...]:
        """The local license of a client as the ledger has it; empty if it has ended (DEV-4)."""
        items = self._items_of(client, now)
        known = None if items is None else authorization(items, now)
        return () if known is None else known.listings

    def release(self, client: ClientIdentity, now: int) -> Answer:
        """Free the seats of a client and of the server machine that it runs on (SRV-2, DEV-5).

        A sender with another password or origin is refused (NET-5); a client without a seat frees nothing.
        """
        items = self._items_of(client, now)
        if items is None:
            return Answer("ok", "SRV-2")
        held = [case for case in items.all_cases(now) if OPTIONS[case.item.option].seat(case) is not None]
        stranger = stranger_refusal(items)
        if stranger is not None:
            return stranger if held else Answer("ok", "SRV-2")
        freed, servers = [], []
        for case in held:
            option, item = OPTIONS[case.item.option], case.item.id
            holder = option.seat(case) or ""
            items.ledger.put_seat(item, holder, None)
            if option.seats_machines:
                items.ledger.add_release(item, holder)
            freed.append(item)
            if holder == client.server != client.uuid:
                servers.append(item)
        end_license(items, now)
        return Answer("ok", "SRV-2", evidence={"freed": freed, "servers": servers})

    def first_case(self, client: ClientIdentity, use: Use, now: int) -> Case | None:
        """The use against the item that is charged before all others while it answers `ok` (ITEM-1)."""
        items = self._items_of(client, now)
        cases = [] if items is None else items.cases(use, now)
        return next((case for case in cases if is_usable(case)), None)

    def forget_machine(self, client: ClientIdentity) -> None:
        """Forget how many instances a machine has asked for: its storage was cleared (CINST-2)."""
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
        instants = [at for item in project.items for at in change_instants(item, ledger, now)]
        return min((at for at in instants if at > now), default=None)

    def _swept(self, project: Project, now: int) -> Ledger:
        ledger = self._ledgers(project.key)
        ledger.sweep(now)
        return ledger

    def _items_of(self, client: ClientIdentity, now: int) -> ClientItems | None:
        """The client's items, its ledger swept; None for an unknown key."""
        place = (client.key, client.uuid)
        items = self._client_items.get(place)
        ledger = None if items is None else self._ledgers(client.key)
        if items is None or items.client is not client or items.ledger is not ledger:
            project_items = self._project_items.get(client.key)
            if project_items is None:
                return None
            if len(self._client_items) >= MAX_CLIENT_ITEMS:
                self._client_items.clear()
            items = ClientItems(client, project_items, self.profile, self._ledgers(client.key))
            self._client_items[place] = items
        items.ledger.sweep(now)
        return items
