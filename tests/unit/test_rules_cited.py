"""Every rule of SPEC is cited by a vector, or by a named test where a vector cannot show it.

`rules.txt` lists the identifiers. A named test cites a rule in its docstring.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from vectors.cases import all_cases

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"\b(?:TIME|ID|SCAN|PAGE|DEV|SRV|DOM|CDEV|CINST|OPT|ITEM|NET)-\d+\b")
TEST = re.compile(r'def test\w*\([^"]*?:\n\s+r?"""(?P<docstring>.*?)"""', re.DOTALL)
RULES = (Path(__file__).parent / "rules.txt").read_text(encoding="utf-8").split()


def docstrings(path: Path) -> Iterator[str]:
    """The docstrings of the test functions of a file."""
    for test in TEST.finditer(path.read_text(encoding="utf-8")):
        yield test["docstring"]


def citations() -> frozenset[str]:
    """The identifiers that vectors and named tests cite."""
    tests = (text for path in (ROOT / "tests").rglob("test_*.py") for text in docstrings(path))
    by_tests = {rule for text in tests for rule in RULE.findall(text)}
    return frozenset(by_tests | {rule for case in all_cases() for rule in case.rules})


def test_every_rule_is_cited() -> None:
    """No rule is without a vector or a named test."""
    cited = citations()
    assert [] == [rule for rule in RULES if rule not in cited]


def test_vectors_cite_rules_that_exist() -> None:
    """A vector cites rules of the list only, and at least one."""
    cited = {rule for case in all_cases() for rule in case.rules}
    assert set() == cited - set(RULES)
    assert [] == [case.name for case in all_cases() if not case.rules]


def test_list_is_in_order_and_whole() -> None:
    """The numbers of each section run from 1 without a gap, each once."""
    sections: dict[str, list[int]] = {}
    for rule in RULES:
        section, number = rule.rsplit("-", 1)
        sections.setdefault(section, []).append(int(number))
    assert {name: list(range(1, len(numbers) + 1)) for name, numbers in sections.items()} == sections
