"""Start a server: its license, keys, database, socket and processes."""

from __future__ import annotations

import gc
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final
from urllib.parse import quote

import structlog
import uvicorn

from licensim.hosts import ascii_host
from licensim.rules.answer import LicensimError
from licensim.rules.documents.document import Document, demo_document, parse_document
from licensim.server import log
from licensim.server.http.app import AppSettings, create_app
from licensim.server.http.connection import HttpConnection
from licensim.server.signing import open_keys
from licensim.server.simulation.controls import Controls
from licensim.server.simulation.simulation import real_now
from licensim.server.sql.database import Database
from licensim.server.workers import run_workers
from licensim.site_server import built_site

DEFAULT_PORT: Final = 8765
KEEP_ALIVE_SECONDS: Final = 75
STOP_SECONDS: Final = 30
"""How long a stopping server waits for its last answers to be read."""
_LOG: Final = structlog.get_logger("licensim.server")


class StartError(LicensimError):
    """The server cannot start; the message says why, and what to do."""


def data_folder() -> Path:
    """The default folder of a server's database and keys."""
    own = os.environ.get("LICENSIM_DATA")
    if own:
        return Path(own)
    default = Path.home() / ("AppData/Local" if os.name == "nt" else ".local/share")
    base = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME") or default
    return Path(base) / "licensim"


@dataclass(slots=True)
class ServeOptions:
    """The options of `licensim serve`; see its help.

    `document` None is the demo license, `database` None a file in the folder `data`. If `token`,
    for the controls, is None or empty, a new one is made. `fresh` empties the database first.
    """

    document: Document | None = None
    database: str | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    workers: int = 1
    distributed: bool = False
    data: Path = field(default_factory=data_folder)
    token: str | None = None
    hosts: tuple[str, ...] = ()
    rotate_keys: bool = False
    fresh: bool = False
    keep: int = 1000
    log_level: str = "info"


def serve(options: ServeOptions) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code. Raises LicensimError if it cannot start."""
    log.set_up(options.log_level)
    token = _token(options.token)
    document = options.document or parse_document(json.dumps(demo_document(real_now())), ascii_host)
    url = database_url(options.database, options.data)
    listening = _listen(options.host, options.port)
    name, state = _prepare(url, document, options.fresh)
    keys = open_keys(options.data / "keys", options.rotate_keys)
    hosts = (*options.hosts, options.host)
    site = built_site()
    settings = AppSettings(document, keys, url, token, hosts, site, options.keep, options.distributed)
    _LOG.info("serving", address=address(listening), database=name, workers=options.workers)
    page = f"{address(listening)}#token={quote(token, safe='')}"
    sys.stdout.write(f"licensim is at {page}   (Ctrl-C stops it)\nits data is in {name}: {state}\n")
    sys.stdout.flush()
    return _run(options.workers, lambda: _work(settings, listening))


def _token(given: str | None) -> str:
    """The token for the controls: the given one, which must fit into a header, or a new one."""
    token = given or secrets.token_urlsafe(24)
    if token != token.strip() or not token.isascii() or not token.isprintable():
        raise StartError("--token takes printable ASCII, without spaces around it")
    return token


def _run(workers: int, work: Callable[[], None]) -> int:
    if workers > 1:
        return run_workers(workers, work)
    work()
    return 0


def _work(settings: AppSettings, listening: socket.socket) -> None:
    gc.freeze()  # imported modules stay in memory
    gc.set_threshold(20_000)  # a batch of requests leaves few cycles
    sys.setswitchinterval(0.0005)  # the thread that decides and the loop that answers take turns quickly
    config = uvicorn.Config(
        create_app(settings),
        http=HttpConnection,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = uvicorn.Server(config)

    def leave(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True  # whether it has begun to serve or not

    signal.signal(signal.SIGTERM, leave)
    server.run(sockets=[listening])


def database_url(given: str | None, data: Path) -> str:
    """The URL of the database: the given one, else that of the file in the folder `data`."""
    return given or f"sqlite:///{data / 'licensim.sqlite3'}"


def _prepare(url: str, document: Document, fresh: bool) -> tuple[str, str]:
    """Prepare the database before any process uses it; return its name, without password, and its state."""
    database = Database(url)
    is_new = database.prepare(["", *(project.key for project in document.projects)])
    if fresh:
        Controls(database).reset(None)
    database.close()
    if is_new or fresh:
        return database.name, "nothing is recorded yet"
    return database.name, "it goes on from there (--fresh or `licensim reset` empties it)"


def reset(url: str) -> str:
    """Empty the database of a server, which may be running; return what was done, in words.

    Raises LicensimError if the database cannot be used.
    """
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        return f"there is nothing to empty: {file}"
    database = Database(url)
    database.prepare([""])
    Controls(database).reset(None)
    database.close()
    return f"emptied {database.name}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        raise StartError(
            f"cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}; "
            "try another --port, or 0 for any free one"
        ) from None
    return listening


def address(listening: socket.socket) -> str:
    """The address of a server, with `localhost` for this machine: the demo license covers that name."""
    host, port = listening.getsockname()[:2]
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1"):  # noqa: S104 - only compared
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
