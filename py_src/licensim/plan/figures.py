"""What a plan says of an option: figures, each with its rule, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Word = Literal["exact", "lower bound", "estimate"]
_ORDER: Final[tuple[Word, ...]] = ("exact", "lower bound", "estimate")


@dataclass(frozen=True, slots=True)
class Label:
    """How far a figure can be relied on, and why not further: what the data do not show."""

    word: Word = "exact"
    because: tuple[str, ...] = ()

    def and_(self, other: Label) -> Label:
        """The weaker of the two, for the reasons of both."""
        word = max(self.word, other.word, key=_ORDER.index)
        return Label(word, tuple(dict.fromkeys((*self.because, *other.because))))


EXACT: Final = Label()


@dataclass(frozen=True, slots=True)
class At:
    """What a quota would have meant.

    `why` says why this quota is looked at; `over_at` and `refused_at` are the instants of the first use
    above the quota and the first one refused, None for none; `refused` counts uses refused, retries
    collapsed, None where that is not known; `unused` is what is left of the quota, None where it is no
    quota of a total. `origins` has the refused uses by origin.
    """

    why: str
    quota: int
    over_at: int | None
    refused_at: int | None
    refused: int | None
    unused: int | None
    label: Label = EXACT
    exceptions: int | None = None
    origins: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One option under one edition; `terms` are the fields of the item (period, module, deployment).

    `used` is what would have had to be bought for nothing to be over; `quotas` has the smallest quota
    without anything over (`ok`), and without a refusal with grace or allowance (`grace`). `spread` has
    percentiles by day, month and slot; `at` what some quotas would have meant. `edition` is None where
    editions do not differ.
    """

    option: str
    terms: Mapping[str, str]
    edition: str | None
    forget_ms: int | None
    used: int
    rule: str
    label: Label
    quotas: Mapping[str, int]
    spread: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    at: Sequence[At] = ()
    series: Mapping[str, Any] = field(default_factory=dict)
