"""The facts of an answer, read one by one: evidence may come from a server, so each is checked first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from licensim.rules.input.fault import MAX_QUOTED
from licensim.rules.input.fields import MAX_INSTANT
from licensim.rules.timeline import slot_starts_at
from licensim.rules.words.english import utc_text

MOST: Final = 10**20
"""The largest amount that a ledger can have."""


MAX_BECAUSE: Final = 100
"""How long the reason of a classification may be (SRV-1)."""


class MissingFactError(LookupError):
    """The evidence lacks a fact, or its value is invalid."""


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """An answer with its evidence; each reader raises MissingFactError if its fact is missing or invalid."""

    answer: str
    reason: str | None
    rule: str
    item: str | None
    counted: int
    evidence: Mapping[str, Any]

    @property
    def refused(self) -> bool:
        """Whether the answer is a refusal."""
        return self.answer == "refused"

    def has(self, name: str) -> bool:
        """Whether the evidence has a fact, and it is not null."""
        return self.evidence.get(name) is not None

    def flag(self, name: str) -> bool:
        """Whether a fact is true; false if it is missing."""
        return self.evidence.get(name) is True

    def whole(self, name: str) -> int:
        """An amount."""
        value = self.evidence.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST:
            raise MissingFactError(name)
        return value

    def text(self, name: str, most: int = MAX_QUOTED) -> str:
        """A text on one line, cut after `most` characters: it may come from outside."""
        value = self.evidence.get(name)
        if not isinstance(value, str):
            raise MissingFactError(name)
        return plain(value, most)

    def texts(self, name: str) -> list[str]:
        """A list of texts, each as by `text`."""
        value = self.evidence.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise MissingFactError(name)
        return [plain(one) for one in value]

    def percent(self, name: str) -> str:
        """A fraction as a percentage: `0.05` is `5 %`."""
        try:
            fraction = Decimal(self.text(name))
        except InvalidOperation:
            raise MissingFactError(name) from None
        if not fraction.is_finite() or not 0 <= fraction < MOST:
            raise MissingFactError(name)
        return percent(fraction)

    def instant(self, name: str) -> str:
        """An instant of UTC."""
        return _utc(self.whole(name), name)

    def slot(self, name: str = "slot") -> str:
        """A slot by its number and its beginning."""
        number = self.whole(name)
        return f"slot {number} (from {_utc(slot_starts_at(number), name)})"


def _utc(at: int, name: str) -> str:
    if not 0 <= at <= MAX_INSTANT:
        raise MissingFactError(name)
    return f"{utc_text(at)} UTC"


def percent(fraction: Decimal) -> str:
    """Return a fraction as a percentage.

    >>> percent(Decimal("0.05")), percent(Decimal("0.10"))
    ('5 %', '10 %')
    """
    return f"{(fraction * 100).normalize():f} %"


def plain(text: str, most: int = MAX_QUOTED) -> str:
    r"""A text from outside, on one line, cut after `most` characters.

    >>> plain("a\nb")
    'a\\nb'
    """
    short = text if len(text) <= most else text[:most] + "..."
    return short if short.isprintable() else short.encode("unicode_escape").decode()


def units_of(facts: AnswerFacts) -> tuple[str, str]:
    """The singular and plural of what is counted: `scan`, or `page of core`."""
    module = facts.text("module") if facts.has("module") else facts.text("use").partition(":")[2]
    return (f"page of {module}", f"pages of {module}") if module else ("scan", "scans")
