"""`licensim reset`: deletes the records of a license server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from licensim.cli.serve import missing_packages
from licensim.rules.answer import LicensimError


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    missing = missing_packages()
    if missing:
        sys.stderr.write(f"licensim reset: needs {', '.join(missing)} (pip install 'licensim[server]')\n")
        return 1
    from licensim.server.run import data_folder, database_url, reset  # noqa: PLC0415 - may be missing

    data = Path(options.data) if options.data else data_folder()
    try:
        print(reset(database_url(options.database, data)))
    except LicensimError as error:
        sys.stderr.write(f"licensim: {error}\n")
        return 1
    return 0
