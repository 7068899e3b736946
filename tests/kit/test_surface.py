"""The table of the kits' surface agrees with the Python kit and with the types of TypeScript."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from licensim.testing import Client, Licensim, Replies, Reply, Scanner, surface
from licensim.testing.camera import Camera
from licensim.testing.clock import Clock
from licensim.testing.door.door import call
from licensim.testing.door.matchers import WANTED
from licensim.testing.faults import ActiveFault, FaultControls
from licensim.testing.input.options import FixtureOptions
from licensim.testing.kit import Browser
from licensim.testing.standin import Sdk
from licensim.testing.surface.markdown import markdown
from licensim.testing.surface.row import Row, camel, snake
from licensim.testing.surface.table import ROWS
from licensim.testing.surface.typescript import INTERFACES, typescript
from licensim.testing.telling.log import Log

OWNERS: dict[str, Any] = {
    "licensim": Licensim,
    "expect(licensim)": Licensim,
    "browser": Browser,
    "client": Client,
    "scanner": Scanner,
    "camera": Camera,
    "sdk": Sdk,
    "reply": Reply,
    "replies": Replies,
    "clock": Clock,
    "faults": FaultControls,
    "fault": ActiveFault,
    "log": Log,
}
OF_PARTS = {
    "licensim": [
        "act", "answered", "called", "client", "clone", "close", "due", "engine", "fill_storage", "findings",
        "kept", "move_to", "moved", "network", "now", "record", "replies_of", "session_text", "set_back",
        "tick", "wakes",
    ],
    "client": ["do_all"],
    "reply": ["is_refusal"],
    "replies": ["count", "index"],
    "clock": ["catch_up", "step_to"],
    "sdk": ["block", "record", "version", "workers"],
    "log": ["add", "around", "index_of", "replies", "unseen"],
}  # fmt: skip
"""Public names that only the kit's own parts use, or that an array of TypeScript has anyway, by owner."""
OF_BROWSERS = {("browser", "origin"): {"browser"}}
"""Arguments of a client's place that a browser gives itself."""
OF_INSTANCES = {("scanner", "name")}
"""Properties that are set in `__init__`."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.owner}.{row.name}")
def test_a_row_is_a_name_of_the_python_kit(row: Row) -> None:
    """With the same arguments; the rules check those of `**fields`."""
    if (row.owner, row.name) in OF_INSTANCES:
        return
    owner = Licensim if row.owner == "browser" else OWNERS[row.owner]
    found = inspect.getattr_static(owner, row.name)
    assert row.reads is not inspect.isfunction(found)
    if row.reads:
        return
    parameters = [one for one in inspect.signature(found).parameters.values() if one.name != "self"]
    kinds = {one.kind for one in parameters}
    assert (inspect.Parameter.VAR_KEYWORD in kinds) is bool(row.fields)
    named = {one.name for one in parameters if one.kind is not inspect.Parameter.VAR_KEYWORD}
    assert {one.name for one in row.arguments} == named - OF_BROWSERS.get((row.owner, row.name), set())
    needed = [one for one in parameters if one.default is one.empty and one.kind is not one.VAR_KEYWORD]
    assert [one.name for one in row.positional] == [one.name for one in needed]


@pytest.mark.parametrize("owner", OWNERS)
def test_a_name_of_the_python_kit_is_a_row(owner: str) -> None:
    """All public names, except those of the kit's own parts."""
    kind = OWNERS[owner]
    names = {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
    rows = {row.name for row in ROWS if OWNERS[row.owner] is kind}
    assert names - rows == {*OF_PARTS.get(owner.removeprefix("expect(").removesuffix(")"), [])}


def test_the_types_are_current(root: Path) -> None:
    """Update: `.venv/bin/python -m licensim.testing.surface.typescript > web/src/playwright/surface.ts`."""
    assert (root / "web/src/playwright/surface.ts").read_text("utf-8") == typescript()


def test_the_reference_is_current() -> None:
    """Update: `python -m licensim.testing.surface.markdown > py_src/licensim/testing/REFERENCE.md`."""
    assert Path(surface.__file__).parents[1].joinpath("REFERENCE.md").read_text("utf-8") == markdown()


def test_each_assertion_is_a_matcher(root: Path) -> None:
    """`expect(licensim)` has those of the table, `expect(reply)` those of the door, and there are no more."""
    source = (root / "web/src/playwright/matchers.ts").read_text("utf-8")
    rows = [row.camel for row in ROWS if row.owner == "expect(licensim)"]
    assert [*WANTED, *rows] == re.findall(r"^  (to[A-Z]\w+)\(", source, re.MULTILINE)


def test_each_owner_has_an_interface() -> None:
    """The matchers have none of their own."""
    assert {*OWNERS} - {*INTERFACES} == {"expect(licensim)"}


def test_the_options_are_those_of_the_fixture() -> None:
    """`licensimOptions` in TypeScript."""
    [text] = re.findall(r"export interface Options \{\n(.*?)\n\}", typescript(), re.DOTALL)
    assert re.findall(r"readonly (\w+)\?:", text) == [*FixtureOptions.__dataclass_fields__]


@pytest.mark.parametrize("name", sorted({one.name for row in ROWS for one in row.arguments}))
def test_a_name_has_one_spelling_in_each_language(name: str) -> None:
    """From Python to TypeScript and back."""
    assert snake(camel(name)) == name


def asked(**request: Any) -> Any:
    """What the door replies."""
    return json.loads(call(json.dumps(request)))


@pytest.fixture
def number(tmp_path: Path) -> int:
    """A test that has begun at the door."""
    begun: int = asked(op="begin", options={}, folder=str(tmp_path))["ok"]
    return begun


@pytest.mark.parametrize(
    ("name", "positional", "named", "says"),
    [
        ("advance", [], {"weeks": 1}, "advance has no option 'weeks', there are days, hours, minutes, "),
        ("advance", [], {}, "advance by how much?"),
        ("set", [], {}, "set takes when"),
        ("set", ["soon"], {}, "soon"),
    ],
)
def test_a_wrong_call_is_an_error_in_words(
    number: int, name: str, positional: list[Any], named: dict[str, Any], says: str
) -> None:
    """A KitError, as in Python."""
    given = {"positional": positional, "named": named}
    reply = asked(op="call", test=number, on=["clock", None], name=name, **given)
    assert reply["error"]["name"] == "KitError"
    assert says in reply["error"]["message"]


@pytest.mark.parametrize(
    "told",
    [{"op": "heard", "listener": 0, "given": {}}, {"op": "passed", "number": 1}, {"op": "closed", "page": 0}],
)
def test_what_a_page_does_after_its_test_is_nothing(number: int, told: dict[str, Any]) -> None:
    """Its contexts close a moment after the kit's end."""
    asked(op="finish", test=number, failed=False)
    assert asked(test=number, **told)["ok"] is None


def test_a_bug_is_told_with_its_traceback(number: int) -> None:
    """It is no mistake of the test."""
    reply = asked(op="call", test=number, on=["client", 99], name="open")
    assert reply["error"]["name"] == "BugError"
    assert "IndexError" in reply["error"]["message"]


def test_a_call_that_is_not_awaited_opens_no_page(tmp_path: Path) -> None:
    """It says what to await; an awaited call asks the other language, which is not there."""
    begun = asked(op="begin", options={"engine": "page"}, folder=str(tmp_path))["ok"]
    where = {"on": ["licensim", None], "name": "origin", "positional": ["https://shop.example.com"]}
    client = asked(op="call", test=begun, **where, named={"folder": str(tmp_path)})["ok"]
    on = ["client", client["handle"]]
    at_once = asked(op="call", test=begun, on=on, name="page")
    assert at_once["error"]["message"] == "page needs a page that is loaded: `await client.open()` first"
    awaited = asked(op="call", test=begun, on=on, name="open")
    assert awaited["error"]["message"] == "no browser is behind this door"
