"""Every rule of SPEC is cited where it is implemented, and by a vector or a named test.

`rules.txt` lists the identifiers. A test cites a rule in its docstring, if no vector can show the rule. Code
cites it in a docstring or a comment. Texts of rules, which begin with the identifier, do not count.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from licensim.rules.explain.topics import rule_explanations
from vectors.cases import all_cases

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"\b(?:TIME|ID|SCAN|PAGE|DEV|SRV|DOM|CDEV|CINST|OPT|ITEM|NET)-\d+\b")
TEXT_OF_RULE = re.compile(r"^[A-Z]+-\d+ [SDCO]+ .*$", re.MULTILINE)
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
    """Each rule has a vector or a named test."""
    cited = citations()
    assert [] == [rule for rule in RULES if rule not in cited]


def test_every_rule_is_cited_where_it_is_implemented() -> None:
    """By the core or the client; the texts of `explain` do not count."""
    files = [*(ROOT / "py_src/licensim/rules").rglob("*.py"), *(ROOT / "web/src/client").rglob("*.ts")]
    texts = [TEXT_OF_RULE.sub("", path.read_text("utf-8")) for path in files if path.name != "rule_texts.py"]
    cited = {rule for text in texts for rule in RULE.findall(text)}
    assert [] == [rule for rule in RULES if rule not in cited]


def test_explain_knows_every_rule() -> None:
    """And no other."""
    assert set(RULES) == set(rule_explanations())


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
