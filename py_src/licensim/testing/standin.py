"""The stand-in SDK of a page, for its test: which members were called or used, and what was blocked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from licensim.testing.errors import KitError

VERSION: Final = re.compile(r"\d+\.\d+")
SERVICE_WORKERS: Final = ("allow", "block")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the page: its member, its arguments and its answer in words; a key is `<key>`."""

    member: str
    arguments: tuple[str, ...]
    answer: str

    def __str__(self) -> str:
        """The call as a line, with what it throws."""
        thrown = f", which {self.answer}" if self.answer.startswith("throws ") else ""
        return f"{self.member}({', '.join(self.arguments)}){thrown}"


@dataclass(slots=True)
class Sdk:
    """What a page did with its SDK.

    `calls` are in their order, `unsimulated` names members that the page used and the stand-in does not
    simulate, `blocked` the vendor's addresses that the page asked for and the kit did not answer,
    `service_workers` the page's own scripts that could answer before the kit.
    """

    version: str | None = None
    workers: str = "allow"
    calls: list[Call] = field(default_factory=list)
    unsimulated: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    service_workers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Raise KitError for an invalid version or word."""
        if self.version is not None and not VERSION.match(str(self.version)):
            raise KitError(f"version must be text, such as '11.2', not {self.version!r}")
        if self.workers not in SERVICE_WORKERS:
            raise KitError(f"service_workers must be 'allow' or 'block', not {self.workers!r}")

    def record(self, message: dict[str, Any]) -> str:
        """Record a message of the page; return it in words, for the log."""
        if "unsimulated" in message:
            self.unsimulated.append(message["unsimulated"])
            return f"uses {message['unsimulated']}, which the stand-in does not simulate"
        if "serviceWorker" in message:
            self.service_workers.append(message["serviceWorker"])
            what = "may not register" if self.workers == "block" else "registers"
            return f"{what} the service worker {message['serviceWorker']}, which can answer before the kit"
        call = Call(message["member"], tuple(message["arguments"]), message["answer"])
        self.calls.append(call)
        return f"calls {call}"

    def block(self, address: str) -> str:
        """Record an address that is not answered; return a line for the log."""
        self.blocked.append(address)
        return f"asks {address}, which is not answered"
