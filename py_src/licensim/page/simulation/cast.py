"""A cast at work under a license: a session of its own, in memory, which the page runs in slices.

It writes no journal and keeps no trace: of its events only what was answered, and samples of each item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from licensim.page.simulation.status import slots_of_day
from licensim.page.status import status
from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.documents.document import Document, Item
from licensim.rules.explain.plain import plain_words
from licensim.rules.ledger.memory import MemoryLedger
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import ClientIdentity
from licensim.rules.origins.origin import Origin
from licensim.rules.timeline import DAY_MS, MINUTE_MS, slot_of
from licensim.rules.words.english import are, many, utc_text
from licensim.sessions.cast import Cast, Stage, events, role_under
from licensim.sessions.simulation import Simulation

SAMPLES: Final = 300
"""How many samples of an item are taken, at equal distances."""
MOST_WORDS: Final = 200
"""How many letters of an item's words are shown: its hosts may be a thousand."""
VERBS: Final = ("ok", "over", "refused")


class CastRun:
    """One cast under a copy of a license; `at` is its time, `done` whether its last event was decided."""

    def __init__(self, cast: Cast, document: Document, key: str, now: int, origins: Sequence[Origin]) -> None:
        self.cast, self.key = cast, key
        self.role = role_under(document, key)
        self.begin = cast.begin(now)
        self.days = cast.days_of_work(self.begin)
        self.of = cast.events_a_day() * len(self.days)
        self.end = self.begin + (cast.days - 1) * DAY_MS + cast.to_ms
        self.at = self.begin
        self.events = 0
        self.done = False
        self.uses = dict.fromkeys(VERBS, 0)
        self.refused: set[str] = set()
        self.first: dict[str, tuple[int, Answer]] = {}
        self.samples: dict[str, list[list[int]]] = {}
        self.simulation = Simulation(document)
        self._ledger = self.simulation.ledger_of(key) or MemoryLedger()
        self._next_sample = self.begin + cast.from_ms
        self._every = max(1, (self.end - self._next_sample) // SAMPLES)
        self._stage = Stage(self.role, key, origins)
        self._events = self.all_events()

    @property
    def document(self) -> Document:
        """The license in force."""
        return self.simulation.document

    @property
    def authority(self) -> Authority:
        """The license server."""
        return self.simulation.authority

    @property
    def ledger(self) -> MemoryLedger:
        """What is recorded."""
        return self._ledger

    @property
    def half(self) -> ClientHalf:
        """The first device that has opened."""
        return next(iter(self.simulation.clients.values()))

    @property
    def client(self) -> ClientIdentity:
        """The identity of that device."""
        return self.half.client

    @property
    def items(self) -> list[Item]:
        """The items of its project."""
        project = self.document.project(self.key)
        return [] if project is None else list(project.items)

    def all_events(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The events of the cast, from its first one on."""
        return events(self.cast, self._stage, self.begin)

    def due(self, now: int) -> int | None:
        """The next change by itself: nobody waits for one."""
        return None

    def run(self, most: int) -> None:
        """Decide at most so many further events."""
        handle, uses, opening = self.simulation.handle, self.uses, "open"
        for _ in range(most):
            event = next(self._events, None)
            if event is None:
                return self._finish()
            at, found = event
            if at >= self._next_sample:
                self._sample_until(at)
            answer = handle(found, at)
            verb = answer.answer
            if found["type"] != opening:
                uses[verb] += 1
            if verb != "ok":
                self._note(found["client"], answer, at)
            self.events += 1
            self.at = at
        return None

    def _note(self, client: str, answer: Answer, at: int) -> None:
        if answer.answer not in self.first:
            self.first[answer.answer] = at, answer
        if answer.answer == "refused":
            self.refused.add(client)

    def _sample_until(self, t: int) -> None:
        """Take the samples that are due at `t`: what each item has recorded."""
        while self._next_sample <= t:
            self._ledger.sweep(self._next_sample)
            for item in self.items:
                self._sample(item, self._next_sample)
            self._next_sample += self._every

    def _sample(self, item: Item, at: int) -> None:
        taken = OPTIONS[item.option].takes_seats
        amount = self._ledger.seats(item.id) if taken else self._ledger.used(item.id)
        samples = self.samples.setdefault(item.id, [])
        if not samples or samples[-1][1] != amount:
            samples.append([at, amount])

    def _finish(self) -> None:
        self._sample_until(self.end)
        self.simulation.finish(self.end)
        self.at, self.done = self.end, True

    def progress(self) -> dict[str, Any]:
        """How far it is."""
        return {"t": self.at, "events": self.events, "of": self.of, "done": self.done}

    def status(self, day: int | None) -> dict[str, Any]:
        """Everything that the page shows; only the slots of the day that contains `day`.

        None is the last day of work that has begun.
        """
        shown = max(one for one in self.days if one <= self.at) if day is None else day
        found = status(self, self.at)["items"] if self.simulation.clients else []
        sentences = self.sentences(found) if self.events else []
        for item in found:
            if "slots" in item:
                item["slots"] = slots_of_day(item["slots"], shown)
        return {
            **self.progress(),
            "begin": self.begin,
            "end": self.end,
            "days": self.days,
            "day": shown - shown % DAY_MS,
            "slot": slot_of(self.at),
            "uses": self.uses,
            "noun": self.role.noun,
            "place": self.role.place,
            "devices": self.cast.devices,
            "devices_refused": len(self.refused),
            "samples": self.samples,
            "items": found,
            "sentences": sentences,
        }

    def sentences(self, items: list[dict[str, Any]]) -> list[str]:
        """What happened, in plain words: how many uses were licensed, who was refused, when first and why."""
        uses, noun = self.uses, self.role.noun
        worked = sum(1 for day in self.days if day <= self.at)
        total = many(sum(uses.values()), noun)
        devices = many(self.cast.devices, "device")
        found = [f"{devices} made {total} on {many(worked, 'day')}. {self._answered()}"]
        if self.refused:
            found.append(f"{self._share()} refused at least once. {self._first('refused')}")
        elif uses["over"]:
            found.append(self._first("over"))
        return [*found, *(_recorded(one, alone=len(items) == 1) for one in items)]

    def _answered(self) -> str:
        over = f", {self.uses['over']:,} of them as overuse" if self.uses["over"] else ""
        allowed = self.uses["ok"] + self.uses["over"]
        if not self.uses["refused"]:
            return f"All were licensed{over}."
        return f"{allowed:,} were licensed{over}, and {self.uses['refused']:,} refused."

    def _share(self) -> str:
        """Which devices were refused, with their verb."""
        count, of = len(self.refused), self.cast.devices
        all_ = many(of, "device")
        return f"{f'All {all_}' if count == of else f'{count:,} of the {all_}'} {are(count, 'was', 'were')}"

    def _first(self, verb: str) -> str:
        at, answer = self.first[verb]
        what = "refusal" if verb == "refused" else "overuse"
        when = utc_text(at - at % MINUTE_MS)
        return f"The first {what} was at {when} UTC: {_lower(plain_words(answer.to_wire(), at))}"


def _recorded(item: dict[str, Any], *, alone: bool) -> str:
    """What an item has recorded in the end."""
    words = OPTIONS[item["option"]].usage_words(item)
    by = "" if alone else f" by {item['id']}"
    return f"Recorded{by}: {words if len(words) <= MOST_WORDS else words[:MOST_WORDS] + '…'}."


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
