"""A plan agrees with replays: random sessions, every option, period, edition, profile and quota.

`LICENSIM_PLAN_TRACES` sets how many sessions of each kind (6). Traces have every type of event; logs have
what rows can show, and other statements count them.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any, Final

import pytest

from licensim.hosts import parse_origin
from licensim.plan.figures import Figure, QuotaEffect
from licensim.plan.quota.slots import Slot, overuses, smallest
from licensim.plan.run import Planned
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS
from licensim.rules.options.shape import AMPLE
from licensim.rules.timeline import YEAR_MS, slot_starts_at
from licensim.sessions.compare import Survey, compare
from plan.oracle import replayed
from plan.planned import of_rows, of_trace
from plan.rows import a_logged_trace
from plan.traces import START, a_trace

Event = dict[str, Any]
Answers = list[dict[str, Any]]

TRACES: Final = int(os.environ.get("LICENSIM_PLAN_TRACES", "6"))
FORGETS: Final = (3000, 3000, 0, 1, 1500, 3001, 10_001, 200_000)
FIRST: Final = next(iter(EDITIONS))
METERED: Final = ("per_barcode_scan", "per_page")
QUOTAS: Final = 0.2
"""Of how many figures the quotas are looked at, too."""
EXHAUSTED: Final = 120


@pytest.mark.parametrize("seed", range(TRACES))
def test_traces_are_planned_as_they_are_replayed(seed: int, tmp_path: Path) -> None:
    """Every type of event."""
    events = a_trace(seed)
    check(of_trace(events, tmp_path), events, ordered=True)


@pytest.mark.parametrize("seed", range(TRACES))
def test_logs_are_planned_as_they_are_replayed(seed: int, tmp_path: Path) -> None:
    """Events that rows can show, with different forget times."""
    events, forget_ms = a_logged_trace(seed), FORGETS[seed % len(FORGETS)]
    if any("codes" in event or event["type"] == "pages" for event in events):
        check(of_rows(events, tmp_path, forgets_ms=(forget_ms,)), set_to(events, forget_ms), ordered=False)


def set_to(events: list[Event], forget_ms: int) -> list[Event]:
    """The trace with the forget time set at each load."""
    found, value = [], {"duplicate_forget_time": forget_ms}
    for event in events:
        found.append(event)
        if event["type"] == "open":
            found += [
                {
                    **{name: event[name] for name in ("t", "client")},
                    "type": "settings",
                    "scanner": scanner,
                    **value,
                }
                for scanner in "st"
            ]
    return found


def check(plan: Planned, events: list[Event], *, ordered: bool, quotas: bool = True) -> None:
    """Compare every figure; with `quotas` those of some of them, too."""
    assert plan.figures
    choose = random.Random(len(events)).random  # noqa: S311 - no secret
    for figure in plan.figures:
        if figure.option == "per_domain":
            assert figure.used == domains(events)
        else:
            Check(figure, events, ordered).run(quotas=quotas and choose() < QUOTAS)


def domains(events: list[Event]) -> int:
    """How many domain licenses `compare` finds to be needed."""
    survey, read = Survey(), []
    for number, event in enumerate(events):
        origin = {"origin": parse_origin(event["origin"])} if "origin" in event else {}
        read.append((event["t"], number, {**event, **origin}))
    survey.add(read)
    found: int = compare(survey, lambda: read).options["per_domain"][FIRST]["use"]
    return found


class Check:
    """One figure against replays."""

    def __init__(self, figure: Figure, events: list[Event], ordered: bool) -> None:
        self.figure = figure
        self.events = events
        self.ordered = ordered
        self.what = (figure.option, dict(figure.terms), figure.edition)
        self.times = [event["t"] for event in events]

    def replay(self, quota: int, **fields: Any) -> tuple[dict[str, Any], Answers]:
        """The item's part of the summary and the answers, under a quota."""
        terms = {**self.figure.terms}
        profile = terms.pop("profile", DEFAULT_PROFILE)
        item = {"option": self.figure.option, "quota": quota, **terms, **fields}
        edition = self.figure.edition or FIRST
        items, answers = replayed(self.events, [item], edition, profile, starts_at=START)
        return items["0"], answers

    def run(self, *, quotas: bool) -> None:
        """Compare the usage; with `quotas`, also the result of each quota."""
        summary, ample = self.replay(AMPLE)
        if self.figure.option in METERED:
            assert (self.what, self.figure.used) == (self.what, summary["used"])
            rest = self.metered
        elif "slots" in summary:
            found = {str(slot): active for slot, active, _ in self.figure.series["slots"]}
            assert (self.what, found) == (self.what, summary["slots"])
            assert self.figure.used == max(found.values(), default=0)
            rest = self.concurrent
        else:
            assert (self.what, self.figure.used) == (self.what, summary["peak"])
            rest = self.seated
        if quotas:
            rest(ample)

    def metered(self, ample: Answers) -> None:
        """Uses that an ample quota counts and this one refuses; the first above it, the first refused."""
        at_once = [t for t, one in zip(self.times, ample, strict=True) if one["counted"]]
        if not self.ordered and len(set(at_once)) < len(at_once):
            return  # rows of one instant have no order
        for at in looked_at(self.figure):
            _, answers = self.replay(at.quota)
            lines = [
                (t, one, n["counted"])
                for t, one, n in zip(self.times, answers, ample, strict=True)
                if n["counted"]
            ]
            refused = [(t, n) for t, one, n in lines if one["answer"] == "refused"]
            over = [t for t, one, _ in lines if one["answer"] != "ok"]
            got = (at.quota, at.over_at, at.refused_at, at.refused)
            want = (
                at.quota,
                min(over, default=None),
                min((t for t, _ in refused), default=None),
                sum(n for _, n in refused),
            )
            assert (self.what, got) == (self.what, want)
            assert sum(at.origins.values()) == at.refused
        self.smallest(lambda one, n: n["counted"] and one["answer"] == "refused", ample)

    def smallest(self, is_refused: Any, ample: Answers) -> None:
        """A quota below `grace` does not serve all uses; one below `ok` is over at some time."""
        with_grace = self.figure.quotas["grace"]
        for quota in {with_grace, with_grace - 1} - {-1}:
            _, answers = self.replay(quota)
            refused = any(is_refused(one, n) for one, n in zip(answers, ample, strict=True))
            assert (self.what, quota, refused) == (self.what, quota, quota < with_grace)

    def seated(self, ample: Answers) -> None:
        """When the seats are first above the quota, and when a client is first refused."""
        for at in looked_at(self.figure):
            _, answers = self.replay(at.quota)
            exhausted = [
                (t, one) for t, one in zip(self.times, answers, strict=True) if one["number"] == EXHAUSTED
            ]
            over = [t for t, one in zip(self.times, answers, strict=True) if one["answer"] == "over"]
            refused_at = min((t for t, _ in exhausted), default=None)
            first = min([*over, *([refused_at] if refused_at is not None else [])], default=None)
            assert (self.what, at.quota, at.over_at, at.refused_at) == (
                self.what,
                at.quota,
                first,
                refused_at,
            )
            assert at.refused is not None
            assert len(self.turned_away(answers)) <= at.refused
        self.smallest(lambda one, _: one["number"] == EXHAUSTED, ample)

    def turned_away(self, answers: Answers) -> set[str]:
        """The refused clients, or the refused servers with all clients behind them."""
        names = {event["client"]: event["client"] for event in self.events}
        if self.figure.option == "per_server":
            for event in self.events:
                if event["type"] == "open":
                    names[event["client"]] = event.get("server_id") or event.get("origin") or event["client"]
        pairs = zip(self.events, answers, strict=True)
        return {names[event["client"]] for event, one in pairs if one["number"] == EXHAUSTED}

    def concurrent(self, ample: Answers) -> None:
        """When an allowance is used up, how many scans are refused, the smallest quota that serves all."""
        if self.times[-1] >= START + YEAR_MS:
            return  # refusals at a year's end do not count in the next year
        everybody = self.figure.option == "per_concurrent_device"
        slots = [Slot(*one) for one in self.figure.series["slots"]]
        largest = self.figure.quotas["grace"] if not everybody else 0  # the allowance of 1000 is not reached
        exact = "profile" not in self.figure.terms
        for quota in range(largest, max((one.active for one in slots), default=0) + 1):
            for allowance in (0, 1, 3):
                _, answers = self.replay(quota, allowance=allowance)
                found = next(overuses(slots, quota, allowance, START, everybody=everybody), None)
                refused = [
                    (t, n["counted"])
                    for t, one, n in zip(self.times, answers, ample, strict=True)
                    if one["number"] == EXHAUSTED and (n["counted"] or not everybody)
                ]
                place = (*self.what, quota, allowance)
                assert (place, bool(refused)) == (place, found is not None) or (not exact and not refused)
                if everybody and found is not None:
                    assert sum(n for _, n in refused) == found.scans
                    assert refused[0][0] >= slot_starts_at(found.slot)
        for each in (0, 1):
            least = smallest(slots, each, START, at_least=largest, everybody=everybody)
            _, answers = self.replay(least, allowance=each * least)
            assert not [
                one
                for one, n in zip(answers, ample, strict=True)
                if one["number"] == EXHAUSTED and (n["counted"] or not everybody)
            ]


def looked_at(figure: Figure) -> list[QuotaEffect]:
    """The quotas of a figure, each once."""
    return list({one.quota: one for one in figure.at}.values())
