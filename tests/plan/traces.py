"""Random sessions for the plan: every type of event, instants near the ends of windows, slots and seats."""

from __future__ import annotations

import random
from typing import Any, Final

from licensim.rules.license.products import PRODUCTS
from property.traces import Pick, an_event, seldom

Event = dict[str, Any]

START: Final = 1_767_225_600_000
SLOT, HOUR, DAY = 180_000, 3_600_000, 86_400_000
NEAR: Final = (0, 0, 1, 33, 66, 1499, 1500, 2999, 3000, 3001, 3001, 10_000, 10_001, SLOT - 1, SLOT, SLOT + 1)
FAR: Final = (
    200_000,
    HOUR,
    DAY - 1,
    DAY,
    DAY + 1,
    30 * DAY - 1,
    30 * DAY,
    30 * DAY + 1,
    90 * DAY - 3000,
    90 * DAY,
)
ORIGINS: Final = (
    "https://a.example.com",
    "https://b.example.com:8443",
    "http://shop.example.co.uk",
    "https://shop.force.com",
    "https://localhost",
    "https://me.github.io",
)
DEPLOYMENTS: Final = ("browser",) * 6 + ("mobile", "server", "server", "desktop", "embedded")
MODULES: Final = {"projects": [{"key": "K", "items": [{"module": one} for one in ("core", "ocr", "pdfr")]}]}
LOGGED: Final = ("frame",) * 12 + ("image", "pages", "open", "pause", "close")
"""What logs can show, too."""
ALL: Final = (
    *LOGGED,
    "settings",
    "settings",
    "release",
    "clear_storage",
    "instances",
    "instance",
    "instance",
)


def a_place(pick: Pick) -> Event:
    """The place of a client, and the fields that state it."""
    deployment = pick(DEPLOYMENTS)
    place: Event = {"deployment": deployment}
    if deployment == "browser":
        place["origin"] = pick(ORIGINS)
    if (deployment == "server" and not seldom(pick, 3)) or seldom(pick, 12):
        place["server_id"] = pick(("rack", "blade"))
    return place


def an_open(pick: Pick, name: str, place: Event, logged: bool) -> Event:
    """A load or start."""
    event = {"type": "open", "client": name, "key": "K", **place}
    if not logged and seldom(pick, 5):
        event["product"] = pick(PRODUCTS)
    if not logged and seldom(pick, 4):
        event["serves"] = pick(("web", "users", "kiosk", "one"))
    return event


def a_trace(seed: int, kinds: tuple[str, ...] = ALL, most: int = 120) -> list[Event]:
    """The trace of a seed: up to seven clients, one of them often active for a while."""
    pick = random.Random(seed).choice  # noqa: S311 - no secret
    names = "abcdefg"[: pick((1, 2, 3, 5, 7))]
    places = {name: a_place(pick) for name in names}
    opened: set[str] = set()
    events: list[Event] = []
    now, name = START + pick((0, 1, 5 * SLOT - 1)), names[0]
    for _ in range(pick((10, 40, most))):
        now += pick(FAR) if seldom(pick, 20) else pick(NEAR)
        name = pick((name, name, pick(names)))
        kind = pick(kinds) if name in opened else "open"
        opened.add(name)
        if kind == "open":
            event = an_open(pick, name, places[name], kinds is LOGGED)
        else:
            event = an_event(pick, MODULES, name, kind)
        events.append({"t": now, **event})
    return events
