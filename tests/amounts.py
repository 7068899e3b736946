"""The number of random examples; ``./build.sh test --quick`` and ``--long`` set ``LICENSIM_EXAMPLES``."""

import os

EXAMPLES = int(os.environ.get("LICENSIM_EXAMPLES", "100"))
"""The number of examples of a law, and of seeds of a model; some tests use a part or a multiple of it."""
