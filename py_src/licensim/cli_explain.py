"""`licensim explain`: what a rule, option, number or reason means."""

import argparse
import sys

from licensim.explain import UnknownTermError, explain


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    try:
        found = explain(options.term)
    except UnknownTermError as error:
        sys.stderr.write(f"licensim explain: {error}\n")
        return 2
    print(f"{found.title}\n\n{found.text}\n")
    if found.example:
        see = found.example.startswith("see ")
        print(f"See {found.example[4:]}" if see else f"Example: {found.example}")
    print(f"Source: {found.source}")
    return 0
