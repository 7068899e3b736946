"""Functions that the page itself provides: host names by its own `URL`, and random identifiers."""

from __future__ import annotations

import os

from js import URL

from licensim.rules.origins.origin import FALLBACK, Origin

NOT_A_HOST = frozenset("/\\?#@: \t\r\n")
"""A text with one of these is more than a host, or the URL parser would drop the character silently."""


def ascii_host(text: str) -> str | None:
    """The host as the browser's URL parser serializes it; None if the text is not a host (ID-2).

    An IPv6 address may come with or without its brackets.
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in bare or bare is not text:
        return _host(f"https://[{bare}]/") if not NOT_A_HOST - {":"} & set(bare) else None
    return _host(f"https://{text}/") if not NOT_A_HOST & set(text) else None


def _host(url: str) -> str | None:
    host = str(URL.new(url).hostname) if URL.canParse(url) else "*"
    return None if "*" in host or "%" in host else host  # Chromium escapes a full-width star


def parse_origin(text: str) -> Origin | None:
    """The origin of a URL; the fallback for one without http(s), None if the text is not a URL (ID-3)."""
    if text == "null":
        return FALLBACK
    if not URL.canParse(text):
        return None
    origin = str(URL.new(text).origin)
    if not origin.startswith(("http://", "https://")):
        return FALLBACK
    url = URL.new(origin)
    scheme, port = str(url.protocol).removesuffix(":"), str(url.port)
    return Origin.from_parts(scheme, str(url.hostname), int(port) if port else None)


def new_id() -> str:
    """A random UUID, version 4 (ID-4, ID-8)."""
    value = bytearray(os.urandom(16))
    value[6] = value[6] & 0x0F | 0x40
    value[8] = value[8] & 0x3F | 0x80
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
