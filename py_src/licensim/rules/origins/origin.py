"""Origins and deployments, which identify a client (ID-1 to ID-3, ID-6, ID-9).

Origins are built from parts that a URL parser has serialized: the browser's in the page, ada-url on the
host. The rules parse no URL.
"""

from dataclasses import dataclass, field
from typing import Self

from licensim.rules.origins.site import bare, is_ip

DEPLOYMENTS = ("browser", "mobile", "desktop", "embedded", "server")

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Protocol, host and port of a page, in normal form; equal origins are the same place (ID-1).

    `text` is the origin as the URL standard serializes it, `https://example.com:8443`, with `http` or `https`
    and without the scheme's own port. `opaque` says that the page has no such origin and this one is reported
    instead (ID-3); comparisons ignore it.
    """

    text: str
    opaque: bool = field(default=False, compare=False)

    @classmethod
    def from_parts(cls, scheme: str, host: str, port: int | None = None) -> Self:
        """Build an origin from a URL parser's parts; a default port is left out (ID-2).

        Raises ValueError for parts that are not in normal form: a bug of the caller.

        >>> Origin.from_parts("https", "example.com", 443).text
        'https://example.com'
        """
        if scheme not in _DEFAULT_PORTS or not host or not host.isascii():
            raise ValueError(f"no serialized http(s) origin: {scheme}://{host}")
        if port is not None and not 0 <= port < 2**16:
            raise ValueError(f"port {port} is out of range")
        shown = "" if port in {None, _DEFAULT_PORTS[scheme]} else f":{port}"
        return cls(f"{scheme}://{host}{shown}")

    @property
    def scheme(self) -> str:
        """The protocol: `http` or `https`."""
        return self.text.partition("://")[0]

    @property
    def host(self) -> str:
        """The serialized host, an IPv6 address in brackets."""
        rest = self.text.partition("://")[2]
        host, colon, _ = rest.rpartition(":")
        return host if colon and not rest.endswith("]") else rest


from_parts = Origin.from_parts

OPAQUE_ORIGIN = {
    "reason": "OPAQUE_ORIGIN",
    "rule": "ID-3",
    "text": "this page has no http or https origin; it is reported as https://localhost",
}
"""The warning about such a page, at each open."""

FALLBACK = Origin("https://localhost", opaque=True)
"""The origin that is reported for a page without an http(s) origin (ID-3)."""


def is_local_host(host: str) -> bool:
    """Whether a serialized host is this very machine: localhost, *.localhost, 127.0.0.0/8, [::1] (ID-6).

    >>> is_local_host("app.localhost"), is_local_host("127.example.com")
    (True, False)
    """
    name = bare(host)
    if is_ip(name):
        return name.startswith("127.") or name == "[::1]"
    return name == "localhost" or name.endswith(".localhost")


def is_secure(origin: Origin) -> bool:
    """Whether an online license may be used at this origin: https, or this very machine (ID-6)."""
    return origin.scheme == "https" or is_local_host(origin.host)
