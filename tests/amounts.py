"""How much random testing is done; ``./build.sh test --quick`` and ``--long`` set ``LICENSIM_EXAMPLES``."""

import os

EXAMPLES = int(os.environ.get("LICENSIM_EXAMPLES", "100"))
"""Examples of a law, and seeds of a model; some tests take a part or a multiple of it."""
