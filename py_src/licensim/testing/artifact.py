"""The built site for pages: the same files that ship, read once a run."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from pkgutil import get_data
from typing import Final

import licensim
from licensim.testing.errors import KitError

PACKAGE: Final = Path(licensim.__file__).resolve().parent


@lru_cache(maxsize=1)
def find_site() -> Path:
    """Return the built site: LICENSIM_SITE, the installed package's, or that of a checkout's `dist/`.

    Raises KitError if there is none.
    """
    named = os.environ.get("LICENSIM_SITE")
    candidates = [Path(named)] if named else [PACKAGE / "_site", PACKAGE.parents[1] / "dist" / "site"]
    for site in candidates:
        if (site / "licensim" / "build.json").is_file():
            return site.resolve()
    looked = ", ".join(map(str, candidates))
    raise KitError(f"there is no built site (looked in {looked}): run ./build.sh build, or set LICENSIM_SITE")


@lru_cache(maxsize=64)
def asset(path: str) -> bytes | None:
    """Return the content of one of the client's own files, such as `worker.js`; None if there is none."""
    file = asset_file(path)
    return None if file is None else file.read_bytes()


@lru_cache(maxsize=64)
def asset_file(path: str) -> Path | None:
    """Return where one of the client's own files is; None if there is none."""
    file = (find_site() / "licensim" / path).resolve()
    return file if file.is_relative_to(find_site()) and file.is_file() else None


@lru_cache(maxsize=1)
def in_page_script() -> str:
    """Return the script of the kit that runs in each page."""
    found = get_data("licensim.testing", "in_page.js")  # also from a zip
    if found is None:
        raise KitError("the kit has no in_page.js: is it installed whole?")
    return found.decode()
