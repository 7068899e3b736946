"""Replaces pyodide._package_loader: the engine is one zip and loads no packages.

Pyodide reads the two folders while it starts, and asks for installed packages: there are none.
"""


class _Folder:
    def __init__(self, path: str) -> None:
        self._path = path

    def __str__(self) -> str:
        return self._path


SITE_PACKAGES = _Folder("/lib/site-packages")
DSO_DIR = _Folder("/usr/lib")


def init_loaded_packages() -> None:
    """Find nothing."""
