"""Sessions for the benchmarks, line by line: never more than one line in memory."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

STARTS_AT = 1_767_225_600_000  # 2026-01-01
FRAME_MS = 33
KEY = "DEMO-1"
EDITIONS = (None, "js-9.6", "js-10.2.10")
CLIENTS = 8
FORMATS = ("QRCode", "DataMatrix", "Code128", "EAN13")


def document() -> dict[str, Any]:
    """Return a license whose quota the session does not reach."""
    year = 365 * 86_400_000
    item = {"id": "scans", "option": "per_barcode_scan", "quota": 1_000_000_000}
    term = {"starts_at": STARTS_AT, "expires_at": STARTS_AT + year}
    return {"profile": "v2.2.19", "projects": [{"key": KEY, "items": [{**item, **term}]}]}


def opens() -> Iterator[dict[str, Any]]:
    """Yield the events that open the clients, each at its own origin."""
    for number in range(CLIENTS):
        origin = f"https://shop-{number}.example.com"
        event = {"t": STARTS_AT, "type": "open", "client": f"client-{number}", "key": KEY}
        edition = EDITIONS[number % len(EDITIONS)]
        yield {
            **event,
            "deployment": "browser",
            "origin": origin,
            **({} if edition is None else {"edition": edition}),
        }


def code(number: int) -> dict[str, Any]:
    """Return a code as on products and parcels."""
    return {"format": FORMATS[number % len(FORMATS)], "text": f"(01)09506000134352(21){number:08}"}


def frames(fresh: float) -> Iterator[dict[str, Any]]:
    """Yield endless frames, thirty per second for each client; the share `fresh` of them shows a new code.

    One to three codes are in view. As with a real camera, each client's frames come a little late.
    """
    random = Random(3)  # noqa: S311 - repeatable, not secret
    views = [[code(number)] for number in range(CLIENTS)]
    seen, at = CLIENTS, STARTS_AT
    while True:
        at += FRAME_MS
        for number, view in enumerate(views):
            if random.random() < fresh:
                seen += 1
                view.append(code(seen))
                del view[: -random.randint(1, 3)]
            late = random.randint(0, 9)
            event = {"t": at + late, "type": "frame", "client": f"client-{number}", "scanner": "camera"}
            yield {**event, "codes": view}


def lines(count: int, fresh: float) -> Iterator[str]:
    """Yield a trace of `count` lines, without their newlines."""
    number = 0
    for events in (opens(), frames(fresh)):
        for event in events:
            if number == count:
                return
            number += 1
            yield json.dumps(event)


def crowd(clients: int) -> Iterator[str]:
    """Yield a trace of many clients, one after the other: each opens, and sees five codes."""
    at = STARTS_AT
    for number in range(clients):
        name = f"client-{number}"
        origin = f"https://shop-{number}.example.com"
        opening: dict[str, Any] = {
            "type": "open",
            "client": name,
            "key": KEY,
            "deployment": "browser",
            "origin": origin,
        }
        seen = [{"type": "frame", "client": name, "scanner": "camera", "codes": [code(n)]} for n in range(5)]
        for event in (opening, *seen):
            at += FRAME_MS
            yield json.dumps({"t": at, **event})
