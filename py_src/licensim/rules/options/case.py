"""The input of an option: which client uses what, when, under which item (SPEC sections 1 and 3).

`ClientIdentity` is the client, `Use` what it uses. `Case` has both with one item of one project; `Weighed` is
the answer of the item's option.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from licensim.rules.answer import Reason, Verb
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item, Project
from licensim.rules.license.products import PRODUCT_OF_USE, Product
from licensim.rules.license.profile import Profile
from licensim.rules.origins.origin import Origin

MODULE_WORDS: Final = {
    "core": "pages scanned or imported",
    "webcam": "webcam frames",
    "pdfr": "PDF pages",
    "ocr": "pages read by OCR",
}
"""The modules, and what each counts in plain words (PAGE-1)."""
MODULES: Final = tuple(MODULE_WORDS)
SERVER_CLASSES: Final = frozenset({"users", "service", "kiosk", "web"})
_CLASS_BY_DEPLOYMENT: Final = {"browser": "web", "server": "service"}
_ONE: Final = "one"
"""The class of a machine that one person uses, the default of all other deployments (SRV-1)."""


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """A client: one UUID at one origin, or one native device (ID-1, ID-4, ID-9).

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
        """The use as a local license lists it: its name, with the product if an `open` names one.

        `open` stands for any use, `open:web_twain` for any use of that product.
        """
        return self.name if self.opens is None else f"{self.kind}:{self.opens}"

    @property
    def product(self) -> Product | None:
        """The product of this use; None for an `open` that names none (OPT-2)."""
        return self.opens if self.kind == "open" else PRODUCT_OF_USE[self.kind]

    def is_of(self, item: Item) -> bool:
        """Whether the item's product is that of this use, or the item names none (OPT-2)."""
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
"""The uses that a local license lists, beside the `open` of a product that an item names."""


@dataclass(slots=True)
class Case:
    """One use against one item: `now` is the operation's instant, whose slot and year count."""

    item: Item
    client: ClientIdentity
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
    """The end of the item as a local license has it: its grace is added only once it runs (DEV-2)."""
    return item.expires_at if now < item.expires_at else item.works_until
