"""Runs inside Pyodide on node: makes a copy of the standard library that starts faster in a page."""

import zipfile
from collections.abc import Mapping

TEXTS = "_licensim_texts"
"""The module by which the library runs source text."""

COMPILER, STOCK_COMPILER = "re/_compiler.py", "re/_stock_compiler.py"
"""The module that compiles regular expressions, and what it is called where another stands in its place."""

REMEMBER = f"\nfrom {TEXTS} import remembering\n_sre, compile = remembering(_sre, compile)\n"

IMPORT_PARSER = "from . import _compiler, _parser\n"
IMPORT_PARSER_LATE = "from . import _compiler\n_parser = _compiler.parser\n"

RUN_TEXTS = {"dataclasses.py": "exec", "collections/__init__.py": "eval"}
"""Modules that run source text which is the same in every boot, and the built-in function they do it with."""


def lean(archive: str, instead: Mapping[str, str], texts: str, out: str) -> None:
    """Copy a zip, with other sources in the place of some, and TEXTS where source text is run.

    Raises:
        ValueError: the zip has no file of such a name, so replacing it would change nothing.
    """
    with zipfile.ZipFile(archive) as stock, zipfile.ZipFile(out, "w") as target:
        names = stock.namelist()
        if missing := sorted({*instead, *RUN_TEXTS, COMPILER} - set(names)):
            raise ValueError(f"not in the standard library zip: {', '.join(missing)}")
        for name in names:
            source = instead[name] if name in instead else stock.read(name).decode()
            if function := RUN_TEXTS.get(name):
                source += f"\nfrom {TEXTS} import {function}\n"
            target.writestr(name, source + REMEMBER if name == COMPILER else source)
        target.writestr(f"{TEXTS}.py", texts)


def keep_texts(archive: str, stock: str, texts: str, patterns: str, data: memoryview) -> None:
    """Put the modules of what is compiled, and their data, in the place of those that recorded it.

    `stock` is the zip that still has the compiler of regular expressions as it was.

    Raises:
        ValueError: the module `re` imports its parser in another way.
    """
    with zipfile.ZipFile(archive) as recording:
        contents = {name: recording.read(name).decode() for name in recording.namelist()}
    if contents["re/__init__.py"].count(IMPORT_PARSER) != 1:
        raise ValueError(f"re/__init__.py has no line {IMPORT_PARSER!r}")
    with zipfile.ZipFile(stock) as whole:
        contents[STOCK_COMPILER] = whole.read(COMPILER).decode()
    contents["re/__init__.py"] = contents["re/__init__.py"].replace(IMPORT_PARSER, IMPORT_PARSER_LATE)
    contents[COMPILER] = patterns
    contents[f"{TEXTS}.py"] = texts
    contents[f"{TEXTS}_data.py"] = f"DATA = {bytes(data)!r}\n"
    with zipfile.ZipFile(archive, "w") as target:
        for name, source in contents.items():
            target.writestr(name, source)
