"""The answers of the vectors with their evidence, as the core gives them."""

import json
from collections.abc import Iterator
from typing import Any

from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Malformed
from licensim.sessions.simulation import Simulation
from vectors.cases import all_cases


def answers_of_vectors() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield each vector's name, with each of its events and the answer; invalid vectors have none."""
    for case in all_cases():
        try:
            document = parse_document(json.dumps(case.license), ascii_host)
        except Malformed:
            continue
        reports: Any = case.reports
        simulation = Simulation(document, reports, case.edition)
        for event in case.trace:
            if event["type"] not in ("open", "network") and event["client"] not in simulation.clients:
                break
            known = {**event, "origin": parse_origin(event["origin"])} if "origin" in event else event
            yield case.name, event, simulation.handle(known, event["t"]).to_wire()
