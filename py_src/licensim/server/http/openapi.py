"""The OpenAPI document, from the definitions that parse the bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import licensim
from licensim.rules.input.fields import MAX_QUOTA, Field, Integer, Text
from licensim.rules.input.shapes import Object
from licensim.server.http.wire import (
    AUTHORIZE,
    DESCRIBED,
    MALFORMED,
    RELEASE,
    REPORTS,
    AnyEvidence,
)
from licensim.server.simulation.faults import FAULTS
from licensim.server.simulation.simulation import CLOCK
from licensim.transport.reply_fields import AUTHORIZED, KEYS, RELEASED, REPORTED, USAGE

RESET: Final = Object(
    {}, {"key": Text(doc="one project; all, the clock and the faults when left out")}, absent_null=True
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: its body, its answer, and the parameters of its path and query."""

    method: str
    path: str
    summary: str
    body: Field | None
    answer: Field
    path_fields: Object | None = None
    query: Object | None = None


_ANY: Final = AnyEvidence("see the server's README")
_KEY_PATH: Final = Object({"key": Text(doc="the project's key")}, {})
JOURNAL_QUERY: Final = Object(
    {},
    {
        "key": Text(doc="the project; the document's first when left out"),
        "after": Integer(0, MAX_QUOTA, doc="only entries with a greater number"),
        "limit": Integer(1, 10_000, doc="at most so many; 1000 when left out"),
    },
)
OPERATIONS: Final = (
    Operation("post", "/v1/authorize", "Ask for a local license", AUTHORIZE, AUTHORIZED),
    Operation("post", "/v1/reports", "Report usage, or decide it before it happens", REPORTS, REPORTED),
    Operation("post", "/v1/release", "Free a client's seats", RELEASE, RELEASED),
    Operation(
        "get", "/v1/projects/{key}/usage", "What each item has recorded", None, USAGE, path_fields=_KEY_PATH
    ),
    Operation("get", "/server.json", "What this server is, and its clock", None, DESCRIBED),
    Operation("get", "/v1/keys", "The public keys of local licenses, as a JWK set", None, KEYS),
    Operation("get", "/v1/health", "Whether the server and its database work", None, _ANY),
    Operation("get", "/sim/clock", "The simulated clock", None, _ANY),
    Operation("post", "/sim/clock", "Set, advance, freeze or release the clock", CLOCK, _ANY),
    Operation("get", "/sim/faults", "The simulated faults", None, _ANY),
    Operation("put", "/sim/faults", "Put these faults in place of all", FAULTS, _ANY),
    Operation("delete", "/sim/faults", "Remove all faults", None, _ANY),
    Operation("post", "/sim/reset", "Forget everything", RESET, _ANY),
    Operation("get", "/sim/journal", "The last decisions", None, _ANY, query=JOURNAL_QUERY),
)
_FAILURES: Final = {
    "400": "malformed: the faults with their JSON paths, the first hundred, and how many more",
    "403": "without the token that the controls need",
    "404": "no such project",
    "408": "the body came too slowly",
    "413": "the body is too long",
    "421": "the Host is not this server's",
    "431": "the request line and headers are too long",
    "500": "the server failed; nothing was recorded",
    "503": "too many requests wait, or the database is not reached, slow, full or moved",
}


def openapi() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    info = {"title": "licensim, the shared license server", "version": licensim.__version__}
    schemas = {"Malformed": MALFORMED.schema()}
    bearer = {"type": "http", "scheme": "bearer"}
    components = {"schemas": schemas, "securitySchemes": {"token": bearer}}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}


def _operation(one: Operation) -> dict[str, Any]:
    failed = {"application/json": {"schema": {"$ref": "#/components/schemas/Malformed"}}}
    answered = {"description": "the answer", "content": {"application/json": {"schema": one.answer.schema()}}}
    responses: dict[str, Any] = {"200": answered}
    responses |= {code: {"description": text, "content": failed} for code, text in _FAILURES.items()}
    found: dict[str, Any] = {"summary": one.summary, "operationId": _name(one), "responses": responses}
    if one.body is not None:
        content = {"application/json": {"schema": one.body.schema()}}
        found["requestBody"] = {"required": True, "content": content}
    parameters = [*_parameters(one.path_fields, "path"), *_parameters(one.query, "query")]
    if parameters:
        found["parameters"] = parameters
    if one.path.startswith("/sim/"):
        found["security"] = [{"token": []}]
    return found


def _parameters(fields: Object | None, place: str) -> list[dict[str, Any]]:
    if fields is None:
        return []
    given = [(name, field, True) for name, field in fields.required.items()]
    given += [(name, field, False) for name, field in fields.optional.items()]
    return [
        {"name": name, "in": place, "required": required, "schema": field.schema()}
        for name, field, required in given
    ]


def _name(one: Operation) -> str:
    words = [word.strip("{}") for word in one.path.split("/") if word and word != "v1"]
    return "_".join([one.method, *words])
