"""A lower bound is right: data that logs omit can only add. Each reason is tested on random sessions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from licensim.plan import labels
from licensim.plan.figures import Figure
from licensim.plan.labels import DataFacts
from licensim.plan.request import Request
from licensim.plan.summary import assumptions
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS
from licensim.rules.options import OPTIONS
from licensim.rules.options.shape import AMPLE
from plan.oracle import replayed
from plan.planned import of_trace, planned, written
from plan.rows import RANK, a_logged_trace, rows_of
from plan.test_differential import METERED, check
from plan.traces import LOGGED, START, a_trace

Row = dict[str, Any]

SEEDS: Final = range(5)
CODE: Final = {"format": "QRCode", "text": "A"}


def thinned(rows: list[Row], seed: int) -> list[Row]:
    """A part of the sightings, as an application that accepts only some would log them."""
    keep = random.Random(seed).random  # noqa: S311 - no secret
    return [row for row in rows if row["event"] != "scan" or keep() < 0.5]


def without(name: str) -> Any:
    """The rows without a column."""
    return lambda rows, _: [{one: value for one, value in row.items() if one != name} for row in rows]


MISSING: Final[dict[str, Any]] = {
    labels.ACCEPTED_FIXED: thinned,
    labels.NO_LOADS: lambda rows, _: [row for row in rows if row["event"] != "open"],
    labels.NO_SCANNER: without("scanner"),
    labels.NO_ORIGIN: without("origin"),
}


def real(figure: Figure, events: list[Row]) -> int:
    """The usage by replay."""
    terms = {**figure.terms}
    profile = terms.pop("profile", DEFAULT_PROFILE)
    item = {"option": figure.option, "quota": AMPLE, **terms}
    edition = figure.edition or next(iter(EDITIONS))
    items, _ = replayed(events, [item], edition, profile, starts_at=START)
    return OPTIONS[figure.option].bought(items["0"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("reason", MISSING)
def test_what_is_missing_can_only_add(reason: str, seed: int, tmp_path: Path) -> None:
    """Figures with the reason are labelled so, and are not above the replay of the whole session."""
    events = a_logged_trace(seed)
    rows = MISSING[reason](list(rows_of(events)), seed)
    rest = [row for row in rows if row["event"] in ("scan", "image", "page")]
    if not rest:
        return
    mode: Any = "accepted" if reason == labels.ACCEPTED_FIXED else "sightings"
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")], format="jsonl", rows=mode))
    bounds = [one for one in plan.figures if one.label.word == "lower bound" and one.option != "per_domain"]
    for figure in bounds:
        assert figure.used <= real(figure, events), (figure.option, figure.terms, figure.edition)
    if plan.known.browsers and not plan.known.mobile:
        assert any(reason in one.label.because for one in plan.figures)


@pytest.mark.parametrize("seed", SEEDS)
def test_empty_frames_can_only_add(seed: int, tmp_path: Path) -> None:
    """A camera left running takes an ended seat again, and a server asks: only a trace shows it."""
    empty = {"type": "frame", "scanner": "s", "codes": []}
    made = a_trace(seed, (*LOGGED, *("nothing",) * 6))
    events = [{**one, **empty} if one["type"] == "nothing" else one for one in made]
    events.sort(key=lambda one: (one["t"], RANK.get(one["type"], 2)))
    rows = list(rows_of(events))
    if all(row["event"] == "open" for row in rows):
        return
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")], format="jsonl"))
    for figure in plan.figures:
        if figure.option in ("per_client_device", "per_concurrent_instance"):
            assert figure.label.word != "exact"
            assert figure.used <= real(figure, events), (figure.terms, figure.edition)


def test_a_running_camera_is_seen_in_a_trace(tmp_path: Path) -> None:
    """The frame without a code, a day after the load, is why the plan of rows is a lower bound."""
    day = 86_400_000
    place = {"key": "K", "deployment": "browser", "origin": "https://a.example.com"}
    events = [
        {"t": START, "type": "open", "client": "a", **place},
        {"t": START + day, "type": "frame", "client": "a", "scanner": "s", "codes": []},
        {"t": START + day + 1, "type": "open", "client": "b", **place},
    ]

    def daily(figures: Sequence[Figure]) -> int:
        return sum(one.used for one in figures if one.terms.get("period") == "daily") // len(EDITIONS)

    rows = planned(Request([written(rows_of(events), tmp_path / "rows.jsonl")], format="jsonl"))
    assert (daily(of_trace(events, tmp_path).figures), daily(rows.figures)) == (2, 1)


def test_a_network_that_was_down_makes_an_estimate(tmp_path: Path) -> None:
    """Usage meanwhile is reported later, or refused: a plan counts it as reported."""
    place = {"key": "K", "deployment": "browser", "origin": "https://a.example.com"}
    events = [
        {"t": START, "type": "open", "client": "a", **place},
        {"t": START, "type": "network", "up": False},
        {
            "t": START + 1,
            "type": "frame",
            "client": "a",
            "scanner": "s",
            "codes": [{"format": "QRCode", "text": "A"}],
        },
    ]
    for figure in of_trace(events, tmp_path).figures:
        assert (figure.label.word, figure.label.because[0]) == ("estimate", labels.NETWORK)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_outage_only_lowers_uses(seed: int, tmp_path: Path) -> None:
    """A use that is refused meanwhile counts in a plan; every figure is an estimate, and says why."""
    pick = random.Random(seed).choice  # noqa: S311 - no secret
    events: list[Row] = []
    for event in a_trace(seed):
        events.append(event)
        if pick((True, False, False, False)):
            events.append({"t": event["t"], "type": "network", "up": pick((True, False))})
    events.append({"t": events[-1]["t"], "type": "network", "up": False})
    for figure in of_trace(events, tmp_path).figures:
        assert (figure.label.word, labels.NETWORK in figure.label.because) == ("estimate", True)
        if figure.option in METERED:
            assert real(figure, events) <= figure.used, (figure.option, figure.terms, figure.edition)


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_and_passwords_do_not_matter_to_a_plan(seed: int, tmp_path: Path) -> None:
    """All keys are one project, which the plan's assumptions say; a password protects a key, not a quota."""
    pick = random.Random(seed).choice  # noqa: S311 - no secret
    events = a_trace(seed)
    keyed = [
        {**one, "key": pick("KLM"), "password": pick(("secret", "wrong"))} if one["type"] == "open" else one
        for one in events
    ]
    plan = of_trace(keyed, tmp_path)
    check(plan, events, ordered=True, quotas=False)
    assert any("all keys of the trace are one project" in one for one in assumptions(plan))


def test_a_device_by_address_and_user_agent_is_an_estimate(tmp_path: Path) -> None:
    """The columns are guessed, and marked as weak."""
    rows = [
        {
            "time": START,
            "type": "scan",
            "ip": "192.0.2.1",
            "user_agent": agent,
            "format": "QRCode",
            "text": "A",
        }
        for agent in ("one", "two", "two")
    ]
    plan = planned(Request([written(rows, tmp_path / "rows.jsonl")], format="jsonl"))
    scans = next(one for one in plan.figures if one.option == "per_barcode_scan")
    assert (scans.used, scans.label.word) == (2, "estimate")
    assert labels.WEAK in scans.label.because


def test_all_is_exact_but_what_rows_cannot_show() -> None:
    """With loads, scanners and origins, the scans, pages, slots, servers and sites are exact."""
    label, exact = labels.labels(DataFacts()), ("scans", "pages", "slots", "servers", "sites")
    words = {one: label(one, "js-9").word for one in (*exact, "seats", "instances")}
    assert words == {**dict.fromkeys(exact, "exact"), "seats": "lower bound", "instances": "lower bound"}
