"""Per server (SPEC section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from licensim.rules.answer import Reason
from licensim.rules.input.shapes import ListOf
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import SERVER_CLASSES, Case, ClientIdentity, Use, Weighed
from licensim.rules.options.quota import quota_of
from licensim.rules.options.seated import Seated, seats_words, taken_words
from licensim.rules.options.shape import ANY_HOST, QUOTA, Fields, FormField
from licensim.rules.origins.origin import is_local_host
from licensim.rules.origins.site import bare
from licensim.rules.words.english import every, many
from licensim.rules.words.evidence import MAX_BECAUSE, AnswerFacts

WHAT_IS_A_SERVER: Final[dict[str, str]] = {
    "users": "several people operate it independently from another machine",
    "service": "it runs the SDK as a service for other machines or applications",
    "kiosk": "it serves several users itself, like a kiosk or a scan station",
    "web": "it is a web server that deploys the SDK to browsers",
    "one": "one person uses it, so it is not a server",
}
NOTHING_SAID: Final = "nothing says that it serves anybody else, so it is not a server"


class PerServer(Seated):
    """Every server machine takes a seat and keeps it; clients and users behind it are not counted.

    Test and standby servers count as well; exempt hosts, by default those of the machine itself,
    do not. Beyond the quota a further server is refused with 120, a machine that one person uses
    with 104: that is not a server.
    """

    name = "per_server"
    rank = 1
    unit = "servers"
    one = "server"
    counts = "Each server takes a seat; the people behind it are not counted."
    served = "pages of any deployment, and scans of server and desktop"
    products: Mapping[Product, str] = {
        "barcode_reader": "its Windows and Linux edition",
        "web_twain": "with its add-ons",
    }
    form = (FormField("quota", "Quota, servers", 2),)
    samples = ({"id": "servers", "quota": 2},)
    seats_machines = True
    rules = """\
SRV-1 SO What a server is
A machine that several people use independently (users), that serves other machines (service), that is a
kiosk or scan station (kiosk), or that deploys to browsers (web). A machine that one person uses (one) is
not a server: 104; that is what mobile, embedded and desktop are unless they say otherwise.
Example: serves = kiosk takes a seat, serves = one is refused.

SRV-2 D A server takes one seat and keeps it
It is taken at first authorization and kept until released or until the item has ended with its grace.
Clients and users behind the server are not counted.
Example: one web server with 10,000 visitors takes 1 seat.

SRV-3 O Whose seat it is
The seat belongs to the stated server_id, else to the host that serves the page, else to the client's UUID.
Example: https://a.example and http://a.example:8080 are one server.

SRV-4 D Staging counts, this machine does not
QA, staging and failover servers take seats. Exempt hosts do not: localhost, *.localhost and loopback
addresses, or else the hosts that the item lists.
Example: a developer's http://localhost:3000 takes no seat.

SRV-5 O No servers beyond the quota
One server more than the quota is refused with 120, since no grace is published.
Example: quota 2: the third host is refused.
"""

    def fields(self, profile: Profile) -> Fields:
        return Fields({"quota": QUOTA}, {"exempt": ListOf(ANY_HOST)})

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind != "instance" and client.server_class in SERVER_CLASSES

    def unserved(self, client: ClientIdentity, use: Use) -> Weighed | None:
        """A machine that one person uses is not a server; the classification has its reason (SRV-1)."""
        if use.kind == "instance" or client.server_class in SERVER_CLASSES:
            return None
        return Weighed("refused", "SRV-1", Reason.NO_ITEM, _classified(client))

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind != "scan" or client.deployment in ("server", "desktop")

    def needs_seat(self, case: Case) -> bool:
        return not self._is_exempt(case)

    def _is_exempt(self, case: Case) -> bool:
        host, exempt = case.client.host, case.item.terms.get("exempt")
        if host is None:
            return False
        if exempt is None:
            return is_local_host(host)
        return any(_matches(pattern, bare(host)) for pattern in exempt)

    def holder(self, client: ClientIdentity) -> str:
        return client.server

    def weigh(self, case: Case) -> Weighed:
        quota, taken = quota_of(case.item), case.ledger.seats(case.item.id)
        holds = self.seat(case) is not None
        evidence = {
            "seats": taken,
            "holds": holds,
            "server": case.client.server,
            "quota": quota,
            **_classified(case.client),
        }
        if self._is_exempt(case):
            return Weighed("ok", "SRV-4", None, {**evidence, "exempt": True})
        if not holds and taken >= quota:
            return Weighed("refused", "SRV-5", Reason.SEATS_EXHAUSTED, evidence)
        return Weighed("over" if taken > quota else "ok", "SRV-2", None, evidence)

    def charge(self, case: Case) -> int:
        """Take a seat until the item has ended with its grace (SRV-2)."""
        if self._is_exempt(case) or self.seat(case) is not None:
            return 0
        case.ledger.put_seat(case.item.id, case.client.server, case.item.works_until)
        return 1

    def until(self, case: Case, end: int) -> int:
        return end

    def grants(self, item: Item, profile: Profile) -> str:
        listed = item.terms.get("exempt")
        exempt = "localhost and loopback addresses" if listed is None else ", ".join(listed)
        servers = many(quota_of(item), "server")
        return f"{servers}, not counting {exempt}" if exempt else servers

    def words(self, facts: AnswerFacts) -> str:
        figures, new = seats_words(facts)
        machine = _machine(facts.text("server"))
        if facts.flag("exempt"):
            return f"{figures}. The {machine} is exempt and takes none"
        because = f"The {machine} is a server: {facts.text('because', MAX_BECAUSE)}"
        if facts.refused:
            free = f", at {facts.instant('free_at')} at the latest" if facts.has("free_at") else ""
            ends = f"; a seat is free when its server is released{free}" if facts.whole("seats") else ""
            return f"{figures}; servers have no grace, so this one gets none{ends}. {because}"
        holds = (
            "has the new one" if new else "holds one of them" if facts.flag("holds") else "holds none of them"
        )
        return f"{figures}. {because}; it {holds}"

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        machine = _machine(facts.text("server"))
        if facts.flag("exempt"):
            return f"The {machine} is exempt: it needs no seat, and nothing is counted"
        if not facts.refused:
            return taken_words(facts, f"The {machine}")
        taken = facts.whole("seats")
        if taken == 0:
            return "No server was bought"
        return f"{every(taken, 'server seat')} taken. One is free again when its server is given up"


def _machine(server: str) -> str:
    """A machine by what names it: its host, its server_id, else the client's UUID (SRV-3)."""
    kind, separator, name = server.partition(":")
    if separator and kind in ("host", "server_id"):
        return f"{'host' if kind == 'host' else 'machine'} {name}"
    return f"device {server}"


def _classified(client: ClientIdentity) -> dict[str, str]:
    """The class of a machine, and why it is one (SRV-1)."""
    stated = client.serves is not None or client.server_class in SERVER_CLASSES
    because = WHAT_IS_A_SERVER[client.server_class] if stated else NOTHING_SAID
    return {"serves": client.server_class, "because": because}


def _matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(bare(pattern)[1:])
    return host == bare(pattern)
