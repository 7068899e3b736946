"""Pack a source wheel for Pyodide: the rules, a door, and the modules that they import.

Usage: python pyodide_wheel.py OUT_DIR [kit]    prints the path of the wheel

With `kit` it is for the kit for Playwright Test, and has the door of `licensim.testing`; else for a page.

The host wheel has a command line, a server and dependencies; this one has none, so ``micropip`` has nothing
to resolve. Its modules are found by their imports, not by a list.
"""

import ast
import base64
import hashlib
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "py_src"
ROOT_PACKAGES = ("licensim/__init__.py", "licensim/py.typed", "licensim/rules", "licensim/page")
HOST_ONLY = {"__main__", "cli", "hosts", "server", "site_server", "suffix_list", "testing"}
KIT_PACKAGES = ("licensim/__init__.py", "licensim/py.typed", "licensim/testing/door")
KIT_HOST_ONLY = {"__main__", "cli", "site_server", "suffix_list", "scanner"}
KIT_DATA = ("licensim/testing/in_page.js",)
STAND_INS = Path(__file__).with_name("kit")
"""The kit's modules in the place of packages that only the host has."""
EPOCH = (2020, 1, 1, 0, 0, 0)


class NotForThePage(Exception):
    """A module of the page imports one that only the host has: ``.importer``, ``.imported``."""

    def __init__(self, importer: str, imported: str) -> None:
        super().__init__(f"{importer} imports {imported}, which does not exist in the page")
        self.importer = importer
        self.imported = imported


def module_file(name: str) -> Path | None:
    """Return the source file of a dotted module of ours, None if there is no such module."""
    path = SOURCES / name.replace(".", "/")
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names of our modules that a file imports, and of their packages."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("licensim.")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "licensim":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(2, len(parts) + 1))


def files_for_the_page(roots: tuple[str, ...] = ROOT_PACKAGES, host_only: set[str] = HOST_ONLY) -> list[Path]:
    """Return the sorted files of the wheel; raise NotForThePage if one imports a module of the host."""
    files: set[Path] = set()
    todo = [path for root in roots for path in _files_below(SOURCES / root)]
    while todo:
        path = todo.pop()
        if path in files:
            continue
        files.add(path)
        if path.suffix != ".py":
            continue
        for name in imports_of(path):
            found = module_file(name)
            if found is None:
                continue
            if name.split(".")[1:2] and name.split(".")[1] in host_only:
                raise NotForThePage(str(path.relative_to(SOURCES)), name)
            todo.append(found)
    return sorted(files)


def _files_below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and file.suffix in {".py", ".typed"}]


def project() -> dict[str, str]:
    """Return name, version, summary, license and requires-python of the project."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {key: str(table[key]) for key in ("name", "version", "description", "license", "requires-python")}


def metadata(about: dict[str, str]) -> str:
    """Return the METADATA of the wheel: no dependency, no extra."""
    return (
        f"Metadata-Version: 2.4\nName: {about['name']}\nVersion: {about['version']}\n"
        f"Summary: {about['description']}\nLicense-Expression: {about['license']}\n"
        f"License-File: LICENSE\nRequires-Python: {about['requires-python']}\n"
    )


def record_line(name: str, data: bytes) -> str:
    """Return a file's line of RECORD.

    >>> record_line("a.py", b"")
    'a.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0'
    """
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"


def contents_of_the_kit() -> dict[str, bytes]:
    """Return the modules of the kit for Playwright Test, by their names in the wheel."""
    files = files_for_the_page(KIT_PACKAGES, KIT_HOST_ONLY)
    stand_ins = {
        str(path.relative_to(STAND_INS)): path.read_bytes() for path in sorted(_files_below(STAND_INS))
    }
    return stand_ins | _by_name([*files, *(SOURCES / name for name in KIT_DATA)])


def _by_name(files: list[Path]) -> dict[str, bytes]:
    return {str(path.relative_to(SOURCES)): path.read_bytes() for path in files}


def pack(out: Path, *, kit: bool = False) -> Path:
    """Write the wheel into the folder ``out`` and return its path; equal sources give equal bytes."""
    about = project()
    info = f"{about['name']}-{about['version']}.dist-info"
    contents = contents_of_the_kit() if kit else _by_name(files_for_the_page())
    contents[f"{info}/METADATA"] = metadata(about).encode()
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: licensim\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    contents[f"{info}/licenses/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    record = [record_line(name, data) for name, data in contents.items()]
    contents[f"{info}/RECORD"] = ("\n".join([*record, f"{info}/RECORD,,"]) + "\n").encode()
    out.mkdir(parents=True, exist_ok=True)
    wheel = out / f"{about['name']}-{about['version']}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return wheel


if __name__ == "__main__":
    print(pack(Path(sys.argv[1]), kit="kit" in sys.argv[2:]))
