"""The operations of the door: a test begins, calls what the table names, judges answers, and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from licensim.testing.door.calls import perform
from licensim.testing.door.matchers import holds, judge
from licensim.testing.door.tests import Tests
from licensim.testing.errors import thrown
from licensim.testing.surface.table import BY_CAMEL
from licensim.testing.telling import strict


def begin(tests: Tests, options: Mapping[str, Any], folder: str) -> int:
    """Begin a test, whose trace is kept in `folder` if it fails; returns its number."""
    return tests.begin(options, folder)


def call(
    tests: Tests,
    test: int,
    on: tuple[str, int | None],
    name: str,
    *,
    positional: Sequence[Any] = (),
    named: Mapping[str, Any] | None = None,
) -> Any:
    """Call a method or read a property that the table names, all names as TypeScript spells them.

    `on` is the owner in the table, and the handle of one of several.
    """
    owner, handle = on
    one, row = tests[test], BY_CAMEL[owner, name]
    if row.at_once:
        with one.wire.at_once(row.camel):
            return perform(one, row, one.named(owner, handle), positional, named or {})
    one.catch_up()
    return perform(one, row, one.named(owner, handle), positional, named or {})


def expect(tests: Tests, test: int, matcher: str, **given: Any) -> dict[str, Any]:
    """Judge an answer; see `matchers.judge`."""
    return judge(tests[test], matcher, **given)


def assert_kit(tests: Tests, test: int, matcher: str, **given: Any) -> dict[str, Any]:
    """Judge the whole session; see `matchers.holds`."""
    tests[test].catch_up()
    return holds(tests[test], matcher, **given)


def heard(tests: Tests, test: int, listener: int, given: Mapping[str, Any]) -> Any:
    """Hear of something in a page; returns the answer to that, None after the test has ended."""
    return tests[test].wire.heard(listener, given) if test in tests else None


def passed(tests: Tests, test: int, number: int, **given: Any) -> dict[str, Any] | None:
    """Return the answer to a page after another server's; see `Wire.passed`. None after the test's end."""
    return tests[test].wire.passed(number, **given) if test in tests else None


def closed(tests: Tests, test: int, page: int) -> None:
    """Hear that a page is closed."""
    if test in tests:
        tests[test].wire.things[page].closed = True


def finish(tests: Tests, test: int, failed: bool) -> dict[str, Any]:
    """End a test; returns its findings in words, None for none, and what its report shows."""
    kit = tests[test].kit
    try:
        found = [] if failed else kit.findings()
        ended_badly = failed or bool(found)
        return {
            "engine": kit.options.engine,
            "findings": strict.listed(found) if found else None,
            "log": kit.session_text() if ended_badly else kit.log.text(),
            "trace": kit.trace_text(),
            "license": kit.recording.license_text or kit.terms.text,
            "thrown": thrown(kit.consoles) if failed else None,
        }
    finally:
        kit.close()
        tests.end(test)


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "begin": begin,
    "call": call,
    "expect": expect,
    "assert": assert_kit,
    "heard": heard,
    "passed": passed,
    "closed": closed,
    "finish": finish,
}
