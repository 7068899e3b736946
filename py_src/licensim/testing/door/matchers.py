"""The matchers of `expect`, for an answer or the whole session, with the kit's words about a difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from licensim.rules.explain.answers import VERBS, explain_answer
from licensim.testing.door.calls import perform
from licensim.testing.door.tests import OneTest
from licensim.testing.expect import demand_refusable
from licensim.testing.reply import Replies, Reply
from licensim.testing.surface.table import BY_CAMEL

WANTED: Final = {"toBeLicensed": "ok", "toBeOver": "over", "toBeRefused": "refused"}
"""The answer that each matcher expects."""


def judge(
    test: OneTest, matcher: str, handle: int, *, wanted: int | str | None = None, negated: bool = False
) -> dict[str, Any]:
    """Judge an answer, or several by their worst; returns `pass`, and `message` if that is not wanted.

    To judge an answer is to look at it. `wanted` is a reason or a number. Raises KitError for one that no
    answer has.
    """
    if wanted is not None:
        demand_refusable(wanted)
    reply: Reply | Replies = test.named("reply", handle)
    answer, found = WANTED[matcher], (reply.reason, reply.number)
    passes = reply.answer == answer and (wanted is None or wanted in found)
    if passes is not negated:
        return {"pass": passes, "message": ""}
    what = VERBS[answer] if wanted is None else f"{VERBS[answer]} with {wanted}"
    each = [reply] if isinstance(reply, Reply) else list(reply)
    is_it = "; ".join(dict.fromkeys(explain_answer(one.wire) for one in each)) or "no answer at all"
    text = f"the answer was {'not ' if negated else ''}to be: {what}. It is: {is_it}"
    return {"pass": passes, "message": _around(test, text, each)}


def holds(
    test: OneTest, matcher: str, *, positional: Sequence[Any], named: Mapping[str, Any], negated: bool = False
) -> dict[str, Any]:
    """Judge the session by an assertion of the kit; returns `pass`, and `message` if that is not wanted."""
    try:
        perform(test, BY_CAMEL["expect(licensim)", matcher], test.kit, positional, named)
    except AssertionError as error:
        return {"pass": False, "message": str(error)}
    told = _around(test, f"{matcher} was not to hold, and it does", []) if negated else ""
    return {"pass": True, "message": told}


def _around(test: OneTest, text: str, replies: Sequence[Reply]) -> str:
    """Return a message with the log around answers, and where the trace is."""
    entries = test.kit.log.entries
    marked = [index for index, one in enumerate(entries) if any(one.reply is reply for reply in replies)]
    kept = test.kit.kept() if test.kit.recording.lines else "no client did anything"
    return f"{text}\n\n{test.kit.log.around(marked[-3:])}\n\n{kept}"
