"""Answers in words, and the client's behavior as the README draws it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from licensim.answer_words import explain_answer
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.behavior import TABLE, diagram
from licensim.rules.document import parse_document
from licensim.rules.fault import Malformed
from licensim.rules.simulation import Simulation
from vectors.cases import all_cases

README = Path(__file__).resolve().parents[2] / "README.md"
SENTENCE = re.compile(r"[A-Z0-9][^\n]*?\((?:[A-Z]+-\d+)\)\.$")


def test_every_answer_of_the_vectors_is_two_sentences() -> None:
    """What was decided, and why: the second one ends with the rule."""
    explained = 0
    for case in all_cases():
        try:
            document = parse_document(json.dumps(case.license), ascii_host)
        except Malformed:
            continue
        reports: Any = case.reports
        world = Simulation(document, reports, case.edition)
        for told in case.trace:
            event = told
            if "origin" in told:
                event = {**told, "origin": parse_origin(told["origin"])}
            if event["type"] not in ("open", "network") and event["client"] not in world.clients:
                break
            answer = world.handle(event, event["t"]).to_wire()
            what, _, why = explain_answer(answer).partition(". ")
            assert what.startswith(("Licensed", "Refused")), (case.name, what)
            assert SENTENCE.fullmatch(why), (case.name, why)
            assert why.endswith(f"({answer['rule']}).")
            explained += 1
    assert explained > 1000


def test_the_readme_draws_the_table() -> None:
    """The diagram is generated; when the table changes, so must the picture."""
    assert f"```mermaid\n{diagram()}\n```" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", TABLE)
def test_every_state_knows_every_signal(state: str) -> None:
    """NET-1 to NET-4: no signal is without a next state, and none leads out of the table."""
    signals = {signal for row in TABLE.values() for signal in row}
    row = TABLE[state]  # type: ignore[index]
    assert set(row) == signals
    assert set(row.values()) <= set(TABLE)
