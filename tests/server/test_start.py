"""How a server starts and stops, and its errors if it cannot start."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from stat import S_IMODE

import pytest

from licensim.transport.remote import read_token
from server.postgres import Postgres
from server.served import NOW, devices, document, scans, serving, start


def refused(folder: Path, *arguments: str) -> str:
    """The error line of a server that cannot start."""
    command = [sys.executable, "-m", "licensim", "serve", "--data", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert 1 == done.returncode, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """The error says what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path, "--port", str(port))
    assert re.search(rf"cannot listen on 127.0.0.1:{port}: .*in use.*--port", said), said


def test_an_unreachable_database_is_named_without_its_password(tmp_path: Path) -> None:
    """The error comes quickly, and hides the password."""
    said = refused(tmp_path, "--database", "postgresql://me:secret@127.0.0.1:1/nothing", "--port", "0")
    assert "cannot use the database postgresql" in said
    assert "refused" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://x", "SQLite or PostgreSQL"),
        ("sqlite://", "needs a file"),
        ("nonsense", "not a database URL"),
    ],
)
def test_a_database_of_no_use_is_named(tmp_path: Path, url: str, why: str) -> None:
    """The error says what the database must be."""
    assert why in refused(tmp_path, "--database", url, "--port", "0")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """The database is not changed."""
    with serving(tmp_path, document(scans(5))):
        pass
    with sqlite3.connect(tmp_path / "licensim.sqlite3") as database:
        database.execute("UPDATE licensim_schema SET version = 99")
    database.close()
    said = refused(tmp_path, "--port", "0")
    assert "schema version 99, which is newer" in said


def test_keys_are_the_owners_and_rotate(tmp_path: Path) -> None:
    """NET-7: made at first start; a new key signs, the old one still verifies; a readable file is refused."""
    kids = []
    for arguments in ((), (), ("--rotate-keys",)):
        with serving(tmp_path, document(scans(5)), *arguments) as served, served.caller() as caller:
            caller.clock(set_to=NOW, frozen=True)
            token = read_token(caller.authorize("a", request_id="r")["local_license"]["token"])
            assert token is not None
            kids.append((token.kid, sorted(key["kid"] for key in caller.get("/v1/keys")["keys"])))
    assert [("1", ["1"]), ("1", ["1"]), ("2", ["1", "2"])] == kids
    keys = tmp_path / "keys"
    modes = {path.name: S_IMODE(path.stat().st_mode) for path in (keys, *keys.iterdir())}
    assert {"keys": 0o700, "1.pem": 0o600, "2.pem": 0o600} == modes
    (keys / "1.pem").chmod(0o644)
    assert "can be read by others" in refused(tmp_path, "--port", "0")


def test_without_a_token_the_server_makes_one(tmp_path: Path) -> None:
    """A new token at each start, only printed; a token that no header can carry is refused."""
    tokens = []
    for given in ((), ("--token", "")):
        with serving(tmp_path, document(scans(5)), *given) as served, served.caller() as caller:
            assert 200 == caller.ask("GET", "/sim/clock").status
            tokens.append(served.token)
            assert served.token not in served.log.read_text("utf-8")
    assert 2 == len({token for token in tokens if len(token) >= 32})
    for token in (" spaced", "schl\u00fcssel", "two\nlines"):
        assert "--token takes printable ASCII" in refused(tmp_path, "--port", "0", "--token", token)


@pytest.mark.usefixtures("built_site")
def test_the_page_is_served(tmp_path: Path) -> None:
    """GET / and its files, with strict headers."""
    with serving(tmp_path, None) as served, served.caller() as caller:
        page = caller.ask("GET", "/")
        assert (200, b"<!doctype html>") == (page.status, page.body[:15].lower())
        assert "wasm-unsafe-eval" in page.headers["content-security-policy"]
        packed = caller.ask("GET", "/licensim/client.js", headers={"Accept-Encoding": "br"})
        assert ("br", "text/javascript; charset=utf-8") == (
            packed.headers["content-encoding"],
            packed.headers["content-type"],
        )
        tag = {"Accept-Encoding": "br", "If-None-Match": packed.headers["etag"]}
        assert 304 == caller.ask("GET", "/licensim/client.js", headers=tag).status
        for nowhere in ("/../pyproject.toml", f"/{'x' * 5000}", f"/{'x' * 5000}/", "//[", "/%00"):
            assert 404 == caller.ask("GET", nowhere).status
        assert "Traceback" not in served.log.read_text("utf-8")


def test_health_reports_whether_the_database_answers(tmp_path: Path, postgres: Postgres) -> None:
    """200 while it answers, 503 while it does not, then 200 again without a restart."""
    database = ("--database", postgres.new_database())
    with serving(tmp_path, document(scans(5)), *database) as served, served.caller() as caller:
        assert (200, "ok") == ((told := caller.ask("GET", "/v1/health")).status, told.value["status"])
        postgres.stop()
        told = caller.ask("GET", "/v1/health")
        assert (503, "DatabaseUnreachable") == (told.status, told.value["error"])
        postgres.start()
        assert 200 == caller.ask("GET", "/v1/health").status


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_answers_what_waits(tmp_path: Path, workers: str, name: signal.Signals) -> None:
    """Sent requests are decided, recorded and answered; the exit code is 0, or 130 for Ctrl-C."""
    served = start(tmp_path, document(scans(5)), "--workers", workers)
    with served.caller() as caller, served.caller() as waiting:
        caller.clock(set_to=NOW, frozen=True)
        caller.ask("PUT", "/sim/faults", {"faults": [{"fault": "delay", "delay_ms": 700}]})
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(waiting.authorize("late")["answer"]))
        asking.start()
        while not caller.get("/sim/journal")["entries"]:
            pass  # until it is decided, before its reply is sent
        os.kill(served.process.pid, name)
        asking.join(30)
        assert ["ok"] == answers
    assert served.process.wait(60) in ((0,) if name == signal.SIGTERM else (0, 130))
    assert served.process.stdout is not None
    served.process.stdout.close()


def test_logs_are_lines_of_json(tmp_path: Path) -> None:
    """Each with its level, time and event."""
    with serving(tmp_path, document(scans(5))) as served:
        pass
    lines = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
    assert "serving" in [line["event"] for line in lines]
    assert all({"level", "timestamp", "event"} <= set(line) for line in lines)


def said_at_start(folder: Path, *arguments: str) -> tuple[str, int]:
    """Authorizes one more client; returns the start's line about the data, and how many clients it knows."""
    served = start(folder, document(devices(9)), *arguments)
    assert served.process.stdout is not None
    line = served.process.stdout.readline()
    with served.caller() as caller:
        seats = caller.usage("per_client_device")["seats"]
        caller.clock(set_to=NOW, frozen=True)
        assert "ok" == caller.authorize(f"client {seats}")["answer"]
    assert 0 == served.stop()
    return line, seats


def reset(folder: Path, *arguments: str) -> str:
    """The output of `licensim reset`."""
    command = [sys.executable, "-m", "licensim", "reset", "--data", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_a_start_goes_on_from_what_is_recorded(tmp_path: Path) -> None:
    """The start prints this, and the place of the data; --fresh and `licensim reset` empty it."""
    place = f"its data is in sqlite:///{tmp_path / 'licensim.sqlite3'}: "
    new = place + "nothing is recorded yet\n"
    goes_on = place + "it goes on from there (--fresh or `licensim reset` empties it)\n"
    assert "there is nothing to empty" in reset(tmp_path)
    assert [] == list(tmp_path.iterdir())
    assert (new, 0) == said_at_start(tmp_path)
    assert (goes_on, 1) == said_at_start(tmp_path)
    assert (new, 0) == said_at_start(tmp_path, "--fresh")
    assert f"emptied sqlite:///{tmp_path / 'licensim.sqlite3'}\n" == reset(tmp_path)
    assert (goes_on, 0) == said_at_start(tmp_path)


def test_a_running_server_is_emptied(tmp_path: Path) -> None:
    """Its cached data is not used any more."""
    with serving(tmp_path, document(devices(1, grace=0))) as served, served.caller() as caller:
        for number in range(2):
            caller.clock(set_to=NOW, frozen=True)
            assert ("ok", "refused") == tuple(caller.authorize(f"{number}{n}")["answer"] for n in "ab")
            reset(tmp_path)


def test_a_port_that_is_taken_empties_nothing(tmp_path: Path) -> None:
    """--fresh has no effect if the server cannot start."""
    said_at_start(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "cannot listen" in refused(tmp_path, "--fresh", "--port", str(other.getsockname()[1]))
    assert 1 == said_at_start(tmp_path)[1]
