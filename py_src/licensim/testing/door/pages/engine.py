"""The page engine of a test of the other language."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn, cast

from licensim.testing.browser.answers import Answer
from licensim.testing.browser.page_engine import PageEngine
from licensim.testing.door.pages.objects import Context, Remote, context_of
from licensim.testing.door.pages.wire import Wire
from licensim.testing.errors import KitError
from licensim.testing.input.place import Place
from licensim.testing.shown import Shown
from licensim.testing.stage import Stage


class SkipTest(KitError):
    """This test cannot run on the engine that it has chosen."""


class RemotePageEngine(PageEngine):
    """`serve` does nothing yet: the test does not await it. `catch_up` does that, before what is awaited."""

    def __init__(self, kit: Stage, wire: Wire) -> None:
        super().__init__(kit, cast("Any", RemoteRunner(wire)))
        self._later: list[tuple[Place, Shown]] = []

    def serve(self, place: Place, shown: Shown) -> None:
        """Serve a folder, or a running server, from the next awaited call on."""
        self._later.append((place, shown))

    def catch_up(self) -> None:
        """Do what was put off."""
        later, self._later = self._later, []
        for place, shown in later:
            super().serve(place, shown)


class RemoteRunner:
    """The runner of a test; see `browser.runner`."""

    def __init__(self, wire: Wire) -> None:
        self._wire: Final = wire

    def context(self) -> Context:
        """A context of the test."""
        return self.new_context()

    def new_context(self, storage_state: Any = None) -> Context:
        """A further context, which begins with a storage."""
        return context_of(self._wire, self._wire.ask("newContext", storageState=storage_state))

    def route(self, target: Remote, pattern: str | re.Pattern[str], answer: Answer) -> None:
        """Answer requests of a context or page; a regular expression ignores case, as all of the kit do."""
        given = {"glob": pattern} if isinstance(pattern, str) else {"pattern": pattern.pattern}
        target.ask("route", **given, listener=self._wire.answerer(answer))

    def skip(self, why: str) -> NoReturn:
        """Skip the test."""
        raise SkipTest(why)
