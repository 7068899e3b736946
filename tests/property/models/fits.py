"""OPT-1, OPT-2, ITEM-1, SRV-4: the uses and clients that an item serves, and the holders of its seats."""

from __future__ import annotations

from dataclasses import dataclass

from . import per_client_device, per_page, per_server
from .records import Item, Log, Who


@dataclass(frozen=True)
class Use:
    """The use of an event: `kind` is open, scan, pages or instance; `n` is the amount that it would count.

    `x` is the number of instances asked for, or None. `product` is the one that an `open` names.
    """

    kind: str
    module: str | None = None
    n: int = 0
    x: int | None = None
    product: str | None = None


OPEN = Use("open", x=1)


def of_product(item: Item, use: Use) -> bool:
    """OPT-2: scans and instances are uses of barcode_reader, pages of web_twain; an open names its own."""
    named = item.fields.get("product")
    if named is None or use == Use("open", x=use.x):
        return True
    if use.kind == "open":
        return bool(named == use.product)
    return bool(named == ("web_twain" if use.kind == "pages" else "barcode_reader"))


def serves(item: Item, use: Use, who: Who) -> bool:
    """OPT-1, OPT-2, SRV-1: whether the item serves such a use in any deployment."""
    if not of_product(item, use):
        return False
    if item.option == "per_server" and not per_server.is_server(who):
        return False
    if use.kind == "open":
        return True
    if use.kind == "instance":
        return item.option == "per_concurrent_instance"
    if use.kind == "scan":
        return item.option != "per_page"
    if item.option == "per_page":
        return per_page.serves(item, use.module or "")
    return item.option in ("per_client_device", "per_server", "per_domain")


def takes(item: Item, use: Use, who: Who) -> bool:
    """OPT-1: whether the option accepts the deployment for this use; if not, the answer is 108."""
    if item.option == "per_server" and use.kind == "scan":
        return who.deployment in ("server", "desktop")
    if item.option == "per_domain":
        return who.deployment == "browser"
    if item.option == "per_concurrent_instance":
        return who.deployment == "server"
    return True


def needs_seat(item: Item, who: Who) -> bool:
    """Whether the item serves this client only with a seat (SRV-4: none for exempt hosts)."""
    if item.option == "per_server":
        return not per_server.exempt(item, who)
    return item.option == "per_client_device"


def seated(item: Item, log: Log, t: int) -> set[str]:
    """The holders of the item's seats at `t`: UUIDs or machines."""
    if item.option == "per_client_device":
        return set(per_client_device.seats(item, log, t))
    return per_server.seats(item, log, t) if item.option == "per_server" else set()


def holds(item: Item, log: Log, who: Who, t: int) -> bool:
    """ITEM-1: whether this client holds a seat of the item."""
    name = who.uuid if item.option == "per_client_device" else who.seat_key
    return name in seated(item, log, t)
