"""The ASGI app: what each endpoint reads, calls and answers."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

import licensim
from licensim.hosts import parse_origin
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Fault, Faults, Malformed, member
from licensim.rules.input.fields import Field
from licensim.rules.origins.origin import Origin
from licensim.server.deciding import requests
from licensim.server.deciding.request_handler import ServerReply
from licensim.server.deciding.requests import Asked
from licensim.server.encode import to_json_bytes
from licensim.server.http.bodies import BodyError, header, read, read_body, send_json
from licensim.server.http.guard import DESCRIPTION, MAY_CONTROL, NOW, Guard
from licensim.server.http.openapi import JOURNAL_QUERY, RESET, openapi
from licensim.server.http.passwords import WrongPasswords
from licensim.server.http.site import Site
from licensim.server.http.wire import AUTHORIZE, RELEASE, REPORTS, failure, malformed, parse_body
from licensim.server.queue.request_queue import RequestQueue, TooManyError, failure_of
from licensim.server.signing import SigningKeys, license_body, spoiled
from licensim.server.simulation.controls import Controls
from licensim.server.simulation.faults import FAULTS
from licensim.server.simulation.simulation import CLOCK
from licensim.server.sql.database import Database
from licensim.server.sql.database_file import DatabaseMovedError
from licensim.sessions.trace import ParseOrigin

ABORT: Final = "licensim.abort"
"""The scope's function that closes the connection without an answer; not every server has it."""


@dataclass(slots=True)
class AppSettings:
    """The settings of an app; see `licensim serve --help`."""

    document: Document
    keys: SigningKeys
    database_url: str
    token: str
    hosts: tuple[str, ...] = ()
    site: Path | None = None
    keep: int = 0
    distributed: bool = False


@dataclass(slots=True)
class RunningApp:
    """The parts of a running app; `queue` and `controls` are set while it runs."""

    settings: AppSettings
    queue: RequestQueue = field(init=False)
    controls: Controls = field(init=False)
    passwords: WrongPasswords = field(default_factory=WrongPasswords)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Open the database, and close it when all waiting requests are decided."""
        database = Database(self.settings.database_url, self.settings.distributed)
        await asyncio.to_thread(database.prepare, ["", *(one.key for one in self.settings.document.projects)])
        of = self.settings
        self.queue = RequestQueue(database, of.document, of.keep)
        self.controls = Controls(database)
        yield
        await asyncio.to_thread(self.queue.close)
        database.close()


def create_app(settings: AppSettings) -> ASGIApp:
    """Make the app of one process."""
    server = RunningApp(settings)
    asking = _asking(server)
    routes = _routes(server, asking)
    rest = Starlette(routes=routes, lifespan=server.lifespan, exception_handlers=_HANDLERS)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Find the endpoints that most requests call without trying every route."""
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        await (asking.get(scope["path"], rest) if is_post else rest)(scope, receive, send)

    return Guard(app, settings.token, settings.hosts)


def _asking(server: RunningApp) -> dict[str, Asking]:
    return {
        "/v1/authorize": Asking(server, AUTHORIZE, requests.authorize),
        "/v1/reports": Asking(server, REPORTS, requests.reports),
        "/v1/release": Asking(server, RELEASE, requests.release),
    }


def _routes(server: RunningApp, asking: dict[str, Asking]) -> list[Route | Mount]:
    api = [*_license_routes(server, asking), *_simulation_routes(server)]
    paths = sorted({route.path for route in api})
    return [*api, *(_other_methods(api, path) for path in paths), Mount("/", Site(server.settings.site))]


def _license_routes(server: RunningApp, asking: dict[str, Asking]) -> list[Route]:
    document = json.dumps(openapi()).encode()
    keys = server.settings.keys.public()
    return [
        *(Route(path, endpoint, methods=["POST"]) for path, endpoint in asking.items()),
        Route("/v1/projects/{key}/usage", _usage(server), methods=["GET"]),
        Route("/v1/health", _health(server), methods=["GET"]),
        Route(DESCRIPTION, _description(server), methods=["GET"]),
        Route("/v1/keys", lambda _request: JSONResponse(keys), methods=["GET"]),
        Route("/openapi.json", lambda _request: Response(document, media_type="application/json")),
    ]


def _simulation_routes(server: RunningApp) -> list[Route]:
    def control(method: str, path: str, field: Field | None, act: Act) -> Route:
        return Route(path, _control(server, field, act), methods=[method])

    return [
        control("GET", "/sim/clock", None, lambda of, _: of.clock()),
        control("POST", "/sim/clock", CLOCK, lambda of, body: of.clock(body)),
        control("GET", "/sim/faults", None, lambda of, _: of.faults()),
        control("PUT", "/sim/faults", FAULTS, lambda of, body: of.faults(body["faults"])),
        control("DELETE", "/sim/faults", None, lambda of, _: of.faults([])),
        control("POST", "/sim/reset", RESET, lambda of, body: of.reset(body.get("key"))),
        Route("/sim/journal", _journal(server), methods=["GET"]),
    ]


def _other_methods(api: Sequence[Route], path: str) -> Route:
    """The route for a method that a path does not have; else the site would answer that there is no file."""
    known = sorted({method for route in api if route.path == path for method in route.methods or ()})

    async def refuse(_request: Request) -> Response:
        body = failure("MethodNotAllowed", f"{path} takes {', '.join(known)}")
        return JSONResponse(body, 405, {"Allow": ", ".join(known)})

    return Route(path, refuse, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])


class Asking:
    """An endpoint that has its body decided: plain ASGI, because most requests call it."""

    def __init__(
        self,
        server: RunningApp,
        field: Field,
        read: Callable[[dict[str, Any], Origin | None, ParseOrigin], Asked],
    ) -> None:
        self._server = server
        self._field = field
        self._read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request, have it decided, answer it."""
        try:
            body = await read_body(scope, receive)
            asked = await read(body, partial(self._asked, _origin(scope)))
        except Malformed as error:
            await send_json(send, 400, malformed(error))
        except BodyError as error:
            if error.status:
                closing = [(b"connection", b"close")]
                await send_json(send, error.status, failure("BodyRefused", str(error)), closing)
        else:
            await _respond(self._server, asked, scope, receive, send)

    def _asked(self, origin: Origin | None, body: bytes) -> Asked:
        return self._read(parse_body(self._field, body), origin, _parse_origin)


async def _respond(server: RunningApp, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        reply = await server.queue.decide(asked)
    except TooManyError:
        await _send_too_many(send)
        return
    if reply.wrong_password and not await _wait_for_turn(server, asked.key):
        await _send_too_many(send)
        return
    if reply.delay_ms:
        await asyncio.sleep(reply.delay_ms / 1000)
    if reply.dropped:
        scope[ABORT]()
        await receive()
        return
    now = (NOW.lower().encode(), str(reply.at).encode())
    await send_json(send, reply.status, _signed(server.settings.keys, reply), [now])


async def _send_too_many(send: Send) -> None:
    await send_json(send, 503, failure("TooMany", "too many requests wait"), [(b"retry-after", b"1")])


async def _wait_for_turn(server: RunningApp, key: str) -> bool:
    """Wait until a wrong password may be answered; False if too many requests wait for that."""
    now = asyncio.get_running_loop().time()
    at = server.passwords.answer_at(key, now)
    if at is None:
        return False
    await asyncio.sleep(at - now)
    return True


def _signed(keys: SigningKeys, reply: ServerReply) -> dict[str, Any]:
    if reply.claims is None:
        return reply.body
    given = license_body(keys, reply.claims)
    if reply.spoiled:
        given["token"] = spoiled(given["token"])
    return {**reply.body, "local_license": given}


def _origin(scope: Scope) -> Origin | None:
    """The origin of the Origin header, which only a browser sends; None without one."""
    text = header(scope, b"origin")
    if text is None:
        return None
    found = _parse_origin(text)
    if found is None or len(found.host) > requests.MAX_HOST:
        raise Malformed((Fault("Origin", "the header is no origin"),))
    return found


_parse_origin: Final = lru_cache(maxsize=256)(parse_origin)
"""A cache: many clients have few origins."""


Endpoint = Callable[[Request], Awaitable[Response]]
Act = Callable[[Controls, dict[str, Any]], dict[str, Any]]


def _usage(server: RunningApp) -> Endpoint:
    async def usage(request: Request) -> Response:
        reply = await server.queue.decide(requests.UsageRequest(request.path_params["key"]))
        if reply.dropped:
            request.scope[ABORT]()
        return await _written(reply)

    return usage


def _health(server: RunningApp) -> Endpoint:
    async def health(_request: Request) -> Response:
        reply = await server.queue.health()
        return JSONResponse({**reply.body, "version": licensim.__version__}, reply.status)

    return health


def _description(server: RunningApp) -> Endpoint:
    async def describe(request: Request) -> Response:
        may_control = bool(request.scope.get(MAY_CONTROL))
        projects = server.settings.document.projects if may_control else ()
        body = {
            "serves": True,
            "version": licensim.__version__,
            "controls": may_control,
            "keys": [one.key for one in projects],
            "clock": await asyncio.to_thread(server.controls.clock),
        }
        return JSONResponse(body, headers={"cache-control": "no-store"})

    return describe


def _journal(server: RunningApp) -> Endpoint:
    async def journal(request: Request) -> Response:
        found = _query(request.query_params)
        key = found.get("key", server.settings.document.projects[0].key)
        asked = requests.JournalRequest(key, found.get("after", 0), found.get("limit", 1000))
        return await _written(await server.queue.decide(asked))

    return journal


async def _written(reply: ServerReply) -> Response:
    """A reply that may be long: another thread writes its JSON."""
    body = await asyncio.to_thread(to_json_bytes, reply.body)
    return Response(body, reply.status, media_type="application/json")


def _query(parameters: QueryParams) -> dict[str, Any]:
    """The parameters of a query; raises Malformed with every fault."""
    times = Counter(name for name, _ in parameters.multi_items())
    doubled = sorted(name for name, number in times.items() if number > 1)
    faults = Faults(Fault(member("", name), "appears more than once") for name in doubled)
    value = {name: _number(one) for name, one in parameters.items()}
    if "key" in value:
        value["key"] = parameters["key"]
    found = JOURNAL_QUERY.parse(value, "", faults)
    if faults or not isinstance(found, dict):
        raise Malformed(faults, faults.more)
    return found


def _number(text: str) -> int | str:
    """The number in a parameter; other text, and a number too long for any field, as text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text


def _control(server: RunningApp, field: Field | None, act: Act) -> Endpoint:
    async def control(request: Request) -> Response:
        body = {}
        if field is not None:
            sent = await read_body(request.scope, request.receive)
            body = await read(sent, partial(parse_body, field))
        return JSONResponse(await asyncio.to_thread(act, server.controls, body))

    return control


def _malformed(_request: Request, error: Exception) -> Response:
    return JSONResponse(malformed(error), 400) if isinstance(error, Malformed) else _failed(500, "Bug", error)


def _body_refused(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, BodyError) and error.status else 400
    return _failed(status, "BodyRefused", error)


def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _failed(500, "Bug", error)
    return JSONResponse(
        failure(error.detail.replace(" ", ""), error.detail), error.status_code, error.headers
    )


def _too_many(_request: Request, error: Exception) -> Response:
    return _failed(503, "TooMany", error)


def _database(_request: Request, error: Exception) -> Response:
    """The answer to a database error in the controls, which do not use the queue."""
    if isinstance(error, DBAPIError):
        reply = failure_of(error)
        return JSONResponse(reply.body, reply.status)
    return _failed(503, "DatabaseMoved", error)


def _failed(status: int, name: str, error: Exception) -> Response:
    return JSONResponse(failure(name, str(error)), status)


_HANDLERS: Final = {
    Malformed: _malformed,
    BodyError: _body_refused,
    TooManyError: _too_many,
    HTTPException: _http,
    DBAPIError: _database,
    DatabaseMovedError: _database,
}
