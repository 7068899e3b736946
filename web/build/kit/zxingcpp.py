"""Stands for the package zxing-cpp inside Pyodide on node: the same library as WebAssembly, elsewhere."""

import json
from typing import Any

import licensim_thread


def barcode_format_from_str(name: str) -> str:
    """Return the name: the library says in `create_barcode` whether it knows the format."""
    return name


def create_barcode(text: str, name: str) -> "Barcode":
    """Make a barcode; raises ValueError with the library's words."""
    made = json.loads(
        licensim_thread.ask(json.dumps({"name": "draw", "given": {"text": text, "format": name}}))
    )
    if "error" in made:
        raise ValueError(made["error"])
    return Barcode(**made["value"])


class Barcode:
    """A barcode as an image, one gray value for each module."""

    def __init__(self, width: int, height: int, gray: list[int]) -> None:
        self._shape = (height, width)
        self._gray = bytes(gray)

    def to_image(self) -> Any:
        """Return it as a buffer of rows."""
        return memoryview(self._gray).cast("B", self._shape)
