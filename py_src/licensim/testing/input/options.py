"""The kit's options at three levels: ini or command line, marker, argument; the nearest wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from licensim.rules.license.profile import EDITIONS, PROFILES
from licensim.testing.errors import KitError
from licensim.testing.input.instants import START_AT, Instant, instant

ALLOWABLE: Final = {
    "refusals": "refusals that the test never looked at",
    "unsent": "usage that was never reported",
    "unknown_key": "a key that no project has",
    "console": "errors in a page's console",
    "unsimulated": "members of the SDK that the stand-in does not simulate",
}
"""The findings of strictness at a test's end, by the word that allows them."""

CHOICES: Final = {
    "engine": ("host", "page"),
    "reports": ("immediate", "slot"),
    "edition": tuple(EDITIONS),
    "profile": tuple(PROFILES),
}


@dataclass(frozen=True, slots=True)
class FixtureOptions:
    """The options, with their defaults.

    `engine` runs the clients; `allow` names the allowed findings (`ALLOWABLE`, or `all`); `license` is
    a document (value, JSON text or path), None for items or the demo license; `start` is the test's first
    instant; `reports`, `edition` and `profile` are the rules' own, None for the license's.
    """

    engine: str = "host"
    allow: frozenset[str] = frozenset()
    license: Any = None
    start: Instant = START_AT
    reports: Any = None
    edition: str | None = None
    profile: str | None = None

    def overlaid(self, given: Mapping[str, Any], where: str) -> FixtureOptions:
        """Return the options with those of a nearer level, which `where` names, on top; `allow` adds up.

        Raises KitError with every unknown option and invalid value, and the valid ones.
        """
        known = sorted(one.name for one in fields(self))
        unknown = [f"no option {name!r}, there are {', '.join(known)}" for name in given if name not in known]
        faults = [*unknown, *(fault for name, value in given.items() for fault in _faults(name, value))]
        if faults:
            raise KitError("\n".join(f"{where}: {fault}" for fault in faults))
        found = dict(given)
        if "allow" in found:
            found["allow"] = self.allow | allowed(found["allow"])
        return replace(self, **found)

    @property
    def start_at(self) -> int:
        """The test's first instant in milliseconds."""
        return instant(self.start)


def allowed(names: Any) -> frozenset[str]:
    """Return the allowed words, from one text or several; raises KitError for an unknown word.

    >>> sorted(allowed("unsent, console"))
    ['console', 'unsent']
    """
    if isinstance(names, str):
        listed: list[Any] = names.replace(",", " ").split()
    else:
        listed = list(names) if isinstance(names, Iterable) else [names]
    for name in listed:
        if not isinstance(name, str) or (name not in ALLOWABLE and name != "all"):
            raise KitError(f"there is no finding {name!r} to allow; there are all, {', '.join(ALLOWABLE)}")
    return frozenset(ALLOWABLE) if "all" in listed else frozenset(listed)


def _faults(name: str, value: Any) -> Iterator[str]:
    choices = CHOICES.get(name)
    if choices is not None and value is not None and value not in choices:
        yield f"{name} is {value!r}, it must be one of {', '.join(choices)}"
    check = CHECKS.get(name)
    if check is not None:
        try:
            check(value)
        except KitError as error:
            yield f"{name}: {error}"


CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {"allow": allowed, "start": instant}
