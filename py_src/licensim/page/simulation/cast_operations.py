"""The operations of a cast at work, one method each; it does not touch the visitor's own session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from licensim.page.simulation.cast import CastRun
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.origins.origin import FALLBACK, Origin
from licensim.sessions.cast import read_cast
from licensim.sessions.trace import ParseOrigin

Fields = dict[str, Any]


class CastOperations:
    """The one cast of a worker; `read` reads a license document at an instant."""

    def __init__(self, read: Callable[[str | None, int], Document], parse_origin: ParseOrigin) -> None:
        self._read = read
        self._parse_origin = parse_origin
        self._run: CastRun | None = None
        self.by_name: dict[str, Callable[[Fields], Fields]] = {
            "sim_cast": self._begin,
            "sim_cast_run": self._go_on,
            "sim_cast_status": self._status,
            "sim_cast_end": self._end,
        }

    @property
    def run(self) -> CastRun:
        """The cast at work; raises Malformed before `sim_cast`."""
        if self._run is None:
            raise Malformed((Fault("cast", "no cast is at work"),))
        return self._run

    def _begin(self, fields: Fields) -> Fields:
        """Begin a `cast` on the day after `now`, under a copy of a license; `here` is the page's origin."""
        cast = read_cast(fields["cast"])
        document = self._read(fields["document"], fields["now"])
        origins = [self._origin(fields["here"]), *map(self._shop, range(2, cast.places + 1))]
        self._run = CastRun(cast, document, fields["key"], fields["now"], origins)
        return self._run.progress()

    def _shop(self, number: int) -> Origin:
        return self._origin(f"https://shop-{number}.example.com")

    def _origin(self, text: str) -> Origin:
        return self._parse_origin(text) or FALLBACK

    def _go_on(self, fields: Fields) -> Fields:
        """Decide at most `most` further events."""
        self.run.run(fields.get("most", 500))
        return self.run.progress()

    def _status(self, fields: Fields) -> Fields:
        return self.run.status(fields.get("day"))

    def _end(self, _fields: Fields) -> Fields:
        """Forget the cast: its memory is free again."""
        self._run = None
        return {}
