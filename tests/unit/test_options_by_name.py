"""Only an option's own files name it: everything else reads its declaration."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from licensim.rules.license.profile import EDITIONS, PROFILES
from licensim.rules.options import OPTIONS

ALLOWED = {
    "licensim/cli/main.py": "the help of `explain` shows one as an example",
    "licensim/rules/explain/topics.py": "an error shows one as an example; a reason words what two refuse",
    "licensim/rules/explain/rule_texts.py": "OPT-1 says what each of the seven serves, as SPEC does",
}
"""The files that name an option in a text, each with the reason why they may."""
NAMED = re.compile(rf"\b({'|'.join(OPTIONS)})\b")
VERSION = re.compile(rf"[\"'`]({'|'.join(map(re.escape, (*EDITIONS, *PROFILES)))})[\"'`]")
OWN = ("licensim/rules/options/", "licensim/plan/options/")
"""The folders where an option has a file under its own name."""


def found_in(source: str) -> list[str]:
    """The options that a Python file names in its imports and texts; docstrings may name any."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if id(node) not in docs]
    return [name for node in texts for text in named(node) for name in NAMED.findall(text)]


def named(node: ast.AST) -> Iterator[str]:
    """The texts of a syntax node that may name an option."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (getattr(node, "module", None) or "", *(one.name for one in node.names))


@pytest.mark.parametrize(
    "line",
    [
        "from licensim.rules.options.per_page import PAGES",
        "from licensim.rules.options import per_page",
        "import licensim.rules.options.per_page",
        'if option == "per_page": pass',
        'f"{option} or per_page"',
    ],
)
def test_a_name_is_found(line: str) -> None:
    """In an import, a text, or a key."""
    assert ["per_page"] == found_in(line)


def test_python_names_options_in_their_files_only(root: Path) -> None:
    """In imports and texts; the list of exceptions has no needless entry."""
    folder = root / "py_src"
    found = {
        name
        for file in folder.rglob("*.py")
        if not (name := file.relative_to(folder).as_posix()).startswith((*OWN, "licensim/_site/"))
        and found_in(file.read_text("utf-8"))
    }
    assert found == set(ALLOWED)


def test_typescript_names_no_option_and_no_version(root: Path) -> None:
    """It gets them from `facts/core.ts` or by a request; a picture's file has its option's name."""
    folder = root / "web/src"
    found = [
        (file.relative_to(folder).as_posix(), name)
        for file in folder.rglob("*.ts")
        if file.parent != folder / "harness/options"
        and file != folder / "facts/core.ts"
        and not file.name.endswith(".test.ts")
        for pattern in (NAMED, VERSION)
        for name in pattern.findall(file.read_text("utf-8"))
    ]
    assert found == []
