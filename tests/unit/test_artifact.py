"""The files for Pyodide: only bytecode, stored uncompressed, never checked against a source, reproducible."""

import base64
import csv
import gzip
import hashlib
import importlib.util
import io
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import brotli
import pytest

import licensim

ARCHIVES = ["stdlib.zip", "app.zip"]


def contents(path: Path) -> dict[str, bytes]:
    """The files of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.fixture(scope="module")
def wheel(built_site: Path) -> Path:
    """The wheel for Pyodide."""
    return next((built_site / "simple" / "licensim").glob("*.whl"))


@pytest.mark.parametrize("name", ARCHIVES)
def test_nothing_is_compiled_at_boot(built_site: Path, name: str) -> None:
    """Each file is bytecode of one interpreter, with an unchecked hash (PEP 552)."""
    files = contents(built_site / "licensim" / name)
    assert {".pyc"} == {Path(file).suffix for file in files}
    heads = {data[:8] for data in files.values()}
    assert 1 == len(heads)
    head = heads.pop()
    assert 0b01 == int.from_bytes(head[4:], "little")
    assert head[:4] != importlib.util.MAGIC_NUMBER or sys.version_info[:2] == (3, 14)


def test_the_library_has_no_event_loop_and_no_package_loader(built_site: Path) -> None:
    """Modules that the page's engine never uses are neither sent nor imported."""
    names = set(contents(built_site / "licensim" / "stdlib.zip"))
    assert {"dataclasses.pyc", "pyodide/__init__.pyc"} <= names
    assert set() == names & {"asyncio/events.pyc", "ssl.pyc", "shutil.pyc", "zipfile/__init__.pyc"}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_are_stored_sorted_and_undated(built_site: Path, name: str) -> None:
    """Stored, because the server compresses better; sorted and undated, so that builds are reproducible."""
    with zipfile.ZipFile(built_site / "licensim" / name) as archive:
        infos = archive.infolist()
    assert {zipfile.ZIP_STORED} == {info.compress_type for info in infos}
    assert {(2020, 1, 1, 0, 0, 0)} == {info.date_time for info in infos}
    names = [info.filename for info in infos]
    assert sorted(names) == names


def test_only_rules_and_page_are_in_the_page(built_site: Path) -> None:
    """No command line, no server, nothing of the host."""
    names = contents(built_site / "licensim" / "app.zip")
    assert {"licensim"} == {name.split("/")[0] for name in names}
    host = ("cli", "hosts", "server", "site_server", "suffix_list", "testing", "__main__")
    assert [] == [name for name in names if name.split("/")[1].removesuffix(".pyc").startswith(host)]
    folders = {name.rpartition("/")[0] for name in names}
    assert [] == [folder for folder in folders if f"{folder}/__init__.pyc" not in names]


def test_the_wheels_metadata_is_correct(wheel: Path) -> None:
    """RECORD has each file's hash and size, WHEEL the tag of the file name, METADATA no dependency."""
    files = contents(wheel)
    info = f"licensim-{licensim.__version__}.dist-info"
    rows = list(csv.reader(io.StringIO(files[f"{info}/RECORD"].decode())))
    actual = [[name, *digest_and_size(data)] for name, data in files.items() if name != f"{info}/RECORD"]
    assert sorted([*actual, [f"{info}/RECORD", "", ""]]) == sorted(rows)
    tag = "-".join(wheel.stem.split("-")[2:])
    assert [tag] == Parser().parsestr(files[f"{info}/WHEEL"].decode()).get_all("Tag")
    assert None is Parser().parsestr(files[f"{info}/METADATA"].decode()).get_all("Requires-Dist")
    assert "licensim/py.typed" in files


def digest_and_size(data: bytes) -> list[str]:
    """In RECORD's form."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return [f"sha256={digest}", str(len(data))]


def test_the_index_names_the_wheel_by_its_hash(built_site: Path, wheel: Path) -> None:
    """PEP 503."""
    page = (built_site / "simple" / "licensim" / "index.html").read_text("utf-8")
    link = f'href="{wheel.name}#sha256={hashlib.sha256(wheel.read_bytes()).hexdigest()}"'
    assert link in page
    assert 'href="licensim/"' in (built_site / "simple" / "index.html").read_text("utf-8")


def test_source_wheels_are_reproducible(root: Path, tmp_path: Path) -> None:
    """Packing twice gives the same bytes."""
    packed = [pack(root, tmp_path / name) for name in ("first", "second")]
    assert packed[0].read_bytes() == packed[1].read_bytes()


def pack(root: Path, out: Path) -> Path:
    """Pack the source wheel for Pyodide into a folder."""
    command = [sys.executable, str(root / "web" / "build" / "pyodide_wheel.py"), str(out)]
    return Path(
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    )


def test_compressed_files_have_the_content_of_their_source(built_site: Path) -> None:
    """Each ``.br`` and ``.gz`` file has the content of its source, also large ones."""
    pairs = [(path, brotli.decompress) for path in built_site.rglob("*.br")]
    pairs += [(path, gzip.decompress) for path in built_site.rglob("*.gz")]
    assert len(pairs) > 10
    for path, decompress in pairs:
        assert path.with_suffix("").read_bytes() == decompress(path.read_bytes()), path
