"""The core against the brute-force models, on random sessions under random documents.

The models are the seven options of SPEC, so documents have only those; the laws hold for any option.
`LICENSIM_EXAMPLES` sets how many sessions each test draws: 300 in the usual run, thousands in a long one;
Hypothesis, which can shrink but is slow, draws a tenth of that.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from amounts import EXAMPLES
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.sessions.replay import replay_text
from property.models.records import OPTION_ORDER as OPTIONS
from property.models.reference import replay as reference_replay
from property.traces import Document, Event, forgetful, seeded, sessions
from vectors.cases import all_cases

REASONS = (
    *("QUOTA_EXHAUSTED", "SEATS_EXHAUSTED", "ALLOWANCE_EXHAUSTED", "NO_IDLE_INSTANCE", "NO_ITEM"),
    *("EXPIRED", "NOT_YET_EFFECTIVE", "REVOKED", "DEPLOYMENT_MISMATCH", "DOMAIN_MISMATCH"),
    *("OFFLINE_CACHED", "SERVER_UNREACHABLE", "INSECURE_CONTEXT", "KEY_UNKNOWN", "PASSWORD_WRONG"),
    "WEBSITE_DOMAIN_MISMATCH",
)
KEYS = ("line", "answer", "reason", "number", "item", "counted")
RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
MODES = st.sampled_from(("immediate", "immediate", "immediate", "slot"))
EDITIONS = st.sampled_from((None, None, "js-9.6", "js-10.2.10"))


def core_replay(
    document: Document, trace: list[Event], reports: Any, edition: str | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Answers and summary of the core."""
    lines = "".join(json.dumps(event) + "\n" for event in trace)
    done = replay_text(
        parse_document(json.dumps(document), ascii_host),
        lines,
        parse_origin,
        reports=reports,
        edition=edition,
    )
    return [json.loads(line) for line in done.answers], done.summary


def compare(document: Document, trace: list[Event], reports: str | None, edition: str | None) -> Counter[str]:
    """Asserts that core and models agree; returns the kinds of events and answers of the session."""
    answers, summary = core_replay(document, trace, reports, edition)
    expected, expected_summary, world = reference_replay(document, trace, reports, edition or "js-9")
    for event, wanted, got in zip(trace, expected, answers, strict=True):
        if currently_in_test_context():
            note(f"{event}\n    model {wanted}\n    core  {got}")
        assert_line(event, wanted, got)
    for item in summary["items"].values():
        if "sites" in item:
            item["sites"] = sorted(item["sites"])
    if "dropped" in summary:
        summary["dropped"].sort(key=lambda one: (one["client"], one["item"], one["slot"], one["reason"]))
    assert expected_summary == summary
    return Counter(world.seen)


def assert_line(event: Event, wanted: dict[str, Any], got: dict[str, Any]) -> None:
    """Compares one answer, without the reason of a refused setting, which SPEC does not have."""
    keys = [key for key in KEYS if not (event["type"] == "settings" and key == "reason")]
    assert {key: wanted[key] for key in keys} == {key: got[key] for key in keys}, event


@pytest.mark.parametrize("option", OPTIONS)
def test_one_option(option: str) -> None:
    """Law: under documents of one option, core and model answer alike."""

    @settings(max_examples=EXAMPLES // 10, suppress_health_check=RELAXED, deadline=None, print_blob=True)
    @given(session=sessions(options=(option,), most=2), reports=MODES, edition=EDITIONS)
    def agree(session: tuple[Document, list[Event]], reports: str, edition: str | None) -> None:
        compare(*session, reports, edition)

    agree()


@settings(max_examples=EXAMPLES // 5, suppress_health_check=RELAXED, deadline=None, print_blob=True)
@given(session=sessions(OPTIONS), reports=MODES, edition=EDITIONS)
def test_mixed_documents(session: tuple[Document, list[Event]], reports: str, edition: str | None) -> None:
    """Law: under documents of several items (ITEM-1, ITEM-6, NET-3), core and model answer alike."""
    compare(*session, reports, edition)


@pytest.mark.parametrize("case", [c for c in all_cases() if c.malformed is None], ids=lambda case: case.name)
def test_vectors_agree_with_the_models(case: Any) -> None:
    """The models get every vector right, so they are checked not only against the core."""
    answers, summary, _ = reference_replay(case.license, case.trace, case.reports, case.edition or "js-9")
    assert [] == case.differences(answers, summary), case.comment


@pytest.mark.parametrize("options", [OPTIONS, *((option,) for option in OPTIONS)], ids="-".join)
def test_seeded_sessions(options: tuple[str, ...]) -> None:
    """The same sessions every time, more varied than Hypothesis draws: core and model answer alike."""
    for seed in range(EXAMPLES):
        document, trace = seeded(seed, options, 4 if len(options) > 1 else 2)
        reports = "slot" if seed % 4 == 3 else "immediate"
        assert compare(document, trace, reports, ("js-9.6", "js-10.2.10", None)[seed % 3]), f"seed {seed}"


def test_forgotten_passwords() -> None:
    """Usage is kept while the password is wrong, and sent when it is right again (NET-5)."""
    for seed in range(EXAMPLES):
        document, trace = forgetful(seed, OPTIONS)
        compare(document, trace, "slot" if seed % 2 else "immediate", None)


def test_not_vacuous() -> None:
    """The seeded sessions contain every kind of event and answer often enough."""
    seen: Counter[str] = Counter()
    for seed in range(1500):
        forgetting = reference_replay(*forgetful(seed, OPTIONS), "slot" if seed % 2 else "immediate")[2]
        seen.update({"kept report": forgetting.seen["kept report"]})
        mixed = reference_replay(*seeded(seed, OPTIONS), "slot" if seed % 4 == 3 else "immediate")[2]
        seen.update(mixed.seen)
    often = ("ok", "over", "refused", "duplicate", "ask", "report", "other product")
    seldom = ("second ask", "late report", "kept report", *(f"reason {reason}" for reason in REASONS))
    assert [] == [what for what in often if seen[what] < 100], seen
    assert [] == [what for what in seldom if seen[what] < 10], seen
