"""The result of a plan for an option: figures, each with its rule, and a label for its reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["scans", "pages", "clients", "servers", "domains", "devices", "instances"]
"""What a figure counts: uses, holders of seats, places, or what is active in a slot."""
Word = Literal["exact", "lower bound", "estimate"]
_ORDER: Final[tuple[Word, ...]] = ("exact", "lower bound", "estimate")


@dataclass(frozen=True, slots=True)
class Label:
    """How reliable a figure is (`word`), and why it is not exact (`because`): what the data do not show."""

    word: Word = "exact"
    because: tuple[str, ...] = ()

    def and_(self, other: Label) -> Label:
        """The weaker of the two labels, with the reasons of both."""
        word = max(self.word, other.word, key=_ORDER.index)
        return Label(word, tuple(dict.fromkeys((*self.because, *other.because))))


EXACT: Final = Label()


@dataclass(frozen=True, slots=True)
class QuotaEffect:
    """The effect that a quota would have had.

    `why` is the reason to show this quota. `over_at` and `refused_at` are the instants of the first use above
    the quota and of the first refused one, None if there is none. `refused` counts the refused uses, each
    with its retries once; None if that is not known. `unused` is the rest of the quota, None for seats and
    slots. `origins` has the refused uses by origin.
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

    `used` is the amount under which nothing would have been over. `quotas` has the smallest quota with
    nothing over (`ok`), and the smallest one that refuses nothing, thanks to grace or allowance (`grace`).
    `spread` has percentiles by day, month and slot; `at` the effects of some quotas. `edition` is None if
    editions do not differ.
    """

    option: str
    kind: Kind
    terms: Mapping[str, str]
    edition: str | None
    forget_ms: int | None
    used: int
    rule: str
    label: Label
    quotas: Mapping[str, int]
    spread: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    at: Sequence[QuotaEffect] = ()
    series: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buy(self) -> int:
        """The quota to buy: it relies on the free allowance of concurrent options (CDEV-4), not on grace."""
        return self.quotas["grace" if self.kind in ACTIVE else "ok"]


ACTIVE: Final[tuple[Kind, ...]] = ("devices", "instances")
"""What is counted by slot, with an allowance of exceptions (CDEV-5, CINST-6)."""
