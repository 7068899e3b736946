"""The line between clients and the license server, with whatever is wrong with it (SPEC section 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from licensim.explain import REASONS
from licensim.rules.answer import NUMBERS, Answer, Reason, refusal
from licensim.testing.errors import KitError

WITH_LICENSE_MS: Final = 3_000
WITHOUT_MS: Final = 15_000
"""How long a client waits for an answer, with a local license and without one (NET-1)."""


@dataclass(slots=True)
class Trouble:
    """A fault of the line: `kind` is `offline`, `refuse`, `delay` or `lose`; `left` None is until it ends."""

    kind: str
    value: Any = None
    left: int | None = None


@dataclass(slots=True)
class Line:
    """Carries requests to the server and answers back; `took_ms` sums what delays have cost."""

    troubles: list[Trouble] = field(default_factory=list)
    took_ms: int = 0

    @property
    def offline(self) -> bool:
        """Whether nobody reaches the server."""
        return any(one.kind == "offline" for one in self.troubles)

    def carry(
        self, respond: Callable[[], Any], refuse: Callable[[Reason | None], Any] | None, *, licensed: bool
    ) -> Any:
        """Return the server's response; None where the client does not get one (NET-1).

        `refuse` makes the response that refuses; None for what even a refusing server takes: reports of what
        has happened, and what is given back. `licensed`: the client holds a local license.
        """
        if self.offline:
            return None
        wanted = None if refuse is None else self._take("refuse")
        response = respond() if wanted is None or refuse is None else refuse(wanted.value)
        delay = self._take("delay")
        waits = WITH_LICENSE_MS if licensed else WITHOUT_MS
        if delay is not None:
            self.took_ms += min(delay.value, waits)
        if delay is not None and delay.value > waits:
            return None
        return None if self._take("lose") else response

    def taken(self) -> int:
        """What delays have cost since this was last asked."""
        took_ms, self.took_ms = self.took_ms, 0
        return took_ms

    def _take(self, kind: str) -> Trouble | None:
        """Return the trouble of a kind that meets this request, and count it."""
        found = next((one for one in self.troubles if one.kind == kind), None)
        if found is not None and found.left is not None:
            found.left -= 1
            if found.left <= 0:
                self.troubles.remove(found)
        return found


def reason_of(number: int | str) -> Reason | None:
    """Return the reason of a vendor number or of a name; None for 120, which has one a kind of ask.

    Raises KitError for what the license server never answers.
    """
    known: dict[int | str, Reason] = {one.value: one for one in Reason}
    known |= {abs(of): reason for reason, of in NUMBERS.items()}
    if number == 120:
        return None
    if number not in known:
        numbers = ", ".join(map(str, sorted(set(NUMBERS.values()))))
        raise KitError(f"the license server never answers {number!r}; it answers {numbers}")
    return known[number]


def simulated(reason: Reason | None, *, asks: bool) -> Answer:
    """Return the refusal that a fault makes; None is 120, of an ask or of a use."""
    reason = reason or (Reason.SEATS_EXHAUSTED if asks else Reason.QUOTA_EXHAUSTED)
    return replace(refusal(reason, REASONS[reason][1]), evidence={"simulated": True})
