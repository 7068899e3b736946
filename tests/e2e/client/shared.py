"""A license server in its own process, for the pages of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from e2e.client.license import NOW
from e2e.watch import Watch
from server.served import Caller, Served, start

DAY_MS = 86_400_000


@dataclass
class LicenseServer:
    """A server of one license with a frozen clock; it can be started again at the same address."""

    folder: Path
    license: dict[str, Any]
    running: Served

    @property
    def address(self) -> str:
        """The address of the server."""
        return f"http://localhost:{self.running.port}"

    def call(self) -> Caller:
        """A new connection for the test itself."""
        return self.running.caller()

    def usage(self, item: str) -> dict[str, Any]:
        """The usage of an item."""
        with self.call() as caller:
            found: dict[str, Any] = caller.usage(item, "K-1")
            return found

    def advance(self, milliseconds: int) -> None:
        """Move its clock on."""
        with self.call() as caller:
            caller.clock(advance_ms=milliseconds)

    def fault(self, kind: str, **fields: Any) -> None:
        """Start a fault, once unless `count` is given; it replaces the former fault.

        A browser repeats a request that failed on a reused connection.
        """
        with self.call() as caller:
            caller.ask("PUT", "/sim/faults", {"faults": [{"fault": kind, "count": 1, **fields}]})

    def heal(self) -> None:
        """End the fault."""
        with self.call() as caller:
            caller.ask("DELETE", "/sim/faults")

    def stop(self) -> None:
        """Stop the server."""
        self.running.stop()

    def again(self) -> None:
        """Start the server again, at the same address and with the same database."""
        self.running = start(self.folder, self.license, port=self.running.port)


def start_server(folder: Path, license_: dict[str, Any]) -> LicenseServer:
    """Start a server whose clock shows `NOW`."""
    server = LicenseServer(folder, license_, start(folder, license_))
    with server.call() as caller:
        caller.clock(set_to=NOW, frozen=True)
    return server


@contextmanager
def starting(
    folder: Path, watch: Watch, begin: Callable[..., LicenseServer]
) -> Iterator[Callable[..., LicenseServer]]:
    """Start a server for each given license with `begin`, each in its own folder; stop all at the end."""
    servers: list[LicenseServer] = []

    def serve(license_: dict[str, Any], *arguments: str) -> LicenseServer:
        own = folder / f"server-{len(servers)}"
        own.mkdir()
        servers.append(begin(own, license_, *arguments))
        watch.allow(servers[-1].address)
        return servers[-1]

    yield serve
    for server in servers:
        if server.running.process.poll() is None:
            server.stop()


def admit(context: BrowserContext, *origins: str) -> None:
    """Allow pages of these origins to reach this computer, as a user can."""
    for origin in origins:
        context.grant_permissions(["local-network-access"], origin=origin)
