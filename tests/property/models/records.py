"""The memory of the models: items, clients and one flat list of records."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SLOT_MS = 180_000
DAY_MS = 86_400_000
GRACE_MS = 7 * DAY_MS
YEAR_MS = 365 * DAY_MS

OPTION_ORDER = (
    "per_domain",
    "per_server",
    "per_client_device",
    "per_concurrent_device",
    "per_concurrent_instance",
    "per_barcode_scan",
    "per_page",
)
GRACE = {"per_barcode_scan": "0.05", "per_page": "0.05", "per_client_device": "0.1"}


@dataclass(frozen=True)
class Item:
    """One item of the license document, as written, with the defaults filled in."""

    position: int
    fields: dict[str, Any]

    @property
    def id(self) -> str:
        """The id, unique in its project."""
        return str(self.fields["id"])

    @property
    def option(self) -> str:
        """The wire name of the option."""
        return str(self.fields["option"])

    @property
    def quota(self) -> int:
        """The quota; per_domain has none."""
        return int(self.fields["quota"])

    @property
    def cap(self) -> int:
        """ITEM-3, DEV-6: quota and grace, half rounded up in exact decimal."""
        share = Decimal(str(self.fields.get("grace", GRACE[self.option])))
        extra = (share * self.quota).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return self.quota + int(extra)

    @property
    def allowance(self) -> int:
        """CDEV-5: exceptions of a year."""
        return int(self.fields.get("allowance", 1000 * self.quota))

    @property
    def starts_at(self) -> int:
        """The first instant at which it works."""
        return int(self.fields["starts_at"])

    @property
    def expires_at(self) -> int:
        """The first instant of its grace."""
        return int(self.fields["expires_at"])

    def end(self, t: int) -> int:
        """DEV-2: `expires_at`, and from that instant on seven days later."""
        return self.expires_at if t < self.expires_at else self.expires_at + GRACE_MS


@dataclass(frozen=True)
class Who:
    """A client as the server sees it at one instant."""

    uuid: str
    deployment: str
    host: str | None
    server_id: str | None
    serves: str | None

    @property
    def seat_key(self) -> str:
        """SRV-3: the holder of a per server seat."""
        if self.server_id is not None:
            return "id:" + self.server_id
        return "host:" + self.host if self.host is not None else "uuid:" + self.uuid

    @property
    def machine(self) -> str:
        """CINST-2: a machine is its `server_id`, else its UUID."""
        return "id:" + self.server_id if self.server_id is not None else "uuid:" + self.uuid


@dataclass(frozen=True)
class Record:
    """One record of the server.

    kind: "ask" (a granted authorization), "use" (a granted or reported use), "release", "clear" (a cleared
    storage), "create", "destroy" (instances). `t` is the operation's own time, `at` the instant of its
    record; `n` is the counted amount, `x` the instances asked for.
    """

    kind: str
    item: str | None
    who: Who
    t: int
    at: int
    n: int = 0
    x: int = 1
    client: str = ""


Log = list[Record]


def slot(t: int) -> int:
    """TIME-2."""
    return t // SLOT_MS


def year(item: Item, slot_number: int) -> int | None:
    """CDEV-5: the year in which the slot begins; None if it begins before the item."""
    begin = slot_number * SLOT_MS
    return (begin - item.starts_at) // YEAR_MS if begin >= item.starts_at else None


def exceptions(item: Item, sums: dict[int, int], of_year: int | None, before: int | None) -> int:
    """CDEV-3: the amounts above the quota in the slots of one year, before one slot or in all."""
    if of_year is None:
        return 0
    return sum(
        max(0, held - item.quota)
        for number, held in sums.items()
        if year(item, number) == of_year and (before is None or number < before)
    )


def overused(item: Item, sums: dict[int, int], t: int) -> bool:
    """CDEV-5: whether at `t` the year's earlier slots have more exceptions than the allowance."""
    now = slot(t)
    return exceptions(item, sums, year(item, now), now) > item.allowance
