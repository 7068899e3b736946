"""Origins and registrable domains, for the few hosts that the tests use.

The suffixes are a small selection of the Public Suffix List and of DOM-2's overlay, enough to distinguish the
rules.
"""

from __future__ import annotations

import re

SUFFIXES = {
    *("com", "net", "org", "io", "uk", "co.uk", "de", "jp", "github.io"),
    *("force.com", "my.salesforce.com", "lightning.force.com"),
}
ORIGIN = re.compile(
    r"(https?)://(?:[^/@]*@)?(\[[0-9a-fA-F:]+\]|[^/:?#]+)(?::\d*)?(?:[/?#].*)?$", re.IGNORECASE
)


def parse(text: str) -> tuple[str, str]:
    """ID-2, ID-3: scheme and host; `https://localhost` if there is no http(s) origin."""
    match = ORIGIN.match(text)
    return (match[1].lower(), ascii_host(match[2])) if match else ("https", "localhost")


def ascii_host(host: str) -> str:
    """Lower case and punycode: the part of the URL standard that the tests' hosts need."""
    labels = (label.lower() for label in host.split("."))
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels
    )


def is_ip(host: str) -> bool:
    """DOM-4: an address, which has no registrable domain."""
    return host.startswith("[") or re.fullmatch(r"\d+\.\d+\.\d+\.\d+", host) is not None


def is_loopback(host: str) -> bool:
    """ID-6, SRV-4."""
    return (
        host in ("localhost", "[::1]")
        or host.endswith(".localhost")
        or (is_ip(host) and host.startswith("127."))
    )


def unit(host: str) -> str | None:
    """DOM-1, DOM-2: the registrable domain; None if there is none."""
    labels = host.split(".")
    if is_ip(host) or host in SUFFIXES:
        return None
    for index in range(1, len(labels)):
        if ".".join(labels[index:]) in SUFFIXES:
            return ".".join(labels[index - 1 :])
    return ".".join(labels[-2:]) if len(labels) > 1 else None


def below(host: str, ancestor: str) -> bool:
    """DOM-3: the host itself or anything below it, on label boundaries."""
    host, ancestor = host.rstrip("."), ascii_host(ancestor).rstrip(".")
    return host == ancestor or host.endswith("." + ancestor)
