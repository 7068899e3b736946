"""The server half: one project and its flat log, from which every decision is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import (
    per_barcode_scan,
    per_client_device,
    per_concurrent_device,
    per_concurrent_instance,
    per_domain,
    per_page,
    per_server,
)
from .fits import OPEN, Use, holds, needs_seat, seated, serves, takes
from .hosts import below, is_loopback
from .records import (
    DAY_MS,
    GRACE_MS,
    OPTION_ORDER,
    SLOT_MS,
    Item,
    Log,
    Record,
    Who,
    exceptions,
    slot,
    year,
)

FURTHEST = (108, 113, 112, 111, 114, 120)
SEVERITY = ("ok", "over", "refused")
NUMBERS = {
    "DEPLOYMENT_MISMATCH": 108,
    "REVOKED": 113,
    "NOT_YET_EFFECTIVE": 112,
    "EXPIRED": 111,
    "DOMAIN_MISMATCH": 114,
}
EXHAUSTED = {
    "per_barcode_scan": "QUOTA_EXHAUSTED",
    "per_page": "QUOTA_EXHAUSTED",
    "per_client_device": "SEATS_EXHAUSTED",
    "per_server": "SEATS_EXHAUSTED",
    "per_concurrent_device": "ALLOWANCE_EXHAUSTED",
    "per_concurrent_instance": "ALLOWANCE_EXHAUSTED",
}
ALERTS = {
    "per_barcode_scan": (75, 90, 95, 100, 105),
    "per_page": (75, 90, 95, 100, 105),
    "per_client_device": (75, 90, 95, 100, 110),
    "per_concurrent_device": (50, 75, 90, 100),
    "per_concurrent_instance": (50, 75, 90, 100),
}


@dataclass(frozen=True)
class Verdict:
    """An answer before it is written as a line."""

    answer: str
    reason: str | None = None
    number: int | None = None
    item: str | None = None

    @property
    def granted(self) -> bool:
        """Whether the event happens."""
        return self.answer != "refused"


class Server:
    """One project. `ask_counts`: an ask is recorded in its slot (CINST-3, not in v2.4)."""

    def __init__(self, fields: dict[str, Any], *, ask_counts: bool) -> None:
        self.fields, self.ask_counts = fields, ask_counts
        self.settings: dict[str, Any] = fields.get("settings", {})
        self.items = [Item(position, item) for position, item in enumerate(fields["items"])]
        self.log: Log = []
        self.alerts: dict[str, set[int]] = {item.id: set() for item in self.items}
        self.peaks = {item.id: 0 for item in self.items}
        self.worst = {item.id: "ok" for item in self.items}

    def item(self, identity: str) -> Item:
        """The item of an id."""
        return next(item for item in self.items if item.id == identity)

    # -- ITEM-6 ------------------------------------------------------------------------------

    def gate(self, who: Who, scheme: str | None, password: str | None) -> Verdict | None:
        """The checks between the key and the items: password 102, website domain 103."""
        if insecure(who, scheme) and not self.settings.get("allow_insecure", False):
            return Verdict("refused", "INSECURE_CONTEXT")
        sites = self.fields.get("website_domains", [])
        if not self.knows(password):
            return Verdict("refused", "PASSWORD_WRONG", 102)
        if sites and who.host is not None and not any(below(who.host, site) for site in sites):
            return Verdict("refused", "WEBSITE_DOMAIN_MISMATCH", 103)
        return None

    def knows(self, password: str | None) -> bool:
        """NET-8, NET-5: whether the session password is right, or not required."""
        return self.fields.get("session_password") in (None, password)

    def serving(self, use: Use, who: Who) -> list[Item]:
        """OPT-1: the items that can serve the use, before any check of an item."""
        return [item for item in self.items if serves(item, use, who)]

    def ordered(self, items: Sequence[Item], who: Who, t: int) -> list[Item]:
        """ITEM-1's order."""
        return sorted(items, key=lambda item: (not holds(item, self.log, who, t), *order(item)))

    def choose(self, items: Sequence[Item], use: Use, who: Who, t: int) -> Verdict:
        """The first `ok`, else the first `over`, else the refusal that got furthest."""
        if not items:
            return Verdict("refused", "NO_ITEM", 104)
        verdicts = [self.judge(item, use, who, t) for item in self.ordered(items, who, t)]
        for wanted in ("ok", "over"):
            for verdict in verdicts:
                if verdict.answer == wanted:
                    return verdict
        return max(verdicts, key=lambda verdict: FURTHEST.index(verdict.number or 0))

    def judge(self, item: Item, use: Use, who: Who, t: int) -> Verdict:
        """The answer of one item."""
        reason = self.misfit(item, use, who, t)
        if reason is not None:
            return Verdict("refused", reason, NUMBERS[reason], item.id)
        if self.too_many(item, use, who):
            return Verdict("refused", "SEATS_EXHAUSTED", 120, item.id)
        answer = self.exhausted(item, use, who, t)
        if answer == "refused":
            return Verdict("refused", EXHAUSTED[item.option], 120, item.id)
        return Verdict("over" if t >= item.expires_at else answer, item=item.id)

    def misfit(self, item: Item, use: Use, who: Who, t: int) -> str | None:
        """The checks of an item that come before its quota."""
        if not takes(item, use, who) or item.fields.get("deployment") not in (None, who.deployment):
            return "DEPLOYMENT_MISMATCH"
        if item.fields.get("status") == "revoked":
            return "REVOKED"
        if t < item.starts_at:
            return "NOT_YET_EFFECTIVE"
        if t >= item.expires_at + GRACE_MS:
            return "EXPIRED"
        if item.option == "per_domain" and who.host is not None and not self._at_home(item, who.host):
            return "DOMAIN_MISMATCH"
        return None

    def _at_home(self, item: Item, host: str) -> bool:
        return host in self.settings.get("development_hosts", []) or per_domain.covers(item, host)

    def too_many(self, item: Item, use: Use, who: Who) -> bool:
        """CINST-2: more instances than N, for an ask, a scan, or `create`."""
        if item.option != "per_concurrent_instance":
            return False
        return per_concurrent_instance.too_many(item, self.log, who.machine, use.x)

    def exhausted(self, item: Item, use: Use, who: Who, t: int) -> str:
        """The answer of the item's option about the quota."""
        if item.option in ("per_barcode_scan", "per_page"):
            return per_barcode_scan.judge(item, self.log, use.n)
        if item.option == "per_client_device":
            return per_client_device.judge(item, self.log, who, t)
        if item.option == "per_server":
            return per_server.judge(item, self.log, who, t)
        if item.option == "per_concurrent_device":
            return per_concurrent_device.judge(item, self.log, who, use.n, t)
        if item.option == "per_concurrent_instance":
            return self._instances(item, use, who, t)
        return "ok"

    def _instances(self, item: Item, use: Use, who: Who, t: int) -> str:
        """CINST-6: `create` is never refused for overuse; the slot's current sum decides its answer."""
        if use.kind == "instance" and use.x is None:
            return "over" if self.sums(item).get(slot(t), 0) > item.quota else "ok"
        return per_concurrent_instance.judge(
            item, self.log, who, t, x=use.x, add=use.n, ask_counts=self.ask_counts
        )

    # -- grants and records ----------------------------------------------------------

    def fitting(self, who: Who, t: int) -> list[Item]:
        """ITEM-1: the items that need no seat and fit this client, for its local license."""
        return [
            item
            for item in self.serving(OPEN, who)
            if not needs_seat(item, who) and self.misfit(item, OPEN, who, t) is None
        ]

    def until(self, item: Item, t: int) -> int:
        """NET-6: the end of the local license of an item."""
        if item.option == "per_client_device":
            return per_client_device.validity(item, t)
        if item.option.startswith("per_concurrent"):
            return min((slot(t) + 2) * SLOT_MS, item.end(t))
        if item.option in ("per_barcode_scan", "per_page"):
            return min(t + 3 * DAY_MS, item.end(t))
        return item.end(t)

    def record(self, record: Record) -> None:
        """Write a record, and note the alerts that it reached."""
        self.log.append(record)
        for item in self.items:
            self.peaks[item.id] = max(self.peaks[item.id], len(seated(item, self.log, record.at)))
            value, whole = self._share(item, record.at)
            reached = (p for p in ALERTS.get(item.option, ()) if value > 0 and value * 100 >= p * whole)
            self.alerts[item.id].update(reached)

    def _share(self, item: Item, now: int) -> tuple[int, int]:
        """ITEM-4: the amount that is compared with the percentages, and the total."""
        if item.option.startswith("per_concurrent"):
            return exceptions(item, self.sums(item), year(item, slot(now)), None), item.allowance
        if item.option == "per_client_device":
            return len(seated(item, self.log, now)), item.quota
        if item.option in ("per_barcode_scan", "per_page"):
            return per_page.used(item, self.log), item.quota
        return 0, 0

    def sums(self, item: Item) -> dict[int, int]:
        """The sum of each slot of a concurrent item."""
        if item.option == "per_concurrent_device":
            return per_concurrent_device.sums(item, self.log)
        return per_concurrent_instance.sums(item, self.log, self.ask_counts)

    def note_answer(self, item: str | None, answer: str) -> None:
        """Note the worst answer of an item for the summary."""
        if item is not None:
            self.worst[item] = max(self.worst[item], answer, key=SEVERITY.index)

    def summary(self, item: Item, t: int) -> dict[str, Any]:
        """DESIGN's summary of one item."""
        shown: dict[str, Any] = {"option": item.option, "quota": item.fields.get("quota")}
        shown |= {"answer": self.worst[item.id], "alerts": sorted(self.alerts[item.id])}
        if item.option in ("per_barcode_scan", "per_page"):
            return shown | {"used": per_page.used(item, self.log)}
        if item.option == "per_domain":
            return shown | {"sites": per_domain.sites(item, self.log)}
        if item.option in ("per_client_device", "per_server"):
            return shown | {"seats": len(seated(item, self.log, t)), "peak": self.peaks[item.id]}
        sums = self.sums(item)
        slots = {str(number): held for number, held in sorted(sums.items())}
        return shown | {"slots": slots, "exceptions": exceptions(item, sums, year(item, slot(t)), None)}


def order(item: Item) -> tuple[int, int, int]:
    """ITEM-1's order, without the check for a held seat."""
    return item.expires_at, OPTION_ORDER.index(item.option), item.position


def insecure(who: Who, scheme: str | None) -> bool:
    """ID-6: plain http, and not on this machine."""
    return scheme == "http" and not is_loopback(who.host or "")
