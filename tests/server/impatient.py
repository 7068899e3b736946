"""licensim with a server that drops slow clients after seconds, so that tests need not wait half a minute."""

import sys

from licensim.cli.main import main
from licensim.server.http import bodies, connection

BODY_SECONDS = 2
HEADER_SECONDS = 2
UNREAD_SECONDS = 3


def run() -> int:
    """Run the command line with these limits."""
    setattr(bodies, "BODY_SECONDS", BODY_SECONDS)  # noqa: B010 - a constant, for everybody else
    setattr(connection, "HEADER_SECONDS", HEADER_SECONDS)  # noqa: B010
    setattr(connection, "UNREAD_SECONDS", UNREAD_SECONDS)  # noqa: B010
    return main()


if __name__ == "__main__":
    sys.exit(run())
