"""`licensim serve`: the license server and the built site; only the site if packages are missing."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from licensim.cli.files import MALFORMED, read_license
from licensim.rules.answer import LicensimError
from licensim.site_server import main as serve_site

PACKAGES = ("starlette", "uvicorn", "sqlalchemy", "psycopg", "cryptography", "orjson", "structlog")


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    missing = missing_packages()
    if missing:
        sys.stderr.write(
            f"licensim: the license server needs {', '.join(missing)} (pip install 'licensim[server]'): "
            "serving the page alone, with licenses embedded in it\n"
        )
        port = [] if options.port is None else ["--port", str(options.port)]
        return serve_site(["--host", options.host, *port])
    return _serve(options)


def missing_packages() -> list[str]:
    """The packages that the license server needs and this installation lacks."""
    return [name for name in PACKAGES if find_spec(name) is None]


def _serve(options: argparse.Namespace) -> int:
    from licensim.server.run import DEFAULT_PORT, ServeOptions, data_folder, serve  # noqa: PLC0415 - may be missing

    document = None if options.license is None else read_license(options.license)
    if options.license is not None and document is None:
        return MALFORMED
    try:
        return serve(
            ServeOptions(
                document=document,
                database=options.database,
                host=options.host,
                port=DEFAULT_PORT if options.port is None else options.port,
                workers=options.workers,
                distributed=options.distributed,
                data=Path(options.data) if options.data else data_folder(),
                token=options.token,
                hosts=tuple(options.allow_host),
                rotate_keys=options.rotate_keys,
                fresh=options.fresh,
                keep=options.journal,
                log_level=options.log_level,
            )
        )
    except LicensimError as error:
        sys.stderr.write(f"licensim: {error}\n")
        return 1
