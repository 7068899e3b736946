"""Host names and origins on the host, parsed as the URL standard says (ID-2).

The rules know serialized hosts only, and take a function that makes them. In the page that is the
browser's own `URL`; here it is ada-url, which agrees with Chromium also on odd hosts. Python's
`urllib.parse` and its `idna` codec follow other standards.
"""

from ada_url import URL

from licensim.rules.origins.origin import FALLBACK, Origin

# With one of these the text is more than a host, or the URL parser would drop the character silently.
_NOT_A_HOST = frozenset("/\\?#@: \t\n\r")


def ascii_host(text: str) -> str | None:
    """Serialize a host: lower case, punycode, IPv4 and IPv6 in normal form (DOM-3, ID-2).

    `text` is a host and nothing else, Unicode or punycode; IPv4 in any form the URL standard takes, IPv6
    with or without brackets. A trailing dot stays: it makes another origin, and the rules ignore it where
    they match. Returns None if the text is not just a host: it is empty, or has a port, path, user, space
    or wildcard (the standard allows a wildcard in a host, but no page can have one).

    >>> ascii_host("MÜNCHEN.example"), ascii_host("0x7f.1"), ascii_host("::1")
    ('xn--mnchen-3ya.example', '127.0.0.1', '[::1]')
    >>> ascii_host("example.com:443"), ascii_host("*.example.com")
    (None, None)
    """
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
        bracketed = True
    else:
        bracketed = ":" in text
    if _NOT_A_HOST.intersection(text) - ({":"} if bracketed else set()):
        return None
    url = _parse(f"https://[{text}]/" if bracketed else f"https://{text}/")
    return None if url is None or "*" in url.hostname else url.hostname


def serialize_origin(url: str, base: str | None = None) -> str | None:
    """Serialize the origin of a URL as the URL standard does: `https://h:8443`, `null` when opaque.

    `base` is the URL against which a relative one is resolved. Returns None if it is not a URL.
    """
    parsed = _parse(url, base)
    return None if parsed is None else parsed.origin


def parse_origin(text: str) -> Origin | None:
    """Take the client's origin from an origin or any URL in it (ID-1 to ID-3).

    An origin without http or https (`file:`, `data:`, an app scheme, the serialized opaque origin `null`)
    becomes FALLBACK, whose `opaque` is true: the caller warns. A `blob:` URL has the origin inside it.
    Returns None if the text is not a URL.

    >>> parse_origin("HTTPS://Example.com:443/cart?x=1").text
    'https://example.com'
    >>> parse_origin("file:///home/me/index.html").opaque
    True
    """
    serialized = "null" if text == "null" else serialize_origin(text)
    if serialized is None:
        return None
    if not serialized.startswith(("http://", "https://")):
        return FALLBACK
    return Origin(serialized)


def _parse(url: str, base: str | None = None) -> URL | None:
    try:
        return URL(_scalars(url), None if base is None else _scalars(base))
    except ValueError:
        return None


def _scalars(text: str) -> str:
    """Replace lone surrogates by U+FFFD, as a browser does before it parses."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
