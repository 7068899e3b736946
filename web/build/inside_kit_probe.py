"""Runs inside Pyodide on node: finds the standard library's files that the kit for Playwright Test imports.

It imports every module of the kit, and uses its door as a test does, also with mistakes.
"""

import importlib
import json
from typing import Any

PROBE = importlib.import_module("inside_probe")
SHOP = "https://shop.example.com"


def on(owner: str, name: str, *positional: Any, handle: int | None = None, **named: Any) -> dict[str, Any]:
    """Return a request of a test."""
    place = [owner, handle]
    return {"op": "call", "test": 1, "on": place, "name": name, "positional": positional, "named": named}


OPTIONS = {"allow": ["unsent"], "start": "2026-01-01T00:00:00.000Z"}
CALLS: tuple[dict[str, Any], ...] = (
    {"op": "begin", "options": OPTIONS, "folder": "/results"},
    on("licensim", "project", settings={"reports": "slot"}),
    on("licensim", "origin", SHOP),
    on("client", "open", handle=0),
    on("client", "scan", "QR", "A", handle=0),
    on("client", "frames", ["A", None, ["B", "C"]], handle=0, fps=10),
    on("clock", "advance", hours=1.5),
    on("clock", "advance", weeks=1),
    on("licensim", "origin", "shop.example.com"),
    on("licensim", "license", "no/such.json"),
    on("licensim", "replay", '{"t": 1}'),
    on("faults", "offline"),
    on("client", "uuid", handle=0, wrong=True),
    {"op": "expect", "test": 1, "matcher": "toBeRefused", "handle": 1},
    {"op": "assert", "test": 1, "matcher": "toHaveCounted", "positional": [], "named": {"scans": 9}},
    {"op": "finish", "test": 1, "failed": True},
)  # fmt: skip


def probe(archive: str) -> str:
    """Import and use everything; returns JSON: ``files`` of the archive, ``replies`` of the door."""
    PROBE.import_everything("licensim")
    door = importlib.import_module("licensim.testing.door.door")
    replies = [door.call(json.dumps(one)) for one in CALLS]
    PROBE.import_rare()
    return json.dumps({"files": PROBE.loaded_files(archive), "replies": replies})
