"""The shape of an option: what its file states, and what it must decide.

Everything about an option stands in its own file. What a file does not say is the careful thing: nothing is
granted by it, no seat is taken, and the same question is asked again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from licensim.rules.input.fields import MAX_QUOTA, Field, HostName, Integer, OneOf
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case, ClientIdentity, Use, Weighed
from licensim.rules.origins.origin import DEPLOYMENTS
from licensim.rules.timeline import DAY_MS, YEAR_MS
from licensim.rules.words.evidence import Told

AMPLE: Final = 10**12
"""A quota that no session uses up."""
QUOTA: Final = Integer(0, MAX_QUOTA, doc="how much was bought")
DEPLOYMENT: Final = OneOf(DEPLOYMENTS, doc="the only deployment that the item takes")
HOST_DOC: Final = "a host name or IP address, Unicode or punycode"
ANY_HOST: Final = HostName(doc=HOST_DOC, wildcard=True)
"""A host, or `*.` and a host for all below it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an item that its option adds to those of every item."""

    required: Mapping[str, Field]
    optional: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of an item as a form offers it; `value` is what stands there at first, None for left out.

    Quotas are small, so that their end can be met.
    """

    name: str
    label: str
    value: int | str | None = None
    hint: str = ""
    """What an empty field stands for; may have the figures of `words.versions`."""


class Option(ABC):
    """One way to license. The docstring of the implementation is what a user reads about it."""

    name: str
    rank: int
    """Its place in ITEM-1's order: where seats and expiry do not decide, the lowest is charged first."""
    unit: str
    """What is bought, in words, such as `scans`."""
    one: str
    """One of what its quota counts."""
    form: Sequence[FormField]
    """The fields that the page's form offers."""
    served: str
    """What its items serve, in words (OPT-1)."""
    products: Mapping[Product, str]
    """For which products it is offered, each with what of it in words; empty for all of it (OPT-2)."""
    samples: Sequence[Mapping[str, Any]]
    """Items of the demo license, without their instants."""
    sample_ms: int = YEAR_MS + DAY_MS
    """How long these last."""
    rules: str = ""
    """The texts of its rules, in the form of `words.rule_texts`."""
    event_words: Mapping[str, Callable[[Told], str]] = {}
    """What is said of an event that no item has weighed, by the rule of its answer."""
    takes_seats: bool = False
    seats_machines: bool = False
    """Whether a seat is a machine's, for all behind it: then its releases are remembered (SRV-2)."""
    records_hosts: bool = False
    """Whether the host of every granted event is recorded (DOM-7)."""
    counts_every_scan: bool = False
    """Whether its use is the number of scans, on any deployment: by it editions are compared (SCAN-3)."""
    ample_host: str | None = None
    """A host that its ample items cover; None where they cover every host."""

    @abstractmethod
    def fields(self, profile: Profile) -> Fields:
        """The item's own fields, under a profile."""

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        """What optional fields mean that an item leaves out: `found` are those that it has."""
        return {}

    @abstractmethod
    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        """Whether the item serves this use at all, else 104 (OPT-1)."""

    @abstractmethod
    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        """Whether it takes the client's deployment for it, else 108 (OPT-1)."""

    @abstractmethod
    def covers(self, case: Case) -> bool:
        """Whether it covers the client's host, else 114 (DOM-6)."""

    @abstractmethod
    def weigh(self, case: Case) -> Weighed:
        """What the item answers, its quota alone considered; with a count of 0 as it stands (ITEM-7)."""

    @abstractmethod
    def charge(self, case: Case) -> int:
        """Record the use; how many seats that took."""

    @abstractmethod
    def until(self, case: Case, end: int) -> int:
        """Until when a local license may use the item, at most `end` (NET-6)."""

    @abstractmethod
    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        """The item's part of a summary (and of no other: quota, answer and alerts are added)."""

    @abstractmethod
    def bought(self, usage: Mapping[str, Any]) -> int:
        """How much of its unit would have had to be bought for a `usage`."""

    @abstractmethod
    def usage_words(self, usage: Mapping[str, Any]) -> str:
        """An item of a summary in words: its `usage`, with its `quota`."""

    @abstractmethod
    def grants(self, item: Item, profile: Profile) -> str:
        """What an item grants, in words."""

    @abstractmethod
    def words(self, told: Told) -> str:
        """What an item has decided, with the figures of the answer: sentences without the last full stop.

        Raises NotToldError for a fact that the evidence lacks.
        """

    def ample(self, deployments: Sequence[str]) -> list[dict[str, Any]]:
        """The own fields of items that serve everybody without an end, for clients of these deployments."""
        return [{"quota": AMPLE}]

    def unserved(self, client: ClientIdentity, use: Use) -> Weighed | None:
        """Why its items do not serve this use, where there is more to say than OPT-1; None else (104)."""
        return None

    def needs_seat(self, case: Case) -> bool:
        """Whether this client needs a seat of the item."""
        return self.takes_seats

    def holder(self, client: ClientIdentity) -> str | None:
        """The name under which this client holds a seat; None where it holds none."""
        return None

    def seat(self, case: Case) -> str | None:
        """The holder's name of the seat that this client holds now; None without one."""
        holder = self.holder(case.client)
        return None if holder is None or case.ledger.seat(case.item.id, holder) is None else holder

    def renew(self, case: Case, authorized: bool) -> int | None:
        """Move the end of this client's seat at a contact; the new end, None for nothing moved (DEV-3)."""
        return None

    def alerts(self, profile: Profile) -> tuple[int, ...]:
        """At which percent of the base of `alert_level` an alert is recorded, rising (ITEM-4)."""
        return ()

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        """(value, base) of the alerts: reached where value * 100 >= percent * base (ITEM-4)."""
        return 0, 0

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        """The nearest instant after `now` at which its answers change by themselves."""
        return None


def takes_own_or_any(item: Item, client: ClientIdentity) -> bool:
    """Whether the item is for the client's deployment, or for every one."""
    return item.deployment in (None, client.deployment)
