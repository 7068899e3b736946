"""What most options have in common; each option's file says where it differs."""

from __future__ import annotations

from collections.abc import Mapping

from licensim.rules.case import Case, Client, Use, Weighed
from licensim.rules.items import Item
from licensim.rules.ledger import NEVER, Ledger
from licensim.rules.products import Product


class Plain:
    """No seats, any host, the item's own deployment or any, nothing that changes by itself."""

    name = ""
    products: Mapping[Product, str] = {}
    served = ""
    takes_seats = False
    seats_machines = False
    records_hosts = False
    alerts: tuple[int, ...] = ()

    def unserved(self, client: Client, use: Use) -> Weighed | None:
        return None

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        return item.deployment is None or item.deployment == client.deployment

    def covers(self, case: Case) -> bool:
        return True

    def needs_seat(self, case: Case) -> bool:
        return False

    def seat(self, case: Case) -> str | None:
        return None

    def repeats(self, case: Case) -> tuple[int, int]:
        return NEVER, NEVER

    def renew(self, case: Case, authorized: bool) -> int | None:
        return None

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        return 0, 0

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        return None
