"""The ledger: what the rules need remembered about one project, as a port (ITEM, DEV, CDEV, NET-5).

Nothing in the rules spans two projects, so a ledger belongs to one project, which is the unit of
serialization: an implementation of `Ledger` makes each decision one atomic step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from licensim.rules.answer import LicensimError
from licensim.rules.local_license import LicensedItem
from licensim.rules.timeline import DAY_MS, slot_of, slot_starts_at


class WriteNeeded(LicensimError):
    """A decision would change a ledger that was opened for reading; nothing has changed yet."""


class Known(NamedTuple):
    """The record of a client until its last validity ends, and what late reports need after that (DEV-4).

    `at` and `request` are those of its last authorization, both None once it is void; `origin` and
    `listings` are those of its local license; `until` is the end of its last validity.
    """

    at: int | None
    request: str | None
    origin: str | None
    listings: tuple[LicensedItem, ...]
    until: int

    @classmethod
    def from_row(cls, row: Sequence[Any] | dict[str, Any]) -> Known:
        """The record of a JSON row: an array; older ledgers have an object.

        >>> import json
        >>> one = Known(1, "r", None, (LicensedItem("scans", ("scan",), 2, 1, seat=False, rank=0),), 2)
        >>> [Known.from_row(json.loads(json.dumps(row))) == one for row in (one, one._asdict())]
        [True, True]
        """
        if isinstance(row, dict):
            row = [row["at"], row["request"], row["origin"], row["listings"], row.get("until", 0)]
        at, request, origin, listings, until = row
        return cls(at, request, origin, tuple(map(LicensedItem.from_row, listings)), until)


class Ledger(Protocol):
    """What the authority reads and writes of one project; items by id, instants in UTC ms."""

    def used(self, item: str) -> int:
        """Scans or pages recorded on an item so far."""

    def add_used(self, item: str, count: int) -> None:
        """Record `count` more."""

    def sweep(self, now: int) -> None:
        """Free every seat whose validity has ended at `now`; never undone (DEV-4, TIME-4).

        Also drop rows that no decision needs any more: a client's authorization when its last validity has
        ended; the rest of its record, claims, and holders active in a slot when reports of that time are
        refused as late (`forgotten_at`). An implementation may drop them later, in pieces.
        """

    def seat(self, item: str, holder: str) -> int | None:
        """Until when the holder has a seat of the item; None without one."""

    def seats(self, item: str) -> int:
        """How many seats of the item are taken."""

    def peak(self, item: str) -> int:
        """The most seats of the item that were taken at once."""

    def next_seat_end(self, item: str) -> int | None:
        """The nearest end of a taken seat; None where none is taken."""

    def put_seat(self, item: str, holder: str, until: int | None) -> None:
        """Take a seat or move its end; None frees it."""

    def releases(self, item: str, holder: str) -> int:
        """How often the holder's seat has been released; each release voids earlier listings (SRV-2)."""

    def add_release(self, item: str, holder: str) -> None:
        """Record a release."""

    def active(self, item: str, slot: int, holder: str) -> int:
        """What the holder has recorded in a slot: 1 for a device, X for instances, 0 for nothing."""

    def record_active(self, item: str, slot: int, holder: str, amount: int) -> None:
        """Record the holder's amount in a slot, in place of the earlier one."""

    def slot_sum(self, item: str, slot: int) -> int:
        """The sum of what all holders have recorded in a slot."""

    def slots(self, item: str) -> dict[int, int]:
        """Every slot with activity and its sum."""

    def exceptions(self, item: str, limit: int, first: int, before: int) -> int:
        """The sum of `max(0, slot_sum - limit)` over the slots `first <= slot < before`.

        `first` is the first slot of an item year and `before` lies in that year or at its end.
        """

    def sites(self, item: str) -> list[str]:
        """The hosts that have used the item, in order of their names."""

    def add_site(self, item: str, host: str) -> None:
        """Record a host that has used the item."""

    def alerts(self, item: str) -> list[int]:
        """The percentages whose alert has been recorded, ascending (ITEM-4)."""

    def add_alert(self, item: str, percent: int, now: int) -> None:
        """Record an alert, once."""

    def client(self, uuid: str) -> Known | None:
        """The record of a client that `put_client` has stored; None for an unknown client.

        Once its last validity has ended, `at` and `request` may be None.
        """

    def put_client(self, uuid: str, known: Known | None) -> None:
        """Remember a client until its last validity ends; None forgets it (DEV-4)."""

    def asked(self, machine: str) -> int:
        """How many instances a machine has asked for, 0 for none (CINST-2)."""

    def put_asked(self, machine: str, instances: int) -> None:
        """Remember the highest ask of a machine; 0 forgets it."""

    def claimed(self, uuid: str, report: str) -> dict[str, Any] | None:
        """The result of a report that is recorded already; None for a new one (NET-5)."""

    def claim(self, uuid: str, report: str, result: dict[str, Any]) -> None:
        """Record a report's identifier with its result: `facts`, and its `slot`."""


REPORTABLE_MS: Final = 30 * DAY_MS
"""How long after its end a slot can still receive a report (TIME-3)."""


def forgotten_at(until: int) -> int:
    """The instant from which every report of usage before `until` is refused as late (TIME-3).

    >>> forgotten_at(180_000) - forgotten_at(1), forgotten_at(1) == forgotten_at(179_999)
    (0, True)
    """
    return slot_starts_at(slot_of(until - 1) + 1) + REPORTABLE_MS + 1


def leaves_at(known: Known) -> int:
    """The instant at which the next part of a client's record is dropped: see `Known` (DEV-4)."""
    return forgotten_at(known.until) if known.at is None else known.until
