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
    """Judge an answer, or several by their worst; returns `pass`, and a `message` if the matcher fails.

    A judged answer counts as looked at. `wanted` is a reason or a number; raises KitError for one that no
    answer can have.
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
    text = f"expected the answer {'not ' if negated else ''}to be: {what}. It is: {is_it}"
    return {"pass": passes, "message": _around(test, text, each)}


def holds(
    test: OneTest, matcher: str, *, positional: Sequence[Any], named: Mapping[str, Any], negated: bool = False
) -> dict[str, Any]:
    """Judge the session by an assertion of the kit; returns `pass`, and a `message` if the matcher fails."""
    try:
        perform(test, BY_CAMEL["expect(licensim)", matcher], test.kit, positional, named)
    except AssertionError as error:
        return {"pass": False, "message": str(error)}
    message = _around(test, f"expected {matcher} not to hold, but it does", []) if negated else ""
    return {"pass": True, "message": message}


def _around(test: OneTest, text: str, replies: Sequence[Reply]) -> str:
    """Return a message with the log around answers, and where the trace is."""
    entries = test.kit.log.entries
    marked = [index for index, one in enumerate(entries) if any(one.reply is reply for reply in replies)]
    kept = test.kit.kept() if test.kit.recording.lines else "no client did anything"
    return f"{text}\n\n{test.kit.log.around(marked[-3:])}\n\n{kept}"
