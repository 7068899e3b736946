"""The fields of a license document, option by option: what parses, and its JSON Schema, from one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from licensim.rules.describe import listed, offered_for
from licensim.rules.fault import Fault
from licensim.rules.fields import (
    INVALID,
    MAX_INSTANT,
    MAX_QUOTA,
    Boolean,
    Choice,
    Field,
    Fraction,
    Integer,
    Invalid,
    Schema,
    Text,
)
from licensim.rules.options import OPTIONS as OFFERS
from licensim.rules.products import PRODUCTS, Product
from licensim.rules.profile import PROFILES
from licensim.rules.shapes import Listing, Nullable, Object, Tagged, tagged

DEPLOYMENTS: Final = ("browser", "mobile", "desktop", "embedded", "server")
MODULES: Final = ("core", "webcam", "pdfr", "ocr")
REPORTS: Final = ("slot", "immediate")
MAX_GRACE: Final = 1000

_ID: Final = Text(doc="unique within its project")
_DEPLOYMENT: Final = Choice(DEPLOYMENTS, doc="the only deployment that the item takes")
_HOST: Final = Text(doc="a host name or IP address, Unicode or punycode")
_QUOTA: Final = Integer(0, MAX_QUOTA, doc="how much was bought")
_GRACE: Final = Fraction(MAX_GRACE, doc="fraction of the quota that is allowed beyond it, 0.1 for 10 %")
_ALLOWANCE: Final = Integer(0, MAX_QUOTA, doc="exceptions a year, 1000 times the quota when left out")
_ITEM: Final[dict[str, Field]] = {
    "id": _ID,
    "starts_at": Integer(0, MAX_INSTANT, doc="milliseconds since the epoch, UTC; included"),
    "expires_at": Integer(0, MAX_INSTANT, doc="milliseconds since the epoch, UTC; not included"),
}
_STATUS: Final[dict[str, Field]] = {"status": Choice(("active", "revoked"), doc="active when left out")}


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product for which an option is `offered` (OPT-2)."""

    option: str
    offered: tuple[Product, ...]

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        product = Choice(PRODUCTS).parse(value, path, faults)
        if isinstance(product, Invalid) or product in self.offered:
            return product
        faults.append(Fault(path, f"{self.option} is offered for {listed(self.offered)}, not for {product}"))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        doc = "whose uses the item serves, all when left out (OPT-2); the option is offered for "
        return Choice(self.offered, doc + offered_for(OFFERS[self.option].products)).schema()


def _option(required: dict[str, Field], optional: dict[str, Field]) -> Object:
    return Object(_ITEM | required, _STATUS | optional)


def _options(periods: tuple[str, ...]) -> dict[str, Object]:
    """Return the fields of each option; `periods` are those of the profile (DEV-2)."""
    quota: dict[str, Field] = {"quota": _QUOTA}
    return {
        "per_barcode_scan": _option(quota, {"deployment": _DEPLOYMENT, "grace": _GRACE}),
        "per_page": _option({"module": Choice(MODULES), **quota}, {"grace": _GRACE}),
        "per_client_device": _option(
            {"deployment": _DEPLOYMENT, "period": Choice(periods), **quota},
            {"grace": _GRACE, "refresh": Choice(("contact", "authorization"), doc="contact when left out")},
        ),
        "per_server": _option(quota, {"exempt": Listing(_HOST)}),
        "per_domain": _option({"domain": _HOST}, {}),
        "per_concurrent_device": _option(quota, {"deployment": _DEPLOYMENT, "allowance": _ALLOWANCE}),
        "per_concurrent_instance": _option(quota, {"allowance": _ALLOWANCE}),
    }


_SETTINGS: Final = Object(
    {},
    {
        "allow_insecure": Boolean(doc="serve plain http (ID-6)"),
        "development_hosts": Listing(_HOST),
        "reports": Choice(REPORTS, doc="when usage is reported (NET-4)"),
    },
    title="settings",
)


def _profile(periods: tuple[str, ...]) -> Object:
    """Return the document's fields but for the profile's name."""
    items = tagged("option", {name: _titled(name, case) for name, case in _options(periods).items()})
    project = Object(
        {"key": Text(doc="the handshake code; unique"), "items": Listing(items, min_items=1)},
        {
            "session_password": Nullable(Text()),
            "website_domains": Listing(_HOST),
            "settings": _SETTINGS,
        },
        title="a project",
    )
    return Object({"projects": Listing(project, min_items=1)}, {}, title="a license document")


def _titled(name: str, case: Object) -> Object:
    product = OfferedProduct(name, tuple(OFFERS[name].products))
    return Object(case.required, {**case.optional, "product": product}, title=name)


OPTIONS: Final = tuple(_options(()))
"""The seven license options, in the order of SPEC."""

DOCUMENT: Final[Tagged] = tagged(
    "profile", {one.name: _profile(tuple(one.periods)) for one in PROFILES.values()}
)
"""What a license document is made of."""


def document_schema() -> Schema:
    """Return the license document as JSON Schema 2020-12.

    The schema knows each field; what spans fields (unique ids, `starts_at` before `expires_at`, hosts)
    only `parse_document` checks.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "licensim license document",
        **DOCUMENT.schema(),
    }
