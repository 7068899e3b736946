"""The command line of licensim with the eighth option: ``python -m examples.eighth.licensim_with_it``."""

import sys

from examples.eighth.per_picture import PerPicture
from licensim.cli.main import main
from licensim.rules.options import register

if __name__ == "__main__":
    register(PerPicture())
    sys.exit(main())
