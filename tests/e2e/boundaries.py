"""The boundaries in time of SPEC sections 5 to 10: when each answer changes, and how a test crosses them."""

from typing import Any

from e2e.boundary import Act, Boundary, Crossing, Fields, Said
from licenses import DAY, SLOT, START, WEEK, YEAR, item

END = START + YEAR
HOUR = DAY // 24
HERE = "this-browser"


def opened(client: str = HERE, **fields: Any) -> Fields:
    """A browser opens its license."""
    return {"type": "open", "client": client, "deployment": "browser", "origin": "http://localhost", **fields}


def server(name: str, client: str | None = None) -> Fields:
    """A server program on a machine with this name opens its license."""
    return {"type": "open", "client": client or name, "deployment": "server", "server_id": name}


def scanned(client: str = HERE, *texts: str) -> Fields:
    """A client reads a picture with codes."""
    return {"type": "image", "client": client, "codes": [{"format": "QRCode", "text": one} for one in texts]}


def asks(client: str, count: int) -> Fields:
    """A server asks for instances."""
    return {"type": "instances", "client": client, "ask": count}


USED = scanned(HERE, "A")
IMPORTED: Fields = {"type": "pages", "client": HERE, "module": "core", "count": 1}
UNREACHABLE: Fields = {"type": "network", "up": False}
MACHINE = server("machine-1", "machine-1, server")

PAGES = item("per_page", quota=9)
DEVICES = item("per_client_device", quota=1, grace=0, expires_at=END + YEAR)
SERVERS = item("per_server", quota=1)
SITE = item("per_domain", domain="localhost")
AT_ONCE = item("per_concurrent_device", quota=1, allowance=0, expires_at=END + YEAR)
INSTANCES = item("per_concurrent_instance", quota=10, allowance=0, expires_at=END + YEAR)


def term(one: Fields, opening: Fields, act: Act) -> list[Boundary]:
    """ITEM-2 for one option: the begin of its license, its end, and the end of its grace."""
    one = {**one, "expires_at": END}

    def row(what: str, begun_at: int, control: str, at: int, *said: str) -> Boundary:
        before, then = said
        name = f"{one['option']} {what}"
        return Boundary("ITEM-2", name, one, ((begun_at, opening),), control, at, act, (before, then, then))

    return [
        row("begins", START - SLOT, "Next change", START, "refused 112", "ok"),
        row("ends", END - DAY, "To expiry", END, "ok", "over"),
        row("ends with its grace", END + DAY, "To the end of grace", END + WEEK, "over", "refused 111"),
    ]


TERMS = [
    *term(PAGES, opened(), Crossing.import_page),
    *term(DEVICES, opened(), Crossing.scan),
    *term(SERVERS, MACHINE, Crossing.restart_server),
    *term(SITE, opened(), Crossing.scan),
    *term(AT_ONCE, opened(), Crossing.scan),
    *term(INSTANCES, server("server-2"), Crossing.ask_alone),
]


def offline(one: Fields, use: Fields, since: int, control: str, at: int) -> Boundary:
    """NET-1, NET-6: without the server the local license is valid until its end."""
    act = Crossing.import_page if use is IMPORTED else Crossing.scan
    history = ((since, opened()), (since + 1, use), (since + 2, UNREACHABLE))
    said = ("ok -20012", "refused -20200", "refused -20200")
    return Boundary("NET-6", f"{one['option']} without a server", one, history, control, at, act, said)


OFFLINE = [
    offline(PAGES, IMPORTED, START, "+24 h", START + 3 * DAY),
    offline({**DEVICES, "period": "monthly"}, USED, START, "+24 h", START + 30 * DAY + 1),
    offline(SITE, USED, END - DAY, "To expiry", END),
    offline(AT_ONCE, USED, START + 10 * SLOT, "+3 min", START + 12 * SLOT),
    Boundary(
        "CINST-4",
        "an instance without a server",
        INSTANCES,
        ((START, server("server-1")), (START + 1, asks("server-1", 4)), (START + 2, UNREACHABLE)),
        "+3 min",
        START + 2 * SLOT,
        Crossing.create,
        ("ok -20012", "refused -20200", "refused -20200"),
    ),
]


def seat(name: str, terms: Fields, control: str, at: int, *later: tuple[int, Fields]) -> Boundary:
    """DEV-2 to DEV-4: this browser has the only seat from START on; another browser asks for it."""
    terms = dict(terms)
    rule, profile = terms.pop("rule", "DEV-2"), terms.pop("profile", "v2.2.19")
    said = ("refused 120", *(terms.pop("said", "ok"),) * 2)
    history = ((START, opened()), *later)
    return Boundary(
        rule, name, {**DEVICES, **terms}, history, control, at, Crossing.add_client, said, profile
    )


AN_HOUR_LATER = START + HOUR
SEATS = [
    seat("a seat for a day", {"period": "daily"}, "+3 min", START + DAY),
    seat("a seat for a month", {"period": "monthly"}, "+24 h", START + 30 * DAY),
    seat("a seat for a quarter", {"period": "quarterly"}, "+30 d", START + 90 * DAY),
    seat("a seat for a year", {"period": "yearly", "profile": "v2.4"}, "+90 d", START + YEAR),
    seat("a seat's end is the next change", {"rule": "DEV-4"}, "Next change", START + DAY),
    seat(
        "no seat outlasts its license",
        {"period": "quarterly", "expires_at": START + 10 * DAY, "said": "over"},
        "Next change",
        START + 10 * DAY,
    ),
    seat("a use renews", {"rule": "DEV-3"}, "+3 min", AN_HOUR_LATER + DAY, (AN_HOUR_LATER, USED)),
    seat(
        "a use renews nothing",
        {"rule": "DEV-3", "refresh": "authorization"},
        "+3 min",
        START + DAY,
        (AN_HOUR_LATER, USED),
    ),
    seat(
        "a picture without codes renews nothing",
        {"rule": "DEV-3"},
        "+3 min",
        START + DAY,
        (AN_HOUR_LATER, scanned()),
    ),
    Boundary(
        "SRV-2",
        "a server's seat outlasts the end of its license",
        SERVERS,
        ((START, MACHINE),),
        "To expiry",
        END,
        Crossing.start_server,
        ("refused 120", "refused 120", "refused 120"),
    ),
]

OTHER = opened("other", origin="https://other.example.com")
UNALIGNED = {**AT_ONCE, "starts_at": START + 60_000}
WITH_ROOM = {**AT_ONCE, "allowance": 9}
YEAR_END = START + YEAR


def two_devices(rule: str, name: str, one: Fields, since: int, *crossed: Any) -> Boundary:
    """Another device and this browser scan in the slot of ``since``; then this browser scans once more."""
    control, at, said = crossed
    history = ((since, opened()), (since, OTHER), (since + 1, scanned("other", "A")), (since + 2, USED))
    return Boundary(rule, name, one, history, control, at, Crossing.scan, said)


OVERUSED: Said = ("over", "refused 120", "refused 120")
FREE_AGAIN: Said = ("refused 120", "ok", "ok")
ALONE: Said = ("over", "ok", "ok")
DAY_END = START + DAY
DEVICES_AT_ONCE = [
    two_devices(
        "CDEV-2", "one of the slot before is gone", WITH_ROOM, START, "Next change", START + SLOT, ALONE
    ),
    two_devices(
        "TIME-2", "one of the day before is gone", WITH_ROOM, DAY_END - SLOT, "Next change", DAY_END, ALONE
    ),
    two_devices(
        "CDEV-5", "overused from the next slot on", AT_ONCE, START, "Next change", START + SLOT, OVERUSED
    ),
    two_devices("CDEV-5", "until the next year", AT_ONCE, START, "+90 d", YEAR_END, FREE_AGAIN),
    two_devices(
        "CDEV-5", "before the first slot", UNALIGNED, START + 60_000, "Next change", START + SLOT, ALONE
    ),
    two_devices(
        "CDEV-5", "until the next first slot", UNALIGNED, START + SLOT, "+30 d", YEAR_END + SLOT, FREE_AGAIN
    ),
]


def two_servers(rule: str, name: str, since: int, *crossed: Any) -> Boundary:
    """Two servers ask in the slot of ``since``, 14 at the same time with 10 licensed; then both ask again."""
    control, at, said = crossed
    history = (
        (since - SLOT, server("server-1")),
        (since - SLOT, server("server-2")),
        (since, asks("server-1", 10)),
        (since + 1, asks("server-2", 4)),
    )
    return Boundary(rule, name, INSTANCES, history, control, at, Crossing.ask, said)


INSTANCES_AT_ONCE = [
    Boundary(
        "CINST-3",
        "a server of the slot before is gone",
        {**INSTANCES, "allowance": 9},
        (
            (START, server("server-1")),
            (START, server("server-2")),
            (START + 8 * SLOT, asks("server-1", 10)),
        ),
        "Next change",
        START + 9 * SLOT,
        Crossing.ask_alone,
        ALONE,
    ),
    two_servers(
        "CINST-6", "overused from the next slot on", START + SLOT, "Next change", START + 2 * SLOT, OVERUSED
    ),
    two_servers(
        "CINST-6", "until the next year", START + SLOT, "+24 h", YEAR_END, ("refused 120", "over", "over")
    ),
]

BOUNDARIES = [*TERMS, *OFFLINE, *SEATS, *DEVICES_AT_ONCE, *INSTANCES_AT_ONCE]
