"""Plant the faults of ``planted.py``, one after the other, and check that a test fails for each.

    PYTHONPATH=tests .venv/bin/python -m mutants.plant [PART OF A NAME]

Each is planted in a copy of the tree, in ``.build/mutants``. Exit 1 if no test finds one of them.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from mutants.planted import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / ".build" / "mutants"
KEPT = ("python", "npm", "artifact", "page", "site", "wheels-pyodide-build", "wheels-micropip")
FOUND = re.compile(r"^(?:FAILED|ERROR) (\S+)|^✖ (.+) \(", re.MULTILINE)
LIMIT_SECONDS = 900


def copy_tree() -> None:
    """Copy the files that git tracks or would add, and the built site."""
    shutil.rmtree(TREE, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    made = ("py_src/licensim/rules/origins/public_suffixes.py",)
    for name in (*filter(None, listed.split("\0")), *made):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    for name in (".venv", "web/node_modules", ".build/wheels"):
        (TREE / name).parent.mkdir(parents=True, exist_ok=True)
        (TREE / name).symlink_to(ROOT / name, target_is_directory=True)
    for stamp in KEPT:
        (TREE / ".build" / "stamps").mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / ".build" / "stamps" / stamp, TREE / ".build" / "stamps" / stamp)
    shutil.copytree(ROOT / "dist" / "site", TREE / "dist" / "site")


def run(mutant: Mutant) -> subprocess.CompletedProcess[str]:
    """Run the tests that must find a fault; returns their output."""
    options = mutant.tests.split()
    if not mutant.tests.endswith(".test.ts"):  # pytest's arguments: without a file they would run every test
        options += ["-x", "-q", "-p", "no:cacheprovider"]
    start = [str(TREE / ".venv/bin/python"), "-m", "pytest"] if mutant.is_python else ["./build.sh", "test"]
    return subprocess.run(
        [*start, *options],
        cwd=TREE,
        env={**os.environ, "PYTHONPATH": str(TREE / "py_src"), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )


def plant(mutant: Mutant) -> str | None:
    """Plant one fault and remove it; returns the test that found it, None if none did."""
    path = TREE / mutant.file
    sound = path.read_text(encoding="utf-8")
    times = sound.count(mutant.old)
    if times != 1:
        raise SystemExit(f"{mutant.file}: {mutant.old!r} stands there {times} times, not once")
    path.write_text(sound.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        done = run(mutant)
    finally:
        path.write_text(sound, encoding="utf-8")
    found = FOUND.search(done.stdout)
    if done.returncode and not found:
        said = f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        raise SystemExit(f"{mutant.name}: the tests did not run\n{said}")
    return None if found is None else found[1] or found[2]


def say(text: str) -> None:
    """Print a line without buffering."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(part: str = "") -> int:
    """Plant all faults, or those whose name contains a text; returns 1 if one was not found."""
    copy_tree()
    missed = 0
    for mutant in MUTANTS:
        if part in mutant.name:
            found = plant(mutant)
            missed += found is None
            say(f"{'found' if found else 'NOT FOUND':9}  {mutant.name}\n           {found or ''}")
    say(f"{missed} not found")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
