"""Runs inside Pyodide on node: finds the files of the standard library that the page imports.

It imports every module of the package, uses the door as the page does, also with faults, and then lists the
loaded modules. RARE has the modules that only rare paths import.
"""

import importlib
import json
import marshal
import pkgutil
import sys
from typing import Any

# For errors on their way to the page, and codecs that some texts need.
RARE = (
    "traceback", "linecache", "tokenize", "textwrap", "warnings", "decimal", "json.scanner",
    "encodings.aliases", "encodings.ascii", "encodings.latin_1", "encodings.utf_8", "encodings.utf_8_sig",
    "encodings.utf_16_le", "encodings.utf_32_le", "encodings.unicode_escape", "encodings.raw_unicode_escape",
)  # fmt: skip

NOW = 1_767_225_600_000
ORIGIN = {"scheme": "https", "host": "shop.example.com", "port": None}
LOAD = {
    "op": "load", "document": None, "key": "DEMO-1", "deployment": "browser", "origin": ORIGIN,
    "uuid": "00000000-0000-4000-8000-000000000001", "now": NOW,
}  # fmt: skip
OPEN = {"type": "open", "key": "DEMO-1", "deployment": "browser", "origin": "https://shop.example.com"}
SETTINGS = {"type": "settings", "scanner": "s", "duplicate_forget_time": 1000}
FRAME = {
    "type": "frame",
    "scanner": "s",
    "codes": [
        {"format": "EAN13", "text": "4006381333931"},
        {"format": "QR|Code", "text": "[x]", "confidence": 90, "box": [0, 0, 1, 1]},
    ],
}
REQUESTS: tuple[dict[str, Any], ...] = (
    {"op": "hello"},
    {"op": "decide", "now": NOW, "event": OPEN},
    {"op": "settle", "committed": True},
    {"op": "decide", "now": NOW, "event": SETTINGS},
    {"op": "decide", "now": NOW, "at": 0, "event": FRAME, "entries": []},
    {"op": "settle", "committed": True},
    {"op": "snapshot"},
    {"op": "status", "now": NOW},
    {"op": "coverage", "host": "xn--mnchen-3ya.example"},
    {"op": "explain", "rule": "SCAN-4"},
    {"op": "forget", "now": NOW},
    {"op": "check", "document": '{"profile": "v2.2.19", "projects": [{"key": 1, "items": [{}]}]}'},
    {"op": "check", "document": "{not JSON"},
    {"op": "replay", "document": None, "now": NOW, "trace": json.dumps({"t": NOW, "client": "c", **OPEN})},
    {"op": "no such"},
)  # fmt: skip


def import_everything(package_name: str) -> list[str]:
    """Import each module of a package and return their names."""
    package = importlib.import_module(package_name)
    names = [found.name for found in pkgutil.walk_packages(package.__path__, package_name + ".")]
    for name in names:
        importlib.import_module(name)
    return names


def exercise(door: Any) -> list[str]:
    """Send the door one request of each kind and return its replies; the last ones are errors."""
    replies = [door.call(json.dumps(LOAD))]
    session = json.loads(replies[0]).get("ok", {}).get("session")
    return replies + [door.call(json.dumps({"session": session, **request})) for request in REQUESTS]


def import_rare() -> None:
    """Import the modules that are kept in any case."""
    for name in RARE:
        importlib.import_module(name)


def loaded_files(archive: str) -> list[str]:
    """Return the sorted names inside ``archive``, a zip on ``sys.path``, of all modules loaded from it.

    Frozen modules have a file there too, but it is never read.
    """
    files = {
        str(getattr(module, "__file__", None) or "") for module in sys.modules.values() if not _frozen(module)
    }
    prefix = archive + "/"
    return sorted(name.removeprefix(prefix) for name in files if name.startswith(prefix))


def _frozen(module: object) -> bool:
    return getattr(getattr(module, "__spec__", None), "origin", None) == "frozen"


def probe(archive: str) -> str:
    """Import and use everything; returns JSON: ``files`` of the archive, ``replies`` of the door."""
    modules = import_everything("licensim")
    door_name = "licensim.page.door"
    replies = exercise(importlib.import_module(door_name)) if door_name in modules else []
    import_rare()
    return json.dumps({"files": loaded_files(archive), "modules": modules, "replies": replies})


def compiled_texts() -> bytes:
    """Return the source texts that were run so far, each with its bytecode, in marshal's format."""
    return marshal.dumps(importlib.import_module("_licensim_texts").compiled)
