"""`licensim profiles`: the profiles and editions, or the lines in which two differ."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from licensim.rules.license.profile import EDITIONS, PROFILES, Edition, Profile

KNOWN: Final[dict[str, Profile | Edition]] = {**PROFILES, **EDITIONS}


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    unknown = [name for name in options.names if name not in KNOWN]
    if unknown or len(options.names) > 2:
        what = f"unknown: {', '.join(unknown)}" if unknown else "name at most two"
        return _refuse(f"{what}; there are {', '.join(KNOWN)}")
    if len(options.names) < 2:
        print("\n\n".join(_shown(KNOWN[name]) for name in options.names or KNOWN))
        return 0
    one, other = (KNOWN[name] for name in options.names)
    if type(one) is not type(other):
        return _refuse("a profile and an edition cannot be compared")
    print("\n".join(_differing(one, other)))
    return 0


def _refuse(what: str) -> int:
    sys.stderr.write(f"licensim profiles: {what}\n")
    return 2


def _shown(one: Profile | Edition) -> str:
    lines = [f"  {name:20} {value}" for name, value in _rows(one)]
    return "\n".join([f"{type(one).__name__.lower()} {one.name}", *lines])


def _differing(one: Profile | Edition, other: Profile | Edition) -> Iterator[str]:
    yield f"{'':20} {one.name:14} {other.name}"
    left, right = dict(_rows(one)), dict(_rows(other))
    for name in left | right:
        if left.get(name) != right.get(name):
            yield f"{name:20} {left.get(name, '-'):14} {right.get(name, '-')}"


def _rows(one: Profile | Edition) -> Iterator[tuple[str, str]]:
    for name, value in asdict(one).items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", str(part)) for key, part in value.items())
        elif name != "name":
            yield name, str(value).lower() if value is None or isinstance(value, bool) else str(value)
