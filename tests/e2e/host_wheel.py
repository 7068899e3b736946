"""The host wheel, packed from this checkout with the built site inside, as `./build.sh build` packs it."""

import shutil
import subprocess
import sys
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def pack_host_wheel(root: Path, built_site: Path, folder: Path) -> Path:
    """Pack it into a folder; returns its path."""
    stage = folder / "stage"
    shutil.copytree(root / "py_src", stage / "py_src", ignore=shutil.ignore_patterns("_site", "__pycache__"))
    shutil.copytree(built_site, stage / "py_src" / "licensim" / "_site")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, stage)
    packing = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(stage))
    subprocess.run([*PIP, *packing], check=True, timeout=300)
    (wheel,) = folder.glob("licensim-*.whl")
    return wheel
