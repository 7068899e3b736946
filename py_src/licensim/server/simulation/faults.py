"""Simulated faults of the license server: what goes wrong, for which requests, how often; repeatable."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from licensim.fault_table import ROWS
from licensim.rules.answer import Reason, refusal
from licensim.rules.input.fields import MAX_QUOTA, Integer, Number, OneOf, Text
from licensim.rules.input.shapes import ListOf, Object
from licensim.server.deciding.request_handler import ServerReply, failed, refuse
from licensim.server.deciding.requests import Asked

_ROWS: Final = [(row.server, row.does) for row in ROWS if row.server is not None]
KINDS: Final = {at_server.name: does for at_server, does in _ROWS}
OPERATIONS: Final = ("authorize", "reports", "release", "usage")

FAULT: Final = Object(
    {"fault": OneOf(tuple(KINDS), doc="; ".join(f"{kind}: {text}" for kind, text in KINDS.items()))},
    {
        "client": Text(max_length=64, doc="only for this client"),
        "origin": Text(doc="only for clients of this origin, serialized"),
        "operation": OneOf(OPERATIONS, doc="only for this operation"),
        "probability": Number(0, 1, doc="how often it applies; always when left out"),
        "seed": Integer(0, MAX_QUOTA, doc="equal seeds choose the same requests; 0 when left out"),
        "count": Integer(1, MAX_QUOTA, doc="how many times it applies at most"),
        **{name: field for at_server, _ in _ROWS for name, field in at_server.parameters.items()},
    },
    title="a fault",
    absent_null=True,
)
MAX_FAULTS: Final = 1000
FAULTS: Final = Object({"faults": ListOf(FAULT, max_items=MAX_FAULTS)}, {}, title="all faults")


@dataclass(frozen=True, slots=True)
class SimulatedFault:
    """A simulated fault, see `FAULT`; `seen` counts the requests that fit, `struck` those it applied to."""

    fault: str
    client: str | None = None
    origin: str | None = None
    operation: str | None = None
    probability: float = 1
    seed: int = 0
    count: int | None = None
    delay_ms: int = 0
    skew_ms: int = 0
    status: int = 503
    reason: str = Reason.QUOTA_EXHAUSTED.value
    seen: int = 0
    struck: int = 0

    def fits(self, asked: Asked) -> bool:
        """Whether the fault is for this kind of request, and not used up."""
        origin = None if asked.origin is None else asked.origin.text
        return (
            asked.operation in OPERATIONS
            and self.operation in (None, asked.operation)
            and self.client in (None, asked.uuid)
            and self.origin in (None, origin)
            and (self.count is None or self.struck < self.count)
        )

    def next(self) -> tuple[bool, SimulatedFault]:
        """Whether the fault applies to the next request that fits; and the fault after that."""
        # No secret: with the same seed a fault must choose the same requests.
        applies = random.Random(f"{self.seed} {self.seen}").random() < self.probability  # noqa: S311
        return applies, replace(self, seen=self.seen + 1, struck=self.struck + applies)

    def to_wire(self) -> dict[str, Any]:
        """The fault as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RequestFaults:
    """The faults that apply to one request."""

    faults: tuple[SimulatedFault, ...] = ()

    def undecided(self, asked: Asked) -> ServerReply | None:
        """The reply if a fault prevents the decision; else None."""
        for one in self.faults:
            if one.fault == "drop_request":
                return ServerReply({}, dropped=True)
            if one.fault == "error":
                return failed(one.status, "SimulatedFault", "a simulated fault")
            if one.fault == "standby":
                return refuse(asked, refusal(Reason.STANDBY, "NET-2"))
            if one.fault == "refuse":
                return refuse(asked, refusal(Reason(one.reason), "NET-2"))
        return None

    @property
    def skew_ms(self) -> int:
        """How far the server's clock is ahead."""
        return sum(one.skew_ms for one in self.faults if one.fault == "skew")

    def spoil(self, reply: ServerReply) -> ServerReply:
        """The reply, changed by these faults."""
        kinds = {one.fault for one in self.faults}
        delay_ms = sum(one.delay_ms for one in self.faults if one.fault == "delay")
        dropped = reply.dropped or "drop_answer" in kinds
        return replace(reply, delay_ms=delay_ms, dropped=dropped, spoiled="bad_signature" in kinds)
