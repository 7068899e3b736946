"""Compare: what one session would use under each license option and each edition.

The session is replayed under a made-up license of each option, with ample items for its deployments; once
for each edition. The editions and keys that its clients name are ignored: one client is one device at one
site, so each license has one project for all clients. The trace is read three times: to find its clients, to
replay it, and to look at the code for which the editions differ most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from licensim.buying.serving import serving
from licensim.rules.answer import Answer
from licensim.rules.client.forget import split_key
from licensim.rules.documents.document import Document, parse_document
from licensim.rules.input.fields import MAX_INSTANT
from licensim.rules.license.profile import DEFAULT_FORGET_MS, DEFAULT_PROFILE, EDITIONS
from licensim.rules.options import OPTIONS
from licensim.rules.origins.origin import Origin
from licensim.rules.origins.site import is_suffix
from licensim.rules.words.english import listed
from licensim.sessions.simulation import Simulation
from licensim.sessions.trace import Event

Events = Callable[[], Iterable[Event]]
"""Returns the events of the trace from its beginning, at each call."""

Sighting = tuple[str, str, str]
"""A code of a scanner: client, scanner, key of the code."""

KEY: Final = "everybody"
USE_OF: Final = {"frame": "scans", "image": "scans", "pages": "pages"}
"""What an event of a type uses."""
_TERM: Final = {"starts_at": 0, "expires_at": MAX_INSTANT}
TERMS: Final = ("deployment", "module", "period")
"""The terms of an item that a price may name."""


@dataclass(slots=True)
class Survey:
    """The clients of a trace, what they do on which deployments, and the number of lines."""

    events: int = 0
    clients: dict[str, str] = field(default_factory=dict)
    deployments: dict[str, None] = field(default_factory=dict)
    uses: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, events: Iterable[Event]) -> None:
        """Survey further events."""
        for _, _, event in events:
            self.events += 1
            kind = event["type"]
            if kind == "open":
                self.clients[event["client"]] = event["deployment"]
                self.deployments[event["deployment"]] = None
            elif kind in USE_OF:
                self.uses.setdefault(USE_OF[kind], {})[self.clients[event["client"]]] = None

    def why_not(self, option: str) -> str | None:
        """Why an option cannot serve what the clients do, in words; None if it can (OPT-1, OPT-2)."""
        found = [serving(option, use, tuple(of), None) for use, of in self.uses.items()]
        return "; ".join(one.why for one in found if not one.can) or None

    def document(self, option: str, terms: Mapping[str, str] | None = None) -> Document:
        """Return an ample license of one option for all clients; `terms` replace those of its items."""
        items = [
            {"id": f"item-{n}", "option": option, **_TERM, **fields, **(terms or {})}
            for n, fields in enumerate(OPTIONS[option].ample(tuple(self.deployments)))
        ]
        project = {"key": KEY, "items": items, "settings": {"allow_insecure": True}}
        return parse_document({"profile": DEFAULT_PROFILE, "projects": [project]}, lambda host: host)


@dataclass(slots=True)
class Compared:
    """The result of a comparison.

    `options` has, for each option and edition, what was used and how many lines were refused; `differ` is
    about the code for which the editions differ most, None if they agree; `why_not` says for each option why
    it cannot serve the session, None if it can.
    """

    events: int
    clients: int
    options: dict[str, dict[str, dict[str, Any]]]
    differ: dict[str, Any] | None
    why_not: Mapping[str, str | None] = field(default_factory=dict)

    def to_value(self) -> dict[str, Any]:
        """Return all of it as a JSON value."""
        return {
            "events": self.events,
            "clients": self.clients,
            "options": {
                name: {
                    "unit": OPTIONS[name].unit,
                    "products": dict(OPTIONS[name].products),
                    "why_not": self.why_not.get(name),
                    "editions": editions,
                }
                for name, editions in self.options.items()
            },
            "differ": self.differ,
        }


def compare(survey: Survey, events: Events) -> Compared:
    """Replay a trace, which `survey` has seen, under every option and edition."""
    if not survey.clients:
        return Compared(survey.events, 0, {}, None)
    runs = {(option, edition): run_of(survey, option, edition) for option in OPTIONS for edition in EDITIONS}
    differences, by = _Differences(), _counting()
    last_at = 0
    for last_at, _, event in events():
        plain = plain_event(event)
        news = {
            edition: new
            for (option, edition), run in runs.items()
            if (new := run.handle(plain, last_at)) is not None and option == by
        }
        differences.add(plain, news)
    found = {
        option: {edition: runs[option, edition].result(last_at) for edition in EDITIONS} for option in OPTIONS
    }
    most = differences.most()
    cause = None if most is None else _Cause(most).explain(survey, events())
    why_not = {option: survey.why_not(option) for option in OPTIONS}
    return Compared(survey.events, len(survey.clients), found, cause, why_not)


def plain_event(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event with the common key, and without an edition."""
    if event["type"] != "open":
        return event
    return {name: value for name, value in event.items() if name != "edition"} | {"key": KEY}


def run_of(survey: Survey, option: str, edition: str, terms: Mapping[str, str] | None = None) -> Run:
    """Return a run under an ample license of an option; `terms` replace those of its items."""
    simulation, own = Simulation(survey.document(option, terms), "immediate", edition), OPTIONS[option]
    return Run(simulation) if own.ample_host is None else _Sites(simulation, own.ample_host)


def _counting() -> str:
    """Return the option that counts scans, by which the editions are compared."""
    return next(name for name, option in OPTIONS.items() if option.counts_every_scan)


@dataclass(frozen=True, slots=True)
class Part:
    """What one item of a run has recorded: its terms, its `usage`, and how many units are needed for it."""

    terms: dict[str, str]
    usage: Mapping[str, Any]
    amount: int


class Run:
    """One simulation, and how many lines it has refused."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.refused = 0

    def handle(self, event: dict[str, Any], at: int) -> list[str] | None:
        """Return the keys of the codes that counted; None if the event's codes were not decided."""
        answer = self.answer(event, at)
        if answer.answer == "refused":
            self.refused += 1
            return None
        return None if answer.sightings is None else answer.sightings.new

    def answer(self, event: dict[str, Any], at: int) -> Answer:
        """Return the answer of the license."""
        return self.simulation.handle(event, at)

    def result(self, at: int) -> dict[str, Any]:
        """Return how many units are needed, and how many lines were refused."""
        self.simulation.finish(at)
        return {"use": self.use(at), "refused": self.refused}

    def use(self, at: int) -> int:
        """Return how many units are needed."""
        return sum(part.amount for part in self.parts(at))

    def parts(self, at: int) -> list[Part]:
        """Return what each item has recorded."""
        usages = self.simulation.summary(at)["items"]
        found = []
        for item in self.simulation.document.projects[0].items:
            own = {"deployment": item.deployment, **item.terms}
            terms = {name: own[name] for name in TERMS if own.get(name) is not None}
            found.append(Part(terms, usages[item.id], self.needed(item.option, usages[item.id])))
        return found

    def needed(self, option: str, usage: Mapping[str, Any]) -> int:
        """Return how many units of an option are needed for a usage."""
        return OPTIONS[option].bought(usage)


class _Sites(Run):
    """A run of an option that licenses one site: all pages run there, and their sites are counted (DOM-1)."""

    def __init__(self, simulation: Simulation, host: str) -> None:
        super().__init__(simulation)
        self._site = Origin(f"https://{host}")
        self._host_of: dict[str, str] = {}
        self._hosts: dict[str, None] = {}

    def answer(self, event: dict[str, Any], at: int) -> Answer:
        """Answer as at the licensed site, and note the page's host; a public suffix is no site (DOM-5)."""
        origin = event.get("origin")
        if origin is not None and not is_suffix(origin.host):
            self._host_of[event["client"]] = origin.host
            event = {**event, "origin": self._site}
        answer = super().answer(event, at)
        if answer.item is not None and answer.answer != "refused":
            self._hosts[self._host_of[event["client"]]] = None
        return answer

    def needed(self, option: str, usage: Mapping[str, Any]) -> int:
        """Return how many sites the hosts belong to, as the option counts them."""
        return OPTIONS[option].bought({"sites": list(self._hosts)})


class _Differences:
    """The codes that editions count differently; a code that all count alike takes no memory."""

    def __init__(self) -> None:
        self._extra: dict[Sighting, dict[str, int]] = {}

    def add(self, event: dict[str, Any], news: dict[str, list[str]]) -> None:
        if event["type"] != "frame" or len({tuple(new) for new in news.values()}) < 2:
            return
        everywhere = set.intersection(*map(set, news.values()))
        for edition, new in news.items():
            for key in everywhere.symmetric_difference(new):
                counts = self._extra.setdefault((event["client"], event["scanner"], key), {})
                counts[edition] = counts.get(edition, 0) + 1

    def most(self) -> Sighting | None:
        """Return the code whose counts differ most."""
        return max(self._extra, key=lambda one: self._spread(self._extra[one]), default=None)

    def _spread(self, counts: dict[str, int]) -> int:
        numbers = [counts.get(edition, 0) for edition in EDITIONS]
        return max(numbers) - min(numbers)


class _Cause:
    """Follows one code again: when it was seen, and how often each edition counted it."""

    def __init__(self, sighting: Sighting) -> None:
        self.client, self.scanner, self.key = sighting
        self.counts = dict.fromkeys(EDITIONS, 0)
        self.seen: list[int] = []
        self.times = 0
        self.longest_gap_ms = 0

    def explain(self, survey: Survey, events: Iterable[Event]) -> dict[str, Any]:
        """Return where and why the editions differ, with a sentence."""
        runs = {edition: run_of(survey, _counting(), edition) for edition in EDITIONS}
        for at, _, event in events:
            if event.get("client", self.client) == self.client:
                self._look(plain_event(event), at, runs)
        why, rule = self._why()
        format_name, text = split_key(self.key)
        return {
            "client": self.client,
            "scanner": self.scanner,
            "code": {"format": format_name, "text": text},
            "seen": self.times,
            "ms": self.seen[-1] - self.seen[0],
            "counts": self.counts,
            "rule": rule,
            "sentence": f"{self._held()}: {self._counted()}, because {why} ({rule}).",
        }

    def _look(self, event: dict[str, Any], at: int, runs: dict[str, Run]) -> None:
        mine = event["type"] == "frame" and event["scanner"] == self.scanner
        for edition, run in runs.items():
            new = run.handle(event, at)
            if mine and new is not None:
                self.counts[edition] += self.key in new
        wanted = split_key(self.key)
        if mine and any((code["format"], code["text"]) == wanted for code in event["codes"]):
            self._seen(at)

    def _seen(self, at: int) -> None:
        self.times += 1
        if self.seen:
            self.longest_gap_ms = max(self.longest_gap_ms, at - self.seen[-1])
        self.seen = [self.seen[0] if self.seen else at, at]

    def _held(self) -> str:
        seconds = f"{(self.seen[-1] - self.seen[0]) / 1000:g} s"
        if self.longest_gap_ms <= DEFAULT_FORGET_MS:
            return f"held in view {seconds}"
        return f"seen {self.times} times within {seconds}"

    def _counted(self) -> str:
        """Return the lowest and the highest count, in the order of the editions."""
        ends = {min(self.counts, key=self.counts.__getitem__), max(self.counts, key=self.counts.__getitem__)}
        return ", ".join(f"{self.counts[edition]} in {edition}" for edition in EDITIONS if edition in ends)

    def _why(self) -> tuple[str, str]:
        restarting = {self.counts[name] for name, edition in EDITIONS.items() if edition.restarts}
        if len(restarting) > 1:
            return "editions limit or refuse duplicateForgetTime differently", "SCAN-5"
        others = listed([name for name, edition in EDITIONS.items() if not edition.restarts])
        return f"only in {others} the window is not restarted by each sighting", "SCAN-3"
