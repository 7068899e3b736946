"""The two halves in one process: the client half asks, and the authority answers at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from licensim.rules.answer import Answer
from licensim.rules.authority.authority import Authority
from licensim.rules.authority.requests import Ask
from licensim.rules.client.requests import Decide, Deliver, Request, Talk


def converse(
    talk: Talk, authority: Authority | None, now: int, on_response: Callable[[Any], None] | None = None
) -> Answer:
    """Drive a client's talk with an authority in this process; None: the authority is not reached.

    `on_response` is called with each response.
    """
    try:
        request = next(talk)
        while True:
            response = None if authority is None else respond(authority, request, now)
            if on_response is not None:
                on_response(response)
            request = talk.send(response)
    except StopIteration as stop:
        answer: Answer = stop.value
        return answer


def respond(authority: Authority, request: Request, now: int) -> Any:
    """The authority's answer to a request of the client half."""
    if isinstance(request, Decide):
        use, listings = request.use, request.listings
        return authority.decide(request.client, use, listings, request.may_ask, now, report=request.report)
    if isinstance(request, Ask):
        return authority.authorize(request, now)
    if isinstance(request, Deliver):
        return authority.report(request.client, request.reports, now)
    return authority.release(request.client, now)
