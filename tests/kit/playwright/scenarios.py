"""Runs the scenarios in the Python kit; `scenarios.spec.ts` does the same in the kit for Playwright Test.

A step is `[CALL, first argument, ..., {named arguments}]`. `name = CALL` keeps what the call gives, `"$name"`
is that object as an argument, `!CALL` must fail. A transcript is what a scenario gave, and its session in
words.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from licensim.rules.answer import LicensimError
from licensim.testing import Client, Licensim, Replies, Reply

SCENARIOS: dict[str, list[list[Any]]] = json.loads(
    Path(__file__).with_name("scenarios.json").read_text("utf-8")
)


def transcript(licensim: Licensim, steps: list[list[Any]]) -> str:
    """Run a scenario, and return its transcript."""
    held: dict[str, Any] = {"licensim": licensim}
    lines = [_line(held, step) for step in steps]
    return "\n".join([*lines, licensim.log.text(), licensim.ledger_text(), licensim.trace_text()])


def called(step: list[Any]) -> tuple[str, list[str], bool]:
    """Return the name that keeps the value, the path of the call, and whether it must fail."""
    keeps, _, call = step[0].rpartition(" = ")
    return keeps, call.removeprefix("!").split("."), call.startswith("!")


def _line(held: dict[str, Any], step: list[Any]) -> str:
    keeps, path, fails = called(step)
    try:
        given = _call(held, path, step[1:])
    except LicensimError as error:
        if not fails:
            raise
        return f"{type(error).__name__}: {error}"
    assert not fails, step
    held[keeps] = given
    return _told(given)


def _call(held: dict[str, Any], path: list[str], given: list[Any]) -> Any:
    owner: Any = held[path[0]]
    for name in path[1:-1]:
        owner = getattr(owner, name)
    found = getattr(owner, path[-1])
    if not callable(found):
        return found
    is_named = bool(given) and isinstance(given[-1], dict) and path[-1] not in ("license", "do")
    named = given[-1] if is_named else {}
    first = given[:-1] if is_named else given
    return found(*first, **{name: held[one[1:]] if _is_held(one) else one for name, one in named.items()})


def _is_held(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("$")


def _told(value: Any) -> str:
    if isinstance(value, Reply | Replies):
        return repr(value)
    if isinstance(value, Client):
        return value.name
    if isinstance(value, list | tuple) and value and isinstance(value[0], Reply):
        return "; ".join(map(_told, value))
    if value is None or isinstance(value, str | int | list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(str(value)) if isinstance(value, Path) else type(value).__name__
