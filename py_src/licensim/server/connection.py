"""One HTTP connection: uvicorn's, with a limit to how long a client takes to say what it wants."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from licensim.server.app import ABORT

HEADER_SECONDS: Final = 10
"""How long a client may take from its first byte, or from connecting, to the end of its headers."""


class Connection(HttpToolsProtocol):
    """Closes a connection whose headers do not arrive, and lets the app close one without an answer."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request: the rest of its headers must follow."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[ABORT] = self.transport.abort
        if self._patience is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """The headers are there; the body has a limit of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
