"""Runs inside Pyodide on node: archives of source in, archives of bytecode out.

pyodide-build's compiler makes bytecode for the interpreter that will run it. This module chooses the files,
and packs them so that equal input gives equal bytes and the importer never checks a source.
"""

import base64
import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pyodide_build._py_compile import _py_compile_archive

EPOCH = (2020, 1, 1, 0, 0, 0)
UNCHECKED_HASH = (0b01).to_bytes(4, "little")  # PEP 552: by hash, source not checked


def select(archive: str, names: Iterable[str], out: str) -> list[str]:
    """Copy the named files of a zip into another; returns the names that the zip does not have."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w") as target:
        present = set(source.namelist())
        wanted = sorted(set(names))
        for name in wanted:
            if name in present:
                target.writestr(name, source.read(name))
    return [name for name in wanted if name not in present]


def compile_archive(path: str) -> str:
    """Compile every ``.py`` of a zip or wheel and return the path of the result, packed anew."""
    compiled = _py_compile_archive(Path(path), verbose=False, compression_level=0)
    if compiled is None:
        raise ValueError(f"nothing to compile in {path}")
    _repack(compiled)
    return str(compiled)


def extract_package(wheel: str, out: str) -> None:
    """Write a compiled wheel's modules and scripts, without its metadata, as a zip for ``sys.path``."""
    contents = _contents(Path(wheel))
    _write(Path(out), {name: data for name, data in contents.items() if name.endswith((".pyc", ".js"))})


def join(archives: Iterable[str], out: str) -> None:
    """Write the files of several zips into one."""
    _write(Path(out), {name: data for one in archives for name, data in _contents(Path(one)).items()})


def _contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _repack(path: Path) -> None:
    contents = {name: _unchecked(name, data) for name, data in _contents(path).items()}
    if path.suffix == ".whl":
        contents = _with_true_metadata(contents, path.stem.split("-", 2)[2])
    _write(path, contents)


def _unchecked(name: str, data: bytes) -> bytes:
    return data[:4] + UNCHECKED_HASH + data[8:] if name.endswith(".pyc") else data


def _with_true_metadata(contents: dict[str, bytes], tag: str) -> dict[str, bytes]:
    """Update WHEEL and RECORD to the compiled files: the compiler does not change them."""
    record_name = next(name for name in contents if name.endswith(".dist-info/RECORD"))
    wheel_name = record_name.replace("RECORD", "WHEEL")
    lines = contents[wheel_name].decode().splitlines()
    kept = [line for line in lines if not line.startswith("Tag:")]
    contents[wheel_name] = ("\n".join([*kept, f"Tag: {tag}"]) + "\n").encode()
    rows = [_row(name, data) for name, data in sorted(contents.items()) if name != record_name]
    contents[record_name] = ("\n".join([*rows, f"{record_name},,"]) + "\n").encode()
    return contents


def _row(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"


def _write(path: Path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
