"""Answers in words, and the client's behavior as drawn in py_src/README.md."""

import re
from pathlib import Path
from typing import Any

import pytest

from licenses import START, item, world
from licensim.rules.answer import Reason
from licensim.rules.client.behavior import TABLE, diagram
from licensim.rules.explain.answers import explain_answer
from licensim.rules.explain.topics import reason_text
from vectors.answers import answers_of_vectors

README = Path(__file__).resolve().parents[2] / "py_src" / "README.md"
SENTENCE = re.compile(r"[A-Z][^\n]*? \((?:[A-Z]+-\d+)\)\.")


def test_every_answer_of_the_vectors_is_two_sentences() -> None:
    """The decision, and why: the second sentence ends with the rule."""
    explained = 0
    for case, _, answer in answers_of_vectors():
        what, _, why = explain_answer(answer).partition(". ")
        assert what.startswith(("Licensed", "Refused", "Done")), (case, what)
        assert SENTENCE.fullmatch(why), (case, why)
        assert why.endswith(f"({answer['rule']}).")
        explained += 1
    assert explained > 1000


@pytest.mark.parametrize(("event", "why"), [
    ({"type": "pages", "module": "core", "count": 1},
     "Pages of core are uses of web_twain, and the items that would serve them are for barcode_reader only"),
    ({"type": "open", "product": "label_recognizer"},
     "This open is for label_recognizer, and the items that could serve it are for barcode_reader only"),
])  # fmt: skip
def test_a_use_of_another_product_says_so(event: dict[str, Any], why: str) -> None:
    """The text has the product of the use, and those of the items (OPT-2)."""
    sim = world(item("per_client_device", product="barcode_reader"))
    sim.open(START)
    fields = {name: value for name, value in event.items() if name != "type"}
    answer = sim.open(START, **fields) if event["type"] == "open" else sim.do("pages", START, **fields)
    assert f"Refused with NO_ITEM (104). {why} (OPT-2)." == explain_answer(answer.to_wire())


@pytest.mark.parametrize("evidence", [
    {}, {"option": "per_barcode_scan"}, {"option": "per_galaxy"}, {"option": 7, "use": "scan"},
    {"option": "per_barcode_scan", "use": "scan", "used": "9", "adds": 1, "quota": 1, "cap": 1, "grace": "0"},
    {"option": "per_barcode_scan", "use": "scan", "used": -1, "adds": 1, "quota": 1, "cap": 1, "grace": "0"},
    {"option": "per_barcode_scan", "use": "scan", "used": 1, "adds": 1, "quota": 1, "cap": 1, "grace": "x"},
    {"option": "per_barcode_scan", "use": "scan", "used": 1, "adds": 1, "quota": 1, "cap": 1, "grace": "NaN"},
    {"option": "per_barcode_scan", "use": "scan", "used": True, "adds": 1, "quota": 1, "cap": 1},
    [], None, "used",
])  # fmt: skip
def test_evidence_that_lacks_a_fact_is_worded_by_its_reason(evidence: Any) -> None:
    """The evidence of an older server, or of a lying one (ITEM-5)."""
    answer = {"answer": "refused", "reason": "QUOTA_EXHAUSTED", "number": 120, "rule": "ITEM-3", "item": "i"}
    text = explain_answer({**answer, "counted": 0, "evidence": evidence})
    meaning = reason_text(Reason.QUOTA_EXHAUSTED).rstrip(".")
    assert text == f"Refused with QUOTA_EXHAUSTED (120) by item i. {meaning} (ITEM-3)."


def test_texts_from_outside_stay_on_one_line() -> None:
    """Any text, of any length."""
    host = "a" * 100 + "\n\x1b[31m"
    facts = {"host": host, "domain": "example.com", "option": "per_domain", "use": "open"}
    answer = {
        "answer": "refused",
        "reason": "DOMAIN_MISMATCH",
        "number": 114,
        "rule": "DOM-6",
        "item": "\x07",
    }
    text = explain_answer({**answer, "counted": 0, "evidence": facts})
    assert text.isprintable()
    assert len(text) < 250


def test_the_readme_draws_the_table() -> None:
    """The diagram is generated from the table, and must be current."""
    assert f"```mermaid\n{diagram()}\n```" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", TABLE)
def test_every_state_knows_every_signal(state: str) -> None:
    """NET-1 to NET-4: each signal has a next state, which is in the table."""
    signals = {signal for row in TABLE.values() for signal in row}
    row = TABLE[state]  # type: ignore[index]
    assert set(row) == signals
    assert set(row.values()) <= set(TABLE)
