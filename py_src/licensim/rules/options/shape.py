"""The interface of an option: what its file states, and what it must decide.

Everything about an option is in its own file. The defaults are careful: what a file leaves out grants nothing
and takes no seat.
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
from licensim.rules.words.evidence import AnswerFacts

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
    """A field of an item in the page's form; `value` is its initial value, None for left out.

    Quotas are small, so that a visitor can use them up.
    """

    name: str
    label: str
    value: int | str | None = None
    hint: str = ""
    """The meaning of an empty field; may have the figures of `explain.versions`."""


class Option(ABC):
    """One way to license. Users read the docstring of the implementation."""

    name: str
    rank: int
    """Its place in ITEM-1's order: where seats and expiry do not decide, the lowest is charged first."""
    unit: str
    """What is bought, in words, such as `scans`."""
    one: str
    """The singular of what its quota counts, in words, such as `scan`."""
    counts: str = ""
    """What it counts, in one sentence of plain words; empty for the first sentence of the docstring."""
    form: Sequence[FormField]
    """The fields that the page's form offers."""
    served: str
    """What its items serve, in words (OPT-1)."""
    products: Mapping[Product, str]
    """The products for which it is offered, each with the parts in words; empty for all parts (OPT-2)."""
    samples: Sequence[Mapping[str, Any]]
    """Items of the demo license, without their instants."""
    sample_ms: int = YEAR_MS + DAY_MS
    """How long the sample items last, in ms."""
    trial: tuple[int, int] | None = None
    """Quota and length in ms of a trial (ITEM-8); None where it has none."""
    rules: str = ""
    """The texts of its rules, in the form of `explain.rule_texts`."""
    event_words: Mapping[str, Callable[[AnswerFacts], str]] = {}
    """Texts of answers that no item has weighed, by the rule of the answer."""
    takes_seats: bool = False
    seats_machines: bool = False
    """Whether a machine holds the seat for all clients behind it: then releases are recorded (SRV-2)."""
    records_hosts: bool = False
    """Whether the host of every granted event is recorded (DOM-7)."""
    counts_every_scan: bool = False
    """Whether it counts every scan on any deployment: editions are compared by this option (SCAN-3)."""
    ample_host: str | None = None
    """A host that its ample items cover; None where they cover every host."""

    @property
    def line(self) -> str:
        """What it counts, in one sentence."""
        first = " ".join((type(self).__doc__ or "").split()).split(". ", 1)[0]
        return self.counts or first

    @abstractmethod
    def fields(self, profile: Profile) -> Fields:
        """The item's own fields, under a profile."""

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        """The values of optional fields that an item leaves out; `found` are the fields that it has."""
        return {}

    @abstractmethod
    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        """Whether the item serves this use at all, else 104 (OPT-1)."""

    @abstractmethod
    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        """Whether the item takes the client's deployment for this use, else 108 (OPT-1)."""

    @abstractmethod
    def covers(self, case: Case) -> bool:
        """Whether the item covers the client's host, else 114 (DOM-6)."""

    @abstractmethod
    def weigh(self, case: Case) -> Weighed:
        """What the item answers by its quota alone; for a count of 0, by its present state (ITEM-7)."""

    @abstractmethod
    def charge(self, case: Case) -> int:
        """Record the use; return how many seats it took."""

    def steady_until(self, case: Case) -> int | None:
        """The recorded amount up to which uses change the amount alone: no other answer, no alert.

        None where that is not so: then each use that records something is decided by itself.
        """
        return None

    @abstractmethod
    def until(self, case: Case, end: int) -> int:
        """Until when a local license may use the item, at most `end` (NET-6)."""

    @abstractmethod
    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        """The option's own figures in the summary of an item; the caller adds quota, answer and alerts."""

    @abstractmethod
    def bought(self, usage: Mapping[str, Any]) -> int:
        """How many units are needed for a `usage`."""

    @abstractmethod
    def usage_words(self, usage: Mapping[str, Any]) -> str:
        """An item of a summary in words: its `usage`, with its `quota`."""

    @abstractmethod
    def grants(self, item: Item, profile: Profile) -> str:
        """What an item grants, in words."""

    @abstractmethod
    def words(self, facts: AnswerFacts) -> str:
        """What an item has decided, with the figures of the answer: sentences without the last full stop.

        Raises MissingFactError if the evidence lacks a fact.
        """

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        """The same in plain words for a visitor of the page: sentences without the last full stop.

        They name no rule and no field of an item. Times are told from `now`, for None as instants. Raises
        MissingFactError if the evidence lacks a fact.
        """
        return self.words(facts)

    def ample(self, deployments: Sequence[str]) -> list[dict[str, Any]]:
        """The option's fields of items that serve all clients of these deployments without a limit."""
        return [{"quota": AMPLE}]

    def unserved(self, client: ClientIdentity, use: Use) -> Weighed | None:
        """Why its items do not serve this use, if a more exact rule than OPT-1 says so; else None (104)."""
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
        """The percentages of the base of `alert_level` at which an alert is recorded, ascending (ITEM-4)."""
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
