"""The simulated scanner: the device alone, over real sockets, and with Debian's sane-airscan."""

import http.client
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from licensim.cli.main import main
from licensim.scanner.device import (
    ABANDONED_AFTER,
    JAM_CLEARED_AFTER,
    JPEG,
    PDF,
    Delivery,
    Device,
    Job,
    Outcome,
    ScanSettings,
)
from licensim.scanner.messages import BadRequest, capabilities, parse_settings, status
from licensim.scanner.server import ScannerServer, scanning
from licensim.scanner.sheets import draw, encode
from needs import missing

FEEDER = ScanSettings(source="Feeder")
SETTINGS = (
    '<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
    'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"><pwg:Version>2.63</pwg:Version>'
    "<pwg:InputSource>{source}</pwg:InputSource><scan:ColorMode>Grayscale8</scan:ColorMode>"
    "<scan:XResolution>75</scan:XResolution><pwg:DocumentFormat>{format}</pwg:DocumentFormat>"
    "</scan:ScanSettings>"
)


def started(device: Device, settings: ScanSettings = FEEDER, job: str = "a", now: float = 0.0) -> Job:
    """Begin a job; fails if it is refused."""
    begun = device.start(settings, job, now)
    assert isinstance(begun, Job)
    return begun


def pages(device: Device, job: str = "a", now: float = 0.0) -> tuple[int, ...] | Outcome:
    """The pages of the next document, or the reason why there is none."""
    found = device.next_document(job, now)
    return found.pages if isinstance(found, Delivery) else found


def test_a_feeder_gives_its_sheets_and_is_filled_again() -> None:
    """Page by page, then no more; the next job has the sheets again."""
    device = Device(sheets=2)
    for job in ("a", "b"):
        started(device, job=job)
        assert [(1,), (2,), Outcome.FINISHED] == [pages(device, job) for _ in range(3)]
        assert 2 == device.loaded


def test_a_platen_gives_one_page_and_needs_no_feeder() -> None:
    """With any state of the feeder, also a jam."""
    device = Device(sheets=0, jammed_at=0.0)
    started(device, ScanSettings())
    assert [(1,), Outcome.FINISHED] == [pages(device) for _ in range(2)]


def test_a_pdf_holds_all_pages() -> None:
    """One document for the whole feeder."""
    device = Device(sheets=3)
    started(device, ScanSettings(source="Feeder", format=PDF))
    assert [(1, 2, 3), Outcome.FINISHED] == [pages(device) for _ in range(2)]


def test_why_there_is_no_job() -> None:
    """Busy, occupied by another job, empty, jammed."""
    assert Outcome.BUSY is Device(busy=True).start(FEEDER, "a", 0.0)
    assert Outcome.EMPTY is Device(sheets=0).start(FEEDER, "a", 0.0)
    assert Outcome.JAMMED is Device(jammed_at=0.0).start(FEEDER, "a", 0.0)
    device = Device()
    started(device)
    assert Outcome.BUSY is device.start(FEEDER, "b", 0.0)
    assert device.cancel("a")
    started(device, job="b")


def test_a_jam_ends_the_job_and_is_cleared_after_a_while() -> None:
    """The pages before the jam were delivered."""
    device = Device(sheets=3, jam_at=2)
    started(device)
    assert [(1,), Outcome.JAMMED, Outcome.JAMMED] == [pages(device) for _ in range(3)]
    assert Outcome.JAMMED is device.start(FEEDER, "b", JAM_CLEARED_AFTER - 0.1)
    started(device, job="b", now=JAM_CLEARED_AFTER)


def test_a_job_that_is_not_fetched_is_dropped() -> None:
    """After its client is gone, the scanner is free."""
    device = Device()
    started(device)
    assert Outcome.BUSY is device.start(FEEDER, "b", ABANDONED_AFTER - 0.1)
    started(device, job="b", now=ABANDONED_AFTER)
    assert Outcome.FINISHED is pages(device, "a", ABANDONED_AFTER)


def test_an_unknown_job_is_reported() -> None:
    """A job that never existed, and one of long ago."""
    device = Device()
    assert Outcome.UNKNOWN is device.next_document("x", 0.0)
    assert not device.cancel("x")
    for number in range(30):
        started(device, job=str(number))
        device.cancel(str(number))
    assert 11 == len(device.jobs)


def test_the_status_has_the_job_and_the_feeder() -> None:
    """So that a client knows the end without a useless request."""
    device = Device(sheets=1)
    assert "<scan:AdfState>ScannerAdfLoaded<" in status(device)
    started(device)
    assert "<pwg:State>Processing<" in status(device)
    pages(device)
    assert "<pwg:State>Idle<" in status(device)
    assert "<pwg:ImagesCompleted>1</pwg:ImagesCompleted><pwg:JobState>Completed<" in status(device)
    assert "ScannerAdfEmpty" in status(Device(sheets=0))
    assert "ScannerAdfJam" in status(Device(jammed_at=0.0))
    assert "Processing" in status(Device(busy=True))


def test_settings_are_read_and_kept_within_the_glass() -> None:
    """Defaults for missing settings, limits for given ones."""
    assert ScanSettings() == parse_settings(b"<ScanSettings/>")
    assert (2550, 16) == (
        parse_settings(b"<ScanSettings><Width>99999</Width></ScanSettings>").width,
        parse_settings(b"<ScanSettings><Height>0</Height></ScanSettings>").height,
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "not well-formed"),
        (b"<Other/>", "ScanSettings was expected"),
        (b"<!DOCTYPE x><ScanSettings/>", "document type"),
        (b"<ScanSettings><XResolution>77</XResolution></ScanSettings>", "XResolution 77"),
        (b"<ScanSettings><Width>-1</Width></ScanSettings>", "Width -1"),
        (b"<ScanSettings><DocumentFormat>image/png</DocumentFormat></ScanSettings>", "image/png"),
    ],
)
def test_settings_that_cannot_be_are_refused(body: bytes, what: str) -> None:
    """The refusal has the reason."""
    with pytest.raises(BadRequest, match=re.escape(what)):
        parse_settings(body)


def test_a_page_is_drawn_as_asked() -> None:
    """Size by region and resolution, color or gray; every page is different."""
    gray = ScanSettings(color=False, resolution=75, width=2400, height=1200)
    picture = Image.open(io.BytesIO(encode(Delivery((1,), gray), 3)))
    assert ("JPEG", "L", (600, 300)) == (picture.format, picture.mode, picture.size)
    assert "RGB" == draw(1, 3, ScanSettings(resolution=75)).mode
    assert draw(1, 3, gray).tobytes() != draw(2, 3, gray).tobytes()
    assert encode(Delivery((1, 2), ScanSettings(format=PDF)), 2).startswith(b"%PDF-")


@pytest.fixture
def scanner() -> Iterator[ScannerServer]:
    """A scanner with two sheets, on a socket."""
    with scanning(Device(sheets=2)) as server:
        yield server


class Reply:
    """One answer: ``.status``, ``.headers``, ``.body``."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()


def ask(scanner: ScannerServer, method: str, path: str, body: str | None = None, **headers: str) -> Reply:
    """Send one request."""
    connection = http.client.HTTPConnection("127.0.0.1", scanner.server_port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        return Reply(connection.getresponse())
    finally:
        connection.close()


def start(scanner: ScannerServer, source: str = "Feeder", format_: str = JPEG) -> Reply:
    """Begin a job over HTTP."""
    return ask(scanner, "POST", "/eSCL/ScanJobs", SETTINGS.format(source=source, format=format_))


def test_a_job_from_post_to_404(scanner: ScannerServer) -> None:
    """The requests of every eSCL client."""
    reply = start(scanner)
    assert 201 == reply.status
    job = urlsplit(reply.headers["Location"]).path
    replies = [ask(scanner, "GET", f"{job}/NextDocument") for _ in range(3)]
    assert [200, 200, 404] == [reply.status for reply in replies]
    assert JPEG == replies[0].headers["Content-Type"]
    assert (638, 825) == Image.open(io.BytesIO(replies[0].body)).size
    assert 200 == ask(scanner, "DELETE", job).status
    assert 404 == ask(scanner, "DELETE", "/eSCL/ScanJobs/" + "0" * 36).status


def test_refusals_over_http() -> None:
    """503 with Retry-After, 409, 400."""
    with scanning(Device(busy=True)) as busy:
        reply = start(busy)
        assert (503, "2") == (reply.status, reply.headers["Retry-After"])
    with scanning(Device(sheets=0)) as empty:
        assert 409 == start(empty).status
    with scanning(Device(), formats=(JPEG,)) as only_jpeg:
        assert 400 == start(only_jpeg, format_=PDF).status
        assert PDF not in capabilities((JPEG,))
        assert 413 == ask(only_jpeg, "POST", "/eSCL/ScanJobs", "x" * 70_000).status
        assert 404 == ask(only_jpeg, "POST", "/eSCL/Other", "").status


def test_any_page_may_read_it_but_no_strange_name(scanner: ScannerServer) -> None:
    """CORS for pages; a foreign DNS name that resolves to this machine is refused."""
    reply = ask(scanner, "OPTIONS", "/eSCL/ScanJobs", Origin="https://shop.example.com")
    assert (204, "*") == (reply.status, reply.headers["Access-Control-Allow-Origin"])
    assert "Location" in reply.headers["Access-Control-Expose-Headers"]
    path = "/eSCL/ScannerCapabilities"
    hosts = ("localhost:1", "127.0.0.1", "rebound.example:80", "")
    assert [200, 200, 421, 421] == [ask(scanner, "GET", path, Host=host).status for host in hosts]
    assert 421 == ask(scanner, "GET", "/", Host="rebound.example").status
    assert scanner.address.encode() in ask(scanner, "GET", "/").body
    assert 404 == ask(scanner, "GET", "/eSCL/Other").status


def test_without_pillow_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the extra that has Pillow."""
    monkeypatch.setattr("licensim.cli.scanner.find_spec", {}.get)
    assert 1 == main(["scanner"])
    assert "pip install 'licensim[scanner]'" in capsys.readouterr().err


def test_a_port_that_is_taken_is_one_line(scanner: ScannerServer, capsys: pytest.CaptureFixture[str]) -> None:
    """As in all commands."""
    assert 1 == main(["scanner", "--port", str(scanner.server_port)])
    assert "try --port 0" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--pages", "-1"], ["--pages", "x"], ["--seconds", "nan"]])
def test_wrong_numbers_are_usage(arguments: list[str]) -> None:
    """Exit code 2."""
    with pytest.raises(SystemExit, match="2"):
        main(["scanner", *arguments])


@pytest.fixture
def sane(tmp_path: Path) -> dict[str, str]:
    """An environment in which SANE only knows the devices of ``tmp_path``."""
    if shutil.which("scanimage") is None or not airscan():
        install()
    if shutil.which("scanimage") is None or not airscan():
        missing("sane-airscan is not here: install sane-utils and sane-airscan")
    (tmp_path / "dll.conf").write_text("airscan\n")
    return {**os.environ, "SANE_CONFIG_DIR": str(tmp_path)}


def airscan() -> bool:
    """Return whether SANE's driver for eSCL is installed."""
    return any(Path("/usr/lib").glob("**/sane/libsane-airscan.so*"))


def install() -> None:
    """Install Debian's packages, as root on Debian."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["sane-utils", "sane-airscan"]
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=quiet, check=False, capture_output=True, timeout=240)


@pytest.mark.parametrize("mode", ["Color", "Gray"])
def test_sane_airscan_reads_the_feeder(mode: str, sane: dict[str, str], tmp_path: Path) -> None:
    """A client for real scanners reads ours: three pages of the requested size."""
    with scanning(Device(sheets=3)) as server:
        address = server.address.replace("localhost", "127.0.0.1")
        (tmp_path / "airscan.conf").write_text(
            f'[devices]\n"Simulated" = {address}, eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n'
        )
        command = (
            f"scanimage -d airscan:e0:Simulated --source ADF --mode {mode} --resolution 100 --format=png"
        )
        done = subprocess.run(
            [*command.split(), f"--batch={tmp_path}/page%d.png"],
            env=sane,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    found = sorted(tmp_path.glob("page*.png"))
    assert 3 == len(found), done.stderr
    pictures = [Image.open(path) for path in found]
    assert {"RGB" if mode == "Color" else "L"} == {picture.mode for picture in pictures}
    assert {(850, 1169)} == {picture.size for picture in pictures}
    assert 3 == len({picture.tobytes() for picture in pictures})
