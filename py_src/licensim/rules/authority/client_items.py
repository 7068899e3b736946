"""The items of one project, evaluated for one client: which ones serve its uses, their order, its seats.

What never changes for a client (the checks before every item, the items that serve a use and their order) is
evaluated once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.authority.gate import refusal_before_items
from licensim.rules.authority.weighing import ChosenItem
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item, Project
from licensim.rules.license.profile import Profile
from licensim.rules.local_license import LicensedItem
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ALL_USES, Case, ClientIdentity, Use, item_end


class ProjectItems:
    """Which items of a project serve a use, evaluated once for all clients of the same kind."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.with_seats = [one for one in project.items if OPTIONS[one.option].takes_seats]
        self._serving: dict[tuple[str, str, str | None], tuple[list[Item], bool]] = {}
        self._labels: dict[tuple[str, str, str | None], tuple[str, ...]] = {}

    def serving(self, client: ClientIdentity, use: Use) -> tuple[list[Item], bool]:
        """The items that serve a use, in ITEM-1's order without seats; and whether a seat can change that."""
        kind = (use.label, client.deployment, client.server_class)
        found = self._serving.get(kind)
        if found is None:
            items = [one for one in self._served(client, use) if use.is_of(one)]
            items.sort(key=lambda item: (item.expires_at, OPTIONS[item.option].rank, item.position))
            found = items, any(OPTIONS[item.option].takes_seats for item in items)
            self._serving[kind] = found
        return found

    def _served(self, client: ClientIdentity, use: Use) -> list[Item]:
        """The items that serve a use, of any product."""
        return [one for one in self.project.items if OPTIONS[one.option].serves(one, client, use)]

    def other_products(self, client: ClientIdentity, use: Use) -> list[str]:
        """The products of items that do not serve a use only because of their product (OPT-2)."""
        others = (one.product for one in self._served(client, use) if not use.is_of(one))
        return list(dict.fromkeys(one for one in others if one is not None))

    def labels(self, item: Item, client: ClientIdentity) -> tuple[str, ...]:
        """The labels of the uses that an item serves for a client, as its local license lists them."""
        kind = (item.id, client.deployment, client.server_class)
        found = self._labels.get(kind)
        if found is None:
            option = OPTIONS[item.option]
            uses = ALL_USES if item.product is None else (*ALL_USES, Use("open", opens=item.product))
            found = self._labels[kind] = tuple(
                use.label
                for use in uses
                if use.is_of(item) and option.serves(item, client, use) and option.takes(item, client, use)
            )
        return found


class ClientItems:
    """The items of one project, evaluated for one client; `project_items` is shared by all its clients."""

    __slots__ = ("_cases", "_refusal", "client", "ledger", "profile", "project", "project_items", "renewing")

    def __init__(
        self, client: ClientIdentity, project_items: ProjectItems, profile: Profile, ledger: Ledger
    ) -> None:
        self.client = client
        self.project_items = project_items
        self.project = project_items.project
        self.profile = profile
        self.ledger = ledger
        self._refusal = refusal_before_items(self.project, client)
        self.renewing = [self._case(item, Use("open"), 0) for item in project_items.with_seats]
        self._cases: dict[str, tuple[list[Case], bool]] = {}

    def gate(self) -> Answer | None:
        """The refusal by the checks before every item, new for each event; None if the client passes."""
        refused = self._refusal
        return None if refused is None else replace(refused, evidence=dict(refused.evidence), warnings=[])

    def cases(self, use: Use, now: int) -> list[Case]:
        """The items that serve this use, in ITEM-1's order, for one decision at `now`."""
        found = self._cases.get(use.label)
        if found is None:
            items, seated = self.project_items.serving(self.client, use)
            found = self._cases[use.label] = [self._case(item, use, now) for item in items], seated
        cases, seated = found
        for case in cases:
            case.use, case.now = use, now
        return sorted(cases, key=rank) if seated else cases

    def refused(self, choice: ChosenItem, use: Use) -> Answer:
        """The refusal of a use that no item grants: that of the item that got furthest, else 104."""
        if choice.best is not None:
            return choice.answer(0)
        offers = dict.fromkeys((one.option, one.terms.get("module")) for one in self.project.items)
        different = [{"option": option, "module": module} for option, module in offers]
        about: dict[str, Any] = {"use": use.name, "deployment": self.client.deployment, "offers": different}
        others = self.project_items.other_products(self.client, use)
        if others:
            return refusal(Reason.NO_ITEM, "OPT-2", **about, product=use.product, products=others)
        for name in dict.fromkeys(item.option for item in self.project.items):
            found = OPTIONS[name].unserved(self.client, use)
            if found is not None:
                return refusal(Reason.NO_ITEM, found.rule, **about, **found.evidence)
        return refusal(Reason.NO_ITEM, "OPT-1", **about)

    def all_cases(self, now: int) -> list[Case]:
        """Every item in ITEM-1's order."""
        cases = [self._case(item, Use("open"), now) for item in self.project.items]
        return sorted(cases, key=rank)

    def case(self, name: str, use: Use, now: int) -> Case | None:
        """The use against one item, even if the item does not serve it; None if there is no such item."""
        item = self.project.item(name)
        return None if item is None else self._case(item, use, now)

    def _case(self, item: Item, use: Use, now: int) -> Case:
        return Case(item, self.client, use, self.project, self.profile, self.ledger, now)

    def renew(self, now: int, authorized: bool) -> dict[str, int]:
        """Move the ends of the client's seats at a contact, whichever item was charged (DEV-3)."""
        ends = {}
        for case in self.renewing:
            case.now = now
            until = OPTIONS[case.item.option].renew(case, authorized)
            if until is not None:
                ends[case.item.id] = until
        return ends

    def is_valid(self, listings: Iterable[LicensedItem], now: int) -> bool:
        """Whether the client has a valid local license of any item: a listing, or a seat (DEV-4)."""
        listed = any(now < one.until and self._stands(one) for one in listings)
        return listed or bool(self.own_seat_ends())

    def _stands(self, listing: LicensedItem) -> bool:
        """Whether a listing needs no seat, or was issued after the last release of its seat (SRV-2)."""
        if not listing.seat:
            return True
        case = next((one for one in self.renewing if one.item.id == listing.item), None)
        return case is not None and is_usable(case) and listing.generation == _generation(case)

    def own_seat_ends(self) -> list[int]:
        """The ends of the seats that the client itself holds, without those of its host or machine."""
        uuid, items = self.client.uuid, (case.item.id for case in self.renewing)
        return [end for item in items if (end := self.ledger.seat(item, uuid)) is not None]

    def listings(self, charged: Item, now: int) -> tuple[LicensedItem, ...]:
        """A local license: the charged item, and every usable item that needs no seat (ITEM-1)."""
        found = (
            _listing(case, self.project_items.labels(case.item, self.client), place)
            for place, case in enumerate(self.all_cases(now))
            if case.item is charged or not OPTIONS[case.item.option].needs_seat(case)
        )
        return tuple(listing for listing in found if listing is not None)


def rank(case: Case) -> tuple[bool, int, int, int]:
    """The sort key of ITEM-1's order: a seat held, nearest expiry, the option's place, document order."""
    item = case.item
    held = OPTIONS[item.option].seat(case) is not None
    return (not held, item.expires_at, OPTIONS[item.option].rank, item.position)


def is_usable(case: Case) -> bool:
    """Whether an authorized client may use the item without asking: it needs no seat or holds one (NET-3)."""
    option = OPTIONS[case.item.option]
    return not option.takes_seats or not option.needs_seat(case) or option.seat(case) is not None


def counts(listing: LicensedItem, items: ClientItems, use: Use, now: int) -> bool:
    """Whether a listing lets the client go on with a use: a released server seat does not (SRV-2).

    A listing was granted: the class of a server, which a reload may change, is not checked again.
    """
    if not listing.serves(use.label, now):
        return False
    case = items.case(listing.item, use, now)
    if case is None or not is_usable(case):
        return False
    return not listing.seat or listing.generation == _generation(case)


def _listing(case: Case, uses: tuple[str, ...], place: int) -> LicensedItem | None:
    """The item as a local license lists it, for these uses; None if it does not serve this client."""
    item, option = case.item, OPTIONS[case.item.option]
    ended = case.now >= item.works_until or case.now < item.starts_at
    if not uses or item.status == "revoked" or ended or not option.covers(case):
        return None
    until, seat = option.until(case, item_end(item, case.now)), option.needs_seat(case)
    generation = _generation(case) if seat else 0
    hosts = option.records_hosts
    return LicensedItem(item.id, uses, until, item.expires_at, seat, place, generation, hosts)


def _generation(case: Case) -> int:
    holder = OPTIONS[case.item.option].seat(case)
    return 0 if holder is None else case.ledger.releases(case.item.id, holder)
