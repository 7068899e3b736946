"""`licensim schema`: the JSON Schemas, from the definitions that parse or write."""

import argparse
import json
from collections.abc import Callable
from typing import Any, Final

from licensim.buying.prices import prices_schema
from licensim.plan.schema import plan_schema
from licensim.rules.documents.fields import document_schema
from licensim.sessions.trace_fields import trace_schema

SCHEMAS: Final[dict[str, Callable[[], Any]]] = {
    "license": document_schema,
    "trace": trace_schema,
    "plan": plan_schema,
    "prices": prices_schema,
}


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    print(json.dumps(SCHEMAS[options.of](), indent=2))
    return 0
