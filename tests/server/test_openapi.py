"""The OpenAPI document is correct: forbidden requests are refused, and every reply is described."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from licensim.server.http.openapi import openapi
from server.served import Served, serving

EXAMPLES = int(os.environ.get("LICENSIM_SCHEMATHESIS_EXAMPLES", "20"))
"""How many valid requests each operation gets, and how many malformed ones."""
NOT_CHECKED = [
    positive_data_acceptance,  # the schema cannot state that an origin is a URL, or that `at` is in its slot
]
SCHEMA = schemathesis.openapi.from_dict(openapi())
_FOUND: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = {one.ok().label: one.ok() for one in _FOUND}
CASES = [
    pytest.param(name, mode, id=f"{name} {mode.value}")
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    # An operation without input has no malformed requests.
    if mode is GenerationMode.POSITIVE or operation.body or operation.query or operation.path_parameters
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the demo license."""
    with serving(tmp_path_factory.mktemp("openapi"), None, "--log-level", "error") as served:
        yield served


def test_it_is_openapi_3_1() -> None:
    """It is valid by the meta-schema, and the server sends it."""
    SCHEMA.validate()
    assert ("3.1.0", 14) == (SCHEMA.raw_schema["openapi"], len(OPERATIONS))


def test_the_server_sends_it(served: Served) -> None:
    """The server sends the document that is made from the parser's definitions."""
    with served.caller() as caller:
        assert openapi() == caller.get("/openapi.json")


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_generated_requests(served: Served, name: str, mode: GenerationMode) -> None:
    """Law: malformed requests are refused, every reply is described, and no request breaks the server."""
    operation, seen = OPERATIONS[name], Counter[int]()
    shown = {"Authorization": f"Bearer {served.token}"} if " /sim/" in name else {}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def take(case: Any) -> None:
        response = case.call_and_validate(
            base_url=f"http://localhost:{served.port}",
            headers=shown,
            excluded_checks=NOT_CHECKED,
            timeout=30,
        )
        seen[response.status_code] += 1
        if "faults" in case.path and case.method == "PUT":
            with served.caller() as caller:
                caller.ask("DELETE", "/sim/faults")

    take()
    assert seen
    if mode is GenerationMode.POSITIVE:
        assert seen[200] or "/projects/" in name, seen
