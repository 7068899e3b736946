"""Documents and sessions for the property tests, drawn from small grids around the boundaries.

Quotas are 0 to 3, so that they are reached; instants are a few steps around the ends of forget
windows, slots, validities, items and years, so that they collide. All is built from one operation,
`pick` one of a few values: by Hypothesis (which can shrink), or by a seeded random generator.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Document = dict[str, Any]
Event = dict[str, Any]
Session = tuple[Document, list[Event]]

START = 1_767_225_600_000
SLOT, DAY = 180_000, 86_400_000
YEAR, WEEK = 365 * DAY, 7 * DAY
OPTIONS = (
    "per_barcode_scan",
    "per_page",
    "per_client_device",
    "per_server",
    "per_domain",
    "per_concurrent_device",
    "per_concurrent_instance",
)
PRODUCTS = {
    "per_barcode_scan": ("barcode_reader",),
    "per_page": ("web_twain",),
    "per_client_device": ("barcode_reader", "web_twain", "label_recognizer"),
    "per_server": ("barcode_reader", "web_twain"),
    "per_domain": ("barcode_reader", "web_twain"),
    "per_concurrent_device": ("barcode_reader",),
    "per_concurrent_instance": ("barcode_reader",),
}
MODULES = ("core", "ocr")
ORIGINS = (
    *("https://app.example.com",) * 6,
    "https://www.example.com:8443",
    "https://shop.force.com",
    "https://localhost",
    "http://localhost:3000",
    "http://app.example.com",
    "file:///page.html",
)
GAPS = (0, 0, 0, 1, 1, 1499, 2999, 3000, 3001)
STARTS = (*(0,) * 8, -DAY, -DAY, 100, SLOT, 2 * SLOT - YEAR, SLOT + 7 - YEAR)
ENDS = (*(YEAR,) * 6, 3 * SLOT, SLOT + 5, DAY, 4 * DAY, 2 * YEAR, -WEEK + 2 * SLOT)
DOMAINS = ("example.com", "example.com", "www.example.com", "shop.force.com", "localhost")
FORGET_TIMES = (None, 0, 1, 1500, 3001, 10_001, 200_000, -1)
ANY: tuple[str, ...] = (
    *("frame", "pages", "image", "open", "open", "settings", "pause", "close"),
    *("release", "clear_storage", "network", "instance"),
)
INSTANCES = ("instances", "instance", "instance", "instance", "instance")


class Pick(Protocol):
    """Chooses one of a few values; the first is the simplest."""

    def __call__(self, values: Sequence[T], /) -> T:
        """One of the values."""


def seldom(pick: Pick, n: int) -> bool:
    """True once in `n` times."""
    return pick((False,) * (n - 1) + (True,))


def an_item(pick: Pick, option: str, identity: str, deployment: str) -> Document:
    """One item of an option; most are in force at START and fit the deployment."""
    item: Document = {"id": identity, "option": option}
    item["starts_at"] = START + pick(STARTS)
    item["expires_at"] = max(START + pick(ENDS), item["starts_at"] + 1)
    if seldom(pick, 30):
        item["status"] = "revoked"
    if seldom(pick, 4):
        item["product"] = pick(PRODUCTS[option])
    if option == "per_domain":
        return item | {"domain": pick(DOMAINS)}
    item["quota"] = pick((1, 2, 3, 0))
    if option in ("per_barcode_scan", "per_page", "per_client_device") and seldom(pick, 2):
        item["grace"] = pick((0, 0.5, 0.25, 1))
    if option in ("per_barcode_scan", "per_concurrent_device") and seldom(pick, 4):
        item["deployment"] = pick((deployment, deployment, "mobile"))
    if option == "per_page":
        item["module"] = pick(MODULES)
    if option == "per_client_device":
        item["deployment"] = pick((*(deployment,) * 9, "mobile"))
        item["period"] = pick(("daily", "daily", "monthly", "quarterly"))
        item["refresh"] = pick(("contact", "authorization"))
    if option == "per_server" and seldom(pick, 4):
        item["exempt"] = pick(([], ["app.example.com"], ["*.example.com"]))
    if option.startswith("per_concurrent"):
        item["allowance"] = pick((0, 1, 2))
    return item


def a_project(pick: Pick, key: str, options: Sequence[str], deployment: str, most: int) -> Document:
    """A project with 1 to `most` items of these options."""
    chosen = [pick(options) for _ in range(pick(tuple(range(1, most + 1))))]
    project: Document = {"key": key, "settings": {}}
    if seldom(pick, 10):
        project["session_password"] = "secret"
    if seldom(pick, 10):
        project["website_domains"] = ["example.com", "localhost"]
    if seldom(pick, 2):
        project["settings"]["allow_insecure"] = True
    if seldom(pick, 4):
        project["settings"]["development_hosts"] = ["localhost"]
    items = [an_item(pick, option, f"{key}{number}", deployment) for number, option in enumerate(chosen)]
    return project | {"items": items}


def a_document(pick: Pick, options: Sequence[str], deployment: str, most: int) -> Document:
    """A document of one project, `K`, seldom with a second one, `L`."""
    keys = ("K", "L") if seldom(pick, 6) else ("K",)
    projects = [a_project(pick, key, options, deployment, most) for key in keys]
    return {"profile": pick(("v2.2.19", "v2.2.19", "v2.4")), "projects": projects}


def a_code(pick: Pick) -> Event:
    """One code, of few texts, with or without trust; now and then with a confidence or a box."""
    one: Event = {"format": pick(("QRCode", "QRCode", "EAN13")), "text": pick(("A", "A", "B", "C"))}
    if seldom(pick, 5):
        one["confidence"] = pick((29, 30, 31))
    if seldom(pick, 5):
        one["box"] = pick(([0.25, 0.25, 0.75, 0.75], [0, 0.5, 0.5, 1]))
    return one


def an_open(pick: Pick, document: Document, name: str, place: tuple[str, str, str | None]) -> Event:
    """An `open`: mostly one that fits; a client keeps its deployment, origin and server_id."""
    deployment, origin, server_id = place
    keys = [project["key"] for project in document["projects"]]
    event: Event = {"type": "open", "client": name, "key": pick(keys), "deployment": deployment}
    if seldom(pick, 60):
        event["key"] = "UNKNOWN"
    if seldom(pick, 6):
        event["product"] = pick(PRODUCTS["per_client_device"])
    if deployment == "browser":
        event["origin"] = origin
        if seldom(pick, 3):
            event["edition"] = pick(("js-9", "js-9.6", "js-10.2.10"))
    if server_id is not None:
        event["server_id"] = server_id
    if deployment not in ("browser", "server") or seldom(pick, 8):
        event["serves"] = pick(("web", "users", "kiosk", "one"))
    if not seldom(pick, 8):
        event["password"] = pick((*("secret",) * 7, "wrong"))
    return event


def changes(pick: Pick) -> Event:
    """What a `settings` event changes."""
    event: Event = {}
    if seldom(pick, 2):
        event["duplicate_forget_time"] = pick(FORGET_TIMES)
    if seldom(pick, 4):
        event["formats"] = pick((None, [], ["QRCode"], ["EAN13"]))
    if seldom(pick, 4):
        event["min_confidence"] = pick((None, 30))
    if seldom(pick, 4):
        event["region"] = pick((None, [0.25, 0.25, 0.75, 0.75]))
    if seldom(pick, 3):
        event["one_d_trust_frames"] = pick((None, 2, 5))
    return event


def kinds(document: Document, main: str, *, up: bool) -> tuple[str, ...]:
    """The types of event, often those that the items serve; a network comes up again soon."""
    bought = {item["option"] for project in document["projects"] for item in project["items"]}
    found = ANY if up else (*ANY, *("network",) * 3)
    if bought != {"per_page"}:
        found += ("frame",) * 14
    if bought & {"per_page", "per_client_device", "per_server"}:
        found += ("pages",) * 6
    return found + INSTANCES if main == "server" and "per_concurrent_instance" in bought else found


def an_event(pick: Pick, name: str, kind: str) -> Event:
    """One event of an opened client."""
    event: Event = {"type": kind, "client": name}
    if kind in ("frame", "settings", "pause", "close"):
        event["scanner"] = pick(("s", "s", "s", "s", "t"))
    if kind in ("frame", "image"):
        event["codes"] = [a_code(pick) for _ in range(pick((1, 1, 2, 3, 0)))]
    if kind == "image" and seldom(pick, 2):
        event["scanner"] = "s"
    if kind == "settings":
        event |= changes(pick)
    if kind == "pages":
        event |= {"module": pick(MODULES), "count": pick((1, 2, 3))}
    if kind == "instances":
        event["ask"] = pick((1, 2, 3, 4))
    if kind == "instance":
        event["op"] = pick(("create", "create", "destroy"))
    return event


def edges(document: Document, now: int) -> list[int]:
    """The instants, later than `now`, at which something may change by itself."""
    found = {(now // SLOT + 1) * SLOT, (now // SLOT + 2) * SLOT, now + DAY, now + 3 * DAY, now + 30 * DAY}
    for item in (item for project in document["projects"] for item in project["items"]):
        found |= {item["starts_at"], item["expires_at"], item["expires_at"] + WEEK, item["starts_at"] + YEAR}
    return sorted(instant for instant in found if instant > now)


def a_step(pick: Pick, document: Document, now: int) -> int:
    """The next instant: mostly near, now and then at an edge, a millisecond before or after it."""
    kind = pick(("near",) * 16 + ("next", "next", "next", "any"))
    if kind == "near":
        return now + pick(GAPS)
    ahead = edges(document, now)
    edge = ahead[0] if kind == "next" else pick(ahead)
    return max(now, edge + pick((-1, 0, 1)))


def a_session(pick: Pick, options: Sequence[str] = OPTIONS, most: int = 4, length: int = 40) -> Session:
    """A document and a trace of 1 to 4 clients under it; most clients open at the start."""
    deployments: tuple[str, ...] = ("browser",) * 5 + ("mobile", "desktop", "server")
    if "per_concurrent_instance" in options:
        deployments = ("server",) if len(options) == 1 else ("browser",) * 5 + ("server",) * 5 + ("desktop",)
    main = pick(deployments)
    document = a_document(pick, options, main, most)
    names = "abcd"[: pick((1, 2, 3, 4))]
    places = {
        name: (pick((*(main,) * 15, "browser", "mobile")), pick(ORIGINS), pick((None, None, "rack")))
        for name in names
    }
    opened: set[str] = set()
    trace: list[Event] = []
    now, up = START, True
    for _ in range(pick(range(4, length))):
        now = a_step(pick, document, now)
        name = pick(names)
        kind = pick(kinds(document, main, up=up)) if name in opened else "open"
        opened.add(name)
        if kind == "network":
            up = not up
            trace.append({"t": now, "type": kind, "up": up})
        else:
            event = (
                an_open(pick, document, name, places[name]) if kind == "open" else an_event(pick, name, kind)
            )
            trace.append({"t": now, **event})
    return document, out_of_order(pick, trace)


def out_of_order(pick: Pick, trace: list[Event]) -> list[Event]:
    """Swap a few neighbors that are at most a second apart: a replay orders them again (SCAN-11)."""
    trace, index = list(trace), 0
    while index + 1 < len(trace):
        if 0 < trace[index + 1]["t"] - trace[index]["t"] <= 1000 and seldom(pick, 4):
            trace[index : index + 2] = [trace[index + 1], trace[index]]
            index += 1
        index += 1
    return trace


@st.composite
def sessions(draw: st.DrawFn, options: Sequence[str] = OPTIONS, most: int = 4) -> Session:
    """Sessions that Hypothesis draws and shrinks."""
    return a_session(lambda values: draw(st.sampled_from(values)), options, most)


def seeded(seed: int, options: Sequence[str] = OPTIONS, most: int = 4) -> Session:
    """The session of a seed, the same everywhere."""
    return a_session(random.Random(seed).choice, options, most)  # noqa: S311 - no secret


def forgetful(seed: int, options: Sequence[str] = OPTIONS) -> Session:
    """The session of a seed whose projects want a password, which reloads get wrong every second time."""
    document, trace = seeded(seed, options)
    pick, opened = random.Random(seed).choice, set[str]()  # noqa: S311 - no secret
    for project in document["projects"]:
        project["session_password"] = "secret"
    for event in trace:
        if event["type"] == "open":
            event["password"] = "wrong" if event["client"] in opened and pick((True, False)) else "secret"
            opened.add(event["client"])
    return document, trace
