"""The stand-in's types: the compiler finds each simulated member of the table with its kind, and no other."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from needs import missing

Row = dict[str, Any]
Compiled = Callable[[list[Row]], list[str]]

KINDS = ("static method", "static property", "method", "property")
KIN = {
    "BarcodeResultItem": "CapturedResultItem",
    "CapturedResultItem": "BarcodeResultItem",
    "DBR.BarcodeScanner": "DBR.BarcodeReader",
}
"""Whose members it has besides, and which the table does not list again."""

HEAD = """\
import type * as ten from "{source}/bundle.ts";
import type * as nine from "{source}/nine.ts";

/** The names of a type, of each of a union, without what may have any name. */
type Names<T> = T extends unknown
  ? keyof {{ [K in keyof T as string extends K ? never : number extends K ? never : K]: 0 }}
  : never;
type Methods<T> = T extends unknown
  ? {{ [K in keyof T]-?: T[K] extends (...given: never[]) => unknown ? K : never }}[keyof T & Names<T>]
  : never;
type Fields<T> = Exclude<Names<T>, Methods<T>>;
/** Holds for no name. */
type None<Name extends never> = Name;
"""


def demands(owner: str, members: dict[str, list[Row]]) -> list[str]:
    """What must be true of the types of a class, an object or an enumeration of the table."""
    module, name = ("nine", owner[4:]) if owner.startswith("DBR.") else ("ten", owner)
    own, kin = members[owner], members.get(KIN.get(owner, ""), [])
    if owner == "DBR":  # the namespace of generation 8, beside its classes
        names = " | ".join(of_kind(kind, own) for kind in ("method", "property"))
        return [f"None<Exclude<{names}, keyof typeof nine.default>>"]
    if name.startswith("Enum"):  # it may have further values
        return [f"None<Exclude<{of_kind('static property', own)}, keyof typeof {module}.{name}>>"]
    is_class = owner == "DrawingLayer" or any(row["kind"] not in ("method", "property") for row in own)
    cls = f'Omit<typeof {module}.{name}, "prototype">' if is_class else "never"
    made = f'(typeof {module}.{name})["prototype"]' if is_class else f"{module}.{name}"
    types = (f"Methods<{cls}>", f"Fields<{cls}>", f"Methods<{made}>", f"Fields<{made}>")
    return [
        one
        for kind, typed in zip(KINDS, types, strict=True)
        for one in (
            f"None<Exclude<{of_kind(kind, own)}, {typed}>>",
            f"None<Exclude<{typed}, {of_kind(kind, own + kin)}>>",
        )
    ]


def of_kind(kind: str, rows: Iterable[Row]) -> str:
    """The names of a kind, as a type."""
    names = (row["name"].rpartition(".")[2] for row in rows if row["kind"] == kind)
    return " | ".join(f'"{name}"' for name in names) or "never"


@pytest.fixture(scope="module")
def table(root: Path) -> list[Row]:
    """The rows of what is simulated."""
    rows: list[Row] = json.loads((root / "web/src/standin/members.json").read_text("utf-8"))
    return [row for row in rows if row["simulated"]]


@pytest.fixture(scope="module")
def compiled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """Demand the rows of the types; returns the names that the compiler says do not fit."""
    node = shutil.which("node")
    if node is None:
        missing("no node on the PATH")
    folder = tmp_path_factory.mktemp("types")
    options = {"typeRoots": [str(root / "web/node_modules/@types")], "types": ["emscripten"]}
    config = {"extends": str(root / "web/tsconfig.json"), "compilerOptions": options, "files": ["check.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps({**config, "include": [], "exclude": []}), "utf-8")

    def check(rows: list[Row]) -> list[str]:
        members: dict[str, list[Row]] = {}
        for row in rows:
            members.setdefault(row["name"].rpartition(".")[0], []).append(row)
        lines = [one for owner in members for one in demands(owner, members)]
        text = "".join(f"export type T{n} = {line};\n" for n, line in enumerate(lines))
        (folder / "check.ts").write_text(HEAD.format(source=root / "web/src/standin") + text, "utf-8")
        compiler = [node, str(root / "web/node_modules/typescript/bin/tsc"), "--pretty", "false"]
        done = subprocess.run(compiler, check=False, cwd=folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 or "does not satisfy" in done.stdout, done.stdout
        return re.findall(r"error TS\d+: Type '(.*)' does not satisfy", done.stdout)

    return check


def test_the_types_have_the_members_of_the_table_and_no_other(table: list[Row], compiled: Compiled) -> None:
    """A class, what it makes, and the objects that pages give and get."""
    assert compiled(table) == []


def test_a_member_that_the_types_or_the_table_lack_is_found(table: list[Row], compiled: Compiled) -> None:
    """One row too many, one of another kind, and one too few."""
    planted = {"name": "CameraView.planted", "kind": "method"}
    other = [{**row, "kind": "property"} if row["name"] == "CameraView.getVideoFit" else row for row in table]
    rows = [planted, *(row for row in other if row["name"] != "DBR.BarcodeReader.decode")]
    assert set(compiled(rows)) == {'"planted"', '"getVideoFit"', '"decode"'}
