"""The past of a simulated session: its state after one of its events, found by deciding it again."""

from __future__ import annotations

from typing import Any

from licensim.page.simulation.acts import ReadDocument, take_with_acts
from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.status import simulated_status


class Past:
    """The past of `session`. What was decided again is kept, so that a later event needs only the rest."""

    def __init__(self, session: SimulatedSession, read: ReadDocument) -> None:
        self.session = session
        self._read = read
        self._again = session.begin_again()

    def status(self, line: int, client: str, most: int) -> dict[str, Any]:
        """Return the state for a client after the event of a line, from 1, at the instant of that event.

        At most `most` events are decided again in one call: without `done` it is to be called again.
        """
        line = min(line, len(self.session.lines))
        if len(self._again.lines) > line:
            self._again = self.session.begin_again()
        done = len(self._again.lines)
        until = min(line, done + most)
        # What was done after an event belongs to the next one.
        acts = [act for act in self.session.acts if done <= act["after"] < until]
        take_with_acts(self._again, self.session.lines[done:until], acts, self._read)
        if until < line:
            return {"done": False}
        return {"done": True, **simulated_status(self._again, client, None)}
