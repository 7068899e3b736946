"""The cost of each parser is proportional to the size of its input."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from cost import SHAPES, grows_with_size
from licensim.hosts import ascii_host, parse_origin
from licensim.page.operations import Operations, perform_text
from licensim.rules.documents.demo import demo_document
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Malformed
from licensim.rules.input.json_text import exact, read_json
from licensim.sessions.replay import replay_text
from licensim.sessions.trace import Reader

LARGEST = 1 << 16
"""Files and texts of a page have no largest size."""
DEMO = parse_document(demo_document(1_767_225_600_000), ascii_host)
OPERATIONS = Operations(ascii_host, parse_origin, lambda: "id")
assert '{"ok": {"session": 1' in perform_text(OPERATIONS, '{"op":"load","uuid":"u","key":"DEMO-1","now":1}')

Read = Callable[[str], object]


def document(text: str) -> object:
    """A license document."""
    return parse_document(text, ascii_host)


def line(text: str) -> object:
    """A line of a trace, whose client is open."""
    reader = Reader(parse_origin, lambda _: None)
    opening = (
        '{"t":0,"type":"open","client":"c","key":"K","deployment":"browser","origin":"https://a.example"}'
    )
    return reader.feed([opening, text]), reader.finish()


def trace(text: str) -> object:
    """A trace with all lines of the text."""
    return replay_text(DEMO, text, parse_origin)


def door(text: str) -> object:
    """A request of the page to the rules."""
    return perform_text(OPERATIONS, text)


PARSERS: dict[str, tuple[Read, str]] = {
    "json": (read_json, "?"),
    "json with decimals": (lambda text: read_json(text, exact), "?"),
    "document": (document, "?"),
    "projects": (document, '{"profile":"v2.2.19","projects":?}'),
    "items": (document, '{"profile":"v2.2.19","projects":[{"key":"K","items":?}]}'),
    "hosts": (document, '{"profile":"v2.2.19","projects":[{"key":"K","items":[],"website_domains":?}]}'),
    "line": (line, "?"),
    "codes": (line, '{"t":1,"type":"frame","client":"c","scanner":"s","codes":?}'),
    "formats": (line, '{"t":1,"type":"settings","client":"c","scanner":"s","formats":?}'),
    "trace": (trace, "?"),
    "door": (door, "?"),
    "event": (door, '{"op":"decide","session":1,"now":1,"event":?}'),
    "check": (door, '{"op":"check","document":?}'),
    "codes of a frame": (
        door,
        '{"op":"decide","session":1,"now":1,"event":{"type":"frame","scanner":"s","codes":?}}',
    ),
}
"""Each parser, and its input with the place for a shape."""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("parser", PARSERS)
def test_cost_of_a_parser_is_proportional_to_its_input(parser: str, shape: str) -> None:
    """ITEM-5: no file can freeze the page, the command line or a test."""
    read, around = PARSERS[parser]
    head, tail = around.split("?")

    def attempt(text: str) -> None:
        with suppress(Malformed):
            read(text)

    grows_with_size(attempt, lambda size: f"{head}{SHAPES[shape](size)}{tail}", LARGEST)


def test_a_square_is_found() -> None:
    """The measure itself: a parser that compares each character with every other one fails."""
    with pytest.raises(AssertionError, match="s at"):
        grows_with_size(lambda text: [text.count("b") for _ in text], "a".__mul__, 1 << 13)


def test_only_the_first_faults_are_kept() -> None:
    """A hundred, and how many more there are."""
    with pytest.raises(Malformed) as caught:
        parse_document('{"profile":"v2.2.19","projects":[' + "0,\n" * 5000 + "0]}", ascii_host)
    error = caught.value
    assert (100, 4901) == (len(error.faults), error.more)
    assert (1, 100) == (error.faults[0].line, error.faults[-1].line)
    assert str(error).endswith("\nand 4,901 more")
