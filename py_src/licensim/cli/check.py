"""`licensim check`: all faults of a license document, or what it grants, and for which products."""

import argparse

from licensim.cli.files import MALFORMED, read_license
from licensim.rules.explain.describe import describe, describe_offers


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    document = read_license(options.license)
    if document is None:
        return MALFORMED
    print("\n".join([*describe(document), *describe_offers(document)]))
    return 0
