"""``python -m licensim``: the command line."""

import sys

from licensim.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
