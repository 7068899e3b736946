"""Section 7: which machines are servers or hold a seat, and which hosts need none."""

from __future__ import annotations

from .hosts import is_loopback
from .records import GRACE_MS, Item, Log, Who

SERVER_CLASSES = ("users", "service", "kiosk", "web")


def is_server(who: Who) -> bool:
    """SRV-1: `web` for browsers, `service` for deployment `server`, `one` for all others, by default."""
    default = {"browser": "web", "server": "service"}.get(who.deployment, "one")
    return (who.serves or default) in SERVER_CLASSES


def exempt(item: Item, who: Who) -> bool:
    """SRV-4."""
    host = who.host
    if host is None:
        return False
    patterns = item.fields.get("exempt")
    if patterns is None:
        return is_loopback(host)
    return any(host.endswith(p[1:]) if p.startswith("*.") else host == p for p in patterns)


def seats(item: Item, log: Log, t: int) -> set[str]:
    """SRV-2: taken at an authorization, kept until released or until the item and its grace end."""
    held: set[str] = set()
    if t >= item.expires_at + GRACE_MS:
        return held
    for record in log:
        if record.kind == "release":
            held.discard(record.who.seat_key)
        elif record.kind == "ask" and record.item == item.id and not exempt(item, record.who):
            held.add(record.who.seat_key)
    return held


def judge(item: Item, log: Log, who: Who, t: int) -> str:
    """SRV-5: above the quota no new server is served."""
    held = seats(item, log, t)
    if exempt(item, who) or who.seat_key in held:
        return "ok"
    return "ok" if len(held) < item.quota else "refused"
