"""Quotas with grace, and allowances of exceptions, in exact arithmetic (ITEM-3, DEV-6, CDEV-5)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from licensim.rules.input.fields import Fraction
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.options.case import Case
from licensim.rules.timeline import SLOTS_PER_YEAR, first_slot, slot_of, slot_starts_at, year_first_slot

MAX_GRACE: Final = 1000
GRACE: Final = Fraction(MAX_GRACE, doc="fraction of the quota that is allowed beyond it, 0.1 for 10 %")
"""The field of an item that sets its own grace."""


def grace_of(item: Item) -> Decimal:
    """The fraction of an item's quota that is allowed beyond it: its own, else that of its profile."""
    grace: Decimal = item.terms["grace"]
    return grace


@lru_cache(maxsize=1024)
def cap_of(quota: int, grace: Decimal) -> int:
    """The quota with its grace: `quota + round_half_up(grace * quota)`.

    >>> cap_of(10, Decimal("0.05")), cap_of(9, Decimal("0.05"))
    (11, 9)
    """
    above, below = grace.as_integer_ratio()
    return quota + (2 * quota * above + below) // (2 * below)


@lru_cache(maxsize=1024)
def grace_text(grace: Decimal) -> str:
    """The grace as evidence states it: exact, without an exponent.

    >>> grace_text(Decimal("0.05")), grace_text(Decimal("1E-7"))
    ('0.05', '0.0000001')
    """
    return f"{grace:f}"


def quota_of(item: Item) -> int:
    """The quota of an item whose option has one (the document's parser demands it)."""
    if item.quota is None:
        raise AssertionError(f"{item.option} has no quota")
    return item.quota


def allowance_of(item: Item) -> int:
    """How many exceptions a year are free: the item's own number, else that of its profile and quota."""
    allowance: int = item.terms["allowance"]
    return allowance


def spent_before(case: Case) -> int:
    """The year's exceptions before this slot, which decide about overuse (CDEV-5); 0 before year 0."""
    slot = slot_of(case.now)
    first = year_first_slot(case.item.starts_at, slot)
    if first is None:
        return 0
    return case.ledger.exceptions(case.item.id, quota_of(case.item), first, slot)


def next_year_at(item: Item, now: int) -> int:
    """The first instant of the item year after that of `now`; before year 0 that of year 0 (CDEV-5)."""
    first = year_first_slot(item.starts_at, slot_of(now))
    return slot_starts_at(first_slot(item.starts_at) if first is None else first + SLOTS_PER_YEAR)


def year_exceptions(item: Item, ledger: Ledger, now: int) -> int:
    """All exceptions of the item year in which the slot of `now` begins; 0 before year 0."""
    first = year_first_slot(item.starts_at, slot_of(now))
    if first is None:
        return 0
    return ledger.exceptions(item.id, quota_of(item), first, first + SLOTS_PER_YEAR)
