"""`licensim serve`: the built site on this machine."""

import argparse

from licensim.site_server import main as serve_site


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    port = [] if options.port is None else ["--port", str(options.port)]
    return serve_site(["--host", options.host, *port])
