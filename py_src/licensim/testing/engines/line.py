"""The line between clients and the license server, with its faults (SPEC section 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from licensim.rules.answer import NUMBERS, Answer, Reason, refusal
from licensim.rules.explain.topics import REASONS
from licensim.testing.errors import KitError
from licensim.transport.remote import TRIES, WHOLE_MS

LIMITS_MS: Final = {
    licensed: tuple(ms for place, ms in tries if place == "main") for licensed, tries in TRIES.items()
}
"""How long each try may take, with a local license and without (NET-1); a test has no standby server."""


@dataclass(slots=True)
class Trouble:
    """A fault of the line: `offline`, `refuse`, `delay` or `lose_answer`; `left` None lasts until it ends."""

    kind: str
    value: Any = None
    left: int | None = None


@dataclass(slots=True)
class Line:
    """Carries requests to the server and answers back; `took_ms` is the sum of delays."""

    troubles: list[Trouble] = field(default_factory=list)
    took_ms: int = 0

    @property
    def offline(self) -> bool:
        """Whether no client reaches the server."""
        return any(one.kind == "offline" for one in self.troubles)

    def carry(
        self, respond: Callable[[int], Any], refuse: Callable[[Reason | None], Any] | None, *, licensed: bool
    ) -> Any:
        """Return the server's response to one ask; None if the client gets none in time (NET-1).

        `respond` is called with the time between the ask's beginning and a try, in ms. `refuse` makes a
        refusal; it is None for requests that even a refusing server accepts: reports and releases.
        `licensed`: the client holds a local license. A fault affects all tries of an ask.
        """
        if self.offline:
            return None
        wanted = None if refuse is None else self._take("refuse")
        delay, lost = self._take("delay"), self._take("lose_answer")
        slow_ms, spent_ms = 0 if delay is None else delay.value, 0
        response = None
        for limit_ms in LIMITS_MS[licensed]:
            left_ms = min(limit_ms, WHOLE_MS[licensed] - spent_ms)
            response = respond(spent_ms) if wanted is None or refuse is None else refuse(wanted.value)
            spent_ms += min(slow_ms, left_ms)
            if slow_ms <= left_ms:
                break
            response = None
        self.took_ms += spent_ms
        return None if lost else response

    def taken(self) -> int:
        """The sum of delays since the last call of this."""
        took_ms, self.took_ms = self.took_ms, 0
        return took_ms

    def _take(self, kind: str) -> Trouble | None:
        """Return the trouble of a kind that affects this request, and count it."""
        found = next((one for one in self.troubles if one.kind == kind), None)
        if found is not None and found.left is not None:
            found.left -= 1
            if found.left <= 0:
                self.troubles.remove(found)
        return found


def reason_of(number: int | str) -> Reason | None:
    """Return the reason of a vendor number or of a name; None for 120, whose reason depends on the ask.

    Raises KitError for a reason that the license server never answers.
    """
    if number == 120:
        return None
    answered = {reason: of for reason, of in NUMBERS.items() if of > 0}
    known: dict[int | str, Reason] = {of: reason for reason, of in answered.items()}
    known |= {reason.value: reason for reason in answered}
    if number not in [*known]:  # a list, because the value may have a type that is no key of a dictionary
        there_are = ", ".join(f"{reason} ({of})" for reason, of in answered.items())
        raise KitError(f"the license server never answers {number!r}; it answers {there_are}")
    return known[number]


def simulated(reason: Reason | None, *, asks: bool) -> Answer:
    """Return the refusal of a fault; None is 120, whose reason differs for an ask and a use."""
    reason = reason or (Reason.SEATS_EXHAUSTED if asks else Reason.QUOTA_EXHAUSTED)
    return replace(refusal(reason, REASONS[reason][1]), evidence={"simulated": True})
