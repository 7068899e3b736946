"""The requests to the authority, and its replies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from licensim.rules.answer import Answer
from licensim.rules.local_license import LicensedItem
from licensim.rules.options.case import ClientIdentity, Use


class Ask(NamedTuple):
    """A client asks for a local license: for which use, and what proves that it is not a clone (ID-8).

    `last_at` is the instant of its last authorization as the client knows it, `request` the random
    identifier of this ask; both None where it has none.
    """

    client: ClientIdentity
    use: Use
    last_at: int | None = None
    request: str | None = None


@dataclass(slots=True)
class Grant:
    """The answer to an ask; `listings` is None if it was refused.

    `at` is the instant of the authorization, for a repeated ask that of its first answer; `instances` is the
    X that holds on the machine.
    """

    answer: Answer
    listings: tuple[LicensedItem, ...] | None = None
    at: int | None = None
    instances: int = 0


@dataclass(slots=True)
class Decision:
    """The answer to one event of an authorized client; None if the client must ask first (NET-3).

    `ends` has the new end of every seat that this contact renewed, by item.
    """

    answer: Answer | None
    ends: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Usage of one slot: `count` scans, or pages of `module`; `at` the first one's instant (NET-5).

    `item` is the item that the client's local license charged; None: the authority finds it by `at`.
    """

    id: str
    slot: int
    at: int
    count: int
    module: str | None = None
    item: str | None = None

    @property
    def use(self) -> Use:
        """The use that is reported."""
        if self.module is None:
            return Use("scan", self.count)
        return Use("page", self.count, self.module)
