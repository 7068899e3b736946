"""A real reverse proxy for the tests: nginx, found or installed if we may, on a free port."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from conditions import wait_until
from needs import debian_package, missing
from server.postgres import free_port
from server.served import Caller

# The basic configuration of tutorials: no forwarded header, and the Host of `proxy_pass`.
CONFIGURATION = """
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{behind}; }}
    }}
}}
"""


def program() -> str:
    """The path of nginx; skips the test if there is none."""
    if _found() is None:
        debian_package("nginx")
    return _found() or missing("nginx is not here: install it")


def _found() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextlib.contextmanager
def proxying(behind: int) -> Iterator[int]:
    """Run a proxy in front of the port `behind` of this machine during the block; gives its port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="licensim-nginx-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        file, log = folder / "nginx.conf", folder / "errors"
        file.write_text(CONFIGURATION.format(folder=folder, port=port, behind=behind), "utf-8")
        command = [program(), "-p", str(folder), "-e", str(log), "-c", str(file)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_until(lambda: _answers(port))
                yield port
            finally:
                process.terminate()


def _answers(port: int) -> bool:
    with contextlib.suppress(ConnectionError), Caller(port) as caller:
        return caller.ask("GET", "/v1/health").status == 200
    return False
