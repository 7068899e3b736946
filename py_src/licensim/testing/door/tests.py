"""The tests that use the door. Each has a kit, and objects by the handles that the other language holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from licensim.testing.camera import Camera
from licensim.testing.client import Client, Scanner
from licensim.testing.door.pages.wire import Ask, Wire
from licensim.testing.engines.engine import Engine
from licensim.testing.errors import KitError
from licensim.testing.faults import ActiveFault
from licensim.testing.input.options import FixtureOptions
from licensim.testing.kit import Browser, Licensim
from licensim.testing.reply import Replies, Reply
from licensim.testing.stage import Stage, host
from licensim.testing.standin import Call, Sdk

OWNERS: Final = {
    Browser: "browser",
    Client: "client",
    Scanner: "scanner",
    ActiveFault: "fault",
    Reply: "reply",
    Replies: "replies",
    Camera: "camera",
    Sdk: "sdk",
}
"""The objects that cross as a handle, and their owner in the table of the surface."""


class OneTest:
    """A test's kit and its objects."""

    def __init__(self, wire: Wire, options: Mapping[str, Any], folder: str) -> None:
        chosen = FixtureOptions().overlaid(options, "licensimOptions")
        self.wire: Final = wire
        self.kit: Final = Licensim(chosen, {"host": host, "page": self._page}, Path(folder))
        self._engine: Any = None
        self._objects: list[Any] = []
        self._handles: dict[int, int] = {}

    def catch_up(self) -> None:
        """Do what calls that are not awaited have put off."""
        if self._engine is not None:
            self._engine.catch_up()

    def named(self, owner: str, handle: int | None) -> Any:
        """The object of an owner in the table; `handle` chooses one of several."""
        if handle is not None:
            return self._objects[handle]
        return self.kit if owner in ("licensim", "expect(licensim)") else getattr(self.kit, owner)

    def to_json(self, value: Any) -> Any:
        """A value as a JSON value of the door; an object of the kit becomes a handle."""
        owner = OWNERS.get(type(value))
        if owner is not None:
            return {"$": owner, "handle": self._handle(value), **self._facts(value)}
        if isinstance(value, list | tuple):
            return [self.to_json(one) for one in value]
        if isinstance(value, Call):
            return asdict(value)
        if self._engine is not None and value in self.wire.things.values():
            return {"$page": value.handle}
        return str(value) if isinstance(value, Path) else value

    def from_json(self, value: Any) -> Any:
        """The value of a JSON value of the door; a handle becomes its object."""
        if isinstance(value, dict):
            if "$" in value:
                return self._objects[value["handle"]]
            if "$page" in value:
                from licensim.testing.door.pages.objects import page_of  # noqa: PLC0415 - see `_page`

                return page_of(self.wire, value["$page"])
            return {name: self.from_json(one) for name, one in value.items()}
        return [self.from_json(one) for one in value] if isinstance(value, list) else value

    def _page(self, kit: Stage) -> Engine:
        from licensim.testing.door.pages.engine import RemotePageEngine  # noqa: PLC0415 - only a page needs it

        self._engine = RemotePageEngine(kit, self.wire)
        engine: Engine = self._engine
        return engine

    def _handle(self, value: object) -> int:
        if id(value) not in self._handles:
            self._handles[id(value)] = len(self._objects)
            self._objects.append(value)
        return self._handles[id(value)]

    def _facts(self, value: Any) -> dict[str, Any]:
        """The facts of an object that are sent with its handle."""
        if isinstance(value, Reply):
            return {"words": repr(value)}
        if isinstance(value, Replies):
            return {"words": repr(value), "each": [self.to_json(one) for one in value]}
        if isinstance(value, Sdk):
            return {}
        return {"name": value.what if isinstance(value, ActiveFault) else value.name}


class Tests:
    """The tests that run now, by number."""

    def __init__(self) -> None:
        self.ask: Ask = _nobody
        self._last = 0
        self._running: dict[int, OneTest] = {}

    def begin(self, options: Mapping[str, Any], folder: str) -> int:
        """Make the kit of a test; returns its number."""
        self._last += 1
        test = OneTest(Wire(self.ask, self._last), options, folder)
        self._running[self._last] = test
        return self._last

    def __getitem__(self, number: int) -> OneTest:
        return self._running[number]

    def __contains__(self, number: int) -> bool:
        return number in self._running

    def end(self, number: int) -> None:
        """Forget a test."""
        del self._running[number]


def _nobody(_: str) -> str:
    raise KitError("no browser is behind this door")
