"""The folder or server of the project under test that the page engine shows at an origin."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Self

from licensim.testing.errors import KitError
from licensim.testing.input.place import origin_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A folder, or the address of a running server; `path` is the page to open there."""

    folder: Path | None
    server: str | None
    path: str = "/"

    @classmethod
    def of(cls, folder: str | PathLike[str] | None, server: str | None, path: str) -> Self:
        """Check the arguments of a test; raises KitError, on both engines."""
        if not isinstance(folder, str | PathLike | None):
            raise KitError(f"folder must be a path, not {folder!r}")
        if not isinstance(path, str):
            raise KitError(f"path must be text, such as '/cart', not {path!r}")
        if folder is not None and server is not None:
            raise KitError("an origin shows either a folder or a running server, not both")
        found = None if folder is None else Path(folder)
        if found is not None and not found.is_dir():
            raise KitError(
                f"there is no folder {found} (looked in {Path.cwd()}): has the project been built?"
            )
        if server is not None and origin_of(server).opaque:
            raise KitError(f"{server!r} is not the address of a server, such as http://localhost:5173")
        return cls(found, server, path if path.startswith("/") else f"/{path}")
