"""What surrounds the clients of a simulation and is in no trace: clocks, storage, a listener."""

from __future__ import annotations

from typing import Any, Final

from licensim.rules.client.client_half import ClientHalf


class Surroundings:
    """The default: clocks are right, storage has room, responses are ignored."""

    forgets: bool = True
    """Whether clients drop what their scanners remember once it decides nothing any more."""

    def own_time(self, client: ClientHalf, t: int) -> int:
        """The time that a client's own clock shows at `t` (TIME-4)."""
        return t

    def has_room(self, client: ClientHalf) -> bool:
        """Whether a client can store what it decides."""
        return True

    def on_response(self, response: Any) -> None:
        """Called with each response of the license server to any client."""


PLAIN: Final = Surroundings()
