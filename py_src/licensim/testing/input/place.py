"""The place of a client: a tab of a browser at an origin, or a device (ID-1, ID-9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from licensim.hosts import parse_origin
from licensim.rules.options.case import ClientIdentity
from licensim.rules.origins.origin import Origin
from licensim.testing.errors import KitError, NotOpenError

BROWSER: Final = "browser"
"""The name of a test's first browser profile."""

WITHOUT_SLASHES: Final = ("null", "about:", "blob:", "data:")
"""The schemes of URLs without host and slashes; any other text without slashes is a host without a scheme."""


@dataclass(frozen=True, slots=True)
class Place:
    """One client's place; `holder` names a browser profile, or the device itself.

    Places with the same profile and origin are one client, whatever the tab (ID-1). `tab` counts from 1.
    `product` is what an `open` without a product opens (OPT-2).
    """

    holder: str
    key: str
    origin: Origin | None = None
    deployment: str = "browser"
    server_id: str | None = None
    serves: str | None = None
    password: str | None = None
    product: str | None = None
    tab: int = 1

    @property
    def name(self) -> str:
        """The client's name in a trace."""
        if self.origin is None:
            return self.holder
        return self.origin.text if self.holder == BROWSER else f"{self.origin.text} in {self.holder}"

    @property
    def who(self) -> str:
        """The client's name in the log."""
        return self.name if self.tab == 1 else f"{self.name} tab {self.tab}"

    @property
    def address(self) -> str:
        """The origin, with which a URL begins; empty for a device."""
        return "" if self.origin is None else self.origin.text

    def next_tab(self) -> Place:
        """The place of the next tab."""
        return replace(self, tab=self.tab + 1)

    def client(self, uuid: str) -> ClientIdentity:
        """The identity of the client at this place, for the rules."""
        return ClientIdentity(
            uuid, self.key, self.deployment, self.origin, self.server_id, self.serves, self.password
        )

    def opening(self, edition: str | None, product: str | None = None) -> dict[str, Any]:
        """The fields of its `open` event in a trace."""
        fields = {
            "key": self.key,
            "product": product or self.product,
            "deployment": self.deployment,
            "origin": None if self.origin is None else "null" if self.origin.opaque else self.origin.text,
            "server_id": self.server_id,
            "serves": self.serves,
            "password": self.password,
            "edition": edition,
        }
        return {name: value for name, value in fields.items() if value is not None}


def not_open(place: Place) -> NotOpenError:
    """Return the error for a client that is used before it was opened."""
    return NotOpenError(f"{place.who} is not open: call .open() first")


def origin_of(url: object) -> Origin:
    """Return the origin of a URL that a test gives; raises KitError for an invalid URL.

    >>> origin_of("https://shop.example.com/cart").text
    'https://shop.example.com'
    >>> origin_of("localhost:5173")
    Traceback (most recent call last):
        ...
    licensim.testing.errors.KitError: 'localhost:5173' is not a page's URL: did you mean http://localhost:5173?
    """
    text = url if isinstance(url, str) else ""
    parsed = parse_origin(text)
    if parsed is not None and (not parsed.opaque or "://" in text or text.startswith(WITHOUT_SLASHES)):
        return parsed
    name = text if text and "/" not in text.split(":", 1)[0] else "shop.example.com"
    scheme = "http" if name.startswith(("localhost", "127.")) else "https"
    raise KitError(f"{url!r} is not a page's URL: did you mean {scheme}://{name}?")
