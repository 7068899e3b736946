"""Stands for the package ada-url inside Pyodide on node, whose own URL is the same parser."""

import js
from pyodide.ffi import JsException


class URL:
    """A parsed URL: its host name and its serialized origin."""

    def __init__(self, url: str, base: str | None = None) -> None:
        try:
            found = js.URL.new(url) if base is None else js.URL.new(url, base)
        except JsException as error:
            raise ValueError(str(error)) from None
        self.hostname = str(found.hostname)
        self.origin = str(found.origin)
