"""Origins and deployments: whose client this is (ID-1 to ID-3, ID-6, ID-9).

Origins are built from parts that a URL parser has serialized: the browser's in the page, ada-url on the
host. The rules parse no URL.
"""

from dataclasses import dataclass, field
from typing import Self

from licensim.rules.site import bare, is_ip

DEPLOYMENTS = ("browser", "mobile", "desktop", "embedded", "server")

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Protocol, host and port of a page, in normal form; equal ones are one client's place (ID-1).

    `scheme` is `http` or `https`, `host` is serialized, `port` is None for the scheme's own. `opaque` says
    that the page has no such origin and this one is reported for it (ID-3); it does not compare. Raises
    ValueError for parts that are not in normal form: a bug of the caller.
    """

    scheme: str
    host: str
    port: int | None = None
    opaque: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if self.scheme not in _DEFAULT_PORTS or not self.host or not self.host.isascii():
            raise ValueError(f"no serialized http(s) origin: {self.scheme}://{self.host}")
        if self.port is not None and not (
            0 <= self.port < 2**16 and self.port != _DEFAULT_PORTS[self.scheme]
        ):
            raise ValueError(f"port {self.port} is out of range or the default of {self.scheme}")

    @classmethod
    def from_parts(cls, scheme: str, host: str, port: int | None) -> Self:
        """Build an origin from a URL parser's parts; a default port is left out (ID-2).

        >>> Origin.from_parts("https", "example.com", 443).text
        'https://example.com'
        """
        return cls(scheme, host, None if port == _DEFAULT_PORTS.get(scheme) else port)

    @property
    def text(self) -> str:
        """The origin as the URL standard serializes it: `https://example.com:8443`."""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


from_parts = Origin.from_parts

OPAQUE_ORIGIN = {
    "reason": "OPAQUE_ORIGIN",
    "rule": "ID-3",
    "text": "this page has no http or https origin; it is reported as https://localhost",
}
"""The warning that says so, wherever a page is opened."""

FALLBACK = Origin("https", "localhost", opaque=True)
"""What a page without an http(s) origin is reported as (ID-3)."""


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
