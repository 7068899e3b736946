"""A license server in its own processes, as a user starts it, and a plain HTTP client."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

DAY_MS = 86_400_000
NOW = 1_767_225_600_000 + 100 * DAY_MS
"""The tests' instant: a hundred days after their documents begin."""


def document(*items: dict[str, Any], key: str = "P", **project: Any) -> dict[str, Any]:
    """A license document with one project."""
    return {"profile": "v2.2.19", "projects": [project_of(*items, key=key, **project)]}


def project_of(*items: dict[str, Any], key: str = "P", **project: Any) -> dict[str, Any]:
    """A project whose items run for two years around `NOW`."""
    term = {"starts_at": NOW - 100 * DAY_MS, "expires_at": NOW + 630 * DAY_MS}
    return {"key": key, **project, "items": [{"id": one["option"], **term, **one} for one in items]}


def devices(quota: int, **fields: Any) -> dict[str, Any]:
    """An item per client device."""
    fixed = {"option": "per_client_device", "deployment": "browser", "period": "daily"}
    return {**fixed, "quota": quota, **fields}


def scans(quota: int, **fields: Any) -> dict[str, Any]:
    """An item per barcode scan."""
    return {"option": "per_barcode_scan", "quota": quota, **fields}


TESTS = str(Path(__file__).parents[1])
ENVIRONMENT = {**os.environ, "PYTHONPATH": TESTS}
"""The environment of a server, with the modules of the tests on its path."""


@dataclass
class Response:
    """A response of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Caller:
    """A connection to a server, kept open; requests to the controls carry the token."""

    def __init__(self, port: int, timeout: float = 60, token: str = "") -> None:
        self.port = port
        self._token = token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a request; a body other than bytes is sent as JSON."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        shown = {"Authorization": f"Bearer {self._token}"} if self._token and path.startswith("/sim/") else {}
        self._connection.request(method, path, data, {**shown, **(headers or {})})
        response = self._connection.getresponse()
        return Response(response.status, dict(response.getheaders()), response.read())

    def get(self, path: str) -> Any:
        """The JSON value at a path."""
        return self.ask("GET", path).value

    def post(self, path: str, body: Any) -> Any:
        """The JSON value of the reply to a POST."""
        return self.ask("POST", path, body).value

    def authorize(self, client: str, **fields: Any) -> Any:
        """Ask for a local license from a page at https://example.com."""
        fixed = {"client": client, "key": "P", "deployment": "browser", "origin": "https://example.com"}
        return self.post("/v1/authorize", {**fixed, "request_id": f"ask of {client}", **fields})

    def report(self, client: str, *reports: dict[str, Any], key: str = "P") -> Any:
        """Send reports."""
        who = {"client": client, "key": key, "origin": "https://example.com"}
        return self.post("/v1/reports", {**who, "reports": list(reports)})

    def usage(self, item: str, key: str = "P") -> Any:
        """The usage of an item."""
        return self.get(f"/v1/projects/{key}/usage")["items"][item]

    def clock(self, **change: Any) -> Any:
        """Change the simulated clock."""
        return self.post("/sim/clock", change)


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    arguments: list[str] = field(default_factory=list)
    log: Path = Path()
    token: str = ""

    def caller(self, timeout: float = 60) -> Caller:
        """A new connection with the token."""
        return Caller(self.port, timeout, self.token)

    def workers(self) -> list[int]:
        """The ids of the processes that serve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [int(pid) for pid in children.split()] or [self.process.pid]

    def kill(self) -> None:
        """Kill all its processes, as a power cut does."""
        for pid in {*self.workers(), self.process.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        """Stop it as a user does; returns its exit code."""
        self.process.terminate()
        return self._reap()

    def _reap(self) -> int:
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.process.wait(60)


def start(
    folder: Path, license_: dict[str, Any] | None, *arguments: str, port: int = 0, module: str = "licensim"
) -> Served:
    """Start `licensim serve`, and return when it listens."""
    command = [sys.executable, "-m", module, "serve", "--data", str(folder), "--port", str(port)]
    if license_ is not None:
        file = folder / "license.json"
        file.write_text(json.dumps(license_), "utf-8")
        command += ["--license", str(file)]
    log = folder / "log"
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=errors, text=True, env=ENVIRONMENT
        )
    assert process.stdout is not None
    found = None
    for line in process.stdout:
        if found := re.search(r"licensim is at .*:(\d+)/#token=(\S+)", line):
            break
    if found is None:
        process.wait(30)
        raise RuntimeError(log.read_text("utf-8"))
    return Served(process, int(found[1]), [*command, *arguments], log, unquote(found[2]))


@contextlib.contextmanager
def serving(
    folder: Path, license_: dict[str, Any] | None, *arguments: str, module: str = "licensim"
) -> Iterator[Served]:
    """Run a server during the block."""
    served = start(folder, license_, *arguments, module=module)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()
