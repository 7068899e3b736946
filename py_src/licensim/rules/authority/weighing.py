"""How one use is weighed against the items of a project, and which item is charged (ITEM-1, ITEM-6).

A `Desk` is one client before one project: what never changes for it (the checks before every item, the
items that serve a use and their order) is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from licensim.rules.answer import Answer, Reason, refusal
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item, Project
from licensim.rules.license.profile import Profile
from licensim.rules.local_license import Listing
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ALL_USES, Case, Client, Use, Weighed, item_end
from licensim.rules.options.quota import next_year_at
from licensim.rules.origins.origin import DEPLOYMENTS, is_secure
from licensim.rules.origins.site import below

PASSED: Final = 6
"""The stage of an item that grants; the stages before are 108, 113, 112, 111, 114, 120 in order."""


@dataclass(slots=True)
class Weighing:
    """One item on the scales; `stage` says how far it got."""

    case: Case
    stage: int
    weighed: Weighed


def weigh(case: Case) -> Weighing:
    """The checks of one item, in ITEM-6's order; changes nothing."""
    item, option = case.item, OPTIONS[case.item.option]
    if not option.takes(item, case.client, case.use):
        return _turned_away(case, 0, Reason.DEPLOYMENT_MISMATCH, "OPT-1")
    if item.status == "revoked":
        return _turned_away(case, 1, Reason.REVOKED, "ITEM-2")
    if case.now < item.starts_at:
        return _turned_away(case, 2, Reason.NOT_YET_EFFECTIVE, "ITEM-2")
    if case.now >= item.works_until:
        return _turned_away(case, 3, Reason.EXPIRED, "ITEM-2")
    if not option.covers(case):
        return _turned_away(case, 4, Reason.DOMAIN_MISMATCH, "DOM-6")
    weighed = option.weigh(case)
    if weighed.answer == "refused":
        return Weighing(case, PASSED - 1, weighed)
    return Weighing(case, PASSED, after_expiry(case, weighed))


def after_expiry(case: Case, weighed: Weighed) -> Weighed:
    """What is granted, as it is answered by an item that has expired: `over` (ITEM-2)."""
    expires_at = case.item.expires_at
    if weighed.answer == "refused" or case.now < expires_at:
        return weighed
    evidence = {**weighed.evidence, "expires_at": expires_at, "grace_until": case.item.works_until}
    return Weighed("over", "ITEM-2", None, evidence)


def _turned_away(case: Case, stage: int, reason: Reason, rule: str) -> Weighing:
    return Weighing(case, stage, Weighed("refused", rule, reason))


def told(weighing: Weighing) -> dict[str, Any]:
    """The evidence of an answer that an item gives: whose use of which option, and what decided.

    Made for the one answer that is given, not for every item that was weighed.
    """
    case, weighed = weighing.case, weighing.weighed
    item = case.item
    evidence = {"option": item.option, "use": case.use.name, **weighed.evidence}
    if "module" in item.terms:
        evidence["module"] = item.terms["module"]
    if weighed.reason is not None:
        evidence |= _looked_at(case, weighed.reason)
    return evidence


def _looked_at(case: Case, reason: Reason) -> dict[str, Any]:
    """What made an item refuse, beside the amounts that its option has told."""
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
class Choice:
    """The item that is charged, else the one that got furthest (`granted` says which).

    `exhausted`: every item refuses with 120. Without any item `best` is None: see `Desk.refused`.
    """

    best: Weighing | None
    granted: bool = False
    exhausted: bool = False

    def answer(self, counted: int) -> Answer:
        """The answer to the use by `best`; `counted` is what it adds where it is granted."""
        if self.best is None:
            raise AssertionError("no item serves this use: its refusal is that of the desk")
        weighed, item = self.best.weighed, self.best.case.item.id
        counted = counted if self.granted else 0
        return Answer(weighed.answer, weighed.rule, weighed.reason, item, counted, told(self.best))


def choose_item(cases: Iterable[Case]) -> Choice:
    """The first item that would answer `ok`, else the first `over`, else the one that got furthest."""
    over: Weighing | None = None
    furthest: Weighing | None = None
    exhausted = True
    for case in cases:
        one = weigh(case)
        if one.stage == PASSED:
            if one.weighed.answer == "ok":
                return Choice(one, granted=True)
            over = over or one
        exhausted = exhausted and one.stage == PASSED - 1
        if furthest is None or one.stage > furthest.stage:
            furthest = one
    if over is not None:
        return Choice(over, granted=True)
    return Choice(furthest, exhausted=exhausted)


class Menu:
    """What the items of a project serve, worked out once for all clients of a kind."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.with_seats = [one for one in project.items if OPTIONS[one.option].takes_seats]
        self._serving: dict[tuple[str, str, str | None], tuple[list[Item], bool]] = {}
        self._labels: dict[tuple[str, str, str | None], tuple[str, ...]] = {}

    def serving(self, client: Client, use: Use) -> tuple[list[Item], bool]:
        """The items that serve a use, in ITEM-1's order without seats; and whether a seat could change it."""
        kind = (use.label, client.deployment, client.server_class)
        found = self._serving.get(kind)
        if found is None:
            items = [one for one in self._served(client, use) if use.is_of(one)]
            items.sort(key=lambda item: (item.expires_at, OPTIONS[item.option].rank, item.position))
            found = items, any(OPTIONS[item.option].takes_seats for item in items)
            self._serving[kind] = found
        return found

    def _served(self, client: Client, use: Use) -> list[Item]:
        """The items that serve a use, whatever their products."""
        return [one for one in self.project.items if OPTIONS[one.option].serves(one, client, use)]

    def other_products(self, client: Client, use: Use) -> list[str]:
        """The products of the items that would serve a use, were they not of another product (OPT-2)."""
        others = (one.product for one in self._served(client, use) if not use.is_of(one))
        return list(dict.fromkeys(one for one in others if one is not None))

    def labels(self, item: Item, client: Client) -> tuple[str, ...]:
        """The uses for which an item serves and takes a client, as its local license lists them."""
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


class Desk:
    """One client before one project; `menu` is that of the project."""

    __slots__ = ("_cases", "_gate", "client", "ledger", "menu", "profile", "project", "renewing")

    def __init__(self, client: Client, menu: Menu, profile: Profile, ledger: Ledger) -> None:
        self.client = client
        self.menu = menu
        self.project = menu.project
        self.profile = profile
        self.ledger = ledger
        self._gate = _gate(self.project, client)
        self.renewing = [self._case(item, Use("open"), 0) for item in menu.with_seats]
        self._cases: dict[str, tuple[list[Case], bool]] = {}

    def gate(self) -> Answer | None:
        """The refusal of the checks before every item, one for each event; None where the client passes."""
        gate = self._gate
        return None if gate is None else replace(gate, evidence=dict(gate.evidence), warnings=[])

    def cases(self, use: Use, now: int) -> list[Case]:
        """The items that serve this use, in ITEM-1's order, for one decision at `now`."""
        found = self._cases.get(use.label)
        if found is None:
            items, seated = self.menu.serving(self.client, use)
            found = self._cases[use.label] = [self._case(item, use, now) for item in items], seated
        cases, seated = found
        for case in cases:
            case.use, case.now = use, now
        return sorted(cases, key=rank) if seated else cases

    def refused(self, choice: Choice, use: Use) -> Answer:
        """The refusal of a use that no item grants: that of the item that got furthest, else 104."""
        if choice.best is not None:
            return choice.answer(0)
        offers = dict.fromkeys((one.option, one.terms.get("module")) for one in self.project.items)
        different = [{"option": option, "module": module} for option, module in offers]
        about: dict[str, Any] = {"use": use.name, "deployment": self.client.deployment, "offers": different}
        others = self.menu.other_products(self.client, use)
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
        """The use before one item, whether or not it serves it; None for an item that is not there."""
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

    def is_valid(self, listings: Iterable[Listing], now: int) -> bool:
        """Whether the client has a valid local license of any item: a listing, or a seat (DEV-4)."""
        listed = any(now < one.until and self._stands(one) for one in listings)
        return listed or bool(self.own_seat_ends())

    def _stands(self, listing: Listing) -> bool:
        """Whether a listing needs no seat, or its seat was not released since it was issued (SRV-2)."""
        if not listing.seat:
            return True
        case = next((one for one in self.renewing if one.item.id == listing.item), None)
        return case is not None and is_usable(case) and listing.generation == _generation(case)

    def own_seat_ends(self) -> list[int]:
        """The ends of the seats that the client holds itself, not a host or machine that it stands on."""
        uuid, items = self.client.uuid, (case.item.id for case in self.renewing)
        return [end for item in items if (end := self.ledger.seat(item, uuid)) is not None]

    def renews(self) -> bool:
        """Whether a counted use of this client moves the end of a seat."""
        return any(
            OPTIONS[case.item.option].renews(case.item) and OPTIONS[case.item.option].seat(case) is not None
            for case in self.renewing
        )

    def listings(self, charged: Item, now: int) -> tuple[Listing, ...]:
        """A local license: the item taken, and every fitting item that needs no seat (ITEM-1)."""
        found = (
            _listing(case, self.menu.labels(case.item, self.client), place)
            for place, case in enumerate(self.all_cases(now))
            if case.item is charged or not OPTIONS[case.item.option].needs_seat(case)
        )
        return tuple(listing for listing in found if listing is not None)


def rank(case: Case) -> tuple[bool, int, int, int]:
    """ITEM-1's order: a seat held, nearest expiry, the option's place, document order."""
    item = case.item
    held = OPTIONS[item.option].seat(case) is not None
    return (not held, item.expires_at, OPTIONS[item.option].rank, item.position)


def is_usable(case: Case) -> bool:
    """Whether an authorized client may use the item as it stands: no seat needed, or held (NET-3)."""
    option = OPTIONS[case.item.option]
    return not option.takes_seats or not option.needs_seat(case) or option.seat(case) is not None


def counts(listing: Listing, desk: Desk, use: Use, now: int) -> bool:
    """Whether a listing lets the client go on with a use: a released server seat does not (SRV-2).

    What it lists was granted: the class of a server, which a reload may change, is not asked again.
    """
    if not listing.serves(use.label, now):
        return False
    case = desk.case(listing.item, use, now)
    if case is None or not is_usable(case):
        return False
    return not listing.seat or listing.generation == _generation(case)


def _listing(case: Case, uses: tuple[str, ...], place: int) -> Listing | None:
    """The item as a local license lists it, for these uses; None where it does not fit this client."""
    item, option = case.item, OPTIONS[case.item.option]
    ended = case.now >= item.works_until or case.now < item.starts_at
    if not uses or item.status == "revoked" or ended or not option.covers(case):
        return None
    until, seat = option.until(case, item_end(item, case.now)), option.needs_seat(case)
    generation = _generation(case) if seat else 0
    hosts = option.records_hosts
    return Listing(item.id, uses, until, item.expires_at, seat, place, generation, hosts)


def _generation(case: Case) -> int:
    holder = OPTIONS[case.item.option].seat(case)
    return 0 if holder is None else case.ledger.releases(case.item.id, holder)


def unknown_key(client: Client) -> Answer:
    """The refusal of a key that names no project; nothing lifts ID-6 there, so that goes first."""
    if client.origin is not None and not is_secure(client.origin):
        return refusal(Reason.INSECURE_CONTEXT, "ID-6", origin=client.origin.text)
    return refusal(Reason.KEY_UNKNOWN, "ITEM-6", key=client.key)


def _gate(project: Project, client: Client) -> Answer | None:
    """The checks that come before every item; None where the client passes (ITEM-6)."""
    origin, host, hosts = client.origin, client.host, project.website_domains
    if origin and not project.settings.allow_insecure and not is_secure(origin):
        return refusal(Reason.INSECURE_CONTEXT, "ID-6", origin=origin.text)
    refused = check_password(project, client)
    if refused is not None:
        return refused
    if hosts and host is not None and not any(below(host, one) for one in hosts):
        reason = Reason.WEBSITE_DOMAIN_MISMATCH
        return refusal(reason, "DOM-6", None, host=host, website_domains=list(hosts))
    return None


def check_password(project: Project, client: Client) -> Answer | None:
    """The refusal of a wrong session password (102); None where it is right, or none is wanted (NET-8)."""
    wanted = project.session_password
    if wanted is None or _same_secret(wanted, client.password or ""):
        return None
    return refusal(Reason.PASSWORD_WRONG, "NET-8", given=bool(client.password))


def _same_secret(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ (NET-8)."""
    wanted, given = (text.encode(errors="surrogatepass") for text in (one, other))
    difference = len(wanted) ^ len(given)
    for place, byte in enumerate(given):
        difference |= byte ^ wanted[place % len(wanted)] if wanted else 1
    return difference == 0
