"""The door itself: one callable, a string in and a string out.

`call` takes `{"op": NAME, ...}`. It returns `{"ok": VALUE, "remarks": [...]}`, or `{"error": {"name",
"message"}, "remarks": [...]}`; remarks are warnings that a test should see.
"""

from __future__ import annotations

import json
import warnings
from traceback import format_exc
from typing import Any, Final

from licensim.rules.answer import LicensimError
from licensim.testing.door.operations import OPERATIONS
from licensim.testing.door.pages.wire import Ask
from licensim.testing.door.tests import Tests

BUG: Final = "BugError"
"""The name of an error that is no mistake of a test: its message is Python's traceback."""

_TESTS: Final = Tests()


def connect(ask: Ask) -> None:
    """Let pages of all tests be driven by `ask`; see `pages.wire`."""
    _TESTS.ask = ask


def call(text: str) -> str:
    """Perform one operation."""
    request = json.loads(text)
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always")
        reply = _perform(OPERATIONS[request.pop("op")], request)
    return json.dumps({**reply, "remarks": [str(one.message) for one in remarks]})


def _perform(operation: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": operation(_TESTS, **request)}
    except (LicensimError, AssertionError) as error:
        message = "\n".join([str(error), *getattr(error, "__notes__", [])])
        return {"error": {"name": type(error).__name__, "message": message}}
    except Exception as error:  # noqa: BLE001 - it reaches the test as an error that says what to report
        if type(error).__module__.startswith("playwright"):
            return {"error": {"name": "PlaywrightError", "message": str(error)}}
        return {"error": {"name": BUG, "message": format_exc()}}
