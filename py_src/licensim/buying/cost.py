"""What a quota costs by a buyer's price: steps, a minimum, tiers, and a fixed part. Exact, in decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tier:
    """Above `since` units of the quota (0 in the first tier), a unit costs `each` a year."""

    since: int
    each: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one option, for items of these `terms`; with empty `terms` for all its items.

    A quota is sold in multiples of `step`, at least `minimum`. With `graduated` each tier's part of the quota
    has its own price, with `volume` the whole quota has the price of the tier in which it ends.
    """

    option: str
    tiers: Sequence[Tier]
    terms: Mapping[str, str] = field(default_factory=dict)
    step: int = 1
    minimum: int = 0
    fixed: Decimal = Decimal(0)
    tiers_are: Literal["graduated", "volume"] = "graduated"

    def sold(self, quota: int) -> int:
        """How much must be bought to have a quota.

        >>> Price("per_page", [Tier(0, Decimal(1))], step=10, minimum=15).sold(3)
        20
        """
        wanted = max(quota, self.minimum)
        return -(-wanted // self.step) * self.step

    def cost(self, quota: int) -> Decimal:
        """What a quota costs a year.

        >>> price = Price("per_page", [Tier(0, Decimal(2)), Tier(10, Decimal(1))])
        >>> price.cost(5), price.cost(12)
        (Decimal('10'), Decimal('22'))
        """
        sold = self.sold(quota)
        if self.tiers_are == "volume":
            each = [tier.each for tier in self.tiers if tier.since < max(1, sold)][-1]
            return self.fixed + each * sold
        ends = [tier.since for tier in self.tiers[1:]]
        parts = zip(self.tiers, [*ends, max(sold, *ends, 0)] if ends else [sold], strict=True)
        return self.fixed + sum(
            (tier.each * max(0, min(sold, end) - tier.since) for tier, end in parts), Decimal(0)
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """A buyer's price file."""

    currency: str
    prices: Sequence[Price]

    def of(self, option: str, terms: Mapping[str, str]) -> Price | None:
        """The first price that fits an option and these terms; None if no price fits."""
        fitting = (one for one in self.prices if one.option == option and one.terms.items() <= terms.items())
        return next(fitting, None)
