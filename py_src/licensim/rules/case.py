"""What an option is asked: who uses what, when, under which item (SPEC sections 1 and 3).

`Client` says who asks, `Use` what for, `Case` puts both before one item of one project. `Option` is
the shape that each file under `rules/options` has; `Weighed` is what it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from licensim.rules.answer import Reason, Verb
from licensim.rules.items import Item, Project
from licensim.rules.ledger import Ledger
from licensim.rules.origin import Origin
from licensim.rules.products import PRODUCT_OF_USE, Product
from licensim.rules.profile import Profile
from licensim.rules.timeline import GRACE_MS

MODULES: Final = ("core", "webcam", "pdfr", "ocr")
SERVER_CLASSES: Final = frozenset({"users", "service", "kiosk", "web"})
_CLASS_BY_DEPLOYMENT: Final = {"browser": "web", "server": "service"}
_ONE: Final = "one"
"""The class of a machine that one person uses: what any other deployment is by default (SRV-1)."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: one UUID at one origin, or one native device (ID-1, ID-4, ID-9).

    `serves` is the class of SRV-1 that the client states, None for its deployment's default.
    """

    uuid: str
    key: str
    deployment: str
    origin: Origin | None = None
    server_id: str | None = None
    serves: str | None = None
    password: str | None = None

    @property
    def host(self) -> str | None:
        """The host that serves the page; None for a client without an origin."""
        return None if self.origin is None else self.origin.host

    @property
    def server_class(self) -> str:
        """The class of the machine, as stated or by default; `one` is not a server (SRV-1)."""
        return self.serves or _CLASS_BY_DEPLOYMENT.get(self.deployment, _ONE)

    @property
    def machine(self) -> str:
        """The machine for instances: its `server_id`, else its UUID (CINST-2)."""
        return self.uuid if self.server_id is None else f"server_id:{self.server_id}"

    @property
    def server(self) -> str:
        """The machine whose seat is taken: `server_id`, else the host, else the UUID (SRV-3)."""
        if self.server_id is not None or self.host is None:
            return self.machine
        return f"host:{self.host}"


@dataclass(frozen=True, slots=True)
class Use:
    """What is licensed in one event.

    `kind` is `open`, `scan`, `page` or `instance`; `count` the scans or pages it adds, 0 for none;
    `module` names the module of pages; `asks` is the number of instances that an ask is for, None
    where the event asks nothing (CINST-2). `opens` is the product that an `open` names, None for none.
    """

    kind: Literal["open", "scan", "page", "instance"]
    count: int = 0
    module: str | None = None
    asks: int | None = None
    opens: Product | None = None

    @property
    def name(self) -> str:
        """The use as evidence names it: `scan`, `page:core`, `instance`, `open`."""
        return f"page:{self.module}" if self.kind == "page" else self.kind

    @property
    def label(self) -> str:
        """The use as a local license lists it: by its name, where an `open` names its product with that.

        `open` asks for any use, `open:web_twain` for one of that product.
        """
        return self.name if self.opens is None else f"{self.kind}:{self.opens}"

    @property
    def product(self) -> Product | None:
        """The product that this is a use of; None for an `open` that names none (OPT-2)."""
        return self.opens if self.kind == "open" else PRODUCT_OF_USE[self.kind]

    def is_of(self, item: Item) -> bool:
        """Whether the item's product, if it names one, is that of this use (OPT-2)."""
        return item.product is None or self.product in (None, item.product)


OPEN: Final = Use("open", asks=1)
"""An `open` that names no product."""
_SCANS: Final = tuple(Use("scan", count) for count in range(32))


def scans(count: int) -> Use:
    """The use of `count` scans, 0 for a frame that adds none."""
    return _SCANS[count] if count < len(_SCANS) else Use("scan", count)


ALL_USES: Final = (
    Use("scan"),
    *(Use("page", module=module) for module in MODULES),
    Use("instance"),
)
"""What a local license lists; and the `open` of its product, where an item names one."""


@dataclass(slots=True)
class Case:
    """One use before one item: `now` is the operation's instant, whose slot and year count."""

    item: Item
    client: Client
    use: Use
    project: Project
    profile: Profile
    ledger: Ledger
    now: int


@dataclass(slots=True)
class Weighed:
    """What an item would answer, and why; weighing changes nothing."""

    answer: Verb
    rule: str
    reason: Reason | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def item_end(item: Item, now: int) -> int:
    """The end of the item as a local license knows it: its grace counts only once it runs (DEV-2)."""
    return item.expires_at if now < item.expires_at else item.expires_at + GRACE_MS


class Option(Protocol):
    """One way to license. The docstring of the implementation is what a user reads about it."""

    name: str
    products: Mapping[Product, str]
    """For which products it is offered, each with what of it in words; empty for all of it (OPT-2)."""
    served: str
    """What its items serve, in words (OPT-1)."""
    takes_seats: bool
    seats_machines: bool
    """Whether a seat is a machine's, for all behind it: then its releases are remembered (SRV-2)."""
    records_hosts: bool
    """Whether the host of every granted event is recorded (DOM-7)."""
    alerts: tuple[int, ...]

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        """Whether the item serves this use at all, else 104 (OPT-1)."""

    def unserved(self, client: Client, use: Use) -> Weighed | None:
        """Why its items do not serve this use, where there is more to say than OPT-1; None else (104)."""

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        """Whether it takes the client's deployment for it, else 108 (OPT-1)."""

    def covers(self, case: Case) -> bool:
        """Whether it covers the client's host, else 114 (DOM-6)."""

    def needs_seat(self, case: Case) -> bool:
        """Whether this client needs a seat of the item."""

    def seat(self, case: Case) -> str | None:
        """The holder's name of the seat that this client holds now; None without one."""

    def weigh(self, case: Case) -> Weighed:
        """What the item answers, its quota alone considered; with a count of 0 as it stands (ITEM-7)."""

    def charge(self, case: Case) -> int:
        """Record the use; how many seats that took."""

    def repeats(self, case: Case) -> tuple[int, int]:
        """How far an `ok` holds for further scans that change nothing but `used`.

        (below, most): while `used` is below the first before them and at most the second after them.
        """

    def renew(self, case: Case, authorized: bool) -> int | None:
        """Move the end of this client's seat at a contact; the new end, None for nothing moved (DEV-3)."""

    def until(self, case: Case, end: int) -> int:
        """Until when a local license may use the item, at most `end` (NET-6)."""

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        """The item's part of a summary (and of no other: quota, answer and alerts are added)."""

    def alert_level(self, item: Item, ledger: Ledger, now: int) -> tuple[int, int]:
        """(value, base) of the alerts: reached where value * 100 >= percent * base (ITEM-4)."""

    def due(self, item: Item, ledger: Ledger, now: int) -> int | None:
        """The nearest instant after `now` at which its answers change by themselves."""
