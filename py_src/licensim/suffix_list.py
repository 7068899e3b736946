"""Make `rules/origins/public_suffixes.py` from the Public Suffix List that PyPI's publicsuffixlist ships.

The rules may not read a file, so they import the list as a Python module (DOM-1). The module is generated and
not committed; git ignores it. It has the list's version, commit, date and license (MPL-2.0).

    python -m licensim.suffix_list            makes the module, or leaves it when it is up to date
    python -m licensim.suffix_list --check    exit 1 when it is missing or differs

`ensure()` does the same for a test run on a fresh clone. Needed at build time only: publicsuffixlist and
ada-url. A wheel must be configured to contain the module although git ignores it (hatchling: `artifacts`); an
editable install finds it beside the other rules.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from ada_url import URL

MODULE = Path(__file__).parent / "rules" / "origins" / "public_suffixes.py"

_TEMPLATE = '''\
"""The Public Suffix List as data. Made by `python -m licensim.suffix_list`; do not edit.

This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL
was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
The list's own source: https://publicsuffix.org/list/public_suffix_list.dat

Hosts are in the form that the URL standard serializes. `*.` is a wildcard, `!` an exception.
"""

VERSION = "{version}"
COMMIT = "{commit}"
DATE = "{date}"
PACKAGE = "publicsuffixlist {package}"
LICENSE = "MPL-2.0"
DEPTH = {depth}  # labels of the longest rule

ICANN = """
{icann}
"""

PRIVATE = """
{private}
"""
'''


@dataclass(frozen=True, slots=True)
class SuffixList:
    """The list as read: its stamp and the rules of its two sections, hosts serialized.

    `version` and `commit` are those that the list states, `date` is the version's day (YYYY-MM-DD).
    """

    version: str
    commit: str
    icann: tuple[str, ...]
    private: tuple[str, ...]

    @property
    def date(self) -> str:
        """The day on which this version of the list was made."""
        return self.version[:10]

    @property
    def depth(self) -> int:
        """Labels of the longest rule, a wildcard's star included."""
        return max(rule.count(".") + 1 for rule in self.icann + self.private)


def parse_list(text: str) -> SuffixList:
    """Read the list's own format: one rule a line up to the first space, `//` comments, two sections.

    Raises ValueError for a list without version, commit or a section, and for a rule that is not a host.
    """
    return SuffixList(
        version=_stamp(text, "VERSION"),
        commit=_stamp(text, "COMMIT"),
        icann=tuple(_rules(_section(text, "ICANN"))),
        private=tuple(_rules(_section(text, "PRIVATE"))),
    )


def list_text() -> str:
    """Read the list that the installed publicsuffixlist ships."""
    return files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")


def source(suffixes: SuffixList, package: str) -> str:
    """Write the module that holds these suffixes; `package` is the version of publicsuffixlist."""
    return _TEMPLATE.format(
        version=suffixes.version,
        commit=suffixes.commit,
        date=suffixes.date,
        package=package,
        depth=suffixes.depth,
        icann="\n".join(suffixes.icann),
        private="\n".join(suffixes.private),
    )


def ensure(path: Path = MODULE) -> bool:
    """Make the module when it is missing or was made from another list. Returns whether it was written."""
    made = source(parse_list(list_text()), version("publicsuffixlist"))
    if path.exists() and path.read_text(encoding="utf-8") == made:
        return False
    beside = path.with_suffix(".new")
    beside.write_text(made, encoding="utf-8")
    beside.replace(path)  # two builds at once: each sees a whole file
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the command of the module's docstring; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m licensim.suffix_list", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 when it is not up to date"
    )
    if parser.parse_args(arguments).check:
        made = source(parse_list(list_text()), version("publicsuffixlist"))
        return 0 if MODULE.exists() and MODULE.read_text(encoding="utf-8") == made else 1
    sys.stdout.write(f"{MODULE.name}: {'made' if ensure() else 'up to date'}\n")
    return 0


def _stamp(text: str, name: str) -> str:
    found = re.search(rf"^// {name}: (\S+)$", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"the list states no {name}")
    return found[1]


def _section(text: str, name: str) -> Iterable[str]:
    _, begin, rest = text.partition(f"// ===BEGIN {name} DOMAINS===")
    lines, end, _ = rest.partition(f"// ===END {name} DOMAINS===")
    if not (begin and end):
        raise ValueError(f"the list has no section {name}")
    return lines.splitlines()


def _rules(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() and not line.startswith("//"):
            yield _serialized(line.split()[0])


def _serialized(rule: str) -> str:
    prefix = "!" if rule.startswith("!") else "*." if rule.startswith("*.") else ""
    # Not licensim.hosts: it imports the module that is made here.
    return prefix + URL(f"https://{rule.removeprefix(prefix)}/").hostname


if __name__ == "__main__":
    raise SystemExit(main())
