"""Per server (SPEC section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from licensim.rules.answer import Reason
from licensim.rules.case import SERVER_CLASSES, Case, Client, Use, Weighed
from licensim.rules.items import Item
from licensim.rules.ledger import Ledger
from licensim.rules.options.shape import Plain
from licensim.rules.origin import is_local_host
from licensim.rules.products import Product
from licensim.rules.quota import quota_of
from licensim.rules.site import bare
from licensim.rules.timeline import GRACE_MS

WHAT_IS_A_SERVER: Final[dict[str, str]] = {
    "users": "several people operate it independently from another machine",
    "service": "it runs the SDK as a service for other machines or applications",
    "kiosk": "it serves several users itself, like a kiosk or a scan station",
    "web": "it is a web server that deploys the SDK to browsers",
    "one": "one person uses it, so it is not a server",
}
NOTHING_SAID: Final = "nothing says that it serves anybody else, so it is not a server"


class PerServer(Plain):
    """Every server machine takes a seat and keeps it; who is behind it does not count.

    Test and standby servers count as well; exempt hosts, by default those of the machine itself,
    do not. Beyond the quota a further server is refused with 120, a machine that one person uses
    with 104: that is not a server.
    """

    name = "per_server"
    products: Mapping[Product, str] = {
        "barcode_reader": "its Windows and Linux edition",
        "web_twain": "with its add-ons",
    }
    served = "pages of any deployment, and scans of server and desktop"
    takes_seats = True
    seats_machines = True

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind != "instance" and client.server_class in SERVER_CLASSES

    def unserved(self, client: Client, use: Use) -> Weighed | None:
        """A machine that one person uses is not a server; the classification has its reason (SRV-1)."""
        if use.kind == "instance" or client.server_class in SERVER_CLASSES:
            return None
        return Weighed("refused", "SRV-1", Reason.NO_ITEM, _classified(client))

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind != "scan" or client.deployment in ("server", "desktop")

    def needs_seat(self, case: Case) -> bool:
        return not self._is_exempt(case)

    def _is_exempt(self, case: Case) -> bool:
        host, exempt = case.client.host, case.item.exempt
        if host is None:
            return False
        if exempt is None:
            return is_local_host(host)
        return any(_matches(pattern, bare(host)) for pattern in exempt)

    def seat(self, case: Case) -> str | None:
        server = case.client.server
        return None if case.ledger.seat(case.item.id, server) is None else server

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
        case.ledger.put_seat(case.item.id, case.client.server, case.item.expires_at + GRACE_MS)
        return 1

    def until(self, case: Case, end: int) -> int:
        return end

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"seats": ledger.seats(item.id), "peak": ledger.peak(item.id)}

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return ledger.seats(item.id), quota_of(item)


def _classified(client: Client) -> dict[str, str]:
    """The class of a machine, and why it is one (SRV-1)."""
    stated = client.serves is not None or client.server_class in SERVER_CLASSES
    because = WHAT_IS_A_SERVER[client.server_class] if stated else NOTHING_SAID
    return {"serves": client.server_class, "because": because}


def _matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(bare(pattern)[1:])
    return host == bare(pattern)
