"""The installed wheel: `licensim serve` is license server and page, without other files of the project."""

import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.host_wheel import PIP, pack_host_wheel
from e2e.test_page_server import PATIENCE_MS, ServerPage
from e2e.watch import Watch
from server.served import Caller


@pytest.fixture(scope="module")
def installed(root: Path, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and only its dependencies from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = pack_host_wheel(root, built_site, folder)
    venv.create(folder / "venv")
    (site_packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    target = ("install", "--no-deps", "--no-index", "--target", str(site_packages), str(wheel))
    subprocess.run([*PIP, *target], check=True, timeout=300)
    # No .pth file of that folder is read, so this checkout is not found.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return folder / "venv" / "bin" / "python"


@pytest.fixture
def address(installed: Path, tmp_path: Path, watch: Watch) -> Iterator[str]:
    """The address of the installed server, started in an empty folder, with an empty PATH (no node)."""
    tell = "import licensim, sys; sys.exit('venv' not in licensim.__file__)"
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([installed, "-c", tell], cwd=tmp_path, env=environment, check=True, timeout=60)
    command = [str(installed), "-m", "licensim", "serve", "--port", "0", "--log-level", "error"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        found = next(line for line in serving.stdout if line.startswith("licensim is at")).split()[3]
        found = found.partition("#")[0]
        watch.allow(found)
        yield found
        serving.terminate()
        assert serving.wait(60) == 0


def test_it_serves_the_page_and_decides_for_it(page: Page, address: str) -> None:
    """The page boots from the package, offers the server, and shows the server's usage."""
    harness = ServerPage.visit(page, address)
    harness.press("This server")
    port = int(address.rpartition(":")[2].strip("/"))
    harness.answered_by(f"localhost:{port}")
    harness.hold()
    page.get_by_label("Usage is reported").select_option("immediate")
    harness.press("Connect again")
    harness.press("Go on")
    expect(harness.used).not_to_have_text("0", timeout=PATIENCE_MS)
    harness.hold()
    with Caller(port) as caller:
        used = caller.usage("scans", "DEMO-1")["used"]
    expect(harness.used).to_have_text(str(used), timeout=PATIENCE_MS)
