"""Documents and sessions for the property tests, drawn from small grids around the boundaries.

The registry has the options and the fields of their items. Quotas are 0 to 3, so that sessions reach them;
instants are a few steps around the ends of forget windows, slots, validities, items and years, so that they
collide. Everything is built from one operation, `pick` one of a few values: by Hypothesis (which can shrink),
or by a seeded random generator.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from licensim.hosts import ascii_host
from licensim.rules.documents.demo import sample_items
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fields import Field, Fraction, HostName, Integer, OneOf
from licensim.rules.input.shapes import ListOf
from licensim.rules.license.products import PRODUCTS
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ALL_USES, ClientIdentity
from licensim.rules.options.shape import Option
from licensim.rules.origins.origin import DEPLOYMENTS

T = TypeVar("T")
Document = dict[str, Any]
Event = dict[str, Any]
Session = tuple[Document, list[Event]]

START = 1_767_225_600_000
SLOT, DAY = 180_000, 86_400_000
YEAR, WEEK = 365 * DAY, 7 * DAY
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
AMOUNTS = (1, 2, 3, 0)
FRACTIONS = (0, 0.5, 0.25, 1)
HOSTS = ("example.com", "example.com", "www.example.com", "app.example.com", "shop.force.com", "localhost")
FORGET_TIMES = (None, 0, 1, 1500, 3001, 10_001, 200_000, -1)
ANY: tuple[str, ...] = (
    *("frame", "pages", "image", "open", "open", "settings", "pause", "close"),
    *("release", "clear_storage", "network", "instance"),
)
EVENTS = {
    "scan": ("frame",) * 14,
    "page": ("pages",) * 6,
    "instance": ("instances", "instance", "instance", "instance", "instance"),
}
"""The likely events for a use that an item serves."""


class Pick(Protocol):
    """Chooses one of a few values; the first is the simplest."""

    def __call__(self, values: Sequence[T], /) -> T:
        """One of the values."""


def seldom(pick: Pick, n: int) -> bool:
    """True in one of `n` cases."""
    return pick((False,) * (n - 1) + (True,))


def a_value(pick: Pick, option: Option, name: str, field: Field, deployment: str) -> Any:
    """A value of a field of an option's item: small numbers, and hosts that sessions visit."""
    if isinstance(field, OneOf):
        fits = (*(deployment,) * 9, "mobile") if field.values == DEPLOYMENTS else field.values
        return pick((fits[0], *fits))
    if isinstance(field, Integer):
        return pick([one for one in AMOUNTS if field.minimum <= one <= field.maximum] or (field.minimum,))
    if isinstance(field, Fraction):
        return pick(FRACTIONS)
    if isinstance(field, HostName):
        return pick((*HOSTS, "*.example.com") if field.wildcard else HOSTS)
    if isinstance(field, ListOf):
        return [] if seldom(pick, 3) else [a_value(pick, option, name, field.field, deployment)]
    return pick([sample[name] for sample in option.samples if name in sample])


def an_item(pick: Pick, option: Option, identity: str, deployment: str, profile: str) -> Document:
    """One item of an option; most are in force at START and fit the deployment."""
    item: Document = {"id": identity, "option": option.name}
    item["starts_at"] = START + pick(STARTS)
    item["expires_at"] = max(START + pick(ENDS), item["starts_at"] + 1)
    if seldom(pick, 30):
        item["status"] = "revoked"
    if seldom(pick, 4):
        item["product"] = pick(tuple(option.products))
    own = option.fields(PROFILES[profile])
    for name, field in {**own.required, **own.optional}.items():
        if name in own.required or not seldom(pick, 3):
            item[name] = a_value(pick, option, name, field, deployment)
    return item


def a_project(pick: Pick, key: str) -> Document:
    """A project without its items."""
    project: Document = {"key": key, "settings": {}}
    if seldom(pick, 10):
        project["session_password"] = "secret"
    if seldom(pick, 10):
        project["website_domains"] = ["example.com", "localhost"]
    if seldom(pick, 2):
        project["settings"]["allow_insecure"] = True
    if seldom(pick, 4):
        project["settings"]["development_hosts"] = ["localhost"]
    return project


def a_document(pick: Pick, options: Sequence[str], deployment: str, most: int) -> Document:
    """A document of project `K`, sometimes with a second one, `L`; each with 1 to `most` items."""
    keys = ("K", "L") if seldom(pick, 6) else ("K",)
    profile = pick((DEFAULT_PROFILE, *PROFILES))

    def items(key: str) -> list[Document]:
        chosen = [OPTIONS[pick(options)] for _ in range(pick(tuple(range(1, most + 1))))]
        return [an_item(pick, one, f"{key}{n}", deployment, profile) for n, one in enumerate(chosen)]

    projects = [{**a_project(pick, key), "items": items(key)} for key in keys]
    return {"profile": profile, "projects": projects}


def a_code(pick: Pick) -> Event:
    """One of a few codes, 1D or not; sometimes with a confidence or a box."""
    one: Event = {"format": pick(("QRCode", "QRCode", "EAN13")), "text": pick(("A", "A", "B", "C"))}
    if seldom(pick, 5):
        one["confidence"] = pick((29, 30, 31))
    if seldom(pick, 5):
        one["box"] = pick(([0.25, 0.25, 0.75, 0.75], [0, 0.5, 0.5, 1]))
    return one


def an_open(pick: Pick, document: Document, name: str, place: tuple[str, str, str | None]) -> Event:
    """An `open`, usually a fitting one; a client keeps its deployment, origin and server_id."""
    deployment, origin, server_id = place
    keys = [project["key"] for project in document["projects"]]
    event: Event = {"type": "open", "client": name, "key": pick(keys), "deployment": deployment}
    if seldom(pick, 60):
        event["key"] = "UNKNOWN"
    if seldom(pick, 6):
        event["product"] = pick(PRODUCTS)
    if deployment == "browser":
        event["origin"] = origin
        if seldom(pick, 3):
            event["edition"] = pick(tuple(EDITIONS))
    if server_id is not None:
        event["server_id"] = server_id
    if deployment not in ("browser", "server") or seldom(pick, 8):
        event["serves"] = pick(("web", "users", "kiosk", "one"))
    if not seldom(pick, 8):
        event["password"] = pick((*("secret",) * 7, "wrong"))
    return event


def changes(pick: Pick) -> Event:
    """The changes of a `settings` event."""
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


def items_of(document: Document) -> list[Document]:
    """The items of every project."""
    return [item for project in document["projects"] for item in project["items"]]


def served(document: Document, deployment: str) -> set[str]:
    """The kinds of use that some item serves for clients of a deployment."""
    client = ClientIdentity("u", "K", deployment, serves="users")
    items = [item for project in parse_document(document, ascii_host).projects for item in project.items]
    options = [(OPTIONS[item.option], item) for item in items]
    return {
        use.kind
        for use in ALL_USES
        if any(one.serves(item, client, use) and one.takes(item, client, use) for one, item in options)
    }


@cache
def takers(option: Option) -> tuple[str, ...]:
    """The deployments that an option's items serve."""
    return tuple(name for name in DEPLOYMENTS if served(_sample(option, name), name))


def _sample(option: Option, deployment: str) -> Document:
    items = [
        {**one, "deployment": deployment} if "deployment" in one else one for one in sample_items(option, 0)
    ]
    return {"profile": DEFAULT_PROFILE, "projects": [{"key": "K", "items": items}]}


def deployments(options: Sequence[str]) -> tuple[str, ...]:
    """The deployments of clients: usually the first that some option's items serve."""
    places = [takers(OPTIONS[option]) for option in options]
    firsts = dict.fromkeys(first for first, *_ in places)
    return (*(*firsts,) * 5, *dict.fromkeys(one for found in places for one in found))


def kinds(uses: set[str], *, up: bool) -> tuple[str, ...]:
    """The types of event, often those that the items serve; a lost network comes back soon."""
    found = ANY if up else (*ANY, *("network",) * 3)
    for use, events in EVENTS.items():
        found += events if use in uses else ()
    return found


def an_event(pick: Pick, document: Document, name: str, kind: str) -> Event:
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
        modules = [item["module"] for item in items_of(document) if "module" in item]
        event |= {"module": pick(("core", *modules)), "count": pick((1, 2, 3))}
    if kind == "instances":
        event["ask"] = pick((1, 2, 3, 4))
    if kind == "instance":
        event["op"] = pick(("create", "create", "destroy"))
    return event


def edges(document: Document, now: int) -> list[int]:
    """The instants after `now` at which something may change by itself."""
    found = {(now // SLOT + 1) * SLOT, (now // SLOT + 2) * SLOT, now + DAY, now + 3 * DAY, now + 30 * DAY}
    for item in items_of(document):
        found |= {item["starts_at"], item["expires_at"], item["expires_at"] + WEEK, item["starts_at"] + YEAR}
    return sorted(instant for instant in found if instant > now)


def a_step(pick: Pick, document: Document, now: int) -> int:
    """The next instant: usually near, sometimes at an edge, or a millisecond before or after it."""
    kind = pick(("near",) * 16 + ("next", "next", "next", "any"))
    if kind == "near":
        return now + pick(GAPS)
    ahead = edges(document, now)
    edge = ahead[0] if kind == "next" else pick(ahead)
    return max(now, edge + pick((-1, 0, 1)))


def a_session(pick: Pick, options: Sequence[str] | None = None, most: int = 4, length: int = 40) -> Session:
    """A document and a trace of 1 to 4 clients under it; most clients open at the start.

    `options` None means all registered ones.
    """
    options = tuple(OPTIONS) if options is None else options
    main = pick(deployments(options))
    document = a_document(pick, options, main, most)
    uses = served(document, main)
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
        kind = pick(kinds(uses, up=up)) if name in opened else "open"
        opened.add(name)
        if kind == "network":
            up = not up
            trace.append({"t": now, "type": kind, "up": up})
        else:
            event = (
                an_open(pick, document, name, places[name])
                if kind == "open"
                else an_event(pick, document, name, kind)
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
def sessions(draw: st.DrawFn, options: Sequence[str] | None = None, most: int = 4) -> Session:
    """A strategy for sessions, which Hypothesis can shrink."""
    return a_session(lambda values: draw(st.sampled_from(values)), options, most)


def seeded(seed: int, options: Sequence[str] | None = None, most: int = 4) -> Session:
    """The session of a seed, the same on every machine."""
    return a_session(random.Random(seed).choice, options, most)  # noqa: S311 - no secret


def forgetful(seed: int, options: Sequence[str] | None = None) -> Session:
    """The session of a seed whose projects need a password; every second reload has a wrong one."""
    document, trace = seeded(seed, options)
    pick, opened = random.Random(seed).choice, set[str]()  # noqa: S311 - no secret
    for project in document["projects"]:
        project["session_password"] = "secret"
    for event in trace:
        if event["type"] == "open":
            event["password"] = "wrong" if event["client"] in opened and pick((True, False)) else "secret"
            opened.add(event["client"])
    return document, trace
