"""The JSON Schemas agree with the parsers: both come from one definition."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from licensim.rules.documents.fields import document_fields, document_schema
from licensim.rules.input.fault import Fault
from licensim.rules.input.fields import Field
from licensim.rules.options import OPTIONS
from licensim.sessions.trace_fields import EVENT, trace_schema

TERM: Final = {"starts_at": 1, "expires_at": 2}
DOCUMENT_VALUE: Final[dict[str, Any]] = {
    "profile": "v2.4",
    "projects": [
        {
            "key": "K",
            "session_password": None,
            "website_domains": ["a.example"],
            "settings": {"allow_insecure": True, "development_hosts": ["localhost"], "reports": "slot"},
            "items": [
                {
                    "id": "1",
                    "option": "per_barcode_scan",
                    **TERM,
                    "quota": 1,
                    "grace": 0.5,
                    "deployment": "mobile",
                    "product": "barcode_reader",
                },
                {
                    "id": "2",
                    "option": "per_page",
                    **TERM,
                    "module": "ocr",
                    "quota": 0,
                    "product": "web_twain",
                },
                {
                    "id": "3",
                    "option": "per_client_device",
                    **TERM,
                    "deployment": "browser",
                    "period": "yearly",
                    "quota": 2,
                    "refresh": "contact",
                },
                {
                    "id": "4",
                    "option": "per_server",
                    **TERM,
                    "quota": 2,
                    "exempt": [],
                    "status": "revoked",
                },
                {"id": "5", "option": "per_domain", **TERM, "domain": "*.a.example"},
                {"id": "6", "option": "per_concurrent_device", **TERM, "quota": 2, "allowance": 0},
                {"id": "7", "option": "per_concurrent_instance", **TERM, "quota": 2},
            ],
        }
    ],
}
CODES: Final = [{"format": "QR", "text": "", "confidence": 1.5, "box": [0, 0, 1, 1]}]
EVENTS: Final[list[dict[str, Any]]] = [
    {
        "t": 0,
        "type": "open",
        "client": "c",
        "key": "k",
        "deployment": "browser",
        "origin": "o",
        "edition": None,
    },
    {
        "t": 0,
        "type": "open",
        "client": "c",
        "key": "k",
        "deployment": "server",
        "origin": None,
        "serves": "one",
        "product": "label_recognizer",
    },
    {
        "t": 0,
        "type": "settings",
        "client": "c",
        "scanner": "s",
        "region": [0, 0, 1, 1],
        "formats": [],
        "one_d_trust_frames": 5,
        "duplicate_forget_time": -1,
        "min_confidence": None,
    },
    {"t": 0, "type": "frame", "client": "c", "scanner": "s", "codes": CODES},
    {"t": 0, "type": "image", "client": "c", "codes": CODES, "scanner": None},
    {"t": 0, "type": "pages", "client": "c", "module": "core", "count": 1},
    {"t": 0, "type": "pause", "client": "c", "scanner": "s"},
    {"t": 0, "type": "close", "client": "c", "scanner": "s"},
    {"t": 0, "type": "release", "client": "c"},
    {"t": 0, "type": "instances", "client": "c", "ask": 1},
    {"t": 0, "type": "instance", "client": "c", "op": "destroy"},
    {"t": 0, "type": "clear_storage", "client": "c"},
    {"t": 0, "type": "network", "up": True},
]
ODD: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 6),
    st.sampled_from([2**53, -(2**53), 8_640_000_000_000_001, 1.0, 0.5, -0.5, 100.5, 1e300]),
    st.sampled_from(
        ["", "core", "js-9", "yearly", "browser", "server", "slot", "a\n", "x" * 256, "per_page", "web_twain"]
    ),
    st.builds(list),
    st.builds(dict),
    st.sampled_from([(0, 0, 1, 1), (0, 0, 1), ("x",)]).map(list),
)
LICENSES: Final = Draft202012Validator(document_schema())
TRACES: Final = Draft202012Validator(trace_schema())


def faults_of(definition: Field, value: object) -> list[Fault]:
    """Return the faults of a value by the definition alone."""
    faults: list[Fault] = []
    definition.parse(value, "", faults)
    return faults


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a JSON value with each of its keys or positions."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@st.composite
def mutants(draw: st.DrawFn, sound: Any) -> Any:
    """Draw a valid JSON value with one or two places changed, removed or added."""
    value = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 2))):
        container, key = draw(st.sampled_from(list(places(value))))
        change = draw(st.sampled_from(["replace", "remove", "add"]))
        if change == "replace":
            container[key] = draw(ODD)
        elif change == "remove":
            del container[key]
        elif isinstance(container, dict):
            container[
                draw(st.sampled_from(["quota", "grace", "edition", "origin", "scanner", "product", "new"]))
            ] = draw(ODD)
    return value


@pytest.mark.parametrize("schema", [document_schema(), trace_schema()], ids=["license", "trace"])
def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    """It is valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_sound_values_are_accepted() -> None:
    """Both accept them: otherwise the rest of this file would prove nothing."""
    assert faults_of(document_fields(), DOCUMENT_VALUE) == []
    LICENSES.validate(DOCUMENT_VALUE)
    assert [item["option"] for item in DOCUMENT_VALUE["projects"][0]["items"]] == list(OPTIONS)
    for event in EVENTS:
        assert faults_of(EVENT, event) == []
        TRACES.validate(event)
    assert {event["type"] for event in EVENTS} == EVENT.cases.keys()


@settings(max_examples=250, deadline=None)
@given(mutants(DOCUMENT_VALUE))
def test_license_schema_agrees_with_the_parser(value: Any) -> None:
    """Each accepts exactly what the other accepts."""
    assert LICENSES.is_valid(value) == (faults_of(document_fields(), value) == [])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EVENTS).flatmap(mutants))
def test_trace_schema_agrees_with_the_parser(value: Any) -> None:
    """Except the edges of rectangles, which no schema can compare."""
    found = [fault for fault in faults_of(EVENT, value) if fault.what[:2] not in {"x0", "y0"}]
    assert TRACES.is_valid(value) == (found == [])
