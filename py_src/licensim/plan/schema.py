"""The summary as JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any, Final, get_args

from licensim.plan.figures import Kind
from licensim.rules.license.profile import EDITIONS
from licensim.rules.options import OPTIONS

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_INSTANT: Final[Schema] = {"type": ["integer", "null"], "description": "milliseconds since the epoch, UTC"}
_NUMBER: Final[Schema] = {"type": "number"}
_LABEL: Final[Schema] = {"enum": ["exact", "lower bound", "estimate"]}
_TERMS: Final[Schema] = {"type": "object", "additionalProperties": _TEXT}


def _counts(doc: str = "") -> Schema:
    found: Schema = {"type": "object", "additionalProperties": _COUNT}
    return {**found, "description": doc} if doc else found


def _object(optional: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def _list(of: Schema, doc: str = "") -> Schema:
    found: Schema = {"type": "array", "items": of}
    return {**found, "description": doc} if doc else found


def _or_null(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


_AT: Final = _object(
    why=_TEXT,
    quota=_COUNT,
    over_at=_INSTANT,
    refused_at=_INSTANT,
    refused={
        "type": ["integer", "null"],
        "description": "refused uses, each with its retries once; null if not known",
    },
    unused={"type": ["integer", "null"]},
    exceptions={"type": ["integer", "null"], "description": "of the worst year"},
    origins=_counts("the refused uses by origin, by deployment for clients without one"),
    label=_LABEL,
    because=_TEXTS,
)
_FIGURE: Final = _object(
    kind={"enum": list(get_args(Kind))},
    terms=_TERMS,
    edition={"enum": [*EDITIONS, None]},
    forget_ms={"type": ["integer", "null"]},
    used={**_COUNT, "description": "the amount under which nothing would have been over"},
    rule=_TEXT,
    label=_LABEL,
    because={**_TEXTS, "description": "why the figure is not exact"},
    quotas=_counts("ok: nothing over; grace: nothing refused, with grace or allowance"),
    buy={**_COUNT, "description": "the quota to buy"},
    spread={"type": "object", "additionalProperties": _counts()},
    at=_list(_AT, "the effects that some quotas would have had"),
    series={"type": "object", "description": "by day (since the epoch) or slot, what the charts draw"},
)
_OPTION: Final = _object(
    unit=_TEXT,
    products=_TERMS,
    planned={"type": "boolean"},
    serves={
        "type": "object",
        "additionalProperties": _object(can={"type": "boolean"}, why={"type": ["string", "null"]}),
    },
    unserved={
        "type": ["string", "null"],
        "description": "why it serves nothing in the data; null if it does",
    },
    figures=_list(_FIGURE),
)
_CANDIDATE: Final = _object(
    name=_TEXT,
    option={"enum": list(OPTIONS)},
    terms=_TERMS,
    cost=_NUMBER,
    items=_list(_object(terms=_TERMS, quota=_COUNT, sold=_COUNT, cost=_NUMBER)),
    label=_LABEL,
    because=_TEXTS,
)
_RANKED: Final = _object(
    ranking=_list(_CANDIDATE, "the cheapest first"),
    not_ranked=_list(_object(name=_TEXT, why=_TEXT)),
    curves={"type": "object", "description": "by name: pairs of a traffic factor and the cost"},
    crossovers=_list(_object(**{"factor": _NUMBER, "from": _TEXT, "to": _TEXT})),
    regret={"type": "object", "description": "by factor, by name: what it costs more than the cheapest"},
)


def plan_schema() -> Schema:
    """Return the summary of a plan as JSON Schema."""
    read = _object(
        format=_TEXT,
        files=_TEXTS,
        rows=_COUNT,
        sound=_COUNT,
        first_at=_INSTANT,
        last_at=_INSTANT,
        days=_COUNT,
        types=_counts(),
        deployments=_counts(),
        rows_are={"enum": ["sightings", "accepted"]},
        where={"type": ["string", "null"]},
        product={"type": ["string", "null"]},
    )
    columns = _object(
        of={"type": "object", "additionalProperties": _TEXTS}, missing=_TERMS, weak={"type": "boolean"}
    )
    finding = _object(what=_TEXT, rows=_COUNT, share=_NUMBER, left_out={"type": "boolean"}, examples=_TEXTS)
    money = _object(
        currency=_TEXT,
        assumptions=_TEXTS,
        unpriced=_TEXTS,
        uses={"type": "object", "additionalProperties": _RANKED},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "summary of a licensim plan",
        **_object(
            licensim=_TEXT,
            version={"const": 1},
            read=read,
            columns=_or_null(columns),
            quality=_list(finding),
            missing_days=_list(_object(**{"from": _INSTANT, "to": _INSTANT})),
            gates=_list(_object(option={"type": ["string", "null"]}, terms=_TERMS, says=_TEXT)),
            assumptions=_TEXTS,
            environments=_counts("rows of browsers by environment of their hosts"),
            editions=_TERMS,
            edition={"enum": list(EDITIONS)},
            forget_ms=_COUNT,
            options={"type": "object", "properties": dict.fromkeys(OPTIONS, _OPTION)},
            money=_or_null(money),
            recommendation=_TEXTS,
        ),
    }
