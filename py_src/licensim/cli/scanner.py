"""`licensim scanner`: a simulated scanner on this machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import sys
from importlib.util import find_spec

DEFAULT_PORT = 8766


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    if find_spec("PIL") is None:
        sys.stderr.write(
            "licensim: the scanner draws its pages with Pillow: pip install 'licensim[scanner]'\n"
        )
        return 1
    return _scan(options)


def _scan(options: argparse.Namespace) -> int:
    from licensim.scanner.device import JPEG, PDF, Device  # noqa: PLC0415 - its parts may be missing
    from licensim.scanner.server import ScannerServer  # noqa: PLC0415

    formats = {"jpeg": (JPEG,), "pdf": (PDF,), "both": (JPEG, PDF)}[options.formats]
    device = Device(sheets=options.pages, busy=options.busy, jam_at=options.jam)
    port = DEFAULT_PORT if options.port is None else options.port
    try:
        server = ScannerServer(device, port, seconds_a_page=options.seconds, formats=formats)
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"licensim: cannot listen on 127.0.0.1:{port}: {error}; try --port 0\n")
        return 1
    with server, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"licensim's scanner is at {server.address}   (Ctrl-C stops it)\n")
        sys.stdout.flush()
        server.serve_forever()
    return 0
