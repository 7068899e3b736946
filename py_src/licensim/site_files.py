"""The files of a site: which one a request names, and its type."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


def file_for(site: Path, target: str) -> Path | None:
    """Return the file that a request target names, its folder's ``index.html`` where it ends with a slash.

    None if there is no such file, and for a path outside of the site or to a hidden file.
    """
    path = unquote(target.partition("#")[0].partition("?")[0])
    parts = path.split("/")[1:]
    if not path.startswith("/") or any(
        part.startswith(".") or "\\" in part or "\0" in part for part in parts
    ):
        return None
    file = site.joinpath(*parts) / "index.html" if parts[-1] == "" else site.joinpath(*parts)
    try:
        resolved = file.resolve()
        return resolved if resolved.is_relative_to(site) and resolved.is_file() else None
    except (OSError, ValueError):  # a name that is invalid in the file system
        return None
