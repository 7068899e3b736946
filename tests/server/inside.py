"""The server's app in this process, called without a socket, and a client half that uses it."""

from __future__ import annotations

import asyncio
import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.types import Message

from licensim.hosts import ascii_host
from licensim.rules.answer import Answer
from licensim.rules.client.client_half import ClientHalf
from licensim.rules.client.licensee import Reporting
from licensim.rules.client.requests import Talk
from licensim.rules.documents.document import Document, parse_document
from licensim.server.http.app import AppSettings, create_app
from licensim.server.signing import open_keys
from licensim.sessions.simulation import Simulation
from licensim.transport.remote import Fetch, Fetched, KnownServers, Step, exchange
from server.served import Response

TIMEOUT_S = 60
TOKEN = "let me in"


class Inside:
    """The app of one license document with one database, until it is closed."""

    def __init__(self, url: str, document: Document, folder: Path) -> None:
        settings = AppSettings(document, open_keys(folder / "keys"), url, TOKEN, keep=100)
        self.app = create_app(settings)
        # In its own thread, because pytest-playwright runs a loop in the thread of the tests.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._from_server: asyncio.Queue[Message] = asyncio.Queue()
        self._to_server: asyncio.Queue[Message] = asyncio.Queue()
        self._life = asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self._lifespan("startup")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lifespan("shutdown")
        self._life.result(TIMEOUT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT_S)
        self._loop.close()

    def _wait(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(TIMEOUT_S)

    async def _live(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        await self.app(scope, self._to_server.get, self._from_server.put)

    def _lifespan(self, what: str) -> None:
        async def exchange_messages() -> Message:
            await self._to_server.put({"type": f"lifespan.{what}"})
            return await self._from_server.get()

        told = self._wait(exchange_messages())
        assert told["type"] == f"lifespan.{what}.complete", told

    def ask(
        self, method: str, target: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a request as from this machine, with the token for the controls unless `headers` replace it.

        Status 0 means a connection without a reply.
        """
        response: Response = self._wait(self._ask(method, target, body, headers or {}))
        return response

    async def _ask(self, method: str, target: str, body: Any, headers: Mapping[str, str]) -> Response:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        path, _, query = target.partition("?")
        sent: list[Message] = []
        incoming: list[Message] = [
            {"type": "http.request", "body": data, "more_body": False},
            {"type": "http.disconnect"},
        ]

        async def receive() -> Message:
            return incoming.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        usual = {"host": "localhost:8765", "content-length": str(len(data))}
        shown = {"authorization": f"Bearer {TOKEN}"} if path.startswith("/sim/") else {}
        given = usual | shown | {name.lower(): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8765),
            "state": {},
            "licensim.abort": lambda: None,
        }
        await self.app(scope, receive, send)
        if not sent:
            return Response(0, {}, b"")
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Response(sent[0]["status"], answered, b"".join(one.get("body", b"") for one in sent[1:]))

    def post(self, path: str, body: Any) -> Any:
        """The JSON value of the reply to a POST."""
        return self.ask("POST", path, body).value


@contextmanager
def inside(url: str, document: Any, folder: Path) -> Iterator[Inside]:
    """Run the app of a document, given as a JSON value, during the block."""
    with Inside(url, parse_document(json.dumps(document), ascii_host), folder) as app:
        yield app


def perform(app: Inside, step: Step) -> Any:
    """Do a step of `exchange` as the page does."""
    if isinstance(step, Fetch):
        answered = app.ask("GET" if step.body is None else "POST", step.path, step.body)
        if not answered.status:
            return Fetched(step.limit_ms)
        return Fetched(1, answered.status, answered.body.decode())
    key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(step.x + "="))
    try:
        key.verify(urlsafe_b64decode(step.signature + "=="), step.signed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


class RemoteWorld(Simulation):
    """A recorded world whose clients use a server over HTTP; its clock shows each event's time."""

    def __init__(
        self, document: Document, app: Inside, reports: Reporting | None, edition: str | None
    ) -> None:
        super().__init__(document, reports, edition)
        self._ledgers = {}  # no answer may come from this process
        self._app = app
        self._server = KnownServers()

    def _new_client(self, event: dict[str, Any]) -> ClientHalf:
        client = super()._new_client(event)
        client._answers_get_lost = True  # as for a client with a real network
        return client

    def _run(self, talk: Talk, t: int) -> Answer:
        self._app.post("/sim/clock", {"set_to": t, "frozen": True})
        response: Any = None
        try:
            request = next(talk)
            while True:
                response = self._exchange(request, t) if self.reachable else None
                request = talk.send(response)
        except StopIteration as stop:
            answer: Answer = stop.value
            return answer

    def _exchange(self, request: Any, t: int) -> Any:
        steps = exchange(self._server, request, licensed=False, now=t)
        try:
            step = next(steps)
            while True:
                step = steps.send(perform(self._app, step))
        except StopIteration as stop:
            return stop.value

    def summary(self, t: int) -> dict[str, Any]:
        """The summary from the server's usage, one project after the other."""
        self._app.post("/sim/clock", {"set_to": t, "frozen": True})
        items: dict[str, Any] = {}
        for project in self.document.projects:
            usage = self._app.ask("GET", f"/v1/projects/{project.key}/usage").value["items"]
            items |= {f"{project.key}/{name}" if name in items else name: one for name, one in usage.items()}
        return {"items": items}
