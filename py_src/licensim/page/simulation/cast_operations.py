"""The operations of a cast at work, one method each; it does not touch the visitor's own session."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from licensim.buying.cost import Prices
from licensim.buying.prices import parse_prices
from licensim.page.simulation.cast import CastRun
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.license.profile import DEFAULT_EDITION
from licensim.rules.origins.origin import FALLBACK, Origin
from licensim.sessions.cast import read_cast
from licensim.sessions.compare import Survey
from licensim.sessions.costs import Costing
from licensim.sessions.trace import ParseOrigin

Fields = dict[str, Any]


class CastCosts:
    """What the use of a whole cast would cost under each option, decided in slices."""

    def __init__(self, run: CastRun, prices: Prices, edition: str) -> None:
        deployment = run.role.deployment
        survey = Survey(run.of, {}, {deployment: None}, {f"{run.role.noun}s": {deployment: None}})
        self._costing = Costing(survey, prices, edition)
        self._events = enumerate(run.all_events())
        self._of = run.of
        self._decided = 0

    def go_on(self, most: int) -> Fields:
        """Decide at most so many further events; the costs come with the last one."""
        lines = [(at, number, event) for number, (at, event) in islice(self._events, most)]
        self._costing.add(lines)
        self._decided += len(lines)
        found = {"events": self._decided, "of": self._of}
        return {**found, **self._costing.result()} if self._decided == self._of else found


class CastOperations:
    """The one cast of a worker; `read` reads a license document at an instant."""

    def __init__(self, read: Callable[[str | None, int], Document], parse_origin: ParseOrigin) -> None:
        self._read = read
        self._parse_origin = parse_origin
        self._run: CastRun | None = None
        self._costs: CastCosts | None = None
        self.by_name: dict[str, Callable[[Fields], Fields]] = {
            "sim_cast": self._begin,
            "sim_cast_run": self._go_on,
            "sim_cast_status": self._status,
            "sim_cast_costs": self._cost,
            "sim_cast_end": self._end,
        }

    @property
    def run(self) -> CastRun:
        """The cast at work; raises Malformed before `sim_cast`."""
        if self._run is None:
            raise Malformed((Fault("cast", "is not at work"),))
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

    def _cost(self, fields: Fields) -> Fields:
        """Begin to cost the whole cast by `prices`; without them go on, by at most `most` events."""
        if fields.get("prices") is not None:
            edition = fields.get("edition") or DEFAULT_EDITION
            self._costs = CastCosts(self.run, parse_prices(fields["prices"]), edition)
        if self._costs is None:
            raise Malformed((Fault("prices", "missing"),))
        return self._costs.go_on(fields.get("most", 500))

    def _end(self, _fields: Fields) -> Fields:
        """Forget the cast: its memory is free again."""
        self._run = self._costs = None
        return {}
