"""Section 8: one registrable domain and all hosts below it."""

from __future__ import annotations

from .hosts import ascii_host, unit
from .records import Item, Log


def covers(item: Item, host: str) -> bool:
    """DOM-1 to DOM-5."""
    named = ascii_host(str(item.fields["domain"]).removeprefix("*.")).rstrip(".")
    host = host.rstrip(".")
    if unit(named) is None or unit(host) is None:
        return named == host
    return unit(named) == unit(host)


def sites(item: Item, log: Log) -> list[str]:
    """DOM-7: the hosts of every granted event."""
    granted = (record for record in log if record.item == item.id and record.kind in ("ask", "use"))
    return sorted({record.who.host for record in granted if record.who.host is not None})
