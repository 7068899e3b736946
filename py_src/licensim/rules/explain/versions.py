"""Figures that differ between versions of the rules, for texts that describe all versions."""

from __future__ import annotations

from collections.abc import Callable

from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES, Profile
from licensim.rules.words.english import listed, span
from licensim.rules.words.evidence import percent


def with_figures(text: str) -> str:
    """Return a text with its `{use_grace}`, `{seat_grace}`, `{expired}` and `{exceptions}` filled in.

    >>> with_figures("a grace of {use_grace}, {expired} after expiry")
    'a grace of 5 %, 7 days after expiry'
    """
    return text.format(
        use_grace=_in_versions(lambda one: percent(one.use_grace)),
        seat_grace=_in_versions(lambda one: percent(one.seat_grace)),
        expired=_in_versions(lambda one: span(one.expired_ms)),
        exceptions=_in_versions(lambda one: str(one.exceptions)),
    )


def _in_versions(figure: Callable[[Profile], str]) -> str:
    """Return the figure of the default profile, and those of profiles that have another."""
    usual = figure(PROFILES[DEFAULT_PROFILE])
    others = [f"{figure(one)} in {name}" for name, one in PROFILES.items() if figure(one) != usual]
    return f"{usual} ({listed(others)})" if others else usual
