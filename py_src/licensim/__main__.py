"""``python -m licensim``: the command line."""

import sys

from licensim.cli import main

if __name__ == "__main__":
    sys.exit(main())
