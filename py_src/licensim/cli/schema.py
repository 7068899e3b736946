"""`licensim schema`: the JSON Schemas, from the definitions that also parse the input."""

import argparse
import json

from licensim.rules.documents.fields import document_schema
from licensim.sessions.trace_fields import trace_schema


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    print(json.dumps(document_schema() if options.of == "license" else trace_schema(), indent=2))
    return 0
