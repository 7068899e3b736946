"""The local license: what an authorized client holds, and until when (NET-6, NET-7, ITEM-1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

OPENS: Final = "open:"
"""The prefix of the label of an `open` that names its product."""


class LicensedItem(NamedTuple):
    """One item of a local license.

    `uses` are the labels of what the item serves for this client (`scan`, `page:core`,
    `instance`, and `open:web_twain` where it names that product); `until` its own end, half-open;
    `expires_at` the item's expiry, after which its grace runs; `seat` whether the client needs a seat of
    it; `rank` its place in ITEM-1's order;
    `generation` how often the seat had been released when this was issued (SRV-2); `records_hosts` whether
    the host of every granted event is recorded, also of one that adds nothing (DOM-7).
    """

    item: str
    uses: tuple[str, ...]
    until: int
    expires_at: int
    seat: bool
    rank: int
    generation: int = 0
    records_hosts: bool = False

    def serves(self, label: str, now: int) -> bool:
        """Whether the item may serve the use `label` at `now`; `open` means any use."""
        return now < self.until and (label == "open" or label in self.uses or self._opens(label))

    def _opens(self, label: str) -> bool:
        """Whether it serves an `open` that names a product, because its item names none (OPT-2)."""
        return label.startswith(OPENS) and not any(use.startswith(OPENS) for use in self.uses)

    def is_in_grace(self, now: int) -> bool:
        """Whether the item has expired: what it still grants is answered `over` (ITEM-2)."""
        return now >= self.expires_at

    def to_wire(self) -> dict[str, Any]:
        """The listing as a JSON object."""
        return {
            "item": self.item,
            "uses": list(self.uses),
            "until": self.until,
            "expires_at": self.expires_at,
            "seat": self.seat,
            "rank": self.rank,
            "generation": self.generation,
            "records_hosts": self.records_hosts,
        }

    @classmethod
    def from_row(cls, row: Sequence[Any] | dict[str, Any]) -> LicensedItem:
        """The listing from a ledger's row: the tuple itself, or its JSON array.

        Older ledgers have the object of `to_wire`.

        >>> one = LicensedItem("scans", ("scan",), 2, 1, seat=False, rank=0)
        >>> [LicensedItem.from_row(row) == one for row in (one, json.loads(json.dumps(one)), one.to_wire())]
        [True, True, True]
        """
        if isinstance(row, dict):
            return cls.from_wire(row)
        item, uses, *rest = row
        return cls(item, tuple(uses), *rest)

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> LicensedItem:
        """The listing from the object of `to_wire`."""
        return cls(**{**wire, "uses": tuple(wire["uses"])})


def choose(listings: Iterable[LicensedItem], label: str, now: int) -> LicensedItem | None:
    """The item to which a client without contact charges its use (ITEM-1).

    The first in ITEM-1's order that has not expired (`ok`), else the first one in its grace (`over`); None if
    no listed item serves the use at `now`.
    """
    fitting = (listing for listing in listings if listing.serves(label, now))
    return min(fitting, key=lambda listing: (listing.is_in_grace(now), listing.rank), default=None)


def canonical_bytes(claims: dict[str, Any]) -> bytes:
    r"""The bytes of claims that a signature covers: JSON, keys sorted, no white space, UTF-8.

    Our choice: any two parties that hold equal claims make equal bytes.

    >>> canonical_bytes({"b": 1, "a": "ü"})
    b'{"a":"\xc3\xbc","b":1}'
    """
    text = json.dumps(claims, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
