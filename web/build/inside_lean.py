"""Runs inside Pyodide on node: makes a copy of the standard library that starts faster in a page."""

import zipfile
from collections.abc import Mapping

TEXTS = "_licensim_texts"
"""The module by which the library runs source text."""

RUN_TEXTS = {"dataclasses.py": "exec", "collections/__init__.py": "eval"}
"""Modules that run the same source text in every boot, and the built-in function that they use for it."""


def lean(archive: str, instead: Mapping[str, str], texts: str, out: str) -> None:
    """Copy a zip; replace some sources, and let modules run source text through TEXTS.

    Raises:
        ValueError: the zip has no file of that name to replace.
    """
    with zipfile.ZipFile(archive) as stock, zipfile.ZipFile(out, "w") as target:
        names = stock.namelist()
        if missing := sorted({*instead, *RUN_TEXTS} - set(names)):
            raise ValueError(f"not in the standard library zip: {', '.join(missing)}")
        for name in names:
            source = instead[name] if name in instead else stock.read(name).decode()
            if function := RUN_TEXTS.get(name):
                source += f"\nfrom {TEXTS} import {function}\n"
            target.writestr(name, source)
        target.writestr(f"{TEXTS}.py", texts)


def keep_texts(archive: str, texts: str, data: memoryview) -> None:
    """Put the module of what is compiled, and its data, in the place of the one that recorded it."""
    with zipfile.ZipFile(archive) as recording:
        contents = {name: recording.read(name).decode() for name in recording.namelist()}
    contents[f"{TEXTS}.py"] = texts
    contents[f"{TEXTS}_data.py"] = f"DATA = {bytes(data)!r}\n"
    with zipfile.ZipFile(archive, "w") as target:
        for name, source in contents.items():
            target.writestr(name, source)
