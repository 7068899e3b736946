"""The fields of a license document: one table gives their parser and their JSON Schema.

An option's own fields of an item come from the option's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from licensim.rules.input.fault import Fault
from licensim.rules.input.fields import (
    INVALID,
    Boolean,
    Field,
    HostName,
    Invalid,
    OneOf,
    Schema,
    Text,
)
from licensim.rules.input.instants import Instant
from licensim.rules.input.shapes import ListOf, Nullable, Object, Tagged, tagged
from licensim.rules.license.products import PRODUCTS, Product, offered_for
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES, Profile
from licensim.rules.options import OPTIONS
from licensim.rules.options.shape import HOST_DOC, Option
from licensim.rules.words.english import listed

REPORTS: Final = ("slot", "immediate")

_HOST: Final = HostName(doc=HOST_DOC)
_ITEM: Final[dict[str, Field]] = {
    "id": Text(doc="unique within its project"),
    "starts_at": Instant(doc="milliseconds since the epoch, or ISO 8601, UTC; included"),
    "expires_at": Instant(doc="milliseconds since the epoch, or ISO 8601, UTC; not included"),
}
_STATUS: Final[dict[str, Field]] = {"status": OneOf(("active", "revoked"), doc="active when left out")}


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product for which an option is `offered` (OPT-2)."""

    option: str
    offered: tuple[Product, ...]

    def parse(self, value: object, path: str, faults: list[Fault]) -> str | Invalid:
        """See `Field.parse`."""
        product = OneOf(PRODUCTS).parse(value, path, faults)
        if isinstance(product, Invalid) or product in self.offered:
            return product
        faults.append(Fault(path, f"{self.option} is offered for {listed(self.offered)}, not for {product}"))
        return INVALID

    def schema(self) -> Schema:
        """See `Field.schema`."""
        doc = "whose uses the item serves, all when left out (OPT-2); the option is offered for "
        return OneOf(self.offered, doc + offered_for(OPTIONS[self.option].products)).schema()


_SETTINGS: Final = Object(
    {},
    {
        "allow_insecure": Boolean(doc="serve plain http (ID-6)"),
        "development_hosts": ListOf(_HOST),
        "reports": OneOf(REPORTS, doc="when usage is reported (NET-4)"),
    },
    title="settings",
)


def _profile(profile: Profile, options: Mapping[str, Option]) -> Object:
    """Return the document's fields except the profile's name."""
    items = tagged("option", {name: _item(option, profile) for name, option in options.items()})
    project = Object(
        {"key": Text(doc="the handshake code; unique"), "items": ListOf(items, min_items=1)},
        {
            "session_password": Nullable(Text()),
            "website_domains": ListOf(_HOST),
            "settings": _SETTINGS,
        },
        title="a project",
    )
    return Object({"projects": ListOf(project, min_items=1)}, {}, title="a license document")


def _item(option: Option, profile: Profile) -> Object:
    """Return the fields of an option's items except the option's name."""
    own = option.fields(profile)
    product = {"product": OfferedProduct(option.name, tuple(option.products))}
    return Object({**_ITEM, **own.required}, {**_STATUS, **own.optional, **product}, title=option.name)


def document_fields() -> Tagged:
    """Return the fields of a license document, with every registered option and profile."""
    return _document_fields(tuple(OPTIONS), tuple(PROFILES))


@cache
def _document_fields(options: tuple[str, ...], profiles: tuple[str, ...]) -> Tagged:
    offered = {name: OPTIONS[name] for name in options}
    return tagged("profile", {name: _profile(PROFILES[name], offered) for name in profiles})


def host_names(option: str | None) -> dict[str, HostName]:
    """Return the fields of an option's items that name one or several hosts; None: of all options."""
    options = [OPTIONS[option]] if option in OPTIONS else list(OPTIONS.values())
    found: dict[str, HostName] = {}
    for one in options:
        own = one.fields(PROFILES[DEFAULT_PROFILE])
        for name, field in {**own.required, **own.optional}.items():
            kind = field.field if isinstance(field, ListOf) else field
            if isinstance(kind, HostName):
                found[name] = kind
    return found


def document_schema() -> Schema:
    """Return the license document as JSON Schema 2020-12.

    The schema checks each field; only `parse_document` checks what spans fields (unique ids, `starts_at`
    before `expires_at`, hosts).
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "licensim license document",
        **document_fields().schema(),
    }
