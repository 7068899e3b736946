"""The files of the vendor's SDK that pages ask for: its scripts are the stand-in's, the others are blocked.

The vendor's name stands here because pages write it in their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from licensim.testing.browser.answers import Answer, Answered, Asked, Blocked, Client

ASKED: Final = re.compile(
    r"^https?://("
    r"([\w-]+\.)*dynamsoft\.com(:\d+)?/"  # the vendor's hosts
    r"|[^?#]*/dynamsoft-[\w-]+(@[^/?#]+|\.m?js)?($|[/?#])"  # its packages, on any server or in node_modules
    r"|[^?#]*/(dbr|dcv)(\.bundle)?(\.browser)?(\.esm)?(\.min)?\.m?js($|[?#])"  # its bundles anywhere
    r")",
    re.IGNORECASE,
)
"""Addresses of the vendor's SDK, and all others of the vendor."""

SCRIPT: Final = re.compile(r"(\.m?js|/\+esm)$", re.IGNORECASE)
PACKAGE: Final = re.compile(r"dynamsoft-[\w-]+(@[^/]+)?$", re.IGNORECASE)
MODULE: Final = re.compile(r"(\.mjs|\.esm(\.min)?\.js|/\+esm)$|/\.vite/", re.IGNORECASE)
NINE: Final = re.compile(
    r"dynamsoft-javascript-barcode|/dbr(\.browser)?(\.esm)?(\.min)?\.m?js$", re.IGNORECASE
)
TEN: Final = re.compile(r"dynamsoft-barcode-reader@?", re.IGNORECASE)
"""`dbr.js` is that of generation 9, but for the package of 10 with the same name."""
HEADERS: Final = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}


def script_for(address: str) -> str | None:
    """Return the stand-in's file for an address of the SDK; None if it is not a script of the SDK.

    >>> script_for("https://cdn.example/npm/dynamsoft-barcode-reader-bundle@11.2.2000/dist/dbr.bundle.js")
    'bundle.js'
    >>> script_for("https://cdn.example/npm/dynamsoft-javascript-barcode@9.6.20/dist/dbr.mjs")
    'nine.mjs'
    >>> script_for("http://localhost:5173/node_modules/.vite/deps/dynamsoft-barcode-reader-bundle.js?v=1")
    'bundle.mjs'
    >>> script_for("https://shop.example/dynamsoft-barcode-reader-bundle@11.2.2000/dist/dbr.wasm")
    """
    path = urlsplit(address).path
    if not SCRIPT.search(path) and not PACKAGE.search(path):
        return None
    name = "nine" if NINE.search(path) and not TEN.search(path) else "bundle"
    return f"{name}.{'mjs' if MODULE.search(path) else 'js'}"


def answer(blocked: Callable[[str], None]) -> Answer:
    """Answer a page's requests for the SDK; `blocked` is called with each address that is not answered."""

    def carry(asked: Asked) -> Answered:
        name = None if asked.kind in ("document", "image") else script_for(asked.url)
        if name is None:
            blocked(asked.url)
            return Blocked()
        return Client(f"standin/{name}", HEADERS)

    return carry
