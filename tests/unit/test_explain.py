"""Explain: every rule, option, number and reason has its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.explain.topics import (
    OTHER_NUMBERS,
    REASONS,
    SOURCES,
    UnknownTermError,
    explain,
    reason_text,
    rule_explanations,
)
from licensim.rules.license.products import PRODUCTS, Product
from licensim.rules.options import OPTIONS

RULES = (Path(__file__).parent / "rules.txt").read_text(encoding="utf-8").split()


def test_every_rule_is_explained_and_no_other() -> None:
    """The list of rules is that of SPEC."""
    assert sorted(rule_explanations()) == sorted(RULES)
    assert len(RULES) == len(set(RULES))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_title_text_example_and_source(rule: str) -> None:
    """One to three sentences, an example, and the rule's source."""
    found = explain(rule)
    assert found.title.startswith(f"{rule}: ")
    assert 1 <= len(re.findall(r"[.!?](?: |$)", found.text)) <= 4
    assert found.example
    assert all(part in SOURCES.values() for part in found.source.split("; "))


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_has_its_text_and_an_item_as_an_example(option: str) -> None:
    """The text is that of the option's own module."""
    found = explain(option)
    assert len(found.text) > 50
    assert found.text.endswith(found.offered)
    assert all(product in found.offered for product in OPTIONS[option].products)
    assert f'"option": "{option}"' in found.example


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_product_has_its_uses_and_its_options(product: Product) -> None:
    """OPT-2: it lists exactly the options that are offered for it."""
    text = explain(product.upper()).text
    assert {option for option in OPTIONS if option in text} == {
        name for name, option in OPTIONS.items() if product in option.products
    }
    assert ("scans and instances" in text, "pages" in text) == (
        product == "barcode_reader",
        product == "web_twain",
    )


def test_a_trial_is_explained_by_its_rule() -> None:
    """ITEM-8: a trial is not an option."""
    assert explain("trial") == explain("ITEM-8")


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_has_its_text_and_its_rule(reason: Reason) -> None:
    """By name, in upper or lower case."""
    assert explain(reason.value.lower()).text.startswith(f"{reason_text(reason)}\n\n")
    assert REASONS[reason][1] in RULES


@pytest.mark.parametrize("number", [*NUMBERS.values(), *OTHER_NUMBERS])
def test_a_number_has_its_text_also_as_a_native_error(number: int) -> None:
    """Section 13: native errors are -20000 less the number."""
    assert explain(number).text == explain(str(number)).text
    if number > 0:
        assert explain(-20_000 - number).text == explain(number).text


def test_the_number_of_three_reasons_names_them_all() -> None:
    """120 means that something is used up; the reason says what."""
    text = explain(120).text
    assert all(name in text for name in ("QUOTA_EXHAUSTED", "SEATS_EXHAUSTED", "ALLOWANCE_EXHAUSTED"))


def test_a_minus_sign_as_documents_print_it_is_understood() -> None:
    """The vendor's pages use the typographic minus sign."""
    assert explain("\N{MINUS SIGN}20008") == explain(-20008)


@pytest.mark.parametrize("term", ["", "SCAN", "SCAN-99", "99", "-20099", "9" * 400, "per_galaxy", "\x00"])
def test_an_unknown_name_is_reported(term: str) -> None:
    """The error lists the known terms."""
    with pytest.raises(UnknownTermError):
        explain(term)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_to_do(reason: Reason) -> None:
    """In a paragraph of its own; a number says it for each of its reasons."""
    meaning, remedy = explain(reason.value).text.split("\n\n")
    assert remedy.startswith("What to do: ")
    if reason in NUMBERS:
        assert f"{reason.value}: {meaning} {remedy}" in explain(NUMBERS[reason]).text.split("\n\n")
