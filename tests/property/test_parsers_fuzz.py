"""Fuzzing: any input parses or is Malformed; no traceback, no hang, no grant (ITEM-5).

`LICENSIM_FUZZ` is the number of examples of each test, for a long run.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from licensim.cli.files import line_blocks
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.demo import demo_document
from licensim.rules.documents.document import Fault, Malformed, parse_document, to_value
from licensim.rules.explain.describe import describe
from licensim.rules.input.locate import path_lines
from licensim.sessions.replay import Replay

T: Final = 1_767_225_600_000
EXAMPLES: Final = int(os.environ.get("LICENSIM_FUZZ", "100"))
fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

DOCUMENT: Final = demo_document(T)
DOCUMENT_TEXT: Final = json.dumps(DOCUMENT, indent=1)
DEMO: Final = parse_document(DOCUMENT, ascii_host)
CODES: Final = [{"format": "QRCode", "text": "x", "confidence": 5, "box": [0, 0, 1, 1]}]
SESSION: Final[list[dict[str, Any]]] = [
    {
        "t": T,
        "type": "open",
        "client": "c",
        "key": "DEMO-1",
        "deployment": "browser",
        "origin": "https://a.example",
    },
    {"t": T, "type": "open", "client": "n", "key": "DEMO-1", "deployment": "server", "server_id": "m"},
    {
        "t": T,
        "type": "settings",
        "client": "c",
        "scanner": "s",
        "region": [0, 0, 1, 1],
        "formats": ["QRCode"],
    },
    {"t": T, "type": "frame", "client": "c", "scanner": "s", "codes": CODES},
    {"t": T + 1, "type": "frame", "client": "c", "scanner": "s", "codes": CODES},
    {"t": T + 2, "type": "image", "client": "c", "codes": CODES},
    {"t": T + 3, "type": "pages", "client": "c", "module": "core", "count": 1},
    {"t": T + 4, "type": "pause", "client": "c", "scanner": "s"},
    {"t": T + 5, "type": "network", "up": False},
    {"t": T + 6, "type": "instances", "client": "n", "ask": 1},
    {"t": T + 7, "type": "network", "up": True},
    {"t": T + 8, "type": "instances", "client": "n", "ask": 2},
    {"t": T + 9, "type": "instance", "client": "n", "op": "create"},
    {"t": T + 9, "type": "clear_storage", "client": "c"},
    {"t": T + 9, "type": "release", "client": "n"},
]
SESSION_TEXT: Final = "\n".join(map(json.dumps, SESSION))

NUMBERS: Final = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, T, 2**53, 2**63, 10**400, 1e308, -0.0, 8_640_000_000_000_000]),
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(["*.", "com", "\ud800", "."]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a JSON value with each of its keys or positions."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@st.composite
def mutated_values(draw: st.DrawFn, sound: Any) -> Any:
    """Draw a valid JSON value with up to three values replaced by anything."""
    value = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(list(places(value)) or [({}, "")]))
        if isinstance(container, dict) and draw(st.booleans()):
            container.pop(key, None)
            key = draw(st.text(max_size=8) | st.just(key))
        container[key] = draw(VALUES)
    return value


@st.composite
def mutated_bytes(draw: st.DrawFn, sound: str) -> bytes:
    """Draw a valid text in which up to five parts are replaced by anything."""
    content = bytearray(sound.encode())
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        junk = st.binary(max_size=6) | st.sampled_from(
            [b'"', b"{", b"}", b"[", b"\\", b"\n", b"1e999", b"NaN"]
        )
        content[start : start + draw(st.integers(0, 6))] = draw(junk)
    return bytes(content)


def sound(faults: Sequence[Fault]) -> None:
    """Check that faults can be printed, each on a line."""
    assert faults
    assert all(fault.what and "\n" not in str(fault) for fault in faults)
    "\n".join(map(str, faults)).encode()


def parse(value: object) -> None:
    """Parse a document: it is Malformed with exact faults, or fully valid."""
    try:
        document = parse_document(value, ascii_host)
    except Malformed as error:
        sound(error.faults)
        return
    assert parse_document(to_value(document), ascii_host) == document
    "\n".join(describe(document)).encode()


def replay(content: bytes) -> None:
    """Replay bytes: there are faults and no answers, or an answer for each line."""
    faults: list[Fault] = []
    session = Replay(DEMO, parse_origin, faults.append)
    answers: list[str] = []
    for block in line_blocks(BytesIO(content)):
        answers += session.feed(block)
    answers += session.finish()
    if faults:
        sound(faults)
        assert all(fault.line is not None and 1 <= fault.line <= session.lines for fault in faults)
        assert answers == []
        return
    assert [json.loads(answer)["line"] for answer in answers] == list(range(1, session.lines + 1))
    json.dumps(session.summary()).encode()


@fuzzed
@given(mutated_values(DOCUMENT))
def test_mutated_documents_parse_or_are_malformed(value: Any) -> None:
    """As values, which may contain things that JSON cannot."""
    parse(value)


@fuzzed
@given(mutated_bytes(DOCUMENT_TEXT))
@example(b"[" * 1_000_000)
@example(b'{"a":' * 1_000_000)
@example(b'{"quota": ' + b"9" * 1_000_000 + b"}")
@example(b'{"grace": 1e-999999999}')
@example(b'{"profile": "v2.2.19", "projects": ' + b"[" * 10_000 + b"]" * 10_000 + b"}")
def test_mutated_document_texts_parse_or_are_malformed(content: bytes) -> None:
    """As text."""
    parse(content.decode(errors="surrogateescape"))


@fuzzed
@given(st.text() | st.binary().map(lambda content: content.decode("latin-1")) | VALUES)
def test_anything_parses_or_is_malformed(value: Any) -> None:
    """Values that were never a document."""
    parse(value)


@fuzzed
@given(mutated_values(SESSION))
def test_mutated_traces_are_replayed_or_at_fault(value: list[Any]) -> None:
    """Every line is valid JSON."""
    replay("\n".join(map(json.dumps, value)).encode())


@fuzzed
@given(mutated_bytes(SESSION_TEXT))
@example(b"[" * 1_000_000)
@example(SESSION_TEXT.encode() + b"\n\n")
def test_mutated_trace_bytes_are_replayed_or_at_fault(content: bytes) -> None:
    """Bytes, not always text, not always JSON."""
    replay(content)


@fuzzed
@given(st.binary())
def test_any_bytes_are_at_fault(content: bytes) -> None:
    """Bytes that were never a trace; no bytes are an empty trace."""
    replay(content)


class Every:
    """A set that contains everything."""

    def __contains__(self, _: object) -> bool:
        return True


@fuzzed
@given(VALUES)
def test_every_path_of_a_json_text_has_a_line(value: Any) -> None:
    """Strings that look like JSON structure do not confuse it."""
    text = json.dumps(value, indent=1)
    count = sum(1 for _ in places(value)) + 1
    lines = [line for _, line in path_lines(text, Every())]
    assert len(lines) == count
    assert lines == sorted(lines)
    assert lines[-1] <= text.count("\n") + 1


def test_the_sound_session_is_sound() -> None:
    """The fuzzing above starts from a session that is answered."""
    replay(SESSION_TEXT.encode())
    parse(DOCUMENT_TEXT)
