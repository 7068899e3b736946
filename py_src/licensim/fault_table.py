"""The simulated faults: one table for the license server, the kit and the page.

A fault is a row here, and code in each place that the row names:

- at the server a branch of `RequestFaults`, in `server/simulation/faults.py`
- in the kit a method of `FaultControls`, in `testing/faults.py`
- in the page an action of the faults panel, in `web/src/harness/elements/session/faults.ts`

A test starts every fault in every place that its row names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from licensim.rules.answer import Reason
from licensim.rules.input.fields import MAX_INSTANT, Field, Integer, OneOf

Sufferer = Literal["every client", "one client", "this browser", "the license"]


@dataclass(frozen=True, slots=True)
class AtServer:
    """How `/sim/faults` takes a fault: its `name` there, and the fields that only this fault has.

    There a fault affects every client, or those that the request names.
    """

    name: str
    parameters: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InKit:
    """How a test starts a fault: by the method of `licensim.faults` that has the row's name.

    `begins` is what the log says then, with figures in braces. `parameters` are the method's arguments, with
    their units.
    """

    begins: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InPage:
    """How a visitor starts a fault: by a switch, or by a button if `ends` is None: the fault does not end.

    `id` names its element, `label` is the text beside it. `begins` and `ends` are the lines of the log;
    `{copy}` in them is the name of a copied client. `own` is the fault's target if the page itself decides,
    `shared` if a license server decides; None: the fault is not available then.
    """

    id: str
    label: str
    begins: str
    ends: str | None
    own: Sufferer
    shared: Sufferer | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. A place that is None does not have it.

    `does` is what goes wrong, in one sentence. `suffers` is the fault's target at the server and in the kit;
    for the page see `InPage`.
    """

    name: str
    suffers: Sufferer
    does: str
    server: AtServer | None = None
    kit: InKit | None = None
    page: InPage | None = None


_TIMES: Final = "how many asks it affects; None for all"
_ITEM: Final = "its id; None for every item"

ROWS: Final = (
    Row(
        "offline",
        "every client",
        "nobody reaches the license server",
        kit=InKit("the license server is not reached"),
        page=InPage(
            "unreachable",
            "License server unreachable",
            "The license server is unreachable",
            "The license server is back",
            own="every client",
            shared="this browser",
        ),
    ),
    Row(
        "unknown_key",
        "this browser",
        "the license is opened with a key that no project has",
        page=InPage(
            "key",
            "Opened with a key nobody knows",
            "Opened with an unknown key",
            "Opened with its own key",
            own="this browser",
        ),
    ),
    Row(
        "refuse",
        "every client",
        "the server refuses what it is asked, and decides nothing",
        server=AtServer(
            "refuse",
            {
                "reason": OneOf(
                    tuple(one.value for one in Reason), doc="why it refuses; QUOTA_EXHAUSTED when left out"
                )
            },
        ),
        kit=InKit(
            "the server refuses with {number}", {"number": "a number, or a reason's name", "times": _TIMES}
        ),
    ),
    Row(
        "delay",
        "every client",
        "answers come late",
        server=AtServer("delay", {"delay_ms": Integer(0, 600_000, doc="how late, in ms; 0 when left out")}),
        kit=InKit("answers take {span}", {"ms": "how late, in ms", "times": _TIMES}),
    ),
    Row(
        "drop_request",
        "every client",
        "the request gets lost undecided: its connection closes",
        server=AtServer("drop_request"),
    ),
    Row(
        "lose_answer",
        "every client",
        "the request is decided, and its answer gets lost: the connection closes",
        server=AtServer("drop_answer"),
        kit=InKit("the server's answer gets lost", {"times": _TIMES}),
    ),
    Row(
        "error",
        "every client",
        "the answer is an error of HTTP, and nothing is decided",
        server=AtServer("error", {"status": Integer(500, 599, doc="of an error; 503 when left out")}),
    ),
    Row(
        "standby",
        "every client",
        "the answer is a standby's 100, and nothing is decided",
        server=AtServer("standby"),
    ),
    Row(
        "bad_signature",
        "every client",
        "the local license has a wrong signature",
        server=AtServer("bad_signature"),
    ),
    Row(
        "skew",
        "every client",
        "the server's clock is wrong",
        server=AtServer(
            "skew",
            {
                "skew_ms": Integer(
                    -MAX_INSTANT, MAX_INSTANT, doc="how far its clock is ahead, in ms; 0 when left out"
                )
            },
        ),
    ),
    Row(
        "revoke",
        "the license",
        "items are revoked (113)",
        kit=InKit("{item} is revoked", {"item": _ITEM}),
        page=InPage(
            "revoked",
            "License revoked",
            "The license was revoked",
            "The license is in force again",
            own="the license",
        ),
    ),
    Row(
        "clock_back",
        "one client",
        "a client's clock is behind the server's",
        kit=InKit(
            "{whose} is set back by {span}",
            {
                "client": "whose; None for every client's",
                "hours": "how far behind",
                "minutes": "added to that",
                "seconds": "added to that",
            },
        ),
        page=InPage(
            "clock",
            "This browser's clock a day behind",
            "This browser's clock was set back by a day",
            "This browser's clock is right again",
            own="this browser",
        ),
    ),
    Row(
        "clone",
        "one client",
        "what a client has stored is copied into another browser",
        kit=InKit(
            "storage is copied: {copy}",
            {"client": "whose storage; None for the only client there is. Returns the one that has the copy"},
        ),
        page=InPage(
            "cloned",
            "This browser's storage copied to another",
            "{copy}, with a copy of this browser's storage, opened",
            "{copy} was cleared",
            own="this browser",
        ),
    ),
    Row(
        "storage_full",
        "every client",
        "no browser can store anything: `StorageFullError`, and nothing was counted",
        kit=InKit("the browsers' storage is full"),
        page=InPage(
            "full",
            "This browser's storage full",
            "This browser's storage is full",
            "This browser's storage has room again",
            own="this browser",
            shared="this browser",
        ),
    ),
    Row(
        "clear_storage",
        "this browser",
        "what the browser has stored is gone, and it is a new client",
        page=InPage(
            "clear",
            "Clear this browser's storage",
            "This client was forgotten",
            None,
            own="this browser",
            shared="this browser",
        ),
    ),
    Row(
        "expire",
        "the license",
        "items have expired (111)",
        kit=InKit("{item} has expired", {"item": _ITEM, "in_grace": "they ended just now, which is `over`"}),
        page=InPage(
            "expire",
            "Let the license expire for good",
            "To the end of the license and its grace",
            None,
            own="the license",
        ),
    ),
)
