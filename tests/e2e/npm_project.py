"""A project that has installed the packed npm package, and the tools of our lock file to build it."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from needs import missing

CONFIG = """\
import { licensim } from "licensim/vite";
export default { base: "./", plugins: [licensim()], build: { target: "esnext" } };
"""


def install_packed(root: Path, folder: Path) -> Path:
    """Let npm install the packed package into a new project, without a registry."""
    packages, npm = sorted((root / "dist").glob("licensim-*.tgz")), shutil.which("npm")
    if not packages:
        subprocess.run(["./build.sh", "build"], cwd=root, check=True, capture_output=True)
        packages = sorted((root / "dist").glob("licensim-*.tgz"))
    if npm is None:
        missing("no npm on the PATH")
    (folder / "package.json").write_text('{"name": "shop", "private": true, "type": "module"}', "utf-8")
    install = [npm, "install", "--offline", "--no-audit", "--no-fund", "--silent", str(packages[-1])]
    subprocess.run(install, cwd=folder, check=True, timeout=60)
    return folder


def node(root: Path, tool: str, *args: str, cwd: Path) -> str:
    """Run a tool of our lock file; returns its output, and fails if it fails."""
    command = ["node", str(root / "web" / "node_modules" / tool), *args]
    done = subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def dev_server(root: Path, project: Path) -> Iterator[str]:
    """Vite's dev server of a project, on a free port; gives its address."""
    command = ["node", str(root / "web/node_modules/vite/bin/vite.js"), "--port", "0", "--host", "localhost"]
    log = project / "vite.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=project, stdout=output, stderr=output) as process,
    ):
        try:
            yield _announced(log, process)
        finally:
            process.terminate()


def _announced(log: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        told = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text("utf-8"))
        found = re.search(r"http://localhost:\d+", told)
        if found:
            return found[0]
        time.sleep(0.05)
    pytest.fail(f"the dev server did not start: {log.read_text('utf-8')}")
